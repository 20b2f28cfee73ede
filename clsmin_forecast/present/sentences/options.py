"""Options in words: what to do by when, what it costs if that is wrong, what would change it."""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

from ...analysis.options import ENDS, OfOptions, OfOptionsByScenario
from ...answer import Answer
from ...arguments import public
from ...model.decisions import CEASE, CONTINUE, EXPAND
from ...units import number_of
from ..question_words import prices_sentence
from ..words import (
    capital,
    day_words,
    list_words,
    odds,
    percent,
    rate_words,
    sum_words,
    under_words,
)
from .clauses import as_it_stood

_IF = {
    CEASE: "if the funding ceases",
    CONTINUE: "if the award continues",
    EXPAND: "if it is expanded",
}
_CENT = 0.005

Row = Mapping[Hashable, Any]


@public
def options(frame: Answer[OfOptions]) -> str:
    """Return what costs us least and what keeps the most work, by when each must be decided.

    With what each costs if it was wrong, and the chance of no funding that would change the choice.

    Parameters
    ----------
    frame : DataFrame
        From `options`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> options(cf.options("ceases", ["keep_half"], draws=8)).split("” ")[1].split(" what")[0]
    'costs us (the Metropolitan Police) £100,000'
    """
    about = frame.about
    if frame.empty:
        return f"What we can do about {about.year} cannot be told: no option is on file."
    rows = frame.to_dict("index")
    said = [
        _least(rows[about.least_average], about, alone=len(rows) == 1),
        _regretted(rows, about),
        _most_work(rows, about),
        _turn(rows, about),
        _knowing(about) if len(rows) > 1 else "",
        wait_words(about.waiting, own_times=about.own_times),
        _bridged(rows, about),
    ]
    return f"{' '.join(filter(None, said))}{prices_sentence(about)}"


@public
def options_by_scenario(frame: Answer[OfOptionsByScenario]) -> str:
    """Return which option costs us least on average under each scenario, and is regretted least.

    Parameters
    ----------
    frame : DataFrame
        From `options_by_scenario`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.options_by_scenario(["central", "ceases"], draws=8)
    >>> options_by_scenario(table).split(":")[0]
    'Over 2 scenarios of 2026/27, under awards agreed in principle, up to a ceiling, we pay least'
    """
    about = frame.about
    if frame.empty:
        return f"What we can do about {about.year} cannot be told: no option is on file."
    titles = frame["title"].to_dict()
    under: dict[str, list[str]] = {}
    for scenario, best in about.best.items():
        under.setdefault(best, []).append(f"“{about.called[scenario]}”")
    lead = f"Over {number_of(len(about.called), 'scenario')} of {about.year}, "
    least = [_least_under(titles[best], named, len(about.called)) for best, named in under.items()]
    regret = sum_words(frame["regret"].to_dict()[about.least_regret])
    most = "nothing else costs less" if regret == sum_words(0) else f"at most {regret} more"
    return (
        f"{lead}{under_words(about.statuses)}, we pay least: {list_words(least)}. Regretted least "
        f"over them is “{titles[about.least_regret]}”: {most} on average under any."
        f"{prices_sentence(about)}"
    )


def _title(row: Row) -> str:
    return f"“{row['title']}”"


def _costs(row: Row, about: OfOptions) -> str:
    """Return what an option costs by what the funder does, once where that is the same."""
    costs = {each: sum_words(row[f"cost_{ENDS[each]}"]) for each in about.chances}
    if len({*costs.values()}) == 1:
        return f"{next(iter(costs.values()))} whatever the funder does"
    return list_words([f"{cost} {_IF[each]}" for each, cost in costs.items()])


def _least(row: Row, about: OfOptions, *, alone: bool) -> str:
    when = f"about {about.year}, {under_words(about.statuses)}"
    costs, average = _costs(row, about), sum_words(row["average"])
    if "whatever" in costs:
        said = f"{costs} {when}"
    else:
        said = f"{average} averaged over what the funder may do {when}: {costs}"
    stood = capital(as_it_stood(about.year, about.basis.as_at))
    costs_us = f"{stood}{_title(row)} costs us ({about.grant.holder})"
    if alone:
        return f"{costs_us} {said}. {_by(row, about)}"
    return f"{costs_us} least money: {said}. {_left_out(about)} {_by(row, about)}"


