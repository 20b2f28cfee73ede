"""A scenario may be given by its name or its file wherever one is taken."""

from collections.abc import Callable
from inspect import Parameter, signature
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import clsmin_forecast as cf
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.model.forecast import Forecast
from tests.conftest import DATA, DRAWS, Refused
from tests.test_arguments import GOOD, PUBLIC

TAKEN = {"scenario", "before", "after", "scenarios"}
QUESTIONS = [
    each
    for each in PUBLIC
    if TAKEN & {*signature(each).parameters} and each is not cf.explorer  # a page of named ones
]


def asked(question: Callable[..., Any], **scenarios: Any) -> Any:
    """Return the answer to a question of these scenarios."""
    takes = signature(question).parameters
    needed = {
        name: GOOD[name]
        for name in takes
        if takes[name].default is Parameter.empty and name in GOOD
    }
    drawn = {"draws": DRAWS} if {"draws", "settings"} & {*takes} else {}
    found = question(**{**needed, **drawn, **{n: s for n, s in scenarios.items() if n in takes}})
    return found.by_year() if isinstance(found, Forecast) else found


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.__name__)
def test_a_name_and_a_file_are_taken_for_the_scenario(question: Callable[..., Any]) -> None:
    read = cf.load_scenario("central")
    loaded = asked(question, scenario=read, before=read, after=read, scenarios=[read])
    for given in ("central", DATA / "scenarios" / "central.yaml"):
        found = asked(question, scenario=given, before=given, after=given, scenarios=[given])
        if isinstance(loaded, pd.DataFrame):
            pd.testing.assert_frame_equal(found, loaded)
            assert found.about.scenario == loaded.about.scenario
        else:
            assert found == loaded


def test_names_stand_beside_changed_copies(central: Scenario) -> None:
    changed = central.but(cessation={"2025/26": 0.5})
    table = cf.compare(["central", changed, "ceases"], draws=DRAWS)
    assert table.index.tolist() == ["central", "central, cessation.2025/26=0.5", "ceases"]


def test_a_name_is_of_the_data_of_the_scenarios_beside_it(data: Path) -> None:
    (data / "scenarios" / "ours.yaml").write_text(
        "name: ours\ntitle: Ours\ndescription: Ours alone.\nchanges: {cessation: 0}\n"
    )
    ours = cf.load_scenario("central", data)
    assert cf.compare([ours, "ours"], draws=8)["title"].tolist() == ["Central view", "Ours"]


def test_an_unknown_name_is_refused_with_the_nearest(refused: Refused) -> None:
    assert "unknown scenario 'centrl'; the nearest is central." in refused(
        lambda: cf.tornado("centrl")
    )
