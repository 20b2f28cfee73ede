"""The shipped paper: in the order of the decision papers, readable by everyone."""

import json
import os
import re
import subprocess
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from matplotlib import get_data_path

from clsmin_forecast.present.fonts import FONTS
from clsmin_forecast.present.words import day_words
from clsmin_forecast.report.record import Whole
from clsmin_forecast.report.word import PAPER, WITHOUT_POSTS
from clsmin_forecast.report.word.fields import DRAFT
from tests.conftest import need

from .conftest import account, parts

Texts = dict[str, list[str]]
OURS, WIDE = "our fonts", "DejaVu Sans alone"
WIDE_ALONE = """<fontconfig><dir>{ttf}</dir><cachedir>{own}</cachedir>
<match target="pattern"><test name="family"><string>Arial</string></test>
<edit name="family" mode="assign" binding="strong"><string>DejaVu Sans</string></edit></match>
</fontconfig>"""
HEADINGS = [
    (1, "Summary"),
    (1, "Recommendation"),
    (1, "Decision"),
    (1, "PART I – NON-CONFIDENTIAL FACTS AND ADVICE"),
    (2, "Introduction and background"),
    (2, "Issues for consideration"),
    (2, "Financial Comments"),
    (2, "Legal Comments"),
    (2, "Commercial Issues"),
    (2, "GDPR and Data Privacy"),
    (2, "Equality Comments"),
    (2, "Background/supporting papers"),
    (1, "Public access to information"),
    (1, "Declarations and signatures"),
    (1, "Annex A: Assumptions"),
    (1, "Annex B: Risks and limits"),
    (1, "Annex C: Method"),
    (1, "Annex D: Assurance and checks"),
]
OTHERS = ("Legal Comments", "Commercial Issues", "GDPR and Data Privacy", "Equality Comments")
NUMBER = re.compile(r"£?\d[\d,.]*\d%?|£?\d%?")


def _text(element: Any) -> str:
    texts = (qn("w:t"), qn("w:tab"))
    inside = [e for e in element.iter(*texts) if e.getparent().tag == qn("w:r")]
    found = "".join(e.text or "" if e.tag == texts[0] else "\t" for e in inside)
    return found.strip()


def _filled(whole: Whole, scenario: str = "central", template: bytes | None = None) -> bytes:
    return account(template or PAPER.read_bytes(), whole, scenario).document


@pytest.fixture(scope="module")
def data(whole: Whole) -> bytes:
    return _filled(whole)


@pytest.fixture(scope="module")
def paper(data: bytes) -> Document:
    return docx.Document(BytesIO(data))


def _paragraphs(paper: Document) -> list[tuple[str, str]]:
    """Return the style and text of every paragraph, those in controls and tables too."""
    names = {style.style_id: str(style.name) for style in paper.styles}
    found = []
    for paragraph in paper.element.body.iter(qn("w:p")):
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = "Normal" if style is None else names[style.get(qn("w:val"))]
        found.append((name, _text(paragraph)))
    return found


def _sections(paper: Document) -> Texts:
    """Return the paragraphs under each heading."""
    sections: Texts = {"": []}
    for style, text in _paragraphs(paper):
        if style.startswith("Heading"):
            sections[text] = []
        else:
            sections[list(sections)[-1]].append(text)
    return sections


shipped = pytest.mark.parametrize("path", [PAPER, WITHOUT_POSTS], ids=["paper", "without posts"])


@shipped
def test_each_place_to_fill_shows_the_field_that_it_is_for(path: Path) -> None:
    controls = list(docx.Document(str(path)).element.body.iter(qn("w:sdt")))
    assert len(controls) > 50
    for control in controls:
        tag, title = (control.find(f"{qn('w:sdtPr')}/{qn(f'w:{name}')}").get(qn("w:val"))
                      for name in ("tag", "alias"))  # fmt: skip
        assert tag == title
        assert len(tag) <= 64, "Word allows no more"
        table = control.find(f"{qn('w:sdtContent')}/{qn('w:tbl')}")
        assert table is not None or _text(control) == f"{{{{ {tag} }}}}"


