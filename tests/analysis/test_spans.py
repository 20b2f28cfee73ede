"""The years of a question: open ones by default, whatever has been decided since, or any named."""

import json
import shutil
from collections.abc import Callable
from inspect import signature
from itertools import product
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

import clsmin_forecast as cf
from clsmin_forecast import cli
from clsmin_forecast.inputs.facts import DATA_VARIABLE, packaged
from clsmin_forecast.inputs.scenarios import Scenario
from tests.conftest import DATA, DRAWS, Refused
from tests.test_arguments import PUBLIC

IN_PRINCIPLE, LAST = ("2025/26", "2026/27"), ("2026/27",)
DECIDED = {
    "approved": {"2024/25": "approved", "2025/26": "approved", "2026/27": "approved"},
    "outturn": {"2024/25": "outturn", "2025/26": "outturn", "2026/27": "outturn"},
    "one": {"2024/25": "approved", "2025/26": "approved"},
}
"""The status of the years decided since, by the name of a folder."""
OPEN = {"data": IN_PRINCIPLE, "one": LAST}

Ask = Callable[..., pd.DataFrame]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return copies of the data in which years have been decided since."""
    home = tmp_path_factory.mktemp("spans")
    found = {"data": DATA}
    for name, statuses in DECIDED.items():
        folder = found[name] = Path(shutil.copytree(DATA, home / name))
        awards = pd.read_csv(folder / "awards.csv", dtype=str, keep_default_na=False)
        by_year = awards.set_index("financial_year")["status"].to_dict() | statuses
        awards["status"] = awards["financial_year"].map(by_year)
        awards.to_csv(folder / "awards.csv", index=False)
    return found


def even(span: Any) -> cf.Statement:
    return cf.even_chance(1_000_000, **span)


QUESTIONS: dict[str, Ask] = {
    "tornado": lambda s, **span: cf.tornado(s, cf.Question(**span), draws=DRAWS),
    "variance_shares": lambda s, **span: cf.variance_shares(s, draws=DRAWS, **span),
    "switching_values": lambda s, **span: cf.switching_values(s, even(span), draws=DRAWS),
    "compare": lambda s, **span: cf.compare([s, s.but(name="b")], draws=DRAWS, **span),
    "bridge": lambda s, **span: cf.bridge(
        s, s.but(recovery_rate=1), cf.Question(**span), draws=DRAWS
    ),
    "reserve": lambda s, **span: cf.reserve(s, draws=DRAWS, **span),
    "stress": lambda s, **span: cf.stress(s, "recovery_rate", draws=DRAWS, **span),
    "worst_runs": lambda s, **span: cf.worst_runs(s, draws=DRAWS, **span),
}
OF_THE_RATE = ("bridge", "stress")
every_question = pytest.mark.parametrize("name", QUESTIONS)


def test_the_open_years_are_those_in_principle_else_undecided_else_from_the_costing_year_on(
    folders: dict[str, Path], central: Scenario
) -> None:
    made = {
        name: cf.forecast(cf.load_scenario("central", at), draws=8) for name, at in folders.items()
    }
    assert made["data"].span_of("open_years") == "in_principle_years"
    assert made["one"].years_of("open_years") == LAST
    awards = made["approved"].scenario.facts.awards
    assert made["approved"].years_of("open_years") == awards.costed_years
    assert made["approved"].years_of("open_years")[-1] == "2026/27"


@pytest.mark.parametrize(
    ("folder", "name"),
    # a closed year recovers its outturn, whatever the rate that these two ask about
    sorted({*product(["data", *DECIDED], QUESTIONS)} - {*product(["outturn"], OF_THE_RATE)}),
)
def test_every_question_is_answered_whatever_has_been_decided(
    folders: dict[str, Path], folder: str, name: str
) -> None:
    scenario = cf.load_scenario("central", folders[folder])
    frame = QUESTIONS[name](scenario)
    years = OPEN.get(folder, scenario.facts.awards.costed_years)
    assert frame.about.years == years
    said = getattr(cf.sentences, name)(frame)
    assert all(year in said for year in years)


@every_question
def test_the_default_is_what_the_years_in_principle_give(central: Scenario, name: str) -> None:
    ask = QUESTIONS[name]
    plain, named = ask(central), ask(central, span="in_principle_years")
    pd.testing.assert_frame_equal(plain, named)
    assert plain.about.span == named.about.span == "in_principle_years"


@pytest.mark.parametrize(
    "span", [("2025/26", "2024/25"), ["2025/26", "2024/25"], "2025/26, 2024/25"]
)
@every_question
def test_every_question_takes_years_by_name_in_any_order(
    central: Scenario, name: str, span: Any
) -> None:
    backwards = QUESTIONS[name](central, span=span)
    assert backwards.about.years == ("2024/25", "2025/26")
    assert "2024/25 and 2025/26" in getattr(cf.sentences, name)(backwards)


@every_question
def test_every_question_takes_one_year_by_name(central: Scenario, name: str) -> None:
    alone, listed = (QUESTIONS[name](central, span=span) for span in ("2025/26", ["2025/26"]))
    pd.testing.assert_frame_equal(alone, listed)
    assert alone.about.span == ("2025/26",)


def test_the_same_years_make_the_same_question() -> None:
    spans: list[Any] = ["2025/26,2026/27", ["2025/26", "2026/27"], ("2025/26", "2026/27")]
    assert len({cf.Question("gap", span) for span in spans}) == 1


SPANNED = [each for each in PUBLIC if "span" in signature(each).parameters]


@pytest.mark.parametrize("called", SPANNED, ids=lambda each: each.__qualname__)
def test_every_public_question_is_of_the_open_years_unless_told(called: Callable[..., Any]) -> None:
    assert signature(called).parameters["span"].default == "open_years"


def test_questions_and_statements_are_of_the_open_years_unless_told() -> None:
    for called in PUBLIC:
        for name in ("question", "statement"):
            given = signature(called).parameters.get(name)
            if given and given.default is not given.empty:
                asked = getattr(given.default, "question", given.default)
                assert asked.span == "open_years", called.__name__


def test_a_chance_is_one_however_it_is_asked(
    central: Scenario, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sum_, made = 1_200_000, cf.forecast(central, draws=DRAWS)
    chance = made.chance(recovered_at_least=sum_)
    assert chance < made.chance(recovered_at_least=sum_, span="decision_years")
    nothing = pd.DataFrame({"cessation.2025/26": [central.quantities["cessation"]["2025/26"].mid]})
    asked = cf.Question(at_least=sum_)
    drawn: Any = {"draws": DRAWS}
    monkeypatch.setattr(
        "sys.argv", f"_ tornado --at-least {sum_} --draws {DRAWS} --format json".split()
    )
    with pytest.raises(SystemExit):
        cli.main()
    answers = {
        "question": asked.answer(made),
        "tornado": cf.tornado(central, asked, **drawn).about.answer,
        "bridge": cf.bridge(central, "ceases", asked, **drawn).about.answers[0],
        "choices": cf.evidence_choices(central, asked, **drawn).about.answer,
        "sweep": cf.sweep(central, nothing, at_least=sum_, **drawn)["chance"].item(),
        "statement": cf.switching_values(central, cf.even_chance(sum_), **drawn).about.answer,
        "command": json.loads(capsys.readouterr().out)["answer"],
    }
    assert answers == pytest.approx(dict.fromkeys(answers, chance))


def test_an_average_is_one_however_it_is_asked(central: Scenario) -> None:
    made = cf.forecast(central, draws=DRAWS)
    drawn: Any = {"draws": DRAWS}
    figures = cf.headlines(made)["value"]
    answers = {
        "question": cf.Question().answer(made),
        "tornado": cf.tornado(central, **drawn).about.answer,
        "compare": cf.compare([central], **drawn)["mean"].item(),
        "vary": cf.vary(central, "team_posts", [7], **drawn)["mean"].item(),
        "stress": cf.stress(central, "recovery_rate", **drawn)["mean"].iloc[0],
        "document": made.document["totals"]["in_principle_years"]["recovered_gbp"]["mean"],
    }
    of_headline = figures["recovered_in_principle_years"]
    assert answers == pytest.approx(dict.fromkeys(answers, of_headline), abs=0.01)
    assert cf.reserve(central, **drawn).loc["together", "gap"] == pytest.approx(
        figures["gap_in_principle_years"]
    )


def test_an_input_that_has_no_open_year_is_refused(
    folders: dict[str, Path], refused: Refused
) -> None:
    scenario = cf.load_scenario("central", folders["approved"])
    for call in (
        lambda: cf.stress(scenario, "cessation", "2025/26"),
        lambda: cf.stress(scenario, "cessation"),
    ):
        assert "cessation has no year left in which it is open" in refused(call)
    pair = ("cessation", "2025/26"), ("expansion", "2025/26")
    assert "unknown chance 'cessation.2025/26'. Known: none." in refused(
        lambda: cf.switching_plane(scenario, *pair)
    )


@pytest.mark.parametrize("folder", ["approved", "outturn"])
@pytest.mark.parametrize(
    "notebook",
    [
        "scenario_forecast",
        "sensitivity",
        "scenario_comparison",
        "cessation_risk",
        "expansion",
        "year_by_month",
    ],
)
def test_a_notebook_can_be_read_though_every_year_is_decided(
    folders: dict[str, Path], folder: str, notebook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATA_VARIABLE, str(folders[folder]))
    path = packaged("notebooks") / f"{notebook}.ipynb"
    cells = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    exec(code.replace("draws: int = 16384", f"draws: int = {DRAWS}"), {})


def test_what_needs_a_cost_is_said_of_the_years_that_have_one(central: Scenario) -> None:
    all_years: Any = {"span": "all_years", "draws": DRAWS}
    asked = cf.Question("gap", "all_years")
    costed = central.facts.awards.costed_years
    for frame in (
        cf.reserve(central, **all_years),
        cf.worst_runs(central, "gap", **all_years),
        cf.variance_shares(central, "balance", **all_years),
        cf.tornado(central, asked, draws=DRAWS),
        cf.bridge(central, central.but(team_posts=8), asked, draws=DRAWS),
    ):
        assert frame.about.years == costed
    assert cf.reserve(central, of="recovered", **all_years).about.years[0] == "2021/22"
