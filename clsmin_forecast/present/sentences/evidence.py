"""The evidence in words: what comparable grants say, and what the hiding of endings does to it."""

from math import isfinite
from typing import Any

import pandas as pd

from ...analysis.evidence import OWN_SET, PANEL, OfEvidence
from ...answer import Answer
from ...arguments import public
from ...inputs.comparators import CEASED
from ...units import number_of
from ..words import about, odds, percent, spread

_AT_90 = "90% interval"


@public
def evidence(frame: Answer[OfEvidence]) -> str:
    """Return the highest chance of ceasing in use, what hiding does to it, and older payments.

    Parameters
    ----------
    frame : DataFrame
        From `evidence`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> evidence(cf.evidence(cf.load_scenario("central"))).split(", ")[0]
    'The highest chance of ceasing that the scenario takes from evidence is about 22%'
    """
    ceased = frame[(frame["event"] == CEASED) & frame["chance"].notna()]
    if ceased.empty:
        return "No set of comparable grants gives a chance of ceasing."
    used = ceased[ceased["used_by"].str.contains("cessation")]
    lead = (used if len(used) else ceased).nlargest(1, "chance").iloc[0]
    where = "that the scenario takes from evidence" if len(used) else "in the evidence"
    said = [
        f"The highest chance of ceasing {where} is {_chance(lead)}: {_counted(lead)}.",
        *_hidden(lead, frame.about.seen),
    ]
    if PANEL in ceased.index and lead.name != PANEL:
        panel = ceased.loc[[PANEL]].iloc[0]
        said.append(
            f"A list of payments to one payee, of 2006 to 2013, gives {_chance(panel)}, from "
            f"{number_of(panel['events'], 'ending')} in {panel['known']}; what is missing from it "
            "may have ended or moved to another payee."
        )
    if OWN_SET in ceased.index and lead.name != OWN_SET:
        own = ceased.loc[[OWN_SET]].iloc[0]
        said.append(f"{own['title']}: {_chance(own)}, from {_counted(own)}.")
    return " ".join(said)


def _chance(row: "pd.Series[float]") -> str:
    return (
        f"{odds(row['chance'])}, {_AT_90} {spread(percent(row['low']), percent(row['high']))}, "
        f"standard error {percent(row['standard_error'])}"
    )


def _counted(row: "pd.Series[Any]") -> str:
    said = f"{number_of(row['events'], 'ending')} in {number_of(row['known'], 'known case')}"
    if not row["unknown"]:
        return said
    return (
        f"{said}, and with {row['unknown']} unknown a share of {percent(row['bound_low'])} to "
        f"{percent(row['bound_high'])}"
    )


def _hidden(row: "pd.Series[float]", seen: float) -> list[str]:
    if not isfinite(row["corrected"]):
        return []
    return [
        "Published acceptances hide endings, because a grant that ends leaves no decision to "
        f"publish: if an ending is only {percent(seen)} as likely to be found as a renewal, the "
        f"chance is {about(row['corrected'])}, {_AT_90} {percent(row['corrected_low'])} to "
        f"{percent(row['corrected_high'])}."
    ]
