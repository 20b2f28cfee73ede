"""The account of a filling: what was filled, what was nearly a field, what a run before said."""

from io import BytesIO

import docx
import pytest
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from clsmin_forecast.errors import InputError
from clsmin_forecast.report.record import Whole
from clsmin_forecast.report.word import PAPER

from .conftest import account, parts, saved, with_pictures
from .documents import say

Texts = list[str]


def _controlled(tag: str, title: str = "") -> Document:
    document = docx.Document()
    say(document.add_paragraph(), "{{ about.run_id }}")
    properties = next(document.element.iter(qn("w:sdtPr")))
    properties.find(qn("w:tag")).set(qn("w:val"), tag)
    properties.find(qn("w:alias")).set(qn("w:val"), title)
    next(document.element.iter(qn("w:t"))).text = "old"
    return document


def _warnings(document: Document, whole: Whole) -> Texts:
    nothing, *others = account(saved(document), whole).warnings
    assert nothing.startswith("nothing to fill was found: no {{ field }}")
    return others


def test_fields_controls_and_charts_are_counted(whole: Whole) -> None:
    document = with_pictures("[chart: gap]", "[Chart: funding_outlook]", "A map.")
    document.add_paragraph("{{ about.run_id }} and {{ about.title }}")
    document.add_paragraph("{% if about.assured %}x{% endif %}")
    say(document.add_paragraph(), "{{ about.version }}")
    filling = account(saved(document), whole)
    assert (filling.fields, filling.controls, filling.charts) == (2, 1, 2)
    assert filling.summary == "Filled: 2 fields in text, 1 content control, 2 charts."
    assert (filling.template, list(filling.warnings)) == (True, [])


def test_a_document_with_nothing_to_fill_has_no_counts(whole: Whole) -> None:
    assert account(saved(docx.Document()), whole).summary == "Filled: nothing."


def test_a_field_in_a_text_box_is_counted_once(whole: Whole) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>{{ about.run_id }}</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    document = docx.Document()
    document.add_paragraph("Beside a box.").add_run()._r.append(
        parse_xml(
            f'<mc:AlternateContent {mc} {nsdecls("w")}><mc:Choice Requires="wps">{box}'
            f"</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
        )
    )
    filling = account(saved(document), whole)
    assert filling.fields == 1
    assert parts(filling.document)["word/document.xml"].count(whole.about.run_id.encode()) == 2


def test_the_shipped_paper_is_refreshed_without_a_warning(whole: Whole, later: Whole) -> None:
    filling = account(PAPER.read_bytes(), whole)
    assert (filling.fields, filling.charts, filling.template) == (0, 3, False)
    assert filling.controls > 30
    assert list(filling.warnings) == []
    assert list(account(filling.document, later).warnings) == [
        f"was filled from run {'1' * 16} (central), now from run {'2' * 16} (central)."
    ]


def test_nothing_to_fill_is_told(whole: Whole) -> None:
    assert _warnings(docx.Document(), whole) == []


@pytest.mark.parametrize(
    ("tag", "title", "meant"),
    [
        ("recovered_2025_26", "", "figures.recovered_2025_26"),
        ("figure.recovered_2025_26", "", "figures.recovered_2025_26"),
        ("Figures.Recovered_2025_26", "", "figures.recovered_2025_26"),
        ("figures:recovered_2025_26", "", "figures.recovered_2025_26"),
        ("by_year", "", "tables.by_year"),
        ("", "sentences.how_sure", "sentences.how_sure"),
        ("sensitivity.recovered", "", "figures.sensitivity.recovered"),
    ],
)
def test_a_control_that_is_nearly_a_field_is_told(
    whole: Whole, tag: str, title: str, meant: str
) -> None:
    (told,) = _warnings(_controlled(tag, title), whole)
    assert told == (
        f"the content control {tag or title!r} was left alone: "
        f"{'its tag is not a field' if tag else 'it has a title, and no tag'}. Is {meant} meant?"
    )


@pytest.mark.parametrize(("tag", "title"), [("client.name", "Client"), ("", "Title"), ("", "")])
def test_a_control_of_someone_else_is_not_told(whole: Whole, tag: str, title: str) -> None:
    assert _warnings(_controlled(tag, title), whole) == []


