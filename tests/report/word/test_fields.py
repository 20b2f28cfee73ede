"""Fields: every name leads to what the run found, and a wrong one to the nearest."""

import sys
from dataclasses import replace

import docx
import pytest
from docx.document import Document

from clsmin_forecast.errors import InputError
from clsmin_forecast.present.saved_chart import read_chart
from clsmin_forecast.report.record import Finished, Whole
from clsmin_forecast.report.word import PAPER, field_lists, field_rows, fill

from .conftest import Filled, with_pictures


def _job(whole: Whole, name: str) -> Finished:
    return next(job for job in whole.jobs if job.name == name)


def found_text(whole: Whole, name: str) -> str:
    """Return a sentence of the central forecast as its record has it."""
    said = _job(whole, "scenario_forecast-central").result.sentences
    return next(each.text for each in said if each.name == name)


def _texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_every_figure_is_written_as_the_run_has_it(filled: Filled, whole: Whole) -> None:
    figures = _job(whole, "scenario_forecast-central").result.figures
    document = filled(*(f"{{{{ figures.{figure.name} }}}}" for figure in figures))
    assert _texts(document) == [figure.text for figure in figures]
    assert len(figures) > 50


def test_a_figure_has_its_title_value_and_unit(filled: Filled, whole: Whole) -> None:
    (figure,) = [f for f in _job(whole, "sensitivity").result.figures if f.name == "recovered"]
    name = "figures.sensitivity.recovered"
    document = filled(*(f"{{{{ {name}.{part} }}}}" for part in ("title", "value", "unit", "text")))
    assert _texts(document) == [figure.title, str(figure.value), figure.unit, figure.text]


def test_a_job_is_named_with_underscores_and_short_names_are_the_scenario_s(
    filled: Filled, whole: Whole
) -> None:
    texts = ("{{ sentences.how_sure }}", "{{ sentences.scenario_forecast_central.how_sure }}")
    ceases = _texts(filled(*texts, scenario="ceases"))
    own = {s.name: s.text for s in _job(whole, "scenario_forecast-ceases").result.sentences}
    central = {s.name: s.text for s in _job(whole, "scenario_forecast-central").result.sentences}
    assert ceases == [own["how_sure"], central["how_sure"]]
    assert own["how_sure"] != central["how_sure"]


def test_a_job_and_a_sentence_of_one_name_are_both_there(filled: Filled, whole: Whole) -> None:
    said = {each.name: each.text for each in _job(whole, "sensitivity").result.sentences}
    texts = _texts(filled("{{ sentences.sensitivity }}", "{{ sentences.sensitivity.tornado }}"))
    assert texts == ["A sentence that is called as a job is.", said["tornado"].replace("**", "")]


def test_text_stays_text_whatever_is_in_it(filled: Filled) -> None:
    (text,) = _texts(filled("{{ sentences.awkward }}"))
    assert text == 'R&D < £1 > "so" it\'s {{ figures }} {% for %}'


def test_headers_footers_tables_and_cut_up_fields_are_filled(filled: Filled, whole: Whole) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "{{ about.run_id }}"
    document.sections[0].footer.paragraphs[0].text = "{{ about.valid_until }}"
    document.add_table(1, 1).cell(0, 0).text = "{{ about.version }}"
    paragraph = document.add_paragraph()
    for piece in ("Run {", "{ abo", "ut.run", "_id }", "}."):
        paragraph.add_run(piece).bold = piece.startswith("a")
    made = filled(document=document)
    assert made.sections[0].header.paragraphs[0].text == whole.about.run_id
    assert made.sections[0].footer.paragraphs[0].text == "31 March 2027"
    assert made.tables[0].cell(0, 0).text == whole.about.version
    assert made.paragraphs[0].text == f"Run {whole.about.run_id}."


def test_a_loop_fills_a_row_for_each_row_of_a_table(filled: Filled, whole: Whole) -> None:
    document = docx.Document()
    table = document.add_table(4, 2)
    texts = ("Year", "{%tr for row in tables.by_year %}", "{{ row.year }}", "{%tr endfor %}")
    for row, text in zip(table.rows, texts, strict=True):
        row.cells[0].text = text
    table.rows[2].cells[1].text = '{{ row["5%"] }} to {{ row.recovered_mean }}'
    made = filled(document=document).tables[0]
    (by_year,) = [
        t for t in _job(whole, "scenario_forecast-central").result.tables if t.name == "by_year"
    ]
    assert [[cell.text for cell in row.cells] for row in made.rows[1:]] == [
        [row["year"], f"{row['5%']} to {row['recovered, mean']}"] for row in by_year.rows
    ]


