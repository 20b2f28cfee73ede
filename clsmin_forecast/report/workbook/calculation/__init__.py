"""Sheets that calculate: the laws of the forecast once more, as formulas over its paths.

`page` is the sheet with the years beside each other. `inputs`, `results` and `workings` are its
lines, `paths` the sheet of the paths, and `formulas` the laws. What stands in a cell before
anything is changed is the package's own figure, so that a reader whose program does not calculate
sees it too; a test holds the formulas to it.
"""

from itertools import chain

import pandas as pd

from ....analysis.calculation import Calculation
from ..sheet import Sheet
from .inputs import inputs, papers
from .page import AS_SHIPPED, CALCULATION, PATHS, REFUSED, Page
from .paths import paths_sheet
from .results import checks, forecast_by_year, results, shipped
from .workings import workings

__all__ = ["AS_SHIPPED", "CALCULATION", "PATHS", "REFUSED", "calculation_sheets"]


def calculation_sheets(certain: Calculation, ranged: pd.DataFrame | None = None) -> list[Sheet]:
    """Return the sheets that calculate the certain part of a scenario: by year, and its paths.

    Beside its results stands what the forecast by year is, if it is given, with every range.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> from clsmin_forecast.analysis.calculation import calculation
    >>> [sheet.name for sheet in calculation_sheets(calculation(cf.load_scenario("central")))]
    ['Calculation', 'Calculation paths']
    """
    page = Page(certain)
    lines = (
        inputs(page), results(page), forecast_by_year(page, ranged), checks(page), workings(page),
        papers(page), shipped(page),
    )  # fmt: skip
    page.lines.extend(chain(*lines))
    return [page.sheet(), paths_sheet(page)]
