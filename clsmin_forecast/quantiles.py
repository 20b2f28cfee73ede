"""Quantile functions of the distributions that quantities are made of, by tables.

They need no scipy, whose statistics are slow to import.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
"""Numbers, one for each draw."""

_NODES = 8193  # of each table of quantiles


@lru_cache(maxsize=1)
def normal_table() -> tuple[Values, Values]:
    """Return cumulative probabilities of the standard normal, and where each is reached."""
    from statistics import NormalDist  # slow to load, and not every command asks for it

    z = np.linspace(-8.5, 8.5, _NODES)
    return np.array([NormalDist().cdf(value) for value in z.tolist()]), z


def normal_quantile(share: Values) -> Values:
    """Return the quantile of the standard normal, within a hundred-thousandth.

    Parameters
    ----------
    share : array
        Cumulative probabilities, 0 to 1. Sorted ones are found faster.

    Examples
    --------
    >>> normal_quantile(np.array([0.5, 0.9])).round(4).tolist()
    [0.0, 1.2816]
    """
    return np.interp(share, *normal_table())


def normal_share(z: Values) -> Values:
    """Return the cumulative probability of the standard normal, the inverse of `normal_quantile`.

    Examples
    --------
    >>> normal_share(np.array([0.0, 1.2816])).round(4).tolist()
    [0.5, 0.9]
    """
    cumulative, nodes = normal_table()
    return np.interp(z, nodes, cumulative)


@lru_cache(maxsize=256)
def _beta_table(alpha: float, beta: float) -> tuple[Values, Values]:
    # With x = sin²(angle) the density is smooth at both ends down to a power of one half, so
    # Simpson's rule holds.
    angle = np.linspace(0, np.pi / 2, 2 * _NODES - 1)
    density = np.sin(angle) ** (2 * alpha - 1) * np.cos(angle).clip(0) ** (2 * beta - 1)
    cells = density[:-2:2] + 4 * density[1:-1:2] + density[2::2]
    cumulative = np.concatenate([[0.0], np.cumsum(cells)])
    return cumulative / cumulative[-1], np.sin(angle[::2]) ** 2


def beta_quantile(share: Values, alpha: float, beta: float) -> Values:
    """Return the quantile of the beta distribution, for parameters of at least one half.

    Examples
    --------
    >>> beta_quantile(np.array([0.05, 0.95]), 2, 1).round(4).tolist()  # their square roots
    [0.2236, 0.9747]
    """
    return np.interp(share, *_beta_table(alpha, beta))


def beta_share(value: float, alpha: float, beta: float) -> float:
    """Return the cumulative probability of the beta distribution, the inverse of `beta_quantile`.

    It is the regularised incomplete beta function.

    Examples
    --------
    >>> round(beta_share(0.2236, 2, 1), 4)  # its square
    0.05
    """
    cumulative, _ = _beta_table(alpha, beta)
    angles = np.linspace(0, np.pi / 2, _NODES)  # in which the table is smooth down to its ends
    return float(np.interp(np.arcsin(np.sqrt(value)), angles, cumulative))
