"""What a notebook shows and keeps: marks on charts whose assumptions are stale."""

import re
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from clsmin_forecast.analysis.compare import compare
from clsmin_forecast.analysis.evidence import evidence
from clsmin_forecast.analysis.tornado import tornado
from clsmin_forecast.inputs.scenarios import load_scenario
from clsmin_forecast.model.forecast import forecast
from clsmin_forecast.present import charts
from clsmin_forecast.present.saved_chart import read_chart
from clsmin_forecast.present.sentences import staleness
from clsmin_forecast.present.tables import ReadingTable
from clsmin_forecast.runs import record
from tests.conftest import Refused


@pytest.fixture(autouse=True)
def _without_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "_display", lambda thing: None)


def _cautions(folder: Path, data: Path, today: date) -> dict[str, str]:
    """Return the caution of each of some charts, saved on a day."""
    central = load_scenario("central", data)
    own = central.but(cessation=0.1, name="own")
    run = record.Run({}, folder, partial(staleness, central.register, today))
    run.chart(charts.funding_profile(central.facts))
    run.chart(charts.evidence(evidence(central)))
    run.chart(charts.funding_outlook(forecast(central, draws=64)))
    run.chart(charts.funding_outlook(forecast(own, draws=64)))
    run.chart(charts.gap(forecast(own, draws=64)))
    run.chart(charts.tornado(tornado(own, draws=64)))
    return {name: read_chart(folder / "charts", name).caution for name in run._charts}


def _reviewed_by(data: Path, name: str, day: str) -> None:
    file = data / "assumptions.yaml"
    before, found, after = file.read_text(encoding="utf-8").partition(f"\n  {name}:")
    old = re.search(r"review_by: \S+", after)
    assert found
    assert old
    file.write_text(before + found + after.replace(old[0], f"review_by: {day}", 1))


def test_a_chart_is_marked_where_an_input_that_it_rests_on_is_overdue(
    tmp_path: Path, data: Path
) -> None:
    said = "The review of these assumptions is overdue, since 1 December 2026: {}."
    today = date(2026, 12, 2)
    assert not any(_cautions(tmp_path, data, today).values())
    _reviewed_by(data, "team_posts", "2026-12-01")
    cautions = _cautions(tmp_path, data, today)
    marked = {name: caution for name, caution in cautions.items() if caution}
    assert marked == {"gap_own": said.format("team posts")}
    assert "Review overdue" in (tmp_path / "charts" / "gap_own.svg").read_text()
    _reviewed_by(data, "cessation", "2026-12-01")
    marked = {n: c for n, c in _cautions(tmp_path, data, today).items() if c}
    assert marked == {  # the other scenario sets the chance itself
        "funding_outlook_central": said.format("cessation"),
        "gap_own": said.format("team posts"),
    }


def test_an_expired_register_marks_what_rests_on_it(tmp_path: Path, data: Path) -> None:
    cautions = _cautions(tmp_path, data, date(2027, 4, 1))
    unmarked = [name for name, caution in cautions.items() if not caution]
    assert unmarked == ["funding_profile", "evidence_central"]
    expired, overdue = cautions["funding_outlook_own"].split(". ")
    assert expired == "The register of assumptions expired on 31 March 2027"
    assert "cessation" not in overdue
    assert "team posts" not in overdue
    assert "recovery rate" in overdue


def test_a_table_of_a_span_says_its_years_under_its_title(tmp_path: Path) -> None:
    compared = compare([load_scenario("central")], draws=64)
    run = record.Run({}, tmp_path)
    shown: list[ReadingTable] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record, "_display", shown.append)
        run.table("own", "Side by side", [{"a": 1}], compared)
        run.table("other", "Rows alone", [{"a": 1}])
    over = "Over 2025/26 and 2026/27, under awards agreed in principle, up to a ceiling."
    assert [table["about"] for table in run._tables] == [over, ""]
    assert f'Side by side<span class="about">{over}</span></caption>' in shown[0].html
    assert "<caption>Rows alone</caption>" in shown[1].html


def test_checks_of_several_answers_are_kept_once_each(tmp_path: Path) -> None:
    answer = forecast(load_scenario("central"), draws=64)
    run = record.Run({}, tmp_path)
    run.checked(answer, answer)
    assert len(run._checks) == len(answer.document["checks"])


@pytest.mark.parametrize("several", [False, True])
def test_what_is_no_answer_of_one_question_is_refused_and_nothing_is_kept(
    several: bool, tmp_path: Path, refused: Refused
) -> None:
    asked = tornado(load_scenario("central"), draws=64)
    wrong = pd.concat([asked, asked]) if several else forecast("central", draws=64).by_year()
    run = record.Run({}, tmp_path)
    said = refused(lambda: run.answer(wrong))
    assert said.startswith("answer: takes the table of one question, such as cf.tornado gives; ")
    assert said.endswith("; another is shown by run.table.")
    assert not [*tmp_path.iterdir()]
