"""One forecast and its whole document, against the bare numpy calls that no such draws go without.

The floor makes, for each uncertain amount, both kinds of random number, the order of its latent
normals in each block, the jittered strata, and the scatter that deals them out; and the normals of
each factor that amounts share. Then it sorts, once, every distinct series that the document sorts.
It has no quantile function, law, path, mean, quantile, check or rounding. What is drawn and sorted
is watched in a real forecast, not typed in. The plainer floor has one uniform number in place of
each stratified draw. Each round has a new seed, so nothing drawn is at hand already.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from unittest.mock import patch

import numpy as np

import clsmin_forecast as cf
from clsmin_forecast.model import amounts
from clsmin_forecast.model.draws import BLOCKS, draw
from clsmin_forecast.quantiles import Values
from clsmin_forecast.quantities import Fixed

from . import DRAWS, Row

_ROUNDS = 101
_LIMIT = 3.0


@dataclass(frozen=True)
class Work:
    """What one forecast draws and sorts."""

    streams: int
    factors: int
    series: tuple[Values, ...]


def measure() -> Iterator[Row]:
    central = cf.load_scenario("central")
    work = watched(central)
    ours, floor, plainer = medians(
        lambda seed: cf.forecast(central, draws=DRAWS, seed=seed).document,
        lambda seed: bare(work, seed),
        lambda seed: plain(work, seed),
    )
    what, sorts = f"forecast and document, {DRAWS:,} draws", f"{len(work.series)} sorts"
    streams = f"bare numpy: {work.streams}+{work.factors} stratified streams, {sorts}"
    yield Row(what, ours, "ms", streams, floor, _LIMIT)
    yield Row(what, ours, "ms", f"bare numpy: {work.streams} plain streams, {sorts}", plainer)


def watched(scenario: cf.Scenario) -> Work:
    with (
        patch.object(amounts, "draw", wraps=draw) as draws,
        patch.object(np, "sort", wraps=np.sort) as sort,
    ):
        assert cf.forecast(scenario, draws=DRAWS).document
    drawn = [call.args for call in draws.call_args_list if not isinstance(call.args[0], Fixed)]
    shared = {args[4][0] for args in drawn if args[4:] and args[4][1]}
    arrays = [np.asarray(call.args[0]) for call in sort.call_args_list]
    distinct = {values.tobytes(): values for values in arrays if values.size == DRAWS}
    return Work(len(drawn), len(shared), tuple(distinct.values()))


def bare(work: Work, seed: int) -> None:
    rng = np.random.default_rng(seed)
    shape = BLOCKS, DRAWS // BLOCKS
    starts = np.arange(0, DRAWS, shape[1])[:, None]
    for _ in range(work.factors):
        rng.standard_normal(shape)
    for _ in range(work.streams):
        order = np.argsort(rng.standard_normal(shape), axis=1)
        strata = (np.arange(shape[1]) + rng.random(shape)) / shape[1]
        np.empty(DRAWS)[order + starts] = strata
    sort_all(work.series)


def plain(work: Work, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(work.streams):
        rng.random(DRAWS)
    sort_all(work.series)


def sort_all(series: Sequence[Values]) -> None:
    for values in series:
        np.sort(values)


def medians(*runs: Callable[[int], object]) -> list[float]:
    """Return the median milliseconds of each, run by turns."""
    times: list[list[float]] = [[] for _ in runs]
    for seed in range(_ROUNDS):
        for run, taken in zip(runs, times, strict=True):
            start = time.perf_counter()
            run(seed)
            taken.append(1000 * (time.perf_counter() - start))
    return [statistics.median(taken) for taken in times]
