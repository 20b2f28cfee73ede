"""One forecast and its whole document, against the bare numpy calls that no such draws go without.

The floor makes, for each stream of an uncertain amount or of a set of evidence, both kinds of
random number, the order of its latent normals in each block, the jittered strata, and the scatter
that deals them out; and the normals of each factor that amounts share. Then it sorts, once, every
distinct series that the document sorts. It has no quantile function, law, path, mean, quantile,
check or rounding. What is drawn and sorted is watched in a real forecast, not typed in. The plainer
floor has one uniform number in place of each stratified draw. Each round has a new seed, so nothing
drawn is at hand already.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from unittest.mock import patch

import numpy as np

import clsmin_forecast as cf
from clsmin_forecast.model import draws
from clsmin_forecast.quantiles import Values

from . import DRAWS, Row

_ROUNDS = 101
_LIMIT = 2.5
_UNUSED = draws.LARGEST  # a seed of which nothing is at hand


@dataclass(frozen=True)
class Work:
    """What one forecast draws and sorts."""

    streams: tuple[tuple[int, int], ...]
    """The shape of each: blocks, and draws in a block."""
    factors: tuple[tuple[int, int], ...]
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
    streams = f"bare numpy: {len(work.streams)}+{len(work.factors)} stratified streams, {sorts}"
    yield Row(what, ours, "ms", streams, floor, _LIMIT)
    yield Row(what, ours, "ms", f"bare numpy: {len(work.streams)} plain streams, {sorts}", plainer)


def watched(scenario: cf.Scenario) -> Work:
    with (
        patch.object(draws, "_dealt_out", wraps=draws._dealt_out) as dealt,
        patch.object(draws, "_latent", wraps=draws._latent) as latent,
        patch.object(np, "sort", wraps=np.sort) as sort,
    ):
        assert cf.forecast(scenario, draws=DRAWS, seed=_UNUSED).document
    streams = [call.args[2].shape for call in dealt.call_args_list]
    factors = {call.args[0]: call.args[2] for call in latent.call_args_list}
    arrays = [np.asarray(call.args[0]) for call in sort.call_args_list]
    distinct = {values.tobytes(): values for values in arrays}
    return Work(tuple(streams), tuple(factors.values()), tuple(distinct.values()))


def bare(work: Work, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for shape in work.factors:
        rng.standard_normal(shape)
    for blocks, each in work.streams:
        starts = np.arange(0, blocks * each, each)[:, None]
        order = np.argsort(rng.standard_normal((blocks, each)), axis=1)
        strata = (np.arange(each) + rng.random((blocks, each))) / each
        np.empty(strata.size)[order + starts] = strata
    sort_all(work.series)


def plain(work: Work, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for shape in work.streams:
        rng.random(shape)
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