@shipped
def test_headings_and_paragraphs_are_numbered_and_answers_stand_in_a_column(path: Path) -> None:
    paper = docx.Document(str(path))
    levels, lists = {}, set()
    for name in ("Heading 2", "Numbered Paragraph"):
        number = paper.styles[name].element.pPr.numPr
        lists.add(number.numId.val)
        levels[name] = 0 if number.ilvl is None else number.ilvl.val
    (list_,) = lists
    numbering = paper.part.numbering_part.element
    (own,) = (each for each in numbering.num_lst if each.numId == list_)
    (abstract,) = (each for each in numbering.iter(qn("w:abstractNum"))
                   if each.get(qn("w:abstractNumId")) == str(own.abstractNumId.val))  # fmt: skip
    texts = [each.get(qn("w:val")) for each in abstract.iter(qn("w:lvlText"))]
    assert [texts[level] for level in levels.values()] == ["%1.", "%1.%2"]
    answer = paper.styles["Answer"].paragraph_format
    (stop,) = answer.tab_stops
    hanging = Mm(33).twips
    assert [stop.position.twips, answer.left_indent.twips] == [hanging, hanging]
    assert answer.first_line_indent.twips == -hanging
    (*_, edge) = paper.sections[0].footer.paragraphs[0].paragraph_format.tab_stops
    assert edge.position.twips == Mm(159).twips, "the page number stands at the margin"


@shipped
def test_one_face_and_the_language_of_the_papers(path: Path) -> None:
    paper = docx.Document(str(path))
    faces = {each.style.font.name for each in paper.paragraphs if each.style}
    assert faces == {FONTS[0]}
    assert paper.core_properties.language == "en-GB"
    assert paper.settings.element.find(qn("w:themeFontLang")).get(qn("w:val")) == "en-GB"


def test_the_headings_are_those_of_the_papers_in_their_order(paper: Document, whole: Whole) -> None:
    found = [(int(s[-1]), t) for s, t in _paragraphs(paper) if s.startswith("Heading")]
    assert found == HEADINGS
    title = f"{whole.about.grant.funding} for the {whole.about.grant.team}"
    assert [text for style, text in _paragraphs(paper) if style == "Title"] == [title]


def test_what_others_answer_for_is_left_to_them(paper: Document) -> None:
    sections = _sections(paper)
    for heading in OTHERS:
        (text,) = sections[heading]
        assert re.fullmatch(r"(PCD 1532 .*\. )?\[for completion by [a-z A-Z:]+\]", text)
    assert (
        sections["Recommendation"][0]
        == "The Deputy Mayor for Policing and Crime is recommended to:"
    )


KNOWN = {
    "Introduction and background": (
        "PCD 1532, opening summary", "Operation Orochi", "Merseyside and West Midlands",
        "five forces and the British Transport Police (written answer PQ 89781)",
        "capability of the Social Media Hub, Project Alpha", "the nearest comparison",
    ),
    "Financial Comments": (
        "pay, overtime, support costs, training and equipment", "seven posts",
        "engagement and diversion", "Schedule 1 paragraph 3(g)", "no ongoing financial commitments",
        "across Frontline Policing",
    ),
    "Legal Comments": ("section 169", "Schedule 3 paragraph 7", "4.8 of the MOPAC Scheme"),
    "GDPR and Data Privacy": ("(DPIA)",),
    "Equality Comments": ("(EIA)",),
    "Background/supporting papers": ("Appendix 1 of PCD 1532",),
}  # fmt: skip


def test_what_the_paper_before_fills_is_said_with_its_source(paper: Document) -> None:
    sections = _sections(paper)
    for heading, known in KNOWN.items():
        said = " ".join(sections[heading])
        for words in known:
            assert words in said, heading
        assert "PCD 1532" in said
    money = " ".join(sections["Financial Comments"])
    assert "overtime, equipment and training]" not in money
    assert money.count("[for completion by Finance: ") == 3


