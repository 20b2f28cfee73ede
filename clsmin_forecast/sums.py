"""Sums of products whose last digit is the same on every processor."""

import numpy as np
from numpy.typing import ArrayLike

from .quantiles import Values

plain_sum = np.add.reduce
"""What `numpy.sum` comes to in the end; of a few values it takes half the time."""


def weighted_sum(values: ArrayLike, weights: ArrayLike, axis: int = -1) -> Values:
    """Return the sum of values times weights, along an axis.

    `@` and `numpy.dot` leave it to a library that adds in another order on another kind of
    processor, so that one run would have other last digits elsewhere, under the same id.

    Parameters
    ----------
    values, weights : array
        Of shapes that go together.
    axis : int
        The last, or another of the products.

    Examples
    --------
    >>> weighted_sum([0.0, 570_567.0], [0.25, 0.75]).round(2).item()
    427925.25
    """
    return np.asarray(plain_sum(np.multiply(values, weights), axis=axis))
