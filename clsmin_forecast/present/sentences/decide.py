"""The posts to keep while nobody knows, in words: how many, what if wrong, what would turn it."""

from math import ceil, inf

from ...analysis.decide import End, OfDecision, Span
from ...answer import Answer
from ...arguments import public
from ..decision_words import NO_POST, months_words, posts_words, turns_words
from ..question_words import prices_sentence
from ..words import (
    about as nearly,
    capital,
    exact,
    list_words,
    percent,
    spread,
    sum_words,
    under_words,
)
from .clauses import as_it_stood

_PENCE = 100
_ENDS = {
    "signed_month": "the agreement is signed {} after 1 April",
    "redeploy_months": "a post takes {} to redeploy",
    "refill_months": "a post takes {} to fill again",
    "restart_cost": "filling it again costs {}",
    "work_worth": "a pound of its work is worth {}",
}


@public
def decide(frame: Answer[OfDecision]) -> str:
    """Return how many posts to keep, what that costs if wrong, and whether the evidence matters.

    Parameters
    ----------
    frame : DataFrame
        From `decide`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> decide(cf.decide("ceases", draws=8)).split(". ")[0]
    'As it stood on 1 April 2026, while nobody knows whether 2026/27 is funded, let all 7 posts go'
    """
    about = frame.about
    if about.posts <= NO_POST:
        return f"The team has no post in {about.year}, so there is none to keep or let go."
    said = [_best(about), _if_wrong(about), _turn(about), _ends(about), _worth(about)]
    return f"{' '.join(filter(None, said))}{prices_sentence(about)}"


def posts_briefly(about: OfDecision) -> str:
    """Return how many posts to keep, what that loses, and the chance at which it turns."""
    return f"{_best(about)} {_turn(about)}" if about.posts > NO_POST else ""


def _best(about: OfDecision) -> str:
    nobody = f"while nobody knows whether {about.year} is funded"
    lead = f"{capital(as_it_stood(about.year, about.basis.as_at) + nobody)}, {posts_words(about)}"
    others = {
        f"keeping all {_sum(about.loss_of_all)}": about.posts,
        f"letting all go {_sum(about.loss_of_none)}": 0.0,
    }
    said = [other for other, kept in others.items() if abs(kept - about.best) > NO_POST]
    return (
        f"{lead}. Averaged over all outcomes, {under_words(about.statuses)}, that loses "
        f"{_sum(about.loss)} in pay spent in vain and in work not done, counted at its pay; "
        f"{list_words(said)}.{_wrong(about)}"
    )


def _wrong(about: OfDecision) -> str:
    """Return what keeping all and letting all go lose where they are wrong, if both may be."""
    if not 0 < about.funded < 1:
        return ""
    known = months_words(about.waiting["signed_month"])
    return (
        f" Where it is wrong, with the answer {known} after 1 April, keeping all loses "
        f"{_sum(about.all_if_ceased)} of pay, and letting all go {_sum(about.none_if_funded)} of "
        "work."
    )


def _if_wrong(about: OfDecision) -> str:
    """Return what is lost on the posts kept if no money comes; nothing where other money comes."""
    if not about.at_risk:
        return "Nothing is then at risk if the funding ceases."
    if about.paid_if_ceased > NO_POST:
        return ""
    lost = f"{_sum(about.at_risk)} is lost on them, {_until(about)}."
    if about.funded == 1:
        return f"Should the funding cease all the same, {lost}"
    return f"If the funding ceases, the chance of which is {nearly(1 - about.funded)}, {lost}"


def _until(about: OfDecision) -> str:
    known, more = about.waiting["signed_month"], about.waiting["redeploy_months"]
    parts = [f"until it is known, {months_words(known)} from 1 April"] if known else []
    if more:
        then = f"{months_words(more)} {'more' if known else 'from 1 April'}"
        parts.append(f"until they are redeployed, {then}")
    return f"their pay {', and '.join(parts)}"


