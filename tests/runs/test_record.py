"""What a notebook shows and keeps: marks on charts whose assumptions are stale."""

from pathlib import Path

import pytest

from clsmin_forecast.analysis.compare import compare
from clsmin_forecast.inputs.scenarios import load_scenario
from clsmin_forecast.model.forecast import forecast
from clsmin_forecast.present import charts
from clsmin_forecast.present.drawn import drawn
from clsmin_forecast.present.tables import ReadingTable
from clsmin_forecast.runs import record

CAUTION = "The review of these assumptions is overdue, since 28 February 2027: cessation."


@pytest.fixture(autouse=True)
def _without_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "_display", lambda thing: None)


@pytest.mark.parametrize("caution", ["", CAUTION])
def test_a_chart_that_rests_on_stale_assumptions_is_marked_and_no_other(
    tmp_path: Path, caution: str
) -> None:
    central = load_scenario("central")
    run = record.Run({}, tmp_path, caution)
    run.chart(charts.funding_profile(central.facts))
    run.chart(charts.funding_outlook(forecast(central, draws=64)))
    said = {name: drawn(tmp_path / "charts", name) for name in run._charts}
    assert said["funding_profile"].caution == ""
    assert said["funding_outlook_central"].caution == caution
    picture = (tmp_path / "charts" / "funding_outlook_central.svg").read_text()
    assert ("Review overdue" in picture) == bool(caution)


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
