"""The pages of a run as text: what they say, in which order, and that nothing slips through."""

import re
import shutil
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.inputs.register import load_register
from clsmin_forecast.present.saved_chart import read_chart
from clsmin_forecast.report.about import about
from clsmin_forecast.report.pages import heading
from clsmin_forecast.report.record import Whole
from tests.conftest import DATA

from .small_run import TITLE, write_pages

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "use"}
EVERY = ("central", "odd", "risk", "own", "about", "index")


class Page(HTMLParser):
    """A page as its tags in order and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.headings: list[tuple[int, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        if not {"style", "svg"} & set(self.open):
            self.text += data
        if self.headings and any(re.fullmatch("h[1-6]", each) for each in self.open):
            level, said = self.headings[-1]
            self.headings[-1] = level, said + data

    def having(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="session")
def texts(small_run: tuple[Path, Whole]) -> dict[str, str]:
    folder, whole = small_run
    files = [job.folder / f"{job.notebook}.html" for job in whole.jobs]
    files += [folder / "about.html", folder / "index.html"]
    return {name: file.read_text(encoding="utf-8") for name, file in zip(EVERY, files, strict=True)}


@pytest.fixture(scope="session")
def pages(texts: dict[str, str]) -> dict[str, Page]:
    return {name: Page(text) for name, text in texts.items()}


@pytest.mark.parametrize("name", EVERY)
def test_a_page_is_whole_and_in_order(pages: dict[str, Page], name: str) -> None:
    page = pages[name]
    assert page.open == []
    assert page.having("html") == [{"lang": "en-GB"}]
    assert [len(page.having(tag)) for tag in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids)) > 1
    first_link = page.having("a")[0]
    assert (first_link["class"], first_link["href"]) == ("skip", "#main")


@pytest.mark.parametrize("name", EVERY)
def test_a_page_says_whether_it_is_assured_and_what_it_is_for(
    small_run: tuple[Path, Whole], pages: dict[str, Page], name: str
) -> None:
    about, text = small_run[1].about, pages[name].text
    before_the_rest = text[: text.index("Use and limits")]
    assert before_the_rest.count(about.assurance) == 1
    for said in (*about.use_for, *about.do_not_use_for, *about.limits):
        assert text.count(said) == 1
    footer = text[text.rindex("Made by") - 300 :]
    for fact in (about.run_id, about.title, "28 November 2026", "31 March 2027", about.version):
        assert fact in footer


@pytest.mark.parametrize("name", EVERY)
def test_every_table_has_a_caption_a_scope_on_each_header_and_a_box(
    pages: dict[str, Page], name: str
) -> None:
    page = pages[name]
    assert len(page.having("table")) == len(page.having("caption")) > 0
    assert {attrs.get("scope") for attrs in page.having("th")} == {"col", "row"}
    boxes = [attrs for attrs in page.having("div") if attrs.get("role") == "region"]
    assert all(attrs["tabindex"] == "0" and attrs["aria-label"] for attrs in boxes)
    assert len({attrs["aria-label"] for attrs in boxes}) == len(boxes)


@pytest.mark.parametrize("name", EVERY)
def test_every_link_leads_to_a_file_or_a_part_of_the_page(
    small_run: tuple[Path, Whole], pages: dict[str, Page], name: str
) -> None:
    folder, whole = small_run
    homes = dict(zip(EVERY, [job.folder for job in whole.jobs], strict=False))
    ids = {attrs["id"] for _, attrs in pages[name].tags if "id" in attrs}
    links = [attrs["href"] or "" for attrs in pages[name].having("a")]
    assert len(links) > 2
    for link in links:
        if link == "#harmful-link":
            continue  # what Markdown makes of a link that would run something
        if link.startswith("#"):
            assert link[1:] in ids
        else:
            assert (homes.get(name, folder) / link).is_file(), link


def test_a_chart_stands_with_its_words_its_data_and_its_files(
    small_run: tuple[Path, Whole], pages: dict[str, Page]
) -> None:
    job = small_run[1].jobs[0]
    page = pages["central"]
    assert len(page.having("figure")) == len(page.having("figcaption")) == len(job.result.charts)
    assert len(page.having("svg")) == 2
    links = {attrs["href"] for attrs in page.having("a")}
    for number, name in enumerate(job.result.charts, 1):
        chart = read_chart(job.folder / "charts", name)
        for said in (chart.headline, chart.subtitle, chart.source, f"Data of chart {number}"):
            assert said in page.text
        assert {f"charts/{name}.{kind}" for kind in ("svg", "png", "csv")} <= links


def test_the_page_holds_no_code_and_shows_the_checks_once(
    texts: dict[str, str], pages: dict[str, Page]
) -> None:
    assert not [name for name, text in texts.items() if "secret_code" in text]
    assert "All 5 checks passed" in pages["central"].text
    assert texts["central"].count("<caption>Cross-checks</caption>") == 1


def test_the_index_leads_with_the_risk_and_answers_the_questions(
    small_run: tuple[Path, Whole], pages: dict[str, Page]
) -> None:
    page = pages["index"]
    checks = sum(len(job.result.checks) for job in small_run[1].jobs)
    lead = (
        "The chance that there is no funding in 2025/26 is about 23% on the cases chosen, between "
        "8% and 47% by the cases compared."
    )
    asked = (
        "How much",
        "How sure",
        "What if it stops",
        "What an expansion would buy",
        "What decides it",
        "What is at risk now",
        "What must be decided by when",
        "The answers at length",
        "Where to ask",
        "Checks",
    )
    places = [page.text.index(words) for words in (lead, *asked, "The outlook")]
    assert places == sorted(places)
    assert f"All {checks} checks passed" in page.text
    answers = page.text[places[0] : places[-1]]
    assert "up to a ceiling" in answers
    assert "agreed in principle" in answers
    assert "If it ceases, staff are redeployed" in answers
    assert "asks the funder (Home Office) what it has decided for 2024/25 (indicative)" in answers
    assert "These answers are those of one scenario: Central view." in answers


def test_where_to_ask_stands_beside_the_decision_while_a_year_that_has_begun_is_undecided(
    small_run: tuple[Path, Whole], pages: dict[str, Page], tmp_path: Path
) -> None:
    folder, whole = small_run
    said = pages["index"].text.partition("Decision needed")[2].partition("Checks")[0]
    assert len(whole.about.ask) == 4
    assert all(where in said for where in ("Where to ask", *whole.about.ask))
    facts = load_facts(DATA)
    before = about(facts, load_register(facts), date(2024, 3, 31), run_id="0" * 16, title="Before")
    assert before.ask == []
    shutil.copytree(folder, tmp_path / "run")
    jobs = tuple(replace(job, folder=tmp_path / "run" / job.name) for job in whole.jobs)
    write_pages(Whole(before, jobs), tmp_path / "run")
    assert "Where to ask" not in (tmp_path / "run" / "index.html").read_text(encoding="utf-8")


def test_an_index_without_a_forecast_says_why_it_has_no_answers(
    small_run: tuple[Path, Whole], tmp_path: Path
) -> None:
    whole = small_run[1]
    risk = whole.jobs[2]
    copied = Path(shutil.copytree(risk.folder, tmp_path / risk.name))
    write_pages(Whole(whole.about, (replace(risk, folder=copied),)), tmp_path)
    text = Page((tmp_path / "index.html").read_text(encoding="utf-8")).text
    assert "This run holds no forecast of one scenario to answer how much" in text
    assert "These answers" not in text


def test_the_index_leads_to_everything_by_title(
    small_run: tuple[Path, Whole], pages: dict[str, Page]
) -> None:
    folder, whole = small_run
    page = pages["index"]
    titles = [said for level, said in page.headings if level == 3]
    assert titles[:4] == [job.title for job in whole.jobs]
    assert titles[0] == "The forecast for one scenario: Central view"
    links = {attrs["href"] for attrs in page.having("a")}
    made = [file.relative_to(folder).as_posix() for file in folder.rglob("*")]
    wanted = [name for name in made if re.search(r"\.(svg|png|csv|ipynb|html)$", name)]
    assert len(wanted) > 20
    assert set(wanted) - links == {"index.html"} - links
    for job in whole.jobs:
        for name in job.result.charts:
            assert read_chart(job.folder / "charts", name).headline in page.text
        for table in job.result.tables:
            assert f"Table: {table.title}" in page.text


def test_the_workbook_is_linked_where_it_is_there(
    small_run: tuple[Path, Whole], pages: dict[str, Page]
) -> None:
    folder, whole = small_run
    assert "forecast.xlsx" not in pages["index"].text
    book = folder / "forecast.xlsx"
    book.write_bytes(b"")
    try:
        write_pages(whole, folder)
        linked = Page((folder / "index.html").read_text(encoding="utf-8"))
    finally:
        book.unlink()
        write_pages(whole, folder)
    assert "forecast.xlsx" in {attrs["href"] for attrs in linked.having("a")}


def test_the_registers_stand_on_their_own_page(
    small_run: tuple[Path, Whole], pages: dict[str, Page]
) -> None:
    registers = small_run[1].about.registers
    assert [table.name for table in registers] == [
        "roles", "assumptions", "decisions", "data", "sources"
    ]  # fmt: skip
    for table in registers:
        for row in table.rows:
            assert all(str(value) in pages["about"].text for value in row.values()), row


@pytest.mark.parametrize("name", EVERY)
def test_what_is_hostile_stays_text(pages: dict[str, Page], name: str) -> None:
    page = pages[name]
    assert not page.having("script")
    assert not page.having("b")
    assert not [attrs for attrs in page.having("a") if "javascript" in (attrs["href"] or "")]
    sources = [attrs["src"] or "" for attrs in page.having("img")]
    assert all(each.startswith("data:") for each in sources)
    assert not [attrs for _, attrs in page.tags if any(key.startswith("on") for key in attrs)]


def test_an_analysts_own_cells_are_shown_below_the_title(pages: dict[str, Page]) -> None:
    page = pages["own"]
    assert "R&D <script>alert(1)</script>" in page.text
    assert "<b>plain</b>" in page.text
    assert "Its own HTML" in page.text
    assert [attrs["alt"] for attrs in page.having("img")] == ["A pixel"]
    assert "[far]" in page.text
    assert 'Wide "quoted" <table>' in page.text
    own = ("Deep", "Again", "A second top", "Below")
    levels = [(level, said) for level, said in page.headings if said in own]
    assert levels == [(2, "Deep"), (2, "Again"), (2, "A second top"), (3, "Below")]


def test_the_same_run_gives_the_same_bytes(
    small_run: tuple[Path, Whole], texts: dict[str, str]
) -> None:
    folder, whole = small_run
    files = write_pages(whole, folder)
    assert [file.read_text(encoding="utf-8") for file in files] == list(texts.values())


def test_words_of_statistics_are_said_plainly_where_they_stand(pages: dict[str, Page]) -> None:
    assert "Words on this page" in pages["central"].text
    assert "Sets of values of the uncertain amounts" in pages["central"].text
    assert "Brier" not in pages["central"].text


def test_a_notebook_without_a_heading_has_a_title() -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("text")])
    assert heading(notebook) == "Notebook"
    notebook.cells.append(nbformat.v4.new_markdown_cell(f"# {TITLE}"))
    assert heading(notebook) == TITLE
