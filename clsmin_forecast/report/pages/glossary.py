"""Words of statistics, said plainly on the pages that use them."""

import re

_MEANINGS = {
    "Brier score": "How far stated chances lay from what came: the average squared difference "
    "between each chance and 1 (it came) or 0 (it did not). Lower is better.",
    "CRPS": "Continuous ranked probability score: how far a whole range of forecasts lay from the "
    "value that came, in the unit of that value. Lower is better.",
    "Sobol": "Sobol shares split the variance of an answer among the inputs that cause it.",
    "Jeffreys": "A chance from a count of cases that starts from half an ending and half a "
    "renewal, so that no count gives a chance of exactly 0 or 1.",
    "standard error": "How far a figure would move if it were worked out again from other draws "
    "or cases of the same kind.",
    "draws": "Sets of values of the uncertain amounts, each taken at random from its range; every "
    "figure is a summary of all of them.",
}


def glosses(text: str) -> list[tuple[str, str]]:
    """Return each word of statistics in a text, with its meaning.

    Examples
    --------
    >>> [word for word, _ in glosses("Its Brier score is 0.05.")]
    ['Brier score']
    """
    return [(word, said) for word, said in _MEANINGS.items() if _uses(text, word)]


def _uses(text: str, word: str) -> bool:
    stem = word.removesuffix(" score").removesuffix("s")
    return re.search(rf"\b{stem}", text, re.IGNORECASE) is not None
