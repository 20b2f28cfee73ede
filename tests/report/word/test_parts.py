"""Every part of a document: notes, settings, headers, and pictures that share what they show."""

from io import BytesIO
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.story import StoryPart
from docx.shared import Mm
from lxml import etree

from clsmin_forecast.errors import InputError
from clsmin_forecast.report.record import Whole

from .conftest import Fill, parts, pictures, saved, shown, texts, with_pictures
from .documents import grey, say

NOTES = ("footnote", "endnote")
PNG = b"\x89PNG"
SEPARATORS = "".join(
    f'<w:{{kind}} w:type="{name}" w:id="{number}"><w:p><w:r><w:{name}/></w:r></w:p></w:{{kind}}>'
    for number, name in ((-1, "separator"), (0, "continuationSeparator"))
)


def _with_note(kind: str, paragraph: str) -> Document:
    """Return a document with one footnote or endnote, as Word keeps it in a part of its own."""
    document = docx.Document()
    number = f'<w:{kind}Reference {nsdecls("w")} w:id="1"/>'
    document.add_paragraph("A claim.").add_run()._r.append(parse_xml(number))
    notes = (
        f"<w:{kind}s {nsdecls('w')}>{SEPARATORS.format(kind=kind)}"
        f'<w:{kind} w:id="1"><w:p><w:r><w:{kind}Ref/></w:r>{paragraph}</w:p></w:{kind}></w:{kind}s>'
    )
    type_, link = (getattr(each, f"{end}{kind.upper()}S") for each, end in (
        (CONTENT_TYPE, "WML_"), (RELATIONSHIP_TYPE, ""),
    ))  # fmt: skip
    part = Part(PackURI(f"/word/{kind}s.xml"), type_, notes.encode(), document.part.package)
    document.part.relate_to(part, link)
    return document


def _note(data: bytes, kind: str) -> Any:
    return parse_xml(parts(data)[f"word/{kind}s.xml"])


@pytest.mark.parametrize("kind", NOTES)
def test_a_field_in_a_note_is_filled(whole: Whole, refresh: Fill, kind: str) -> None:
    document = _with_note(
        kind, "<w:r><w:t>Run {{ about</w:t></w:r><w:r><w:t>.run_id }}.</w:t></w:r>"
    )
    made = _note(refresh(saved(document), whole), kind)
    assert texts(made) == ["", "", f"Run {whole.about.run_id}."]
    for mark in ("separator", "continuationSeparator", f"{kind}Ref"):
        assert len(list(made.iter(qn(f"w:{mark}")))) == 1


@pytest.mark.parametrize("kind", NOTES)
def test_a_control_in_a_note_is_filled_by_each_run(
    whole: Whole, later: Whole, refresh: Fill, kind: str
) -> None:
    paragraph = say(docx.Document().add_paragraph(), "{{ about.run_id }}")._p
    control = etree.tostring(paragraph.find(qn("w:sdt")), encoding="unicode")
    data = saved(_with_note(kind, control))
    for run in (whole, later):
        data = refresh(data, run)
        assert texts(_note(data, kind)) == ["", "", run.about.run_id]


@pytest.mark.parametrize("kind", NOTES)
def test_an_unknown_field_in_a_note_is_refused(whole: Whole, refresh: Fill, kind: str) -> None:
    document = _with_note(kind, "<w:r><w:t>{{ about.run }}</w:t></w:r>")
    with pytest.raises(
        InputError, match=r"unknown field 'about.run' \(the nearest is about.run_id"
    ):
        refresh(saved(document), whole)


@pytest.mark.parametrize("edit", ["readOnly", "comments", "trackedChanges", "forms"])
def test_a_protected_document_is_filled_and_stays_protected(
    whole: Whole, refresh: Fill, edit: str
) -> None:
    document = docx.Document()
    document.settings.element.insert(
        0,
        parse_xml(
            f'<w:documentProtection {nsdecls("w")} w:edit="{edit}" w:enforcement="1" '
            'w:cryptAlgorithmSid="14" w:cryptSpinCount="100000" w:hash="AA==" w:salt="AA=="/>'
        ),
    )
    say(document.add_paragraph(), "{{ about.run_id }}")
    document.add_paragraph("{{ about.title }}")
    before = saved(document)
    after = refresh(before, whole)
    assert texts(docx.Document(BytesIO(after)).element) == [whole.about.run_id, whole.about.title]
    kept = parts(after)["word/settings.xml"]
    assert kept == parts(before)["word/settings.xml"]
    assert f'w:edit="{edit}"'.encode() in kept


def _png(whole: Whole, name: str) -> bytes:
    (job,) = (job for job in whole.jobs if job.name == "scenario_forecast-central")
    (file,) = (job.folder / "charts").glob(f"{name}_central*.png")
    return file.read_bytes()


def _own_link(part: StoryPart, picture: Any) -> None:
    """Lead a picture to what it shows by a relationship that no other picture has."""
    blip = next(picture.getparent().iter(qn("a:blip")))
    image = part.related_parts[blip.get(qn("r:embed"))]
    blip.set(qn("r:embed"), part.rels._next_rId)
    part.rels.add_relationship(RELATIONSHIP_TYPE.IMAGE, image, blip.get(qn("r:embed")))