def test_no_approval_is_recommended_and_nobody_signs_for_another(paper: Document) -> None:
    sections = _sections(paper)
    _, hint = sections["Recommendation"]
    assert hint.startswith("[for completion by the report author: each approval with sum, year")
    assert hint.endswith("“up to” a limit (3.1) and the cost if funding stops (3.5)]")
    for heading, said in (
        ("Decision", ["the Deputy Mayor for Policing and Crime: approval", "and Crime]"]),
        ("Public access to information", ["publication is deferred", "there is a Part 2"]),
        ("Declarations and signatures", ["name, signature", "legal", "the Chief Executive"]),
    ):
        texts = [text for text in sections[heading] if text.startswith("[for completion by ")]
        assert len(texts) == len(sections[heading]) / 2 == len(said), "every row is for someone"
        assert all(words in text for words, text in zip(said, texts, strict=True))


def test_each_source_can_be_found_again(paper: Document, whole: Whole) -> None:
    (register,) = (table for table in whole.about.registers if table.name == "sources")
    sections = _sections(paper)
    texts = sections["Background/supporting papers"][:-1]
    assert [text.partition("(")[2][:3] for text in texts] == ["PCD"] * 3
    texts += [text for text in sections["Annex D: Assurance and checks"] if "read on" in text]
    for text, row in zip(texts, register.rows, strict=True):
        for part in (row["title"], row["address"], f"({row['source'].replace('_', ' ')})"):
            assert part in text
        read_on = day_words(date.fromisoformat(str(row["read on"])))
        assert f"read on {read_on}. " in text
        assert str(row["publisher"])[1:] in text
    assert texts[0].startswith(
        "County Lines SMIN (PCD 1532). Mayor's Office for Policing and Crime"
    )
    assert "date not stated" in texts[0]


def test_ratings_are_explained_where_they_stand(paper: Document) -> None:
    sections = _sections(paper)
    for heading in ("Issues for consideration", "Annex A: Assumptions"):
        assert any("green where it is sound, amber where it is partial, and red" in text
                   for text in sections[heading])  # fmt: skip
    assert any("quality is how sound" in text for text in sections["Annex D: Assurance and checks"])


def test_words_of_statistics_and_raw_chances_are_said_plainly(paper: Document) -> None:
    said = " ".join(text for _, text in _paragraphs(paper))
    assert "posterior" not in said
    assert said.count("Jeffreys") == said.count("(a Jeffreys prior)") == 1
    assert not re.search(r"\b0\.0+%", said)
    assert "under 1%" in said


def test_page_one_answers_seven_questions_and_says_if_it_was_assured(
    paper: Document, whole: Whole
) -> None:
    own = next(job for job in whole.jobs if job.name == "scenario_forecast-central")
    asked = next(table for table in own.result.tables if table.name == "in_short")
    head, *rows = [
        [_text(cell) for cell in row.iter(qn("w:tc"))]
        for row in list(paper.element.body.iter(qn("w:tbl")))[1].iter(qn("w:tr"))
    ]
    assert head == ["Question", "Figure", "Answer"]
    assert rows == [[*row.values()] for row in asked.rows]
    assert len(rows) == 7
    years = next(each.text for each in own.result.sentences if each.name == "which_years")
    assert ("Answer", f"Which years\t{years}") in _paragraphs(paper)
    assured = f"{whole.about.assurance} Valid until 31 March 2027."
    assert assured in _sections(paper)[""]


def test_it_is_a_draft_until_an_approver_is_named(whole: Whole, paper: Document) -> None:
    assert _paragraphs(paper)[0] == ("Draft", DRAFT)
    registers = [
        table.model_copy(update={"rows": [{"role": "approver", "who": "A. Person"}]})
        if table.name == "roles"
        else table
        for table in whole.about.registers
    ]
    approved = Whole(whole.about.model_copy(update={"registers": registers}), whole.jobs)
    made = docx.Document(BytesIO(_filled(approved)))
    assert _paragraphs(made)[0] == ("Draft", "Approved by A. Person")