def test_the_caption_of_a_table_says_its_years_where_it_is_of_a_span(filled: Filled) -> None:
    texts = _texts(
        filled(
            "{{ tables.scenario_comparison.compare.caption }}",
            "{{ tables.by_year.caption }}",
        )
    )
    over = "Over 2025/26 and 2026/27, under awards agreed in principle, up to a ceiling."
    assert texts == [f"Side by side. {over}", "By year"]


def test_a_condition_chooses(filled: Filled) -> None:
    texts = _texts(
        filled(
            "{% if about.assured %}assured{% else %}not assured{% endif %}",
            "{% if about.stale %}stale{% endif %}",
            "{% if figures.gap_2025_26.value > 0 %}a gap{% endif %}",
            "{% for limit in about.limits %}{{ loop.index }} {{ limit }} {% endfor %}",
        )
    )
    assert texts[:3] == ["not assured", "", "a gap"]
    assert texts[3].startswith("1 The chance that funding ceases rests")


def test_all_unknown_fields_stand_in_one_error_with_the_nearest(filled: Filled) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "{{ about.run_ids }}"
    with pytest.raises(InputError) as refusal:
        filled(
            "{{ figures.gap_2025_27 }} {% if figures.gap_2025_26 %}{{ charts.gap }}{% endif %}",
            "{{ sentences.scenario_forecast_central.how_shure }} {{ nothing }}",
            "{% for row in tables.by_yaer %}{{ row.x }}{% endfor %}",
            "{% for row in tables.by_year %}{{ row.yearr }}{% endfor %}",
            document=document,
        )
    told = str(refusal.value)
    for wrong, nearest in (
        ("figures.gap_2025_27", "figures.gap_2025_26"),
        ("central.how_shure", "central.how_sure"),
        ("tables.by_yaer", "tables.by_year"),
        ("about.run_ids", "about.run_id"),
    ):  # fmt: skip
        assert nearest in told.partition(f"{wrong}' (the nearest is ")[2].partition(")")[0]
    for wrong in ("charts.gap", "nothing", "row.yearr"):
        assert f"'{wrong}'" in told


def test_a_figure_that_was_renamed_is_told_with_its_new_name(filled: Filled) -> None:
    with pytest.raises(InputError) as refusal:
        filled(
            "{{ figures.chance_ceased_2025_26 }} {{ figures.chance_ceases_low.value }} "
            "{{ sentences.sensitivity.shortfall }} {{ charts.sensitivity.exceedance_gap_central }}"
            "{% for each in tables.sensitivity.shortfall %}{{ each.year }}{% endfor %}"
        )
    for old, now in (
        ("sentences.sensitivity.shortfall", "sentences.sensitivity.reserve"),
        ("tables.sensitivity.shortfall", "tables.sensitivity.reserve"),
        (
            "charts.sensitivity.exceedance_gap_central",
            "charts.sensitivity.reserve_gap_80_central",
        ),
        ("figures.chance_ceased_2025_26", "figures.chance_not_funded_2025_26"),
        ("figures.chance_ceases_low.value", "figures.chance_ceases_after_funded_year_low.value"),
    ):
        assert f"'{old}' (it is now called {now})" in str(refusal.value)


def test_an_unknown_column_is_told_with_those_that_the_table_has(filled: Filled) -> None:
    with pytest.raises(InputError) as refusal:
        filled("{% for year in tables.by_year %}{{ year.mean }}{% endfor %}")
    assert (
        "'year.mean' (the columns are year.year; year.status; year.award; year.chance_funded; "
        'year.recovered_mean; year["5%"]; year["95%"]; year.cost_of_team;'
    ) in str(refusal.value)
    columns = str(refusal.value).partition("columns are ")[2].partition(")")[0].split("; ")
    texts = " ".join(f"{{{{ {column} }}}}" for column in columns)
    filled(f"{{% for year in tables.by_year %}}{texts}{{% endfor %}}")


