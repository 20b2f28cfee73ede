"""Small published runs, made by the package itself, and documents to fill from them."""

import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import nbformat
import pytest
from docx.document import Document
from docx.oxml.ns import nsdecls, qn
from docx.parts.story import StoryPart
from docx.shared import Mm
from lxml import etree

import clsmin_forecast as cf
from clsmin_forecast.inputs.register import load_register
from clsmin_forecast.report.about import about
from clsmin_forecast.report.record import Whole
from clsmin_forecast.report.word import Filling, fill
from clsmin_forecast.runs import record
from clsmin_forecast.runs.publish import write_manifest
from clsmin_forecast.runs.published import read_run
from clsmin_forecast.runs.record import Run
from tests.conftest import manifest

from .documents import grey
from .rules import broken

DRAWS = 256
Filled = Callable[..., Document]
Fill = Callable[[bytes, Whole], bytes]


def _job(folder: Path, name: str, **parameters: object) -> Run:
    notebook = name.partition("-")[0]
    (folder / name).mkdir(parents=True)
    cells = [nbformat.v4.new_markdown_cell(f"# {notebook}")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / name / f"{notebook}.ipynb")
    return Run(parameters, folder / name)


def _forecast(folder: Path, name: str, price_base: str) -> None:
    scenario = cf.load_scenario(name)
    forecast = cf.forecast(scenario, draws=DRAWS, price_base=price_base)
    run = _job(folder, f"scenario_forecast-{name}", scenario=name, price_base=price_base)
    run.scenario(scenario)
    run.sentence("gap", cf.sentences.gap(forecast))
    run.table("in_short", "What is asked first", cf.tables.in_short_rows(forecast))
    for each, text in cf.sentences.page_one(forecast).items():
        run.sentence(each, text)
    run.sentence("sensitivity", "A sentence that is called as a job is.")
    run.sentence("awkward", 'R&D < £1 > "so" it\'s {{ figures }} {% for %}')
    run.chart(cf.charts.funding_outlook(forecast))
    run.chart(cf.charts.gap(forecast))
    run.table("by_year", "By year", cf.tables.by_year_rows(forecast), forecast.by_year())
    run.table("team_by_year", "The team", cf.tables.team_rows(forecast), forecast.by_year())
    run.figures(cf.headlines(forecast))
    run.checked(forecast)
    run.finish()


def _others(folder: Path, price_base: str) -> None:
    compared = cf.compare(
        cf.load_scenarios(["central", "ceases"]), draws=DRAWS, price_base=price_base
    )
    run = _job(folder, "scenario_comparison", price_base=price_base)
    run.sentence("compare", cf.sentences.compare(compared))
    run.table("compare", "Side by side", cf.tables.reading_rows(compared), compared)
    run.chart(cf.charts.compare(compared))
    run.finish()
    central = cf.load_scenario("central")
    moving = cf.tornado(central, draws=DRAWS, price_base=price_base)
    run = _job(folder, "sensitivity", scenario="central", price_base=price_base)
    run.scenario(central)
    run.sentence("tornado", cf.sentences.tornado(moving))
    run.figure("recovered", moving.about.answer, "pounds, cash")
    run.finish()
    choices = cf.evidence_choices(central, draws=DRAWS, price_base=price_base)
    run = _job(folder, "cessation_risk", scenario="central", price_base=price_base)
    run.scenario(central)
    run.sentence("evidence_choices", cf.sentences.evidence_choices(choices))
    run.chart(cf.charts.evidence_choices(choices))
    run.finish()


def _publish(folder: Path, run_id: str) -> Path:
    facts = cf.load_facts()
    register, today = load_register(facts), date(2026, 11, 24)
    known = about(facts, register, today, run_id=run_id, title="Small")
    (folder / "about.json").write_text(known.model_dump_json(), encoding="utf-8")
    jobs = [
        {"name": path.parent.name, "notebook": path.name}
        for path in sorted(folder.glob("*/*.ipynb"))
    ]
    write_manifest(folder, manifest(run_id, jobs))
    return folder


