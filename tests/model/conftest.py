"""Forecasts, and awards that run on beyond 2026/27."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.model.forecast import Forecast, forecast
from tests.conftest import DATA, DRAWS

Changes = Mapping[str, Any]

LAST = {
    "times_as_likely: {low: 0.9, mid: 1.2, high: 2}": 0.1,
    "2026/27: {pay_awards: growth, give_or_take: 0.075, coverage: 0.8}": 0.03,
}
"""The values of the register's last year that need a successor, and what stands in for it."""


@pytest.fixture(scope="session")
def reference(central: Scenario) -> Forecast:
    return forecast(central, draws=DRAWS)


@pytest.fixture(scope="session", params=[0, 1, 3], ids="{} more years".format)
def longer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """The central scenario with so many in-principle years added, from 2027/28."""
    folder = Path(shutil.copytree(DATA, tmp_path_factory.mktemp("longer") / "data"))
    years = ["2027/28", "2028/29", "2029/30"][: request.param]
    rows = [f"{year},1100000,cash,in_principle,up_to,,PCD 1532,a later paper,,\n" for year in years]
    awards, register = folder / "awards.csv", folder / "assumptions.yaml"
    awards.write_text(awards.read_text(encoding="utf-8") + "".join(rows), encoding="utf-8")
    text = register.read_text(encoding="utf-8")
    for last, value in LAST.items():
        added = "".join(f"\n      {year}: {value}" for year in years)
        assert last in text
        text = text.replace(last, last + added, 1)
    register.write_text(text, encoding="utf-8")
    return load_scenario("central", folder)


def chances(scenario: Scenario, reinstated: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    """Return changes that give every chance in every year, with certainties among them."""
    chance = st.sampled_from([0.0, 1.0]) | st.floats(0, 1)
    names = ["cessation", "expansion"] + ["reinstatement"] * reinstated
    return st.fixed_dictionaries(
        {
            name: st.fixed_dictionaries({year: chance for year in scenario.quantities[name]})
            for name in names
        }
    )
