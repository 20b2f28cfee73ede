"""Living documents: controls and tagged pictures are filled again and again, all else stays."""

import json
import re
import sys
import zipfile
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from clsmin_forecast.errors import InputError, ResultError
from clsmin_forecast.report.record import Whole

from .conftest import Fill, Filled, parts, pictures, saved, shown, texts, with_pictures
from .documents import add_list, add_table, grey, say


def _own(whole: Whole) -> Any:
    return next(job for job in whole.jobs if job.name == "scenario_forecast-central")


def _figure(whole: Whole, name: str) -> str:
    return str(next(f.text for f in _own(whole).result.figures if f.name == name))


def test_a_control_is_filled_by_each_run_in_its_own_look(
    whole: Whole, later: Whole, refresh: Fill
) -> None:
    document = docx.Document()
    name = "gap_in_principle_years"
    paragraph = say(document.add_paragraph(), f"The gap is {{{{ figures.{name} }}}}, as run.")
    next(paragraph._p.iter(qn("w:sdt"))).find(f".//{qn('w:r')}").get_or_add_rPr().append(
        parse_xml(f"<w:i {nsdecls('w')}/>")
    )
    first = refresh(saved(document), whole)
    second = refresh(first, later)
    for data, run in ((first, whole), (second, later)):
        body = docx.Document(BytesIO(data)).element.body
        assert texts(body)[0] == f"The gap is {_figure(run, name)}, as run."
        assert body.find(f".//{qn('w:sdt')}//{qn('w:i')}") is not None
    assert _figure(whole, name) != _figure(later, name)


def test_a_control_forgets_its_placeholder_and_its_binding(filled: Filled, whole: Whole) -> None:
    document = docx.Document()
    say(document.add_paragraph(), "{{ about.run_id }}")
    properties = next(document.element.iter(qn("w:sdtPr")))
    for tag in ("showingPlcHdr", "dataBinding"):
        properties.append(parse_xml(f"<w:{tag} {nsdecls('w')}/>"))
    run = next(document.element.iter(qn("w:r")))
    run.get_or_add_rPr().append(parse_xml(f'<w:rStyle {nsdecls("w")} w:val="PlaceholderText"/>'))
    made = filled(document=document).element
    assert texts(made)[0] == whole.about.run_id
    for tag in ("showingPlcHdr", "dataBinding", "rStyle"):
        assert made.find(f".//{qn(f'w:{tag}')}") is None


def test_a_control_of_someone_else_is_left_alone(filled: Filled) -> None:
    document = docx.Document()
    say(document.add_paragraph("x"), "{{ about.run_id }}")
    say(document.add_paragraph(), "{{ about.title }}")
    tags = list(document.element.iter(qn("w:tag")))
    tags[0].set(qn("w:val"), "client.name")
    next(document.element.iter(qn("w:sdt"))).find(f".//{qn('w:t')}").text = "Mr Smith"
    assert texts(filled(document=document).element)[:2] == ["xMr Smith", "Small"]


def test_a_list_grows_and_shrinks_with_the_run(whole: Whole, refresh: Fill) -> None:
    document = docx.Document()
    add_list(document, "about.limits", "List Bullet")
    document.add_paragraph("end")
    data = refresh(saved(document), whole)
    again = refresh(data, whole)
    for each in (data, again):
        assert texts(docx.Document(BytesIO(each)).element) == [*whole.about.limits, "end"]


def test_a_table_keeps_its_heading_and_has_the_rows_of_the_run(
    whole: Whole, later: Whole, refresh: Fill
) -> None:
    document = docx.Document()
    add_table(document, "tables.by_year", "95%", "Year", "Gap, mean")
    for run, data in (
        (whole, first := refresh(saved(document), whole)),
        (later, refresh(first, later)),
    ):
        made = docx.Document(BytesIO(data)).element.find(f".//{qn('w:tbl')}")
        rows = [[texts(cell)[0] for cell in row.iter(qn("w:tc"))] for row in made.iter(qn("w:tr"))]
        (by_year,) = [t.rows for t in _own(run).result.tables if t.name == "by_year"]
        assert rows[0] == ["95%", "Year", "Gap, mean"]
        assert rows[1:] == [[r["95%"], r["year"], r["gap, mean"] or "–"] for r in by_year]
        assert len(list(made.iter(qn("w:tblHeader")))) == 1


