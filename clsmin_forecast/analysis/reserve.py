"""The reserve: what may be missing for the team, and the sum that covers it with a stated chance.

Of what is recovered the same is asked from the other side: the sum that may be counted on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import floor
from typing import Annotated, Any, Unpack

import numpy as np
import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import (
    AT_LEAST,
    AT_MOST,
    CHANCE,
    CHANCE_ERROR,
    MODELLED,
    POSTS,
    POSTS_ERROR,
    POUNDS_ERROR,
    RECOVERED,
    Column,
    Columns,
)
from ..errors import InputError
from ..inputs.options import MEASURES, Option
from ..inputs.scenarios import AnyScenario, scenario_of
from ..inputs.waiting import OF_OPTIONS, OF_RISK
from ..model.document import sources
from ..model.draws import BLOCKS
from ..model.forecast import Forecast, forecast
from ..model.mixture import Mixture, error_of
from ..model.projection import GAP_PARTS, OPEN_YEARS, Span
from ..quantiles import Values
from ..units import HALF_A_PENNY, check_confidence, whole_number, whole_words
from .at_risk import AT_RISK, Wait, WaitSettings, lost_over, wait_of
from .basis import OfMeasure, describe
from .option_costs import cross, named_option, one_year, waiting_of
from .question import check_priced

TOGETHER = "together"
OPTION_COST = "option_cost"
"""What is asked about where an option is named."""

SUMS = {"gap": "reserve", "recovered": "at_least", AT_RISK: "reserve", OPTION_COST: "reserve"}
"""What is asked about, and the column of the sum that is found."""

WORST = {"worst_10": 0.1, "worst_5": 0.05}
"""The columns of the means of the worst outcomes, and their shares."""

_ROUNDING = 1e-6  # of a tenth of a post; sums lose less
_MOST_POINTS = 10_001
_NEAR = range(-5, 11)  # whole percentages around the confidence
_DIGITS = 9  # decimals that a chance keeps
_JUMP = 0.1  # of the cost of the team, or of the most recovered, within one percentage
_ALL_BUT = 0.999  # of outcomes
Points = Annotated[int, whole_words(2, _MOST_POINTS)]
Statistic = Callable[[Mixture], float]

_ERRORS = {
    "beyond_standard_error": Column("Standard error of the mean beyond it", POUNDS_ERROR),
    "worst_5_standard_error": Column("Standard error of the worst 5%", POUNDS_ERROR),
    "worst_10_standard_error": Column("Standard error of the worst 10%", POUNDS_ERROR),
}
COLUMNS = {
    "financial_year": Column("Financial year", label="year"),
    "reserve": Column("Reserve, rounded up", AT_MOST, "reserve"),
    "beyond": Column("Gap, mean beyond the reserve", MODELLED, "mean beyond it"),
    "gap": Column("Gap, mean", MODELLED, "to be found, mean"),
    "gap_in_funded_years": Column("Gap in funded years, mean", MODELLED, "in funded years"),
    "gap_after_ceasing": Column("Gap after ceasing, mean", MODELLED, "after ceasing"),
    "gap_p95": Column("Gap, 95% point", MODELLED, "gap, 95%"),
    "worst_10": Column("Gap, mean of the worst 10%", MODELLED, "worst 10%, mean"),
    "worst_5": Column("Gap, mean of the worst 5%", MODELLED, "worst 5%, mean"),
    "gap_standard_error": Column(
        "Standard error of the gap", POUNDS_ERROR, "standard error of the mean"
    ),
    "covered": Column("Chance that the team is paid for", CHANCE, "chance covered"),
    "posts_at_risk": Column("Posts at risk, mean", POSTS, "posts at risk, mean"),
    "reserve_standard_error": Column("Standard error of the reserve", POUNDS_ERROR),
    **_ERRORS,
    "gap_in_funded_years_standard_error": Column(
        "Standard error of the gap in funded years", POUNDS_ERROR
    ),
    "gap_after_ceasing_standard_error": Column(
        "Standard error of the gap after ceasing", POUNDS_ERROR
    ),
    "gap_p95_standard_error": Column("Standard error of the gap, 95% point", POUNDS_ERROR),
    "covered_standard_error": Column("Standard error of that chance", CHANCE_ERROR),
    "posts_at_risk_standard_error": Column("Standard error of the posts", POSTS_ERROR),
    "posts_at_risk_p95": Column("Posts at risk, 95% point", POSTS),
    "posts_at_risk_p95_standard_error": Column(
        "Standard error of the posts, 95% point", POSTS_ERROR
    ),
    "posts_at_risk_p95_chance": Column("Chance of at least so many", CHANCE),
    "posts_at_risk_p95_chance_standard_error": Column("Standard error of that many", CHANCE_ERROR),
}
OF_RECOVERED = {
    "financial_year": COLUMNS["financial_year"],
    "at_least": Column("Recovered at least, as surely as asked", AT_LEAST, "at least"),
    "beyond": Column("Recovered, mean below it", RECOVERED, "mean below it"),
    "recovered": Column("Recovered, mean", RECOVERED, "recovered, mean"),
    "worst_10": Column("Recovered, mean of the worst 10%", RECOVERED, "worst 10%, mean"),
    "worst_5": Column("Recovered, mean of the worst 5%", RECOVERED, "worst 5%, mean"),
    "recovered_standard_error": Column(
        "Standard error of the mean", POUNDS_ERROR, "standard error of the mean"
    ),
    "at_least_standard_error": Column("Standard error of the sum", POUNDS_ERROR),
    **_ERRORS,
}
OF_AT_RISK = {
    "financial_year": COLUMNS["financial_year"],
    "reserve": COLUMNS["reserve"],
    "beyond": Column("Lost, mean beyond the reserve", MODELLED, "mean beyond it"),
    AT_RISK: Column("Lost, mean", MODELLED, "lost, mean"),
    "worst_10": Column("Lost, mean of the worst 10%", MODELLED, "worst 10%, mean"),
    "worst_5": Column("Lost, mean of the worst 5%", MODELLED, "worst 5%, mean"),
    "lost": Column("Chance that it is lost", CHANCE, "chance that it is lost"),
    "lost_standard_error": COLUMNS["covered_standard_error"],
    "at_risk_standard_error": Column(
        "Standard error of the mean", POUNDS_ERROR, "standard error of the mean"
    ),
    "reserve_standard_error": COLUMNS["reserve_standard_error"],
    **_ERRORS,
}


OF_OPTION = {
    "financial_year": COLUMNS["financial_year"],
    "reserve": COLUMNS["reserve"],
    "beyond": Column("Cost to us, mean beyond the reserve", MODELLED, "mean beyond it"),
    OPTION_COST: Column("Cost to us, mean", MODELLED, "cost to us, mean"),
    "worst_10": Column("Cost to us, mean of the worst 10%", MODELLED, "worst 10%, mean"),
    "worst_5": Column("Cost to us, mean of the worst 5%", MODELLED, "worst 5%, mean"),
    "falls": Column("Chance that it costs us anything", CHANCE, "chance of a cost"),
    "falls_standard_error": COLUMNS["covered_standard_error"],
    "option_cost_standard_error": OF_AT_RISK["at_risk_standard_error"],
    "reserve_standard_error": COLUMNS["reserve_standard_error"],
    **_ERRORS,
}


def _covering(what: str) -> Columns:
    return {
        "amount": Column("Reserve", AT_MOST, "reserve"),
        "covered": Column(f"Chance that it covers {what}", CHANCE, f"chance that it covers {what}"),
        "covered_standard_error": Column(
            "Standard error of the chance", CHANCE_ERROR, "standard error"
        ),
        "chance": Column(f"Chance that {what} is at least so much", CHANCE),
        "standard_error": Column("Standard error of that chance", CHANCE_ERROR),
    }


CURVES: Mapping[str, Columns] = {
    "gap": _covering("the gap"),
    AT_RISK: _covering("what is lost"),
    OPTION_COST: _covering("the cost"),
    "recovered": {
        "amount": Column("At least", AT_LEAST, "at least"),
        "chance": Column("Chance", CHANCE, "chance"),
        "standard_error": Column("Standard error of the chance", CHANCE_ERROR, "standard error"),
    },
}
_COLUMNS: Mapping[str, Columns] = {
    "gap": COLUMNS, "recovered": OF_RECOVERED, AT_RISK: OF_AT_RISK, OPTION_COST: OF_OPTION,
}  # fmt: skip

Jump = tuple[tuple[float, float], tuple[float, float]]
"""Two levels and their sums."""


@dataclass(frozen=True, kw_only=True)
class OfSum(OfMeasure):
    """What an answer on a sum says of itself: how sure the sum is to be."""

    confidence: float


@dataclass(frozen=True, kw_only=True)
class OfReserve(OfSum):
    """What a reserve says of itself, beside its confidence.

    The ``curve`` of all years together, indexed by the ``amount``, pounds: the ``chance`` of at
    least so much and, of a gap, the chance that so much has ``covered`` it. The middle outcome,
    ``p50``; the ``jump``, where the sum leaps near the confidence: two levels a percentage apart
    with their sums; the gap beyond which nothing of the team is paid for, ``unpaid_beyond``, and
    what the whole team costs on average, ``whole_cost``; and the chance of ``something``. Of
    what is at risk, how long the ``wait`` is; of what an option costs us, the ``option``, and the
    inputs of its wait, ``waiting``.
    """

    curve: Answer[OfSum]
    p50: float
    jump: Jump | None
    unpaid_beyond: float
    whole_cost: float
    something: float
    wait: Wait | None
    option: Option | None
    waiting: Mapping[str, float]


class ReserveSettings(WaitSettings, total=False):
    """The same, and what an option takes besides where it is not the register's."""

    refill_months: float | None
    restart_cost: float | None


