"""Questions put to the model, against one forecast: its laws and the mean of the two-year total.

By turns, with a new seed in every round, so nothing drawn is at hand. Against one forecast with its
whole document, as `benchmarks.speed` times it, every ratio would be about a third.
"""

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

import clsmin_forecast as cf

from . import DRAWS, Row

_ROUNDS = 9
_MANY = 1_000  # scenarios
_CESSATION, _EXPANSION = ("cessation", "2025/26"), ("expansion", "2025/26")


def measure() -> Iterator[Row]:
    central = cf.load_scenario("central")
    even, changes = cf.even_chance(1_000_000), many()
    questions: dict[str, tuple[float, Callable[[int], object]]] = {
        "tornado over all inputs": (12, lambda seed: cf.tornado(central, seed=seed)),
        "grid of 100 by 100 chances, mean and chance": (
            3,
            lambda seed: cf.chance_grid(central, _CESSATION, _EXPANSION, seed=seed),
        ),
        "switching value of a chance": (
            25,
            lambda seed: cf.switching_value(central, *_CESSATION, even, seed=seed),
        ),
        "switching value of an amount": (
            25,
            lambda seed: cf.switching_value(central, "recovery_rate", None, even, seed=seed),
        ),
        "switching value of an amount without ceiling": (
            25,
            lambda seed: cf.switching_value(central, "continuation_ratio", None, even, seed=seed),
        ),
        f"{_MANY:,} scenarios of chances and amounts": (
            300,
            lambda seed: cf.sweep(central, changes, seed=seed),
        ),
    }
    for what, (limit, ask) in questions.items():
        ours, one = medians(ask, lambda seed: forecast(central, seed))
        yield Row(what, ours, "ms", f"one forecast, {DRAWS:,} draws", one, limit)


def forecast(scenario: cf.Scenario, seed: int) -> float:
    return (
        cf.forecast(scenario, draws=DRAWS, seed=seed).total("recovered", "in_principle_years").mean
    )


def many() -> pd.DataFrame:
    """Return changes of two chances and two amounts, no two rows alike."""
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "cessation.2025/26": rng.random(_MANY),
            "expansion.2026/27": rng.random(_MANY),
            "continuation_ratio": rng.uniform(0.8, 1.1, _MANY),
            "recovery_rate.2026/27": rng.uniform(0.8, 1, _MANY),
        }
    )


def medians(ask: Callable[[int], object], one: Callable[[int], object]) -> tuple[float, float]:
    """Return the median milliseconds of a question and of one forecast, run by turns."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(_ROUNDS):
        for turn, (run, times) in enumerate(zip((ask, one), taken, strict=True)):
            start = time.perf_counter()
            run(2 * number + turn)
            times.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken[0]), statistics.median(taken[1])