def _run(folder: Path, run_id: str, price_base: str, *scenarios: str) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record, "_display", lambda thing: None)
        for name in scenarios:
            _forecast(folder, name, price_base)
        _others(folder, price_base)
    return _publish(folder, run_id)


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the folders of two runs in cash and in the prices of a year."""
    home = tmp_path_factory.mktemp("runs")
    return (
        _run(home / "1", "1" * 16, "cash", "central", "ceases"),
        _run(home / "2", "2" * 16, "2023/24", "central"),
    )


@pytest.fixture(scope="session")
def whole(runs: tuple[Path, Path]) -> Whole:
    return read_run(runs[0])


@pytest.fixture(scope="session")
def later(runs: tuple[Path, Path]) -> Whole:
    return read_run(runs[1])


@pytest.fixture
def folder(runs: tuple[Path, Path], tmp_path: Path) -> Path:
    """Return a copy of the first run, which a test may spoil."""
    return Path(shutil.copytree(runs[0], tmp_path / "run"))


def saved(document: Document) -> bytes:
    memory = BytesIO()
    document.save(memory)
    return memory.getvalue()


def account(data: bytes, whole: Whole, scenario: str = "central") -> Filling:
    return fill(data, whole, scenario, "paper.docx")


@pytest.fixture
def refresh() -> Fill:
    return lambda data, whole: account(data, whole).document


@pytest.fixture
def filled(whole: Whole) -> Filled:
    """Return what fills paragraphs, or a document, from the first run and opens it again."""

    def make(*texts: str, document: Document | None = None, scenario: str = "central") -> Document:
        document = document or docx.Document()
        for text in texts:
            document.add_paragraph(text)
        return docx.Document(BytesIO(account(saved(document), whole, scenario).document))

    return make


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(held: dict[str, bytes]) -> bytes:
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in held.items():
            file.writestr(name, content)
    return memory.getvalue()


def texts(root: Any) -> list[str]:
    paragraphs = root.iter(qn("w:p"))
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in paragraphs]


def with_pictures(*descriptions: str) -> Document:
    document = docx.Document()
    for text in descriptions:
        shape = document.add_paragraph().add_run().add_picture(BytesIO(grey()), Mm(120), Mm(60))
        shape._inline.docPr.set("descr", text)
    return document


def pictures(part: StoryPart) -> list[Any]:
    return list(part.element.iter(qn("wp:docPr")))


def shown(part: StoryPart, picture: Any) -> bytes:
    blip = next(picture.getparent().iter(qn("a:blip")))
    return bytes(part.related_parts[blip.get(qn("r:embed"))].blob)


NAMESPACES = nsdecls("w", "wp", "a", "pic", "r", "w14")


def raw(body: str) -> bytes:
    """Return a document whose body is written as it stands here."""
    document = f"<w:document {NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>"
    return zipped(parts(saved(docx.Document())) | {"word/document.xml": document.encode()})


def p(*runs: str) -> str:
    """Return a paragraph, of runs where these are texts, else of what they are."""
    made = (run if run.startswith("<") else f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>'
            for run in runs)  # fmt: skip
    return f"<w:p>{''.join(made)}</w:p>"


def control(tag: str, content: str) -> str:
    properties = f'<w:sdtPr><w:tag w:val="{tag}"/></w:sdtPr>' if tag else "<w:sdtPr/>"
    return f"<w:sdt>{properties}<w:sdtContent>{content}</w:sdtContent></w:sdt>"


def grid(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def row(*cells: str, marks: str = "") -> str:
    made = (cell if cell.startswith("<w:") else f"<w:tc>{p(cell)}</w:tc>" for cell in cells)
    return f"<w:tr>{f'<w:trPr>{marks}</w:trPr>' if marks else ''}{''.join(made)}</w:tr>"


def body_of(data: bytes) -> Any:
    """Return the body of a document, which keeps the rules of the format."""
    body = etree.fromstring(parts(data)["word/document.xml"]).find(qn("w:body"))
    assert broken(body) == []
    return body


def inner(data: bytes) -> str:
    """Return what stands in the body of a document, but for the section at its end."""
    text = etree.tostring(body_of(data), encoding="unicode")
    text = re.sub(r' xmlns:\w+="[^"]*"', "", text)
    return text.removeprefix("<w:body>").removesuffix("<w:sectPr/></w:body>")