@public
def reserve(
    scenario: AnyScenario,
    confidence: float = 0.8,
    *,
    of: str = "gap",
    points: Points = 201,
    span: Span = OPEN_YEARS,
    **settings: Unpack[ReserveSettings],
) -> Answer[OfReserve]:
    """Return the sum that covers the gap with a stated chance, by year and together.

    With it go the money to be found, the worst cases and the posts at risk.

    Parameters
    ----------
    scenario
        As in `forecast`.
    confidence : float
        How sure to be, above 0 and below 1, by a millionth at least.
    of : str
        ``gap``; or ``recovered``, of which the sum is the one that is recovered so surely; or
        ``at_risk``, what is spent before the agreement is signed and lost in the year in which the
        funding ends; or the name of an option, of which it is what the option costs us.
    points : int
        How many sums the curve has, evenly from £0 to the largest that the draws hold, beside the
        sum that is found; one, of £0, where that is the largest.
    span : str or sequence of str
        The years; of a gap, those before a post has a price are left out. An option is of one year,
        the first ahead that may not be funded unless another is named.
    **settings
        As in `forecast`; and of what is at risk, in place of what the register has,
        ``signed_month``, months from 1 April until the agreement is signed, and
        ``redeploy_months``, from then until the team is redeployed; an option takes
        ``refill_months`` and ``restart_cost`` too.

    Returns
    -------
    DataFrame
        Indexed by financial year, with a last row ``together`` that sums each outcome over the
        years. The ``reserve``, the smallest sum that covers the gap with the chance asked for, and
        the mean gap in the outcomes ``beyond`` that chance; the ``gap`` on average and its parts,
        ``gap_in_funded_years`` and ``gap_after_ceasing`` (what keeping the team would cost), its
        ``gap_p95``, and its mean in the worst 5% and 10% of outcomes, ``worst_5`` and ``worst_10``
        (the expected shortfall), in pounds; the chance that the team is ``covered`` (in every year,
        in the last row); the ``posts_at_risk`` on average, ``posts_at_risk_p95`` (down to a tenth
        of a post) and the chance of at least so many, ``posts_at_risk_p95_chance`` (empty in the
        last row). Each has its ``_standard_error``.

        Of what is recovered: ``at_least``, the largest sum that is reached with the chance asked
        for, the mean ``beyond`` it (below), ``recovered`` on average, ``worst_5``, ``worst_10``.
        Of what is at risk: the same, ``reserve``, ``at_risk`` on average, and the chance that it is
        ``lost``. Of an option: the same, ``option_cost`` on average, and the chance that any of it
        ``falls`` on us.

        `OfReserve` has what ``about`` says of it, the curve too.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.reserve(cf.load_scenario("ceases"))
    >>> table.loc["2025/26", ["covered", "posts_at_risk"]].tolist()
    [0.0, 7.0]
    >>> sure = cf.reserve(cf.load_scenario("full_expansion"), of="recovered", points=3)
    >>> sure.about.curve["chance"].to_dict()
    {0.0: 1.0, 1000000.0: 1.0, 2000000.0: 1.0}
    """
    check_confidence(confidence)
    how: dict[str, Any] = dict(settings)
    wait = {name: how.pop(name) for name in OF_OPTIONS if name in how}
    if of in MEASURES:
        made, option = forecast(scenario, **how), None
    else:
        option = named_option(of, assumed := scenario_of(scenario), MEASURES)
        made, of = forecast(assumed, **how), OPTION_COST
        span = (one_year(made, span),)
    said = describe([made], span, of) | {"of": of, "confidence": confidence}
    said["sources"] = [*said["sources"], *_of_the_wait(made, of, wait)]
    check_priced(made, of if of in ("gap", "recovered") else "gap", span)
    asked = _asked(made, of, option, wait)
    total = asked.over(said["years"])
    rows = {year: _in_year(asked, year, confidence) for year in said["years"]}
    rows[TOGETHER] = _together(asked, said["years"], confidence)
    curve = _curve(total, of, points, rows[TOGETHER][SUMS[of]])
    whole, unpaid = float(curve.index.max()), np.inf
    if of == "gap":
        whole, unpaid = _of_the_team(made, total, said["years"])
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("financial_year")
    about = OfReserve(
        **said,
        stem="reserve",
        caption="The sum that is sure enough, and what stands behind it",
        columns=_COLUMNS[of],
        curve=Answer.of(curve, OfSum(**said, columns=CURVES[of])),
        p50=total.statistic()["p50"],
        jump=_jump(total, of, confidence, whole),
        unpaid_beyond=unpaid,
        whole_cost=whole,
        something=total.chance_at_least(2 * HALF_A_PENNY),
        wait=asked.wait,
        option=option,
        waiting=asked.waits,
    )
    return Answer.of(frame, about)


