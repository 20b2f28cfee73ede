"""Draws: the only place that touches random numbers.

Every uncertain amount has its own stream, keyed by the seed and its *name*
(``recovery_rate.2025/26``). So adding or dropping an input leaves every other draw as it was, and
all scenarios share the same luck.
"""

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..quantiles import Values
from ..quantities import Amount, Fixed
from ..sums import plain_sum
from ..units import whole_number, whole_words

Places = NDArray[np.intp]
"""Where each value goes among the draws."""

BLOCKS = (
    8  # independent repeats, enough for a standard error and few enough to stay well stratified
)
MOST = 2_000_000  # draws; about 0.6 GB of memory, measured by `python -m benchmarks`
LARGEST = int(np.iinfo(np.int64).max)
KEPT = 65_536  # draws; so many or fewer are kept at hand, so that a question asked anew is quick

Draws = Annotated[int, whole_words(BLOCKS, MOST)]
Seed = Annotated[int, whole_words(0, LARGEST)]

# The C library hands freed memory back to the system above twice the largest block that it has
# seen freed. One large block, never touched, keeps a forecast's memory at hand: a fifth faster.
np.empty(2**20)  # 8 MB of address space


def check_draws(draws: object) -> int:
    """Return the number of draws, checked.

    Raises
    ------
    InputError
        If it is not a whole number from 8 to 2,000,000 that the blocks divide.

    Examples
    --------
    >>> check_draws(16_384)
    16384
    """
    number = whole_number(draws, "draws", BLOCKS, MOST)
    if number % BLOCKS:
        raise InputError(
            f"draws must be a multiple of {BLOCKS}, got {number}; "
            f"{-(-number // BLOCKS) * BLOCKS} is one."
        )
    return number


def check_seed(seed: object) -> int:
    """Return the seed, checked; 0 is a seed.

    Raises
    ------
    InputError
        If it is not a whole number from 0 up.
    """
    return whole_number(seed, "seed", 0, LARGEST)


def draw(
    quantity: Amount, name: str, draws: int, seed: int, shared: tuple[str, float] = ("", 0.0)
) -> Values:
    """Return draws of an amount: stratified shares of probability through its quantile function.

    In each block the strata are dealt out in the order of a latent normal, so the amount is exactly
    stratified and keeps the correlation of its latent normals.

    Parameters
    ----------
    quantity : Amount
        What is drawn.
    name : str
        The key of its stream.
    draws : int
        How many, a multiple of the blocks.
    seed : int
        The seed that all streams share.
    shared : tuple of str and float
        The stream of a factor shared with other amounts, and the latent-normal correlation that it
        gives each pair.

    Returns
    -------
    array
        In the unit of the quantity; one value where it is fixed, else `draws` of them, block after
        block.

    Examples
    --------
    >>> from clsmin_forecast.quantities import Range
    >>> pay = Range(0.03, 0.04, 0.05, coverage=0.8)
    >>> float(draw(pay, "pay_growth.2026/27", 16_384, 1532).mean().round(6))
    0.04
    """
    if isinstance(quantity, Fixed):
        return np.array([quantity.value])
    return (_kept_draw if draws <= KEPT else _draw)(quantity, name, draws, seed, shared)


def draw_by(quantile: Callable[[Values], Values], name: str, draws: int, seed: int) -> Values:
    """Return draws by a quantile function, stratified as in `draw`.

    Parameters
    ----------
    quantile : callable
        Turns shares of probability, which rise in each block, into values.
    name, draws, seed
        As in `draw`.

    Examples
    --------
    >>> float(draw_by(lambda share: 2 * share, "evidence.at_expiry", 512, 1532).mean().round(3))
    1.0
    """
    return _dealt_out(quantile, *_luck(name, draws, seed))


def _draw(quantity: Amount, name: str, draws: int, seed: int, shared: tuple[str, float]) -> Values:
    values = _dealt_out(quantity.quantile, *_luck(name, draws, seed, shared))
    values.setflags(write=False)
    return values


_kept_draw = lru_cache(maxsize=32)(_draw)  # some scenarios' amounts: 4 MB at 16,384 draws


def _dealt_out(quantile: Callable[[Values], Values], places: Places, shares: Values) -> Values:
    values = np.empty(shares.size)
    values[places] = quantile(shares)
    return values


def _luck(
    name: str, draws: int, seed: int, shared: tuple[str, float] = ("", 0.0)
) -> tuple[Places, Values]:
    # The jittered strata in rising order, and the place among the draws that each is dealt to.
    shape = (BLOCKS, draws // BLOCKS)
    stream = _stream(name, seed)
    latent = stream.standard_normal(shape)
    factor, correlation = shared
    if correlation:
        common = _latent(factor, seed, shape)
        latent = np.sqrt(correlation) * common + np.sqrt(1 - correlation) * latent
    strata, starts = _strata(*shape)
    return latent.argsort(axis=1) + starts, (strata + stream.random(shape)) / shape[1]


@lru_cache(maxsize=2)  # of amounts, and of evidence
def _strata(blocks: int, each: int) -> tuple[Places, Places]:
    return np.arange(each), np.arange(0, blocks * each, each)[:, None]


def by_block(values: Values) -> Values:
    """Return the mean of each block of draws; a fixed value is the same in every block."""
    if values.size == 1:
        return values.repeat(BLOCKS)
    blocks = values.reshape(BLOCKS, -1)
    return np.asarray(plain_sum(blocks, axis=1) / blocks.shape[1])


@lru_cache(maxsize=1)  # the years of an input share one factor, and are drawn one after another
def _latent(name: str, seed: int, shape: tuple[int, int]) -> Values:
    return _stream(name, seed).standard_normal(shape)


def _stream(name: str, seed: int) -> np.random.Generator:
    key = np.frombuffer(sha256(name.encode()).digest(), dtype=np.uint32)
    sequence = np.random.SeedSequence(seed, spawn_key=tuple(key.tolist()))
    return np.random.Generator(np.random.PCG64(sequence))