def test_unknown_tags_columns_and_charts_stand_in_one_error(filled: Filled) -> None:
    document = with_pictures("[chart: funding_outlok]")
    add_table(document, "tables.by_year", "Yaer")
    say(document.add_paragraph(), "{{ figures.gap_in_principle }}")
    with pytest.raises(InputError) as refusal:
        filled(document=document)
    for wrong in ("figures.gap_in_principle", "charts.funding_outlok"):
        assert f"'{wrong}' (the nearest is" in str(refusal.value)
    assert "'tables.by_year: Yaer' (the columns are year; status; award; " in str(refusal.value)


def test_tagged_pictures_are_swapped_and_found_again(
    whole: Whole, later: Whole, refresh: Fill
) -> None:
    document = with_pictures("[chart: funding_outlook]", "A map.", "Old. [chart: funding_outlook]")
    data = saved(document)
    for run in (whole, later, whole):
        data = refresh(data, run)
        made = docx.Document(BytesIO(data))
        first, other, second = pictures(made.part)
        charts = _own(run).folder / "charts"
        (drawn,) = charts.glob("funding_outlook_central*.png")
        png = drawn.read_bytes()
        assert shown(made.part, first) == shown(made.part, second) == png
        assert (shown(made.part, other), other.get("descr")) == (grey(), "A map.")
        alt = first.get("descr")
        assert alt == second.get("descr")
        words = json.loads(drawn.with_suffix(".json").read_text(encoding="utf-8"))
        assert alt == f"{words['alt']} [chart: funding_outlook]"
    media = [n for n in zipfile.ZipFile(BytesIO(data)).namelist() if "media" in n]
    assert len(media) == 2, "what is shown no more is not kept"


def test_the_width_stays_and_the_height_follows_the_chart(filled: Filled) -> None:
    made = filled(document=with_pictures("[chart: gap]"))
    (shape,) = made.inline_shapes
    wide, high = (
        int.from_bytes(shown(made.part, pictures(made.part)[0])[at : at + 4], "big")
        for at in (16, 20)
    )
    assert shape.width == Mm(120)
    assert shape.height == pytest.approx(Mm(120) * high / wide, abs=1)
    inner = next(made.element.iter(qn("a:ext")))
    assert (int(inner.get("cx")), int(inner.get("cy"))) == (shape.width, shape.height)


def test_what_is_tagged_must_be_a_picture(filled: Filled) -> None:
    document = with_pictures("[chart: gap]")
    blip = next(document.element.iter(qn("a:blip")))
    blip.getparent().remove(blip)
    with pytest.raises(InputError, match=r"\[chart: gap\] tags what is not a picture"):
        filled(document=document)


def test_pictures_that_a_loop_copies_have_numbers_of_their_own(filled: Filled) -> None:
    document = docx.Document()
    document.add_paragraph("{%p for limit in about.limits %}")
    shape = document.add_paragraph().add_run().add_picture(BytesIO(grey()), Mm(10))
    shape._inline.docPr.set("descr", "{{ limit }}")
    document.add_paragraph("{%p endfor %}")
    copies = pictures(filled(document=document).part)
    assert len({each.get("id") for each in copies}) == len(copies) == 3
    assert len({each.get("descr") for each in copies}) == 3


def test_a_copied_paragraph_has_no_mark_of_the_first(filled: Filled) -> None:
    mark = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"
    document = docx.Document()
    add_list(document, "about.limits", "List Bullet")
    next(document.element.iter(qn("w:p"))).set(mark, "1A2B3C4D")
    made = filled(document=document)
    assert [p.get(mark) for p in made.element.iter(qn("w:p"))] == ["1A2B3C4D", None, None]


def test_a_document_of_photographs_learns_of_our_kind_of_picture(
    whole: Whole, refresh: Fill
) -> None:
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w") as file:
        for name, content in parts(saved(with_pictures("[chart: gap]"))).items():
            file.writestr(
                name.replace(".png", ".jpg"),
                content.replace(b'"png"', b'"jpg"').replace(b"image/png", b"image/jpeg")
                .replace(b"image1.png", b"image1.jpg"),
            )  # fmt: skip
    made = parts(refresh(memory.getvalue(), whole))
    assert b'Extension="png"' in made["[Content_Types].xml"]
    assert b"image1.jpg" not in made["word/_rels/document.xml.rels"]