@dataclass(frozen=True)
class _Asked:
    """What is asked about, of which forecast."""

    made: Forecast
    of: str
    wait: Wait | None
    option: Option | None
    waits: Mapping[str, float]

    def over(self, years: Sequence[str]) -> Mixture:
        """Return its mixture, summed over some years."""
        if self.option:
            return cross(self.made, years[0], self.option, self.waits).average
        return (
            lost_over(self.made, years, self.wait) if self.wait else self.made.total(self.of, years)
        )

    def within(self, year: str) -> Mixture:
        """Return its mixture in one year."""
        if self.wait or self.option:
            return self.over([year])
        found = self.made.in_year(self.of, year)
        assert found is not None  # of a gap, the years are those that have a cost
        return found


def _asked(
    made: Forecast, of: str, option: Option | None, given: Mapping[str, float | None]
) -> _Asked:
    """Return what is asked about, with the wait where it stands on one."""
    if option:
        return _Asked(made, of, None, option, waiting_of(made.scenario, given, "reserve"))
    for name in (name for name, value in given.items() if value is not None):
        if name not in OF_RISK or of != AT_RISK:
            fits = f"of={AT_RISK} or an option" if name in OF_RISK else "an option"
            raise InputError(f"reserve: {name} goes with {fits}, and not with of={of}.")
    wait = wait_of(made.scenario.register, given, "reserve") if of == AT_RISK else None
    return _Asked(made, of, wait, None, asdict(wait) if wait else {})


