"""What leaves the page: a sentence, a picture and its data, each with what was assumed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from ...units import CASH
from ..chart import Chart
from .choices import ASKED
from .state import State

_DIGITS, _LONGEST = 4, 100  # decimals and characters of a file's name


def assumption_words(title: str, differing: Sequence[Mapping[str, str]]) -> str:
    """Return in a sentence what was assumed.

    Parameters
    ----------
    title : str
        Of the scenario.
    differing : sequence of mapping
        What it has otherwise than the baseline, as `differences` gives it.

    Examples
    --------
    >>> assumption_words("Central view", [])
    'Scenario: Central view, as the baseline.'
    >>> eight = {"what": "Posts in the team", "here": "8", "baseline": "7"}
    >>> assumption_words("Eight posts", [eight])
    'Scenario: Eight posts. Posts in the team: 8, baseline 7.'
    """
    if not differing:
        return f"Scenario: {title}, as the baseline."
    said = "; ".join("{what}: {here}, baseline {baseline}".format_map(each) for each in differing)
    return f"Scenario: {title}. {said}."


def alone(chart: Chart, said: str) -> Chart:
    """Return a chart that can stand alone: its picture and its data say what was assumed.

    Parameters
    ----------
    chart : Chart
        As the page shows it.
    said : str
        What was assumed.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> chart = cf.charts.funding_profile(cf.load_facts())
    >>> list(alone(chart, "Scenario: Central view.").data)[-3:]
    ['headline', 'assumed', 'source']
    """
    source = f"{chart.source} {chart.caution}".strip()
    words = {"headline": chart.headline, "assumed": said, "source": source}
    return replace(chart.with_titles(said), data=chart.data.assign(**words))


def file_name(chart: str, state: State, view: str = "") -> str:
    """Return the name of a file, without its ending: another one for every other state.

    Parameters
    ----------
    chart : str
        The name of the chart.
    state : State
        What was asked of the page.
    view : str
        The view that is shown, for which more may be chosen.

    Examples
    --------
    >>> file_name("gap_central_changed", State(start="central", values={"team_posts": 8}))
    'gap_central_changed_team_posts-8'
    >>> third = State(start="central", values={"cessation.2025/26": 1 / 3})
    >>> file_name("gap_central_changed", third)
    'gap_central_changed_cessation-2025-26-0.3333_699209'
    """
    values = sorted(state.values.items())
    short = [(id, round(value, _DIGITS)) for id, value in values]
    words = [f"{re.sub('[./]', '-', id)}-{value:.10g}" for id, value in short]
    words += [f"prices-{state.price_base.replace('/', '-')}"] * (state.price_base != CASH)
    chosen = _chosen_words(state, view)
    words += chosen
    name = "_".join([chart, *words])
    if short == values and len(name) <= _LONGEST:
        return name
    digits = sha256(repr((values, state.price_base, *chosen)).encode()).hexdigest()[:6]
    return f"{name[:_LONGEST]}_{digits}"


def _chosen_words(state: State, view: str) -> list[str]:
    """Return what is chosen in a view; its year is in the name of the chart."""
    chosen = {"signed_month": state.signed_month, "option": state.option or None}
    asked = {name: each for name, each in chosen.items() if name in ASKED.get(view, ())}
    return [
        f"{name.removesuffix('_month')}-{each:g}" if isinstance(each, float) else f"{name}-{each}"
        for name, each in asked.items()
        if each is not None
    ]