def _turn(about: OfDecision) -> str:
    """Return at which chance it turns, and whether the evidence matters to it."""
    if about.paid_if_ceased > NO_POST:
        return (
            f"If the funding ceases, other money pays for {about.paid_if_ceased:.1f} posts on "
            "average, so it is not the funder's decision that turns this one."
        )
    spans = {"by the evidence": about.by_evidence, "by the cases compared": about.by_comparison}
    told = [f"{_span(span)} {by}" for by, span in spans.items() if span]
    turn = _pays(about)
    if about.funded in (0, 1):
        return f"{turn} In this scenario the year is {'' if about.funded else 'not '}funded."
    by = f" ({list_words(told)})" if told else ""
    chance = f"That chance is {nearly(about.funded)}{by}, so {_verdict(about)}."
    return f"{turn} {chance}{_from_worth(about)}"


def _pays(about: OfDecision) -> str:
    if about.turns_at >= 1:
        return "Letting a post go in vain costs nothing, so none is worth keeping at any chance."
    if about.turns_at <= 0:
        return "Keeping a post in vain costs nothing, so it pays at any chance of funding."
    return f"It pays to keep posts while the chance of funding is above {turns_words(about)}."


def _verdict(about: OfDecision) -> str:
    if about.hangs_on_evidence is None:
        return "as it is set no evidence bears on the decision"
    if about.hangs_on_evidence:
        return "the decision hangs on the evidence, which allows either side of that"
    span = about.by_comparison
    if span is not None and span[0] <= about.turns_at <= span[1]:
        return "the cases chosen do not turn the decision, but others of the cases compared would"
    return "the evidence does not matter to the decision"


def _from_worth(about: OfDecision) -> str:
    if not 0 < about.turns_at_worth < inf:
        return ""
    return (
        f" At {nearly(about.funded)} keeping pays if a pound of pay buys work worth "
        f"{_worth_words(about)} or more."
    )


def _worth_words(about: OfDecision) -> str:
    pence = ceil(_PENCE * about.turns_at_worth)
    return f"{pence}p" if pence < _PENCE else f"£{pence / _PENCE:.2f}"


def _ends(about: OfDecision) -> str:
    """Return what of the wait turns it within its range, alone and with the others."""
    if not about.ends or not 0 < about.funded < 1:
        return ""
    turned = list_words([_end(each) for each in about.ends if each.turned], "or")
    alone = f"It turns if {turned}." if turned else "Nothing assumed of the wait turns it alone."
    return (
        f"{alone} With everything at an end of its range the chance at which it turns lies from "
        f"{_span(about.turns_within)}{_reached(about)}: what the wait takes is to be asked for "
        "first."
    )


def _reached(about: OfDecision) -> str:
    """Return that the evidence matters there, where it does not as assumed."""
    if about.by_evidence is None or about.hangs_on_evidence:
        return ""
    (low, high), (least, most) = about.turns_within, about.by_evidence
    return ", into what the evidence allows" if low <= most and least <= high else ""


def _end(end: End) -> str:
    return _ENDS[end.input].format(
        months_words(end.value) if end.input.endswith(("month", "months")) else exact(end.value)
    )


def _worth(about: OfDecision) -> str:
    """Return what it is worth to know now, sooner or better."""
    if round(about.loss) == 0:
        return ""
    now = (
        f"Knowing today which posts will be paid for is worth {_sum(about.loss)}, the "
        f"funder's decision alone {_sum(about.knowing_decision)}, and an agreement before 1 "
        f"April {_sum(about.earlier)}."
    )
    if about.more_cases is None or about.knowing_chance is None:
        return now
    return (
        f"{now} To whoever keeps or lets go, {about.cases} more comparable cases are worth "
        f"{_sum(about.more_cases)}, and knowing the chance itself {_sum(about.knowing_chance)}."
    )


def _sum(amount: float) -> str:
    return sum_words(amount) if round(amount) else "nothing"


def _span(span: Span) -> str:
    return spread(*map(percent, span))