def _of_the_wait(made: Forecast, of: str, given: Mapping[str, float | None]) -> list[str]:
    """Return the sources of the wait as the register has it, beside those of the forecast."""
    needed = {AT_RISK: OF_RISK, OPTION_COST: OF_OPTIONS}.get(of, ())
    entries = made.scenario.register.waiting_entries
    asked = [entries[name] for name in needed if name in entries and given.get(name) is None]
    return list(
        dict.fromkeys(id for entry in asked for id in entry.sources if id not in sources(made))
    )


def _in_year(asked: _Asked, year: str, confidence: float) -> dict[str, float]:
    row = _estimates(asked.within(year), _statistics(asked.of, confidence))
    if asked.of != "gap":
        return row
    at_risk = _estimates(asked.made.in_year("posts_at_risk", year), _OF_POSTS)
    return row | at_risk | _parts([asked.made.in_year(part, year) for part in GAP_PARTS])


def _together(asked: _Asked, years: Sequence[str], confidence: float) -> dict[str, float]:
    row = _estimates(asked.over(years), _statistics(asked.of, confidence))
    if asked.of != "gap":
        return row
    parts = [asked.made.total(part, years) for part in GAP_PARTS]
    return row | _estimates(None, _OF_POSTS) | _parts(parts)


def _statistics(of: str, confidence: float) -> dict[str, Statistic]:
    highest = of != "recovered"
    shares = {"beyond": 1 - confidence, **WORST}
    tails = {name: _tail_mean(share, highest=highest) for name, share in shares.items()}
    found = {SUMS[of]: lambda block: _sums(block, of, [confidence])[0], of: _mean, **tails}
    return {**found, **_OF_THE_CASE[of]}


def _sums(total: Mixture, of: str, levels: Sequence[float]) -> list[float]:
    """Return the smallest sums that cover so much with each chance, or the largest so recovered."""
    covering = of != "recovered"
    return list(map(float, total.quantiles(levels) if covering else total.reached(levels)))


