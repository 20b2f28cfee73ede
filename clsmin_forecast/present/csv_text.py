"""Tables as CSV, safe to open in a spreadsheet."""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_RUN = re.compile(r"\s*[=+\-@]")  # how a text begins that a spreadsheet would calculate
_NUMBER = re.compile(r"\s*[-+]?[£\d.,]+%?\s*")


def csv_text(frame: "pd.DataFrame", *, index: bool = False) -> str:
    r"""Return a table as CSV in which no text is a formula.

    A text that a spreadsheet would take for one has an apostrophe in front, which the spreadsheet
    leaves out.

    Parameters
    ----------
    frame : DataFrame
        The table.
    index : bool
        Whether its index is written, as the first columns.

    Examples
    --------
    >>> import pandas as pd
    >>> csv_text(pd.DataFrame({"title": ["=1+1", "-5%", "Cost"], "sum": [-1, 2, 3]}))
    "title,sum\n'=1+1,-1\n-5%,2\nCost,3\n"
    """
    safe = frame.map(_harmless).rename(index=_harmless, columns=_harmless)
    return str(safe.to_csv(index=index, lineterminator="\n"))


def _harmless(value: Any) -> Any:
    if isinstance(value, str) and _RUN.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value
