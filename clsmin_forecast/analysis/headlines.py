"""Headline figures: everything that a paper may quote from a forecast, each under its own name."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..errors import InputError, unknown
from ..inputs.awards import IN_PRINCIPLE, OUTTURN, RECEIVED, STATUSES, UNAGREED, UNDECIDED, Award
from ..model.beliefs import ends_of, span_of_comparisons
from ..model.forecast import Forecast
from ..model.mixture import Mixture
from ..renames import new_name
from .basis import OfForecasts, describe
from .conditional import chance_ceased, if_funded

POUNDS, PROBABILITY, POSTS = "pounds", "probability", "posts"
DECIDED, LIMIT = "decided pounds", "pounds at most"
"""The units of figures; decided pounds and limits are stated to the pound, by a paper."""

_ENDS = (
    ("", "mean", "on average"),
    ("_low", "p5", "the lower end of 90% of outcomes"),
    ("_high", "p95", "the upper end of 90% of outcomes"),
)
_GAPS = {
    "gap": "the gap that is left",
    "gap_in_funded_years": "the gap in funded years",
    "gap_after_ceasing": "what keeping the team after the funding ceased would cost",
}
_BELIEVED = {"low": "lower", "high": "upper"}
_COMPARED = (("least", "smallest"), ("most", "largest"))
_AWARDED = {"fixed": DECIDED, "up_to": LIMIT}
_SPANS = {
    "in_principle_years": f"the years {STATUSES[IN_PRINCIPLE].standing}",
    "decision_years": "the years not yet decided",
    "all_years": "all years",
}

Found = Mixture | float | None


@dataclass(frozen=True)
class Headline:
    """What figures are taken from: a number, or a mixture for its average and range of 90%.

    Parameters
    ----------
    name, title, unit : str
        Of the figure; the ends of a range are called ``NAME_low`` and ``NAME_high``.
    of : callable
        Forecast to the number, to the mixture that it is taken from, or to None where it has none.
    """

    name: str
    title: str
    unit: str
    of: Callable[[Forecast], Found]

    def rows(self, forecast: Forecast) -> Iterator[dict[str, Any]]:
        """Give each figure of a forecast."""
        found, unit = self.of(forecast), self.unit
        if POUNDS in unit:
            unit = f"{unit}, {forecast.price_base}"
        if isinstance(found, Mixture) and self.unit == DECIDED:
            found = found.mean
        if isinstance(found, Mixture):
            statistic = found.statistic()
            for end, key, words in _ENDS:
                title, value = f"{self.title}, {words}", statistic[key]
                yield {"name": self.name + end, "title": title, "value": value, "unit": unit}
        elif found is not None:
            yield {"name": self.name, "title": self.title, "value": found, "unit": unit}


@public
def year_name(year: str) -> str:
    """Return a financial year as part of a name.

    Examples
    --------
    >>> year_name("2025/26")
    '2025_26'
    """
    return year.replace("/", "_")


@public
def headlines(forecast: Forecast) -> Answer[OfForecasts]:
    """Return every headline figure of a forecast.

    Returns
    -------
    DataFrame
        Indexed by name, such as ``recovered_2025_26``, ``recovered_2025_26_low`` (5% of outcomes
        lie below), ``chance_not_funded_2025_26`` or ``gap_in_principle_years``: ``title``,
        ``value`` and ``unit``. Money is in pounds in the forecast's price base.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.headlines(cf.forecast(cf.load_scenario("ceases"), draws=8))
    >>> float(table.loc["chance_not_funded_2025_26", "value"])
    1.0
    """
    rows = [row for headline in _headlines(forecast) for row in headline.rows(forecast)]
    frame = pd.DataFrame(rows).set_index("name")
    return Answer.of(frame, OfForecasts(**describe([forecast], "all_years"), columns={}))


def headline(forecast: Forecast, name: str) -> dict[str, Any]:
    """Return one headline figure of a forecast: its name, title, value and unit.

    Parameters
    ----------
    name : str
        As in `headlines`.

    Raises
    ------
    InputError
        If the forecast has no such figure, with the nearest that it has.
    """
    found = find_headline(forecast, name)
    if found:
        return found
    if now := new_name(name):  # whatever notebook has it
        raise InputError(f"figure: {name} is now called {now}.")
    if not forecast.priced and re.match("gap|cost|posts|chance_covered", name):
        raise InputError(f"figure: there is no {name}. {forecast.scenario.facts.awards.unpriced}")
    raise unknown("figure", "figure", name, headlines(forecast).index, "`clsmin-forecast explain`")


def find_headline(forecast: Forecast, name: str) -> dict[str, Any] | None:
    """Return one headline figure of a forecast, or None where it has no such figure."""
    near = [each for each in _headlines(forecast) if name.startswith(each.name)]
    found = (row for each in near for row in each.rows(forecast) if row["name"] == name)
    return next(found, None)


def _headlines(forecast: Forecast) -> list[Headline]:
    yearly = [each for award in forecast.scenario.facts.awards.rows for each in _of_year(award)]
    return yearly + [each for span in _SPANS for each in _of_span(span)]


def _of_year(award: Award) -> Iterator[Headline]:
    year, at = award.financial_year, year_name(award.financial_year)
    when, pounds = year, DECIDED if award.status in (RECEIVED, OUTTURN) else POUNDS
    if award.status in UNDECIDED:
        when = f"{year} ({STATUSES[award.status].label})"
        for name, title, unit, of in (
            ("chance_funded", f"the chance that {when} is funded", PROBABILITY, _funded),
            (
                "chance_not_funded",
                f"the chance of no funding in {when}",
                PROBABILITY,
                chance_ceased,
            ),
            ("recovered_if_funded", f"what is recovered if funded in {when}", POUNDS, if_funded),
        ):
            yield Headline(f"{name}_{at}", title, unit, partial(_in_year, of, year))
        for place, (end, words) in enumerate(_COMPARED):
            yield Headline(
                f"chance_not_funded_{at}_{end}",
                f"the {words} chance of no funding in {when} by the cases compared",
                PROBABILITY,
                partial(_in_year, partial(_compared, place), year),
            )
    of_award = partial(_in_year, _award, year)
    yield Headline(f"award_{at}", _award_title(award, when), _AWARDED[award.basis], of_award)
    for measure, title, unit in (
        ("recovered", "what is recovered", pounds),
        ("cost", "the cost of the team", POUNDS),
        *((gap, title, POUNDS) for gap, title in _GAPS.items()),
        ("posts", "the posts that the money supports", POSTS),
        ("posts_at_risk", "the posts at risk", POSTS),
    ):
        of_measure = partial(Forecast.in_year, measure=measure, year=year)
        yield Headline(f"{measure}_{at}", f"{title} in {when}", unit, of_measure)
    covered = partial(_in_year, Forecast.chance_covered, year)
    yield Headline(
        f"chance_covered_{at}",
        f"the chance that the cost is covered in {when}",
        PROBABILITY,
        covered,
    )


def _award_title(award: Award, when: str) -> str:
    if award.status == UNAGREED:
        return f"the ceiling supposed for {when}"
    return f"the award of {when} in the papers"


def _in_year(of: Callable[..., Found], year: str, forecast: Forecast) -> Found:
    return of(forecast, year)


def _award(forecast: Forecast, year: str) -> float:
    return forecast.scenario.facts.awards[year].amount * forecast.scale[year]


def _compared(place: int, forecast: Forecast, year: str) -> Found:
    span = span_of_comparisons(forecast.scenario, year)
    return None if span is None else span[place]


def _funded(forecast: Forecast, year: str) -> float:
    return 1 - chance_ceased(forecast, year)


def _of_span(span: str) -> Iterator[Headline]:
    over = _SPANS[span]
    for measure, title in (("recovered", "what is recovered"), *_GAPS.items()):
        of = partial(_total, measure, span)
        yield Headline(f"{measure}_{span}", f"{title} over {over}", POUNDS, of)
    for end, words in _BELIEVED.items():
        yield Headline(
            f"average_recovered_{span}_by_evidence_{end}",
            f"the {words} end of what evidence leaves open of the average recovered over {over}",
            POUNDS,
            partial(_believed, end, span),
        )


def _total(measure: str, span: str, forecast: Forecast) -> Found:
    told = forecast.tells(measure) and forecast.years_of(span)
    return forecast.total(measure, span) if told else None


def _believed(end: str, span: str, forecast: Forecast) -> Found:
    if not forecast.years_of(span):
        return None
    ends = ends_of(forecast.believed_averages("recovered", span))
    return ends["p5" if end == "low" else "p95"]