def _left_out(about: OfOptions) -> str:
    """Return what a cost leaves out, and that releasing is never dearer where it leaves all."""
    left = "Work that is not done is left out here, and counted in how many posts to keep"
    if about.waiting["restart_cost"] or about.own_times:
        return f"{left}."
    return (
        f"{left}; filling a post again is taken as free. So releasing everybody is never dearer "
        "than keeping them."
    )


def _by(row: Row, about: OfOptions) -> str:
    day = date.fromisoformat(row["decide_by"])
    verb = "was" if day < about.basis.as_at else "is"
    return f"The last day to decide on it {verb} {day_words(day)}."


def _regretted(rows: Mapping[Hashable, Row], about: OfOptions) -> str:
    if len(rows) == 1:
        return ""
    row, most = rows[about.least_regret], sum_words(rows[about.least_regret]["regret"])
    who = "It is also" if about.least_regret == about.least_average else f"{_title(row)} is"
    if most == sum_words(0):
        return f"{who} regretted least: nothing else would have cost less."
    return f"{who} regretted least: at most {most} more than what would have cost least."


def _most_work(rows: Mapping[Hashable, Row], about: OfOptions) -> str:
    """Return what keeps the most work, what that costs, and from which worth of it that pays."""
    name = max(rows, key=lambda each: rows[each]["work"])
    row, first = rows[name], rows[about.least_average]
    if len(rows) == 1:
        return f"It keeps {row['work']:.1f} post-months of work on average.{_pays(row, about)}"
    if name == about.least_average:
        return f"It keeps the most work too, {row['work']:.1f} post-months of the year on average."
    return (
        f"{_title(row)} keeps the most work: {row['work']:.1f} post-months of the year on average, "
        f"against {first['work']:.1f}. It costs us {_costs(row, about)}. {_by(row, about)}"
        f"{_pays(row, about)}"
    )


def _pays(row: Row, about: OfOptions) -> str:
    if not row["pays_from"] >= 0:
        return ""
    if row["pays_from"] < _CENT:
        return " It costs no more on average than releasing everybody."
    rate = rate_words(row["pays_from"])
    return (
        f" It pays beside releasing everybody if a post-month of work is worth {rate} or more; "
        f"one costs {rate_words(about.post_month)}."
    )


def _turn(rows: Mapping[Hashable, Row], about: OfOptions) -> str:
    """Return the chance of no funding that would change which costs least."""
    if len(rows) == 1:
        return ""
    now = f"it is taken as {odds(about.chance_ceased)}"
    if about.turn is None:
        return f"Whatever the chance of no funding ({now}), nothing else on file would cost less."
    at, name = about.turn
    # At a tie it turns on the only side that there is.
    above = at > about.chance_ceased or at == about.chance_ceased < 1
    side, which = "above" if above else "below", f"{_title(rows[name])} would cost least"
    return f"At a chance of no funding in {about.year} {side} {percent(at)} ({now}), {which}."


def _knowing(about: OfOptions) -> str:
    if sum_words(about.knowing_now) == sum_words(0):
        return "An answer before 1 April saves us nothing."
    return f"An answer before 1 April saves us {sum_words(about.knowing_now)} on average."


def wait_words(waiting: Mapping[str, float], *, own_times: bool) -> str:
    """Return what is assumed of the wait, as a sentence."""
    known, notice, rebuild, restart = waiting.values()
    own = ", unless an option has its own" if own_times else ""
    return (
        f"The answer is taken to come {_months(known)} after 1 April. Notice runs for "
        f"{_months(notice)}. A released post is filled again {_months(rebuild)} after the answer, "
        f"at {rate_words(restart)} a post{own}."
    )


def _months(count: float) -> str:
    return f"{count:g} {'month' if count == 1 else 'months'}"


def _bridged(rows: Mapping[Hashable, Row], about: OfOptions) -> str:
    bridged = CEASE in about.chances and any(row["bridged"] > _CENT for row in rows.values())
    return "Money from elsewhere that bridges is ours too, and is counted." if bridged else ""


def _least_under(title: str, named: list[str], scenarios: int) -> str:
    where = "each" if len(named) == scenarios else list_words(named)
    return f"“{title}” under {where}"
