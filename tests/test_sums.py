"""Sums of products: an answer has the same digits whichever processor it is made on."""

import os
import subprocess
import sys

import numpy as np
import pytest

from clsmin_forecast.sums import weighted_sum

# How numpy takes sums of products, and sorts: as on a processor of 2004, and of 2013.
OLD = {"OPENBLAS_CORETYPE": "Prescott", "NPY_DISABLE_CPU_FEATURES": "X86_V4"}


def test_an_axis_is_summed() -> None:
    table = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert weighted_sum(table, [1, 10, 100]).tolist() == [321, 654]
    assert weighted_sum(table[:, None], table).tolist() == [[14, 32], [32, 77]]
    assert weighted_sum(table, [[1], [10]], axis=0).tolist() == [41, 52, 63]


@pytest.mark.parametrize("asked", ["forecast", "variance-shares"])
def test_an_answer_is_the_same_on_another_processor(asked: str) -> None:
    command = [sys.executable, "-m", "clsmin_forecast", asked, "central", "--format", "json"]
    here = {name: text for name, text in os.environ.items() if name not in OLD}
    new, old = (
        subprocess.run(command, env=each, check=True, capture_output=True).stdout
        for each in (here, here | OLD)
    )
    assert new == old
