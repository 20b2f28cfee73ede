"""Sums of products: a forecast has the same digits whichever processor it is made on."""

import os
import subprocess
import sys

import numpy as np

from clsmin_forecast.sums import weighted_sum

KERNELS = "OPENBLAS_CORETYPE"  # numpy's sums of products, as on a processor of that kind
OLDEST = {KERNELS: "Prescott"}  # of 2004: every processor of this family can do what it does


def test_an_axis_is_summed() -> None:
    table = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert weighted_sum(table, [1, 10, 100]).tolist() == [321, 654]
    assert weighted_sum(table[:, None], table).tolist() == [[14, 32], [32, 77]]
    assert weighted_sum(table, [[1], [10]], axis=0).tolist() == [41, 52, 63]


def test_a_forecast_is_the_same_on_another_processor() -> None:
    asked = [sys.executable, "-m", "clsmin_forecast", "forecast", "central", "--format", "json"]
    here = {name: text for name, text in os.environ.items() if name != KERNELS}
    this, oldest = (
        subprocess.run(asked, env=each, check=True, capture_output=True).stdout
        for each in (here, here | OLDEST)
    )
    assert this == oldest
