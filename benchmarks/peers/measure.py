"""How many draws each tool needs for the wanted error, and how long they take, by turns."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count

import numpy as np

import clsmin_forecast as cf
from clsmin_forecast.model.draws import BLOCKS
from clsmin_forecast.quantiles import Values

from ..accuracy import MANY, OTHER_SEED, SPAN, stratified
from .grant import Grant

WANTED = 1000.0  # pounds, root mean square error of the P95
_LEVEL = 0.95
_TIMES = 8  # a million draws: one million alone is £100 off
_SEEDS = 400  # for our own error; with fewer, halving finds the luckiest number of draws
_ROUNDS = 5
_AGREED = 5  # standard errors, of as few as 20 repeats


@dataclass(frozen=True)
class Truth:
    """Mean and P95 of several times a million of our draws, with their standard errors."""

    figures: Values
    errors: Values

    @classmethod
    def of(cls, scenario: cf.Scenario) -> "Truth":
        seeds = range(OTHER_SEED, OTHER_SEED + _TIMES)
        found = np.array([stratified(scenario, seed, MANY) for seed in seeds])
        return cls(found.mean(axis=0), found.std(axis=0, ddof=1) / np.sqrt(_TIMES))


@dataclass(frozen=True)
class Peer:
    """A way to put the model to a tool.

    Parameters
    ----------
    name : str
        Tool and way.
    totals : callable
        Of the model, the number of draws and a seed: the total of each draw.
    sizes : tuple of int
        Two numbers of draws at which its error is measured.
    repeats : int
        How often, each with a seed of its own.
    most : int
        The most draws that are timed; the time of more is in proportion.
    plain : bool
        Whether its error falls as the root of the draws; else the power is fitted to the two sizes.
    aside : str
        Why the claim is not about it, or empty.
    correlated : bool
        Whether its recovery rates are correlated between years.
    """

    name: str
    totals: Callable[[Grant, int, int], Values]
    sizes: tuple[int, int]
    repeats: int
    most: int
    plain: bool = True
    aside: str = ""
    correlated: bool = True


@dataclass(frozen=True)
class Study:
    """What the repeats of a peer show.

    Parameters
    ----------
    peer : Peer
        What was run.
    grant : Grant
        The model it was given.
    truth : Truth
        What it should find.
    runs : tuple of array
        For each size, mean and P95 of each repeat.
    """

    peer: Peer
    grant: Grant
    truth: Truth
    runs: tuple[Values, Values]

    @cached_property
    def errors(self) -> list[float]:
        """The error of the P95 at each size."""
        return [_rms(run[:, 1] - self.truth.figures[1]) for run in self.runs]

    @property
    def power(self) -> float:
        """The power of the draws by which the error falls, as found."""
        (few, many), (first, last) = self.peer.sizes, self.errors
        return float(np.log(first / last) / np.log(many / few))

    @property
    def needed(self) -> int:
        """The draws that bring the error of the P95 down to what is wanted."""
        sizes, errors = np.array(self.peer.sizes), np.array(self.errors)
        if self.peer.plain:
            return round(float((sizes * errors**2).mean()) / WANTED**2)
        return round(float(sizes[1] * (errors[1] / WANTED) ** (1 / self.power)))

    @property
    def apart(self) -> Values:
        """How far mean and P95 lie from the truth, in standard errors."""
        last = self.runs[-1]
        error = np.hypot(last.std(axis=0, ddof=1) / np.sqrt(len(last)), self.truth.errors)
        return np.asarray((last.mean(axis=0) - self.truth.figures) / error)

    @property
    def agrees(self) -> bool:
        return bool((abs(self.apart) <= _AGREED).all())

    def timed(self, seed: int) -> float:
        """Return the milliseconds of the draws needed."""
        draws = min(self.needed, self.peer.most)
        taken = _milliseconds(lambda: _p95(self.peer.totals(self.grant, draws, seed)))
        return taken * self.needed / draws


def study(peer: Peer, grant: Grant, truth: Truth) -> Study:
    few, many = (
        np.array([_figures(peer.totals(grant, size, seed)) for seed in range(peer.repeats)])
        for size in peer.sizes
    )
    return Study(peer, grant, truth, (few, many))


def p95_of_ours(scenario: cf.Scenario, draws: int, seed: int) -> float:
    total = cf.forecast(scenario, draws=draws, seed=seed).total("recovered", SPAN)
    return float(total.quantiles([_LEVEL])[0])


def our_error(scenario: cf.Scenario, draws: int, truth: Truth, first_seed: int = 0) -> float:
    seeds = range(first_seed, first_seed + _SEEDS)
    found = np.array([p95_of_ours(scenario, draws, seed) for seed in seeds])
    return _rms(found - truth.figures[1])


def our_need(scenario: cf.Scenario, truth: Truth) -> int:
    """Return the fewest draws whose error is what is wanted, by halving."""
    low, high = 0, 4_096
    while our_error(scenario, high, truth) > WANTED:
        low, high = high, 2 * high
    while high - low > BLOCKS:
        middle = (low + high) // (2 * BLOCKS) * BLOCKS
        enough = our_error(scenario, middle, truth) <= WANTED
        low, high = (low, middle) if enough else (middle, high)
    return high


def by_turns(ours: Callable[[int], object], theirs: Sequence[Study]) -> tuple[float, list[float]]:
    """Return the median milliseconds of ours, which has a turn before each of theirs, and theirs.

    Every turn has a new seed, so nothing is at hand already.
    """
    seeds = count()
    mine: list[float] = []
    others: list[list[float]] = [[] for _ in theirs]
    for _ in range(_ROUNDS):
        for study, taken in zip(theirs, others, strict=True):
            mine.append(_milliseconds(lambda: ours(next(seeds))))
            taken.append(study.timed(next(seeds)))
    return statistics.median(mine), [statistics.median(taken) for taken in others]


def _milliseconds(run: Callable[[], object]) -> float:
    gc.collect()  # nobody pays for what another has left behind
    start = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - start)


def _p95(totals: Values) -> float:
    return float(np.quantile(totals, _LEVEL))


def _rms(errors: Values) -> float:
    return float(np.sqrt((errors**2).mean()))


def _figures(totals: Values) -> list[float]:
    return [float(totals.mean()), _p95(totals)]
