"""What stands above the picture: what was changed, each with its way back, and the finding."""

from collections.abc import Iterator, Mapping
from typing import Any

from ...inputs.scenarios import Scenario
from ...model.forecast import Forecast
from ..answers import View
from ..input_words import value_words
from ..sentences.clauses import in_total, open_years
from ..words import first_sentence
from .choices import month_differing
from .fields import fields, find
from .figures import explained_chance
from .state import State, differences, titled

Chip = dict[str, Any]
_TOTALS = {"outlook": ("recovered", "what is recovered"), "gap": ("gap", "the gap that is left")}


def chips(state: State, first: State, start: Scenario, baseline: Scenario, view: str) -> list[Chip]:
    """Return what differs from how the page opens, each with what takes it back.

    Parameters
    ----------
    state, first : State
        What is asked, and what the page opens with.
    start, baseline : Scenario
        The scenario that is started from, and the one that the register makes.
    view : str
        What is shown.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> central, first = cf.load_scenario("central"), State(start="central")
    >>> (chip,) = chips(first.set("team_posts", 8), first, central, central, "outlook")
    >>> chip["said"], chip["was"], chip["back"]
    ('Posts in the team that is to be kept: 8', '7', {'do': 'unset', 'field': 'team_posts'})
    """
    found = [*_set(state, start)]
    if state.start != first.start:
        back = {"do": "start", "to": first.start}
        found.insert(0, {"said": f"Start: {start.title}", "was": baseline.title, "back": back})
    for month in month_differing(view, state, start.register):
        back = {"do": "choose", "what": "signed_month", "to": ""}
        found.append({**_said(month), "back": back})
    own = [each for each in differences(start, baseline)]
    return [*found, *({**_said(each), "back": None} for each in own)]


def _set(state: State, start: Scenario) -> Iterator[Chip]:
    known = {id: each for each in fields(start).values() for id in each.ids}
    for id, value in state.values.items():
        field, name = find(known, id), id.partition(".")[0]
        what = titled(start.register.assumptions[name].title, field.year)
        back = {"do": "unset", "field": field.id}
        said = f"{what}: {value_words(name, value)}"
        yield {"said": said, "was": field.words(start), "back": back}


def _said(differing: Mapping[str, str]) -> Chip:
    return {"said": "{what}: {here}".format_map(differing), "was": differing["baseline"]}


def finding(forecast: Forecast, view: str, shown: View, headline: str) -> dict[str, str]:
    """Return what is said between the headline of a view and its picture.

    Returns
    -------
    dict of str to str
        ``why``, which explains the chance in the headline, and ``lead``, the sentence that follows.
    """
    if view in _TOTALS and open_years(forecast):
        why = explained_chance(forecast) if view == "outlook" else ""
        return {"why": why, "lead": in_total(forecast, *_TOTALS[view])}
    first = first_sentence(shown.sentence)
    said = shown.sentence.removeprefix(first).strip() if first == f"{headline}." else first
    return {"why": "", "lead": first_sentence(said)}
