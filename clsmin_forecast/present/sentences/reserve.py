"""The reserve in words: the sum to hold, where it jumps, and what it is held against."""

from collections.abc import Hashable, Mapping

from ...analysis.at_risk import AT_RISK, Wait
from ...analysis.reserve import OPTION_COST, TOGETHER, WORST, OfReserve
from ...answer import Answer
from ...arguments import public
from ...model.projection import GAP_PARTS
from ...units import HALF_A_PENNY
from ..question_words import MEASURES, level_words, prices_sentence
from ..words import bound, capital, list_words, odds, over_years, percent, sum_words, under_words
from .clauses import parts_of_gap
from .options import wait_words

_ROUNDING = 1e-6  # of a post; sums lose less
_EVEN = 0.5
_NOTHING = {
    "gap": "there is no gap", "recovered": "nothing is recovered", AT_RISK: "nothing is lost",
    OPTION_COST: "it costs us nothing",
}  # fmt: skip
_AVERAGED = {
    "gap": "The money to be found",
    AT_RISK: "What is lost",
    OPTION_COST: "What it costs us",
}

Row = Mapping[Hashable, float]


@public
def reserve(frame: Answer[OfReserve]) -> str:
    """Return the sum to hold with the chance asked for, what is to be found, and posts at risk.

    Or, of what is recovered, the sum that may be counted on, and the worst outcomes; of what is at
    risk, the sum to hold, how long the wait is, and how often it is lost; the same of an option.

    Parameters
    ----------
    frame : DataFrame
        From `reserve`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> reserve(cf.reserve(cf.load_scenario("ceases"), 0.9)).split(", ")[0]
    'To be 90% sure of covering what is missing over 2025/26 and 2026/27'
    """
    about, years = frame.about, frame.to_dict("index")
    whole, nothing = years.pop(TOGETHER), len(about.curve) == 1
    over = f"{over_years(list(about.years))}, {under_words(about.statuses)}"
    if about.of == "recovered":
        if nothing:
            return f"Nothing is recovered in any outcome {over}."
        said = [_counted_on(whole, about, over), _worst(whole, about)]
    elif about.wait:
        if nothing:
            return f"Nothing is at risk in any outcome {over}, so no reserve is needed."
        said = [_held(whole, about, over), _waited(about.wait), _lost(years), _worst(whole, about)]
    elif about.option:
        if nothing:
            title = about.option.title
            return f"“{title}” costs us nothing in any outcome {over}, so no reserve is needed."
        said = [_held(whole, about, over), _falls(years), _worst(whole, about)]
        said.append(wait_words(about.waiting, own_times=about.option.own_times))
    elif nothing:
        missing = f"Nothing is missing: the whole team is paid for in every outcome {over}, so no"
        return f"{missing} reserve is needed. {_posts(years) or 'No post is at risk.'}"
    else:
        said = [_held(whole, about, over), _covered(years), _worst(whole, about)]
        said += [parts_of_gap(*(whole[part] for part in GAP_PARTS)), _posts(years)]
    return f"{' '.join(filter(None, said))}{prices_sentence(about)}"


def _held(whole: Row, about: OfReserve, over: str) -> str:
    sure = level_words(about.confidence)
    what = "what is at risk until the agreement is signed" if about.wait else "what is missing"
    what = f"what “{about.option.title}” costs us" if about.option else what
    lead = f"To be {sure} sure of covering {what} {over}, {_hold(whole['reserve'], about)}"
    return f"{lead}.{_jump(about)}"


def _waited(wait: Wait) -> str:
    """Return what is at risk, and when it is lost."""
    long = {"the agreement is signed": wait.signed_month, "it is redeployed": wait.redeploy_months}
    said = [f"the {_months(months)} until {when}" for when, months in long.items() if months]
    lost = "it is lost in the year in which the funding ends"
    return f"At risk is what the team costs in {list_words(said)}; {lost}."


def _months(number: float) -> str:
    return f"{number:g} month{'' if number == 1 else 's'}"


def _lost(years: Mapping[Hashable, Row]) -> str:
    lost = [f"{odds(row['lost'])} in {year}" for year, row in years.items()]
    return f"The chance that it is lost: {list_words(lost)}."


