"""A newer release of a series in words: what it changes, and what that does to the answer."""

from math import isnan

import pandas as pd

from ..analysis.refresh import OfRefresh
from ..answer import Answer
from ..units import HALF_A_PENNY, price_words
from .tables import Rows
from .words import full_sum_words, list_words, over_years, sum_words

_LEAST = 0.005  # points; what is closer prints alike
_MOST = 3  # years named in the sentence


def refresh_words(frame: Answer[OfRefresh]) -> str:
    """Return both releases, the years that change most, and the average recovered by either.

    Parameters
    ----------
    frame : DataFrame
        From `refresh_deflator`.
    """
    about = frame.about
    more = about.average - about.average_on_file
    moved = f"{'rises' if more > 0 else 'falls'} by {sum_words(abs(more))}"
    moves = "does not move" if abs(more) < HALF_A_PENNY else moved
    return (
        f"On file: {about.on_file}. In the workbook: {about.release}. {_changes(frame)} In "
        f"{price_words(about.in_prices_of)} what is recovered "
        f"{over_years(about.years)}, {full_sum_words(about.average_on_file)} on average, {moves}; "
        "sums in cash stay as they are."
    )


def _changes(frame: pd.DataFrame) -> str:
    moved = frame[frame["difference"].abs() >= _LEAST]
    first = moved["difference"].abs().sort_values(ascending=False, kind="stable").index[:_MOST]
    said = [
        f"{row['change']:.2f}% in {year} in place of {row['change_on_file']:.2f}%"
        for year, row in frame.loc[sorted(first)].to_dict("index").items()
    ]
    new = [str(year) for year in frame.index[frame["change_on_file"].isna()]]
    added = f" It adds {list_words(new)}." if new else ""
    if not said:
        return f"No year rises otherwise than on file.{added}"
    largest = "" if len(moved) <= _MOST else f", the largest of {len(moved)} changes"
    return f"Prices rise by {list_words(said)}{largest}.{added}"


def refresh_rows(frame: Answer[OfRefresh]) -> Rows:
    """Return both releases side by side, a row a year."""
    return [
        {
            "year": year,
            "on file": _per_cent(row["change_on_file"], row["status_on_file"]),
            "workbook": _per_cent(row["change"], row["status"]),
            "points": _points(row["difference"]),
        }
        for year, row in frame.to_dict("index").items()
    ]


def _points(difference: float) -> str:
    return f"{difference:+.2f}" if abs(difference) >= _LEAST else ""


def _per_cent(change: float, status: object) -> str:
    return "" if isnan(change) else f"{change:.2f}% ({status})"
