"""The likelihood words of the Professional Head of Intelligence Assessment, inside their bands."""

_YARDSTICK = (
    (0.0, 0.05, "a remote chance"),
    (0.10, 0.20, "highly unlikely"),
    (0.25, 0.35, "unlikely"),
    (0.40, 0.50, "a realistic possibility"),
    (0.55, 0.75, "likely"),
    (0.80, 0.90, "highly likely"),
    (0.95, 1.0, "almost certain"),
)
"""From, to, and the word: the yardstick leaves gaps between its bands on purpose."""


def likelihood(chance: float) -> str:
    """Return the yardstick's word for a chance, or nothing between two bands and at 0 and 1.

    The words are for judgements; the number always stands before them. Source: "Explaining
    uncertainty in UK intelligence assessment", GOV.UK, 24 March 2025.

    Parameters
    ----------
    chance : float
        0 to 1.

    Examples
    --------
    >>> likelihood(0.29), likelihood(0.2434), likelihood(0.5)
    ('unlikely', '', '')
    """
    if chance in (0, 1):
        return ""
    for low, high, word in _YARDSTICK:
        even = word == "a realistic possibility" and chance == high
        if low <= chance <= high and not even:
            return word
    return ""


def on_the_yardstick(chance: float) -> str:
    """Return a sentence with the yardstick's word, or nothing where it has none.

    Examples
    --------
    >>> on_the_yardstick(0.29)
    'On the intelligence assessment yardstick (PHIA) that is "unlikely".'
    """
    word = likelihood(chance)
    return f'On the intelligence assessment yardstick (PHIA) that is "{word}".' if word else ""