@pytest.mark.parametrize("scenario", ["central", "ceases"])
def test_the_exit_is_stated_with_posts_redeployment_and_the_cost(
    whole: Whole, scenario: str
) -> None:
    made = docx.Document(BytesIO(_filled(whole, scenario)))
    comments = " ".join(_sections(made)["Financial Comments"])
    own = next(job for job in whole.jobs if job.name == f"scenario_forecast-{scenario}")
    cost = next(f.text for f in own.result.figures if f.name == "cost_2025_26_low")
    for words in ("Ongoing commitment and exit", "staff are redeployed", "7 posts", cost,
                  "would fall on the Metropolitan Police"):  # fmt: skip
        assert words in comments


def test_the_paper_without_posts_is_the_shipped_one_but_for_gaps_and_posts() -> None:
    both = [docx.Document(str(path)) for path in (PAPER, WITHOUT_POSTS)]
    texts = [[text for _, text in _paragraphs(each)] for each in both]
    changed = [text for text in texts[1] if text not in texts[0]]
    hints = ("[for completion by the report author: each", "Evidence is rated green where")
    assert [text.startswith(hint) for text, hint in zip(changed, hints, strict=True)] == [True] * 2
    of_posts = r"charts\.gap|average gap|team_by_year|Gap|Posts, mean|\(3\.5\)"
    assert [bool(re.search(of_posts, " ".join(each))) for each in texts] == [True, False]
    own, other = (parts(path.read_bytes()) for path in (PAPER, WITHOUT_POSTS))
    assert [name for name in own if own[name] != other[name]] == ["word/document.xml"]


def _statements(paper: Document) -> list[str]:
    """Return each row of a table, and each sentence outside of tables."""
    body = paper.element.body
    loose = [p for p in body.iter(qn("w:p")) if next(p.iterancestors(qn("w:tbl")), None) is None]
    rows = [" ".join(map(_text, row.iter(qn("w:tc")))) for row in body.iter(qn("w:tr"))]
    return rows + [s for p in loose for s in re.split(r"(?<=[.]) ", _text(p))]


def test_sums_that_are_not_decided_never_stand_without_their_status(paper: Document) -> None:
    for statement in _statements(paper):
        dated = statement.replace("at the end of 2024/25", "")  # the title of a scenario
        if "£" in dated and "2024/25" in dated:
            assert "indicative" in statement.lower()
        if "£1,000,000" in statement:
            assert statement.count("£1,000,000") == statement.count("up to £1,000,000")
            assert "in principle" in statement.lower()


def test_every_picture_has_its_text_and_full_width(paper: Document, whole: Whole) -> None:
    jobs = {job.name: job for job in whole.jobs}
    pictures = list(paper.element.iter(qn("wp:docPr")))
    assert len({each.get("id") for each in pictures}) == len(pictures) == 3
    for shape, properties in zip(paper.inline_shapes, pictures, strict=True):
        assert shape.width == Mm(159)
        path = re.sub(r".*\[chart: ([\w.]+)\]", r"\1", properties.get("descr"))
        *job, name = path.split(".")
        own = jobs[job[0] if job else "scenario_forecast-central"]
        words = json.loads((own.folder / "charts" / f"{name}_central.json").read_text("utf-8"))
        assert properties.get("descr") == f"{words['alt']} [chart: {path}]"
        styles = _paragraphs(paper)
        assert ("Chart Headline", words["headline"]) in styles
        assert ("Chart Source", words["source"]) in styles


def test_every_table_has_one_marked_repeated_heading_row_and_fits_the_page(paper: Document) -> None:
    (facts,) = (style for style in paper.styles if style.name == "Paper Facts")
    tables = [
        table
        for table in paper.element.body.iter(qn("w:tbl"))
        if table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}").get(qn("w:val")) != facts.style_id
    ]
    assert len(tables) == 9
    for table in tables:
        rows = table.findall(qn("w:tr"))
        marked = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows]
        assert marked == [True] + [False] * (len(rows) - 1)
        assert len(rows) > 2
        cells = [_text(cell) for cell in table.iter(qn("w:tc"))]
        assert all(cells), "a cell is empty"
        widths = [int(each.get(qn("w:w"))) for each in table.iter(qn("w:gridCol"))]
        assert sum(widths) <= Mm(159.5).twips