def test_a_document_that_does_not_open_again_is_not_given_out(
    whole: Whole, refresh: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = docx.Document()
    say(document.add_paragraph(), "{{ about.run_id }}")
    before = saved(document)

    def fails(file: BytesIO) -> None:
        if file.getvalue() != before:
            raise KeyError("no such part")

    monkeypatch.setattr(sys.modules["clsmin_forecast.report.word.fill"], "Document", fails)
    with pytest.raises(ResultError, match="the filled document cannot be opened"):
        refresh(before, whole)


def _long_document() -> bytes:
    """Return sixty pages with comments, tracked changes, footnotes and parts of other programs."""
    document = docx.Document()
    for page in range(60):
        document.add_heading(f"Page {page}", 1)
        document.add_paragraph("Words that stay. " * 240, style="Body Text")
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    commented = document.add_paragraph().add_run("Is this so?")
    document.add_comment(commented, text="No {{ field }} here", author="A", initials="A")
    document.add_paragraph()._p.append(
        parse_xml(
            f'<w:ins {nsdecls("w")} w:id="7" w:author="B" w:date="2026-01-01T00:00:00Z"><w:r>'
            "<w:t>added</w:t></w:r></w:ins>"
        )
    )
    say(document.add_paragraph(), "The run is {{ about.run_id }}.")
    memory = BytesIO(saved(document))
    with zipfile.ZipFile(memory, "a") as file:
        file.writestr("customXml/item9.xml", b"<?xml version='1.0'?><a  b = 'c' />")
    return memory.getvalue()


def test_a_document_of_sixty_pages_stays_whole(whole: Whole, refresh: Fill) -> None:
    before = _long_document()
    after = refresh(before, whole)
    old, new = parts(before), parts(after)
    assert list(new) == [*old, "docProps/custom.xml"]
    changed = {name for name in old if old[name] != new[name]}
    linking = {"[Content_Types].xml", "_rels/.rels"}
    assert changed == {"word/document.xml", "docProps/core.xml", *linking}
    body = [re.sub(rb"<w:sdt>.*?</w:sdt>", b"", p["word/document.xml"]) for p in (old, new)]
    assert body[0].split(b"<w:document", 1)[1] == body[1].split(b"<w:document", 1)[1]
    assert whole.about.run_id.encode() in new["word/document.xml"]


def _as_word_writes(data: bytes) -> bytes:
    """Return a document whose texts are written otherwise than our library would write them."""
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w") as file:
        for name, content in parts(data).items():
            file.writestr(name, content.replace(b"version='1.0'", b'version="1.0" ', 1))
    return memory.getvalue()


def test_nothing_changes_in_a_document_without_fields(whole: Whole, refresh: Fill) -> None:
    document = docx.Document()
    document.add_paragraph("a\tb { c } 50%")
    before = _as_word_writes(saved(document))
    assert parts(refresh(before, whole)) == parts(before)


def test_a_living_document_keeps_the_day_on_which_it_was_begun(whole: Whole, refresh: Fill) -> None:
    document = docx.Document()
    say(document.add_paragraph(), "{{ about.run_id }}")
    next(document.element.iter(qn("w:t"))).text = "an old run"
    properties = docx.Document(BytesIO(refresh(saved(document), whole))).core_properties
    assert properties.identifier == whole.about.run_id
    assert str(properties.modified)[:10] == whole.about.as_at.isoformat()
    assert properties.created == document.core_properties.created


def test_the_same_run_gives_the_same_bytes_and_refreshing_twice_changes_nothing(
    whole: Whole, refresh: Fill
) -> None:
    document = with_pictures("[chart: gap]")
    say(document.add_paragraph(), "{{ about.run_id }} {{ figures.gap_2025_26 }}")
    document.add_paragraph("{{ about.title }}")
    first = refresh(saved(document), whole)
    assert refresh(saved(document), whole) == first
    assert parts(refresh(first, whole)) == parts(first)
