"""A notebook is read and refused before any kernel starts."""

from pathlib import Path
from typing import Any

import pytest

from clsmin_forecast.errors import InputError
from clsmin_forecast.inputs.facts import load_facts, packaged
from clsmin_forecast.inputs.scenarios import scenario_names
from clsmin_forecast.runs.contract import read_notebook

from .conftest import BEGIN, FINISH, PARAMETERS, write_notebook

NOTEBOOKS = sorted(packaged("notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_keeps_the_contract_with_its_defaults(path: Path) -> None:
    notebook = read_notebook(path)
    assert notebook.parameters({}, load_facts(), "test") == notebook.model().model_dump()


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["x = 1"], "'name: type = value'"),
        (["x: int = 1 + 1"], "'name: type = value'"),
        (["x: dict = {}"], "str, int, float, bool"),
        (["x: int = 1", "print(2)"], "parameter x is never read"),
        (["x: int = 1", "print(x)", "x = 2"], "parameter x is set again"),
        (["x: int = 1", " ", "print(x)\n!false"], "code cell 2 is not plain Python"),
        (["x: int = 1", "print(x)\n!false"], "without magics or shell lines: '!false'"),
        (["x: int = 1", "print(x)\n%run other.py"], "'%run other.py'"),
        (["x: int = 1", "try:\n    print(x)\nexcept ValueError:\n    pass"], "has a try"),
        (
            ["x: int = 1", "import contextlib\nwith contextlib.suppress(Exception):\n    print(x)"],
            "has a try, suppress or get_ipython",
        ),
        (["x: int = 1", "from contextlib import suppress as quiet\nprint(x)"], "has a try"),
        (["x: int = 1", "get_ipython().system('false')\nprint(x)"], "has a try"),
        (["x: int = 1\nx: int = 2", "print(x)"], "given twice"),
        (["json: int = 1", "print(json)"], "'name: type = value'"),
        (["x: int = {[]: 1}", "print(x)"], "'name: type = value'"),
    ],
)
def test_a_cell_that_breaks_the_contract_is_refused(
    tmp_path: Path, cells: list[str], words: str
) -> None:
    with pytest.raises(InputError, match=r"^odd\.ipynb: .*") as error:
        read_notebook(write_notebook(tmp_path / "odd.ipynb", *cells))
    assert words in str(error.value)


@pytest.mark.parametrize("tag", ["raises-exception", "injected-parameters"])
def test_a_tag_that_could_hide_a_failure_is_refused(tmp_path: Path, tag: str) -> None:
    path = write_notebook(
        tmp_path / "odd.ipynb", "x: int = 1", "print(x)", tags={0: ["parameters"], 1: [tag]}
    )
    with pytest.raises(InputError, match=r"neither may be"):
        read_notebook(path)


def test_a_cell_of_parameters_may_be_empty(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "plain.ipynb", "", "print(1)", tags={0: ["parameters"]})
    assert read_notebook(path).model.model_fields == {}


@pytest.mark.parametrize("tags", [{0: []}, {0: ["parameters"], 1: ["parameters"]}])
def test_a_notebook_has_one_parameters_cell(tmp_path: Path, tags: dict[int, list[str]]) -> None:
    path = write_notebook(tmp_path / "odd.ipynb", "x: int = 1", "print(x)", tags=tags)
    with pytest.raises(InputError, match="needs one cell tagged parameters"):
        read_notebook(path)


def test_what_is_not_a_notebook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.ipynb").write_text("{}")
    with pytest.raises(InputError, match="is not a Jupyter notebook"):
        read_notebook(tmp_path / "odd.ipynb")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"scenaro": "ceases"}, "unknown parameter of small 'scenaro'; the nearest is scenario"),
        ({"scenario": "cases"}, "unknown scenario 'cases'; the nearest is ceases"),
        ({"scenario": 'ceases"; import os; "'}, "unknown scenario"),
        ({"scenario": "../scenarios/ceases"}, "unknown scenario"),
        ({"draws": 0}, "draws must be a whole number from 8"),
        ({"draws": 1.5}, "draws: must be a whole number, got 1.5"),
        ({"draws": True}, "draws: must be a whole number, got True"),
        ({"draws": "64"}, "draws: must be a whole number, got '64'"),
    ],
)
def test_a_value_is_refused_by_name_rule_and_value(
    tmp_path: Path, given: dict[str, Any], words: str
) -> None:
    notebook = read_notebook(write_notebook(tmp_path / "small.ipynb", PARAMETERS, BEGIN, FINISH))
    with pytest.raises(InputError, match=r"^job 1") as error:
        notebook.parameters(given, load_facts(), "job 1")
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("cessation_risk", {"decision_year": "2023/24"}, "unknown decision year '2023/24'"),
        ("cessation_risk", {"price_base": "2050/51"}, "'2050/51'"),
        ("cessation_risk", {"seed": -1}, "seed must be a whole number from 0"),
        ("scenario_comparison", {"scenarios": ["nothing"]}, "unknown scenario 'nothing'"),
        ("expansion", {"shares": ["half"]}, "shares, entry 1: must be a number"),
        ("expansion", {"shares": [float("nan")]}, "finite number"),
        ("expansion", {"shares": [2.0]}, "at least one share from 0 to 1"),
        ("expansion", {"shares": []}, "at least one share from 0 to 1"),
        ("evidence", {"funders": ["Home Ofice"]}, "funder: unknown funder 'Home Ofice'; the near"),
        ("evidence", {"schemes": ["alfa"]}, "scheme: unknown scheme 'alfa'; the nearest is alpha"),
        ("evidence", {"year_ends": ["expired"]}, "year_end: unknown year end 'expired'"),
        ("evidence", {"count_by": "row"}, "unknown way to count 'row'. Known: grant_year, scheme_"),
        ("evidence", {"seen": 0.0}, "seen must lie above 0 and be at most 1, got 0.0."),
        ("scenario_comparison", {"scenarios": ["central", "central"]}, "each is named once"),
        ("scenario_comparison", {"lines_for": scenario_names()[:5]}, "at most 4 scenarios, got 5"),
    ],
)
def test_what_a_parameter_means_is_checked(name: str, given: dict[str, Any], words: str) -> None:
    notebook = read_notebook(packaged("notebooks") / f"{name}.ipynb")
    with pytest.raises(InputError) as error:
        notebook.parameters(given, load_facts(), "job 1")
    assert words in str(error.value)
