"""Headline figures as they are written, and what each rests on."""

from collections.abc import Callable, Mapping

from ..analysis.headline import DECIDED, LIMIT, POSTS, POUNDS, PROBABILITY
from ..units import pounds
from .words import modelled, percent, whole_posts

_WRITTEN: Mapping[str, Callable[[float], str]] = {
    POUNDS: modelled,
    DECIDED: pounds,
    LIMIT: lambda amount: f"up to {pounds(amount)}",
    PROBABILITY: percent,
    "share": percent,
    POSTS: lambda posts: str(whole_posts(posts)),
}


def figure_words(value: float, unit: str) -> str:
    """Return a headline figure as it is written.

    Parameters
    ----------
    value : float
        In the unit.
    unit : str
        One of those of `headlines`, or ``share``; another is written as a number.

    Examples
    --------
    >>> figure_words(817_804.78, "pounds, cash"), figure_words(1_000_000, "pounds at most, cash")
    ('£818,000', 'up to £1,000,000')
    >>> figure_words(0.2434, "probability"), figure_words(4.67, "posts")
    ('24%', '4')
    """
    write = _WRITTEN.get(unit.partition(",")[0])
    return write(value) if write else f"{value:.3g}"