@pytest.mark.parametrize("own_link", [False, True], ids=["one link", "a link each"])
@pytest.mark.parametrize("tagged", [0, 1])
def test_of_two_pictures_that_share_a_part_only_the_tagged_one_changes(
    whole: Whole, later: Whole, refresh: Fill, own_link: bool, tagged: int
) -> None:
    document = with_pictures("A map.", "A map.")
    pictures(document.part)[tagged].set("descr", "[chart: gap]")
    if own_link:
        _own_link(document.part, pictures(document.part)[1])
    data = saved(document)
    assert len([name for name in parts(data) if "media" in name]) == 1, "they share a part"
    for run in (whole, later):
        data = refresh(data, run)
        part = docx.Document(BytesIO(data)).part
        both = pictures(part)
        swapped, other = both[tagged], both[1 - tagged]
        assert shown(part, swapped) == _png(run, "gap")
        assert (shown(part, other), other.get("descr")) == (grey(), "A map.")


def test_a_picture_that_a_header_shares_stays_there(whole: Whole, refresh: Fill) -> None:
    document = with_pictures("[chart: gap]")
    header = document.sections[0].header
    header.paragraphs[0].add_run().add_picture(BytesIO(grey()), Mm(20))
    data = saved(document)
    assert len([name for name in parts(data) if "media" in name]) == 1, "they share a part"
    made = docx.Document(BytesIO(refresh(data, whole)))
    assert shown(made.part, *pictures(made.part)) == _png(whole, "gap")
    header_part = made.sections[0].header.part
    assert shown(header_part, *pictures(header_part)) == grey()


def test_two_pictures_with_one_tag_keep_a_size_each_and_one_file(
    whole: Whole, refresh: Fill
) -> None:
    document = with_pictures("[chart: gap]", "[chart: gap]")
    small = document.inline_shapes[1]
    small.width = Mm(60)
    data = refresh(saved(document), whole)
    made = docx.Document(BytesIO(data))
    assert [shown(made.part, each) for each in pictures(made.part)] == [_png(whole, "gap")] * 2
    assert [shape.width for shape in made.inline_shapes] == [Mm(120), Mm(60)]
    large, small = made.inline_shapes
    assert large.height == pytest.approx(2 * small.height, abs=2)
    assert len([name for name in parts(data) if "media" in name]) == 1


def test_tagged_pictures_in_header_and_footer_are_swapped_by_each_run(
    whole: Whole, later: Whole, refresh: Fill
) -> None:
    document = docx.Document()
    section = document.sections[0]
    names = {"header": "gap", "footer": "funding_outlook"}
    for place, name in names.items():
        run = getattr(section, place).paragraphs[0].add_run()
        run.add_picture(BytesIO(grey()), Mm(50))._inline.docPr.set("descr", f"[chart: {name}]")
    data = saved(document)
    for run in (whole, later):
        data = refresh(data, run)
        section = docx.Document(BytesIO(data)).sections[0]
        for place, name in names.items():
            part = getattr(section, place).part
            (picture,) = pictures(part)
            assert shown(part, picture) == _png(run, name)
            assert picture.get("descr").endswith(f" [chart: {name}]")
    assert len([name for name in parts(data) if "media" in name]) == 2, "old ones are gone"


ANCHOR = (
    '<wp:anchor {ns} distT="0" distB="0" distL="114300" distR="114300" simplePos="0" '
    'relativeHeight="251659264" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
    '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>900000'
    '</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>50000'
    '</wp:posOffset></wp:positionV><wp:wrapSquare wrapText="bothSides"/></wp:anchor>'
)
"""A floating frame as Word writes it, but for its picture, which stands around the wrapping."""


def _float(document: Document) -> Any:
    """Make the one picture of a document a floating one, and return it."""
    inline = next(document.element.iter(qn("wp:inline")))
    anchor = parse_xml(ANCHOR.format(ns=nsdecls("wp")))
    wrap = anchor.find(qn("wp:wrapSquare"))
    extent, *others = list(inline)
    wrap.addprevious(extent)
    for each in reversed(others):
        wrap.addnext(each)
    inline.getparent().replace(inline, anchor)
    return anchor


def test_a_floating_picture_is_swapped_where_it_floats(whole: Whole, refresh: Fill) -> None:
    document = with_pictures("[chart: gap]")
    blip = next(_float(document).iter(qn("a:blip")))
    blip.getparent().append(parse_xml(f'<a:srcRect {nsdecls("a")} l="20000"/>'))
    blip.append(parse_xml(f'<a:extLst {nsdecls("a")}><a:ext uri="svg"/></a:extLst>'))
    made = docx.Document(BytesIO(refresh(saved(document), whole)))
    (picture,) = pictures(made.part)
    frame = picture.getparent()
    assert shown(made.part, picture) == _png(whole, "gap")
    assert frame.tag == qn("wp:anchor")
    assert [each.text for each in frame.iter(qn("wp:posOffset"))] == ["900000", "50000"]
    assert frame.find(qn("wp:wrapSquare")) is not None
    assert int(frame.find(qn("wp:extent")).get("cx")) == Mm(120)
    assert made.element.find(f".//{qn('a:srcRect')}") is None
    assert len(next(made.element.iter(qn("a:blip")))) == 0