def _tail_mean(share: float, *, highest: bool) -> Statistic:
    return lambda block: block.tail_mean(share, highest=highest)


def _mean(mixture: Mixture) -> float:
    return mixture.mean


def _covered(gap: Mixture) -> float:
    return 1 - _lost(gap)


def _lost(mixture: Mixture) -> float:
    return mixture.chance_at_least(2 * HALF_A_PENNY)


def _high_end(mixture: Mixture) -> float:
    return float(mixture.quantiles([0.95])[0])


def _high_posts(mixture: Mixture) -> float:
    # Down to a tenth of a post, as it is printed, so that the chance is of the printed number.
    return floor(10 * _high_end(mixture) + _ROUNDING) / 10


_OF_THE_CASE: Mapping[str, Mapping[str, Statistic]] = {
    "gap": {"gap_p95": _high_end, "covered": _covered}, "recovered": {}, AT_RISK: {"lost": _lost},
    OPTION_COST: {"falls": _lost},
}  # fmt: skip
_OF_POSTS: Mapping[str, Statistic] = {
    "posts_at_risk": _mean,
    "posts_at_risk_p95": _high_posts,
    "posts_at_risk_p95_chance": lambda block: block.chance_at_least(_high_posts(block)),
}


def _parts(parts: Sequence[Mixture | None]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, part in zip(GAP_PARTS, parts, strict=True):
        found |= _estimates(part, {name: _mean})
    return found


def _estimates(mixture: Mixture | None, statistics: Mapping[str, Statistic]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, statistic in statistics.items():
        found[name] = statistic(mixture) if mixture else np.nan
        error = mixture.standard_error_of(statistic) if mixture else np.nan
        found[f"{name}_standard_error"] = error
    return found


def _curve(total: Mixture, of: str, points: int, found: float) -> pd.DataFrame:
    most = max(float(values.max()) for values in total.branches)
    evenly = np.linspace(0, most, whole_number(points, "points", 2, _MOST_POINTS))
    amounts = np.union1d(evenly, found) if most > 2 * HALF_A_PENNY else np.zeros(1)
    sides: dict[str, Any] = {"chance": ("left", amounts - HALF_A_PENNY)}
    if of != "recovered":
        sides = {"covered": ("right", amounts + HALF_A_PENNY), **sides}
    columns: dict[str, Values] = {}
    for name, (side, ends) in sides.items():
        below = np.stack([_below(total.block(n), ends, side) for n in range(BLOCKS)], axis=-1)
        chances = below if name == "covered" else 1 - below
        error = "standard_error" if name == "chance" else f"{name}_standard_error"
        columns |= {name: chances.mean(axis=-1), error: error_of(chances)}
    return pd.DataFrame(columns, index=pd.Index(amounts, name="amount"))


def _below(total: Mixture, ends: Values, side: Any) -> Values:
    shares = [np.sort(b).searchsorted(ends, side) / b.size for b in total.branches]
    return np.asarray(sum(w * each for w, each in zip(total.weights, shares, strict=True)))


def _jump(total: Mixture, of: str, confidence: float, whole: float) -> Jump | None:
    """Return two levels a percentage apart, with their sums, between which the sum leaps."""
    near = [round(confidence + step / 100, _DIGITS) for step in _NEAR]
    levels = [level for level in near if 0 < level < 1]
    sums = _sums(total, of, levels)
    rises = np.abs(np.diff(sums))
    widest = int(rises.argmax())
    if rises[widest] < max(_JUMP * whole, 2 * HALF_A_PENNY):
        return None
    before, after = zip(levels[widest : widest + 2], sums[widest : widest + 2], strict=True)
    return before, after


def _of_the_team(made: Forecast, total: Mixture, years: Sequence[str]) -> tuple[float, float]:
    """Return what the team costs on average, and beyond which gap nothing of it is paid for.

    But for one outcome in a thousand; where something always is, beyond no sum.
    """
    costs = [each.branches[0] for year in years if (each := made.in_year("cost", year))]
    cost = sum(costs, np.zeros(1))
    unpaid = [bool((gap >= cost - HALF_A_PENNY).any()) for gap in total.branches]
    in_part = tuple(np.where(gap < cost - HALF_A_PENNY, gap, 0.0) for gap in total.branches)
    beyond = Mixture(in_part, total.weights).quantiles([_ALL_BUT])[0] if any(unpaid) else np.inf
    return float(cost.mean()), float(beyond)