def test_language_title_run_and_dates_are_in_the_properties(paper: Document, whole: Whole) -> None:
    languages = {e.get(qn("w:val")) for e in paper.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    properties = paper.core_properties
    assert (properties.title, properties.language) == (
        "Funding by a grant, and its risk",
        "en-GB",
    )
    assert properties.identifier == whole.about.run_id
    for day in (properties.created, properties.modified):
        assert str(day)[:10] == whole.about.as_at.isoformat()
    (section,) = paper.sections
    size = [side / Mm(1) for side in (section.page_width, section.page_height) if side]
    assert size == pytest.approx([210, 297], abs=0.1)
    assert whole.about.run_id in _text(section.footer._element)
    assert "Protective marking" in _text(section.header._element)
    fields = [e.get(qn("w:instr")) for e in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_every_number_in_it_is_the_run_s(paper: Document, whole: Whole) -> None:
    template = docx.Document(BytesIO(PAPER.read_bytes()))
    said = [text for _, text in _paragraphs(template)]
    said += [job.result.model_dump_json() for job in whole.jobs]
    said += [whole.about.model_dump_json(), "28 November 2026", "31 March 2027"]
    said += [
        path.read_text(encoding="utf-8")
        for j in whole.jobs
        for path in j.folder.glob("charts/*.json")
    ]
    known = set(NUMBER.findall(" ".join(said)))
    numbers = [n for _, text in _paragraphs(paper) for n in NUMBER.findall(text)]
    assert len(numbers) > 200
    assert [number for number in numbers if number not in known] == []


def test_a_filled_paper_is_refreshed_as_if_filled_anew(
    data: bytes, whole: Whole, later: Whole
) -> None:
    again, anew = (docx.Document(BytesIO(_filled(later, template=t))) for t in (data, None))
    assert _paragraphs(again) == _paragraphs(anew)
    assert _paragraphs(again) != _paragraphs(docx.Document(BytesIO(data)))
    back = docx.Document(BytesIO(_filled(whole, template=_filled(later, template=data))))
    assert _paragraphs(back) == _paragraphs(docx.Document(BytesIO(data)))


@pytest.fixture(scope="module", params=[OURS, WIDE])
def printed(
    request: pytest.FixtureRequest, data: bytes, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], str]:
    office, reader = need("lowriter"), need("pdftotext")
    folder = tmp_path_factory.mktemp("printed")
    environment = dict(os.environ)
    if request.param == WIDE:
        fonts = folder / "fonts.conf"
        fonts.write_text(WIDE_ALONE.format(ttf=Path(get_data_path()) / "fonts/ttf", own=folder))
        environment["FONTCONFIG_FILE"] = str(fonts)
    (folder / "paper.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(
        [*command, str(folder / "paper.docx")],
        check=True, timeout=180, capture_output=True, env=environment,
    )  # fmt: skip
    command = [reader, "-layout", str(folder / "paper.pdf"), "-"]
    text = subprocess.run(command, check=True, timeout=60, capture_output=True).stdout.decode()
    return lambda: text


def test_it_opens_elsewhere_and_page_one_holds_the_answers(printed: Callable[[], str]) -> None:
    pages = printed().split("\f")
    assert 5 <= len(pages) - 1 <= 13
    for words in (
        DRAFT,
        "How much",
        "How sure",
        "What if it stops",
        "28 February 2027",
        "Which years",
        "independently assured",
        "Recommendation",
        "Page 1 of",
    ):
        assert words in pages[0]
    assert "PART I" in pages[1]
    assert re.search(r"1\.\s+Introduction and background", pages[1])
    assert "Decision" in pages[1]
    assert re.search(r"3\.1\s+Accepted: £272,708", printed())
    assert re.search(r"3\.5\s+Ongoing commitment and exit", printed())
    assert not re.search(r"\{\{|\}\}|\{%", printed().replace("{{ figures }} {% for %}", ""))
