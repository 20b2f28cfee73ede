"""Forecasts of the Home Office funding of a police team, and of the risk that it stops.

The team is the County Line Social Media Intelligence Network (CLSMIN).

The papers say what each year's award is and how sure it is (`inputs`). For each year not yet
decided the funder continues, expands or ceases; every path of decisions is listed with its exact
probability (`model.decisions`). What is uncertain about the amounts is drawn once, by name, so all
scenarios share the same luck (`model.draws`). The laws turn awards and draws into what is
recovered, what the team costs, and the gap (`model.funding`). `forecast` weights each path's draws
by its probability and states every figure with its range and its standard error. `analysis` puts
questions to it, `present` draws and words the answers, `runs` executes the notebooks through
papermill and publishes a run only when it is whole.
"""

import lazy_loader

from ._version import __version__ as __version__
from .renames import answer_old_names

# A name is fetched from its room when first used, so the import itself loads next to nothing.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
answer_old_names(__name__)
