"""What to do while nobody knows, in words: posts kept, months, and the chance at which it turns."""

from ..analysis.decide import OfDecision
from .words import percent

_ALL = 100  # per cent
NO_POST = 1e-9
"""So few posts are none: sums lose less."""


def posts_words(about: OfDecision) -> str:
    """Return what is best to do with the posts, such as "keep 6.9 of 7 posts"."""
    team = number_of_posts(round(about.posts, 2))
    if about.best <= NO_POST:
        return f"let all {team} go"
    if about.best >= about.posts - NO_POST:
        return f"keep all {team}"
    return f"keep {about.best:.1f} of {team}"


def number_of_posts(posts: float) -> str:
    """Return a number of posts, which need not be whole.

    Examples
    --------
    >>> number_of_posts(7.0), number_of_posts(1.0), number_of_posts(6.5)
    ('7 posts', '1 post', '6.5 posts')
    """
    return f"{posts:.10g} post{'' if posts == 1 else 's'}"


def months_words(months: float) -> str:
    """Return a number of months.

    Examples
    --------
    >>> months_words(1), months_words(0.5)
    ('1 month', '0.5 months')
    """
    return f"{months:.10g} month{'' if months == 1 else 's'}"


def turns_words(about: OfDecision) -> str:
    """Return the chance of funding at which the decision turns, such as "31%" or "0.42%"."""
    return turn_words(about.turns_at)


def turn_words(chance: float) -> str:
    """Return a chance that something is above or below, which "under 1%" would not tell.

    Examples
    --------
    >>> turn_words(0.3077), turn_words(0.0042), turn_words(0.9996), turn_words(0)
    ('31%', '0.42%', '99.96%', '0%')
    """
    said = percent(chance)
    if said.startswith("under"):
        return f"{_ALL * chance:.2g}%"
    return f"{_ALL - float(f'{_ALL * (1 - chance):.1g}'):.10g}%" if "over" in said else said
