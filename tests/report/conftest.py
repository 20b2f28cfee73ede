"""What the tests of a published record share: a small run with its pages."""

from pathlib import Path

import pytest

from clsmin_forecast.inputs.scenarios import load_scenarios
from clsmin_forecast.model.forecast import forecast
from clsmin_forecast.report.record import Whole
from tests.conftest import DATA

from .small_run import write_run

DRAWS = 512


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Whole]:
    """Return a run of four notebooks with its pages; one scenario has a hostile title."""
    folder = tmp_path_factory.mktemp("run")
    central, half = load_scenarios(["central", "half_expansion"], data=DATA)
    title = 'R&D <script>alert(1)</script> "odd" \' = ∑'
    odd = forecast(half.but(name="odd", title=title), draws=DRAWS)
    return folder, write_run(folder, forecast(central, draws=DRAWS), odd)