def test_every_field_is_listed_with_what_is_written_for_it(filled: Filled, whole: Whole) -> None:
    rows = field_rows(whole, "central")
    given = {row["field"]: row for row in rows if row["gives"] == "text"}
    texts = _texts(filled(*(f"{{{{ {path} }}}}" for path in given)))
    assert texts == [row["text"] for row in given.values()]
    others = {row["field"]: (row["gives"], row["text"]) for row in rows if row["gives"] != "text"}
    assert others["tables.by_year"][0] == "6 rows"
    assert others["tables.by_year"][1].startswith("row.year, row.status, row.award,")
    assert others["about.limits"] == ("3 lines", " ".join(whole.about.limits))
    charts = [path for path, (gives, _) in others.items() if gives == "picture"]
    assert {"[chart: gap]", "[chart: scenario_forecast_ceases.gap_ceases]"} <= set(charts)
    filled(document=with_pictures(*charts))


def test_the_list_for_reading_leaves_out_what_stands_in_it_under_another_name(whole: Whole) -> None:
    lists = field_lists(whole, "central")
    assert list(lists) == ["figures", "sentences", "tables", "grant", "about", "charts"]
    shown = [row["field"] for rows in lists.values() for row in rows]
    every = {row["field"] for row in field_rows(whole, "central")}
    assert set(shown) <= every
    assert [row["field"] for row in lists["charts"]] == [
        "[chart: cessation_risk.evidence_choices]",
        "[chart: scenario_comparison.compare_central_ceases]",
        "[chart: funding_outlook]",
        "[chart: gap]",
    ]
    how_sure = found_text(whole, "how_sure")
    assert how_sure in [row["text"] for row in lists["sentences"]]  # never cut
    titles = {row["field"]: row["title"] for row in lists["figures"]}
    assert titles["figures.recovered_2025_26"].startswith("What is recovered in 2025/26")
    assert all("title" not in row for row in lists["sentences"])


def test_a_run_without_a_notebook_that_the_paper_needs_is_told_so(whole: Whole) -> None:
    jobs = tuple(job for job in whole.jobs if job.notebook == "scenario_forecast")
    with pytest.raises(InputError) as refusal:
        fill(PAPER.read_bytes(), Whole(whole.about, jobs), "central", PAPER.name)
    assert str(refusal.value) == (
        "paper.docx: this run holds no notebook cessation_risk, scenario_comparison or "
        "sensitivity, which the paper needs. It holds scenario_forecast_ceases and "
        "scenario_forecast_central. Name another with --run."
    )


def test_a_scenario_that_the_run_lacks_is_refused(filled: Filled) -> None:
    with pytest.raises(InputError, match=r"unknown scenario of run 1+ 'centrl'; the nearest"):
        filled("x", scenario="centrl")


def _again(whole: Whole, job: str, **changed: object) -> Whole:
    """Return a run in which a job stands a second time, under another name."""
    return Whole(whole.about, (*whole.jobs, replace(_job(whole, job), **changed)))  # type: ignore[arg-type]


def test_of_two_forecasts_of_one_scenario_none_is_taken_in_silence(whole: Whole) -> None:
    job = "scenario_forecast-central"
    twice = _again(whole, job, name="in_old_prices")
    told = rf"2 forecasts of central, .* name a job in its place: {job} or in_old_prices\."
    for ask in (field_rows, field_lists):
        with pytest.raises(InputError, match=told):
            ask(twice, "central")
    rows = {row["field"]: row["text"] for row in field_rows(twice, "in_old_prices")}
    name = "figures.recovered_2025_26"
    assert rows[name] == rows["figures.in_old_prices.recovered_2025_26"]
    assert field_rows(twice, "ceases"), "the scenario that is there once needs no job"


def test_jobs_that_a_paper_could_not_tell_apart_are_refused(whole: Whole) -> None:
    twice = _again(whole, "sensitivity", name="cessation-risk")
    with pytest.raises(
        InputError,
        match=r"^run 1+: jobs cessation_risk and cessation-risk are both cessation_risk in a paper",
    ):
        field_rows(twice, "central")


def test_a_chart_keeps_its_own_name_where_a_longer_one_could_be_cut_to_it(whole: Whole) -> None:
    own = _job(whole, "scenario_forecast-central")
    folder = own.folder / "charts"
    longer = next(name for name in own.result.charts if name.startswith("gap"))
    names = [longer, longer.removesuffix("_cash")]
    result = own.result.model_copy(update={"charts": [*names, "gap"]})
    charts = {name: read_chart(folder, longer) for name in names}
    with pytest.MonkeyPatch.context() as patch:
        module = sys.modules["clsmin_forecast.report.word.fields"]
        patch.setattr(module, "read_chart", lambda folder, name: (name, charts.get(name)))
        found = dict(module._pictures(replace(own, result=result)))
    assert found["gap"] == ("gap", None)
