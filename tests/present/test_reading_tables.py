"""Tables for reading as HTML, and the data of every chart as one."""

import re

from clsmin_forecast.analysis.profile import profile
from clsmin_forecast.analysis.worst_runs import worst_runs
from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.model.forecast import Forecast
from clsmin_forecast.present import charts
from clsmin_forecast.present.chart import Chart
from clsmin_forecast.present.tables import ReadingTable, chart_rows, reading_rows

from ..conftest import DATA


def test_no_column_of_a_chart_is_lost_and_every_sum_is_written_out(
    every_chart: list[Chart],
) -> None:
    for chart in every_chart:
        document = chart.document
        rows = chart_rows(document["rows"])
        assert [len(row) for row in rows] == [len(document["columns"])] * len(rows), chart.name
        shown = ReadingTable(rows, "Data").html
        assert "None" not in shown
        assert not re.search(r"\b(nan|NaN|inf)\b", shown)
        assert shown.count("<tr>") == len(rows) + 1


def test_sums_are_rounded_as_their_status_asks() -> None:
    facts = load_facts(DATA)
    last = chart_rows(charts.funding_profile(facts).document["rows"])[-1]
    assert last["award"] == "up to £1,000,000"
    last = chart_rows(charts.cash_and_real(facts, "2023/24").document["rows"])[-1]
    assert (last["cash"], last["difference"]) == ("up to £1,000,000", "-£89,320")
    for status, said in (("accepted", "£272,708"), ("in_principle", "£273,000")):
        row = {"status": status, "recovered_mean_gbp": 272_708.0, "error_gbp": None}
        assert list(chart_rows([row])[0].values())[1:] == [said, "not applicable"]


def test_nothing_is_never_minus_nothing() -> None:
    apart = [row["apart, in standard deviations"] for row in reading_rows(worst_runs("central"))]
    assert "0.00" in apart
    assert "-0.00" not in apart


def test_numbers_stand_right_and_long_texts_have_room() -> None:
    rows = [{"year": "2025/26", "sum": "up to £1,000", "why": "w " * 40, "status": "in principle"}]
    shown = ReadingTable(rows, "A & B").html
    assert '<th scope="row">2025/26</th><td class="number">up to £1,000</td>' in shown
    assert '<td class="long">w w' in shown
    assert '<td class="short">in principle</td>' in shown
    assert "<caption>A &amp; B</caption>" in shown
    assert 'aria-label="Table: A &amp; B"' in shown


def test_an_empty_table_says_so() -> None:
    assert ReadingTable([], "Choices").html == "<p>Choices: nothing to list.</p>"
    assert repr(ReadingTable([], "Choices")) == ""


def test_a_closed_year_has_its_outturn_beside_its_award(later: Forecast) -> None:
    rows = reading_rows(profile(later.scenario.facts))
    assert (rows[0]["award"], rows[0]["outturn"]) == ("£272,708", "£250,000")
    assert rows[-1]["outturn"] == "not applicable"
    assert "outturn" not in reading_rows(profile(load_facts(DATA)))[0]
    shown = chart_rows(charts.funding_profile(later.scenario.facts).document["rows"])
    assert (shown[0]["award"], shown[0]["outturn"]) == ("£272,708", "£250,000")
