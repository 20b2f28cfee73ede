"""Signs in words: what was seen, how far it moves a chance, and what would make that even."""

from ..quantities import Chance
from ..signs import Sign, times_in_all
from ..units import number_of
from .input_words import event_of, factor_words
from .words import capital, day_words, list_words, name_words, percent


def ratio_words(ratio: float) -> str:
    """Return how many times as likely something is.

    Examples
    --------
    >>> ratio_words(13.857), ratio_words(0.25), ratio_words(1)
    ('13.9 times', '0.25 times', '1 time')
    """
    said = f"{ratio:.3g}"
    return f"{said} time{'' if said == '1' else 's'}"


def signs_briefly(chance: Chance) -> str:
    """Return how a chance came from the one before its signs, in a few words; or nothing.

    Examples
    --------
    >>> from datetime import date
    >>> fall = Sign("The budget falls", "PQ 1", date(2026, 2, 11), 1.2, 2, 4)
    >>> signs_briefly(Chance(2.5 / 11, 0.1, 0.4).after([fall]))
    'from 23% by 1 sign, 2 times (1.2 to 4); even at 3.4 times'
    """
    if chance.prior is None:
        return ""
    before, signs = chance.prior.mid, number_of(len(chance.signs), "sign")
    even = f"; even at {ratio_words(chance.even_at)}" if 0 < before < 1 else ""
    return f"from {percent(before)} by {signs}, {_in_all(chance)}{even}"


def _in_all(chance: Chance) -> str:
    return _with_range(*times_in_all(chance.signs))


def _with_range(low: float, mid: float, high: float) -> str:
    ends = f" ({low:.3g} to {high:.3g})" if low < high else ""
    return f"{ratio_words(mid)}{ends}"


def signs_sentence(chance: Chance, title: str, year: str) -> str:
    """Return the signs that are weighed into a chance, what it was before, and what makes it even.

    Parameters
    ----------
    chance : Chance
        Of an input in a year.
    title, year : str
        The input's, as in the register, and the year.

    Returns
    -------
    str
        Nothing where no sign is weighed in.

    Examples
    --------
    >>> from datetime import date
    >>> fall = Sign("The budget falls", "PQ 1", date(2026, 2, 11), 1.2, 2, 4)
    >>> signed = Chance(2.5 / 11, 0.1, 0.4).after([fall])
    >>> signs_sentence(signed, "Chance that funding ceases", "2026/27").split(": ")[1]
    '“The budget falls” (PQ 1, 11 February 2026), judged 2 times (1.2 to 4) as likely if funding \
ceases as if not. Before it the chance was 23%; a ratio of 3.4 would make it even.'
    """
    if chance.prior is None:
        return ""
    signs, prior = chance.signs, chance.prior.mid
    together, before = (f", {_in_all(chance)} together", "them") if signs[1:] else ("", "it")
    even = f"; a ratio of {chance.even_at:.3g} would make it even" if 0 < prior < 1 else ""
    return (
        f"{capital(factor_words(title, year))} has {number_of(len(signs), 'sign')} weighed in: "
        f"{list_words([_one(sign) for sign in signs])} as likely if {event_of(title)} as if "
        f"not{together}. Before {before} the chance was {percent(prior)}{even}."
    )


def _one(sign: Sign) -> str:
    how = "measured" if sign.measured else "judged"
    return (
        f"“{sign.what.rstrip('.')}” ({name_words(sign.source)}, {day_words(sign.date)}), {how} "
        f"{_with_range(sign.low, sign.mid, sign.high)}"
    )