@pytest.mark.parametrize(
    "text",
    ["[chart gap]", "chart: gap", "charts.gap", "[charts: gap]", "Bars. [Chart gap].", "gap"],
)
def test_a_picture_that_nearly_asks_for_a_chart_is_told(whole: Whole, text: str) -> None:
    (told,) = _warnings(with_pictures(text), whole)
    assert f"described as {text!r} was left alone" in told
    assert told.endswith("holds [chart: gap].")


@pytest.mark.parametrize("text", ["A map.", "A chart of the gap", "Chart 1", "Bar chart: people"])
def test_a_picture_of_someone_else_is_not_told(whole: Whole, text: str) -> None:
    assert _warnings(with_pictures(text), whole) == []


def test_a_tag_in_the_title_of_a_picture_or_on_an_old_one_is_told(whole: Whole) -> None:
    document = with_pictures("Bars.")
    next(document.element.iter(qn("wp:docPr"))).set("title", "[chart: gap]")
    (titled,) = _warnings(document, whole)
    assert "its description) holds [chart: gap]" in titled
    document = docx.Document()
    vml = 'xmlns:v="urn:schemas-microsoft-com:vml"'
    shape = f'<w:pict {nsdecls("w")} {vml}><v:shape alt="[chart: gap]"/></w:pict>'
    document.add_paragraph().add_run()._r.append(parse_xml(shape))
    (old,) = _warnings(document, whole)
    assert "inserted anew" in old


@pytest.mark.parametrize(
    "text",
    ["{ about.title }", "{about.title}", "{about.title }}", "[[about.title]]", "about.title }}"],
)
def test_a_mark_that_was_left_as_text_is_told(whole: Whole, text: str) -> None:
    document = docx.Document()
    for piece in ("So ", text[:5], text[5:], "."):
        document.add_paragraph("") if piece == "So " else None
        document.paragraphs[-1].add_run(piece)
    (told,) = _warnings(document, whole)
    assert told.endswith("was left as it is: a field is written {{ about.title }}.")


def test_braces_of_someone_else_are_not_told(whole: Whole) -> None:
    texts = ("{ c } {name} [1] f(x) {}", "the figures. {1}", "see about.title and [sic]")
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    assert _warnings(document, whole) == []


def test_what_is_new_is_not_put_beside_text_that_another_run_left(
    whole: Whole, later: Whole
) -> None:
    document = docx.Document()
    document.add_paragraph("{{ about.run_id }}")
    text = saved(document)
    say(document.add_paragraph(), "{{ about.run_id }}")
    data = account(saved(document), whole, "ceases").document
    assert list(account(data, whole, "ceases").warnings) == []
    for run, scenario in ((later, "central"), (whole, "central")):
        with pytest.raises(InputError) as refused:
            account(data, run, scenario)
        told = str(refused.value)
        assert f"is plain text of run {'1' * 16} (ceases), and would stand beside" in told
        assert "Fill the template again" in told
    *_, left = account(account(text, whole).document, later).warnings
    assert f"still says what run {'1' * 16} (central) said" in left, "nothing new beside it"


def test_another_scenario_of_one_run_is_told(whole: Whole) -> None:
    data = account(saved(_controlled("about.run_id")), whole, "ceases").document
    (told,) = account(data, whole).warnings
    assert told == (f"was filled from run {'1' * 16} (ceases), now from run {'1' * 16} (central).")


def test_a_part_that_only_claims_to_be_properties_is_refused(whole: Whole) -> None:
    document = _controlled("about.run_id")
    document.part.package.relate_to(
        document.part, f"{RELATIONSHIP_TYPE.IMAGE[:-5]}custom-properties"
    )
    with pytest.raises(InputError, match=r"word/document.xml does not hold properties"):
        account(saved(document), whole)


def test_the_stamp_stands_beside_properties_of_an_analyst(whole: Whole, later: Whole) -> None:
    data = account(saved(_controlled("about.run_id")), whole).document
    held = parts(data)["docProps/custom.xml"]
    mine = held.replace(b'pid="2" name="Forecast run"', b'pid="7" name="Client"')
    changed = docx.Document(BytesIO(data))
    (custom,) = (p for p in changed.part.package.iter_parts() if p.partname.endswith("custom.xml"))
    custom._blob = mine
    filling = account(saved(changed), later)
    assert list(filling.warnings) == []
    kept = parse_xml(parts(filling.document)["docProps/custom.xml"])
    assert [(each.get("pid"), each.get("name"), "".join(each.itertext())) for each in kept] == [
        ("7", "Client", f"{'1' * 16} (central)"),
        ("8", "Forecast run", f"{'2' * 16} (central)"),
    ]