def _falls(years: Mapping[Hashable, Row]) -> str:
    falls = [f"{odds(row['falls'])} in {year}" for year, row in years.items()]
    return f"The chance that it costs us anything: {list_words(falls)}."


def _hold(sum_: float, about: OfReserve) -> str:
    held = bound(sum_, most=True)
    if held == sum_words(0):
        return "no reserve is needed"
    return f"hold {held}{_for_whom(sum_, about)}"


def _for_whom(sum_: float, about: OfReserve) -> str:
    """Return that a sum is for the whole team, of which nothing else is paid for; or its cost."""
    if sum_ <= about.unpaid_beyond:
        return ""
    same = abs(sum_ - about.whole_cost) < HALF_A_PENNY
    return ", the whole team's cost" if same else ", for the whole team"


def _counted_on(whole: Row, about: OfReserve, over: str) -> str:
    sure, sum_ = level_words(about.confidence), bound(whole["at_least"])
    if sum_ == sum_words(0):
        return f"No sum is {sure} sure to be recovered {over}.{_jump(about)}"
    what = f"The chance that what is recovered comes to {sum_} or more is {sure} or more"
    return f"{what} ({over}).{_jump(about)}"


def _count_on(sum_: float, about: OfReserve) -> str:
    return f"count on {'nothing' if bound(sum_) == sum_words(0) else bound(sum_)}"


def _jump(about: OfReserve) -> str:
    """Return between which levels the sum jumps, as a sentence, where it does near the one asked.

    Such as "to be 75% sure hold £30,000; to be 76% sure hold £1.1 million, the whole team's cost".
    """
    most = about.of != "recovered"
    if about.jump is None or len({bound(sum_, most=most) for _, sum_ in about.jump}) == 1:
        return ""
    do = _hold if most else _count_on
    sums = [f"to be {level_words(level)} sure {do(sum_, about)}" for level, sum_ in about.jump]
    (before, _), (after, _) = about.jump
    where = "there" if before <= about.confidence <= after else "nearby"
    return f" The answer jumps {where}: {'; '.join(sums)}."


def _worst(whole: Row, about: OfReserve) -> str:
    """Return the averages of all and of the worst outcomes, and what is as likely as not."""
    shares = sorted({"beyond": 1 - about.confidence, **WORST}.items(), key=lambda each: -each[1])
    tails = {level_words(share): sum_words(whole[name]) for name, share in shares}
    worst = [f"{mean} over the worst {share}" for share, mean in tails.items()]
    means = [f"{sum_words(whole[about.of])} averaged over all outcomes", *worst]
    what = _AVERAGED.get(about.of) or capital(MEASURES[about.of])
    return f"{what} is {list_words(means)} of them.{_even(about)}"


def _even(about: OfReserve) -> str:
    """Return the sum with an even chance, as a sentence; nothing where it is the one asked for."""
    even = f"it comes to {bound(about.p50)} or more"
    if sum_words(about.p50) == sum_words(0):
        even = _NOTHING[about.of]
    elif about.of == "recovered" and level_words(about.confidence) == level_words(_EVEN):
        return ""
    return f" The chance that {even} is {level_words(_EVEN)} or more."


def _covered(years: Mapping[Hashable, Row]) -> str:
    covered = [f"{odds(row['covered'])} in {year}" for year, row in years.items()]
    return f"The chance that the whole team is paid for: {list_words(covered)}."


def _posts(years: Mapping[Hashable, Row]) -> str:
    """Return the posts at risk in each year; nothing where there are none."""
    if not any(row["posts_at_risk"] > _ROUNDING for row in years.values()):
        return ""
    at_risk = [f"{row['posts_at_risk']:.1f} in {year}{_most(row)}" for year, row in years.items()]
    return f"Posts at risk, averaged over all outcomes: {'; '.join(at_risk)}."


def _most(row: Row) -> str:
    posts, chance = row["posts_at_risk_p95"], percent(row["posts_at_risk_p95_chance"])
    return f", and {posts:.1f} or more in {chance} of outcomes" if posts else ""
