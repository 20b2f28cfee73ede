"""What a kernel has loaded before it is copied: this package, its imports, and what it made once.

Importing this module loads it. A copy that finds the package changed on disk since then forgets
it, so that a notebook always runs the code that is there.
"""

import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from ..errors import ForecastError
from ..inputs.facts import PACKAGE
from ..model.forecast import forecast
from ..present.charts import funding_outlook
from ..present.csv_text import csv_text
from .record import PACKAGE_VARIABLE
from .request import Marks, marks
from .watch import end_watch

_LATE = (
    "afcharts.af_colours", "sqlite3", "PIL.PngImagePlugin",
    "matplotlib.backends.backend_svg", "pandas.core.methods.to_dict",
    "pandas.io.formats.csvs", "ipykernel.debugger", "clsmin_forecast.runs.cells",
)  # fmt: skip
_PACKAGE = __name__.partition(".")[0]


def _load() -> None:
    package = sys.modules[_PACKAGE]
    for name in package.__all__:  # most are imported when they are first asked for
        getattr(package, name)
    for name in _LATE:
        with suppress(ImportError):  # nothing but time depends on it
            import_module(name)


def _use() -> None:
    """Do what most notebooks begin with, so that what is made on first use is there already."""
    with suppress(ForecastError):  # the data may be wrong; that is for the notebook to say
        chart = funding_outlook(forecast("central"))
        assert all((chart.svg, chart.png, csv_text(chart.data)))


def _files() -> Marks:
    """Return the marks of each loaded file of the package."""
    modules = [m for name, m in sys.modules.items() if name.partition(".")[0] == _PACKAGE]
    return marks(Path(str(module.__file__)) for module in modules)


def forget_if_changed() -> None:
    """Forget the package if a file of it is not as it was when it was loaded."""
    asked = os.environ.get(PACKAGE_VARIABLE, str(PACKAGE))
    with suppress(OSError):  # a file that is gone has changed
        if _files().items() >= SEEN.items() and asked == str(PACKAGE):
            return
    for name in [each for each in sys.modules if each.partition(".")[0] == _PACKAGE]:
        del sys.modules[name]


_load()
_use()
SEEN = _files()
"""The files of the package as they were when they were loaded."""
end_watch()
