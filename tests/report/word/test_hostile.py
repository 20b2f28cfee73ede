"""Hostile documents: each is refused in a sentence, in little time and memory."""

import re
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from io import BytesIO

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE

from clsmin_forecast.errors import InputError
from clsmin_forecast.report.record import Whole
from clsmin_forecast.report.word import fill

from .conftest import (
    Filled,
    account,
    control,
    p,
    parts,
    raw,
    saved,
    with_pictures,
    zipped,
)  # fmt: skip
from .rules import W

Refusal = Callable[[bytes], str]


@pytest.fixture
def refusal(whole: Whole) -> Refusal:
    def told(data: bytes) -> str:
        with pytest.raises(InputError) as refused:
            fill(data, whole, "central", "paper.docx")
        text = str(refused.value)
        assert text.startswith("paper.docx: ")
        assert "\n" not in text
        return text

    return told


def _paper(*texts: str) -> bytes:
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    return saved(document)


def _changed(change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    memory = BytesIO()
    with zipfile.ZipFile(BytesIO(_paper("x"))) as old, zipfile.ZipFile(memory, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in more.items():
            new.writestr(name, content)
    return memory.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ figures.__class__ }}",
        "{{ figures['__init__'].__globals__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ self }}",
        "{{ range(1000000000) }}",
        "{% for x in range(10**9) %}a{% endfor %}",
        "{{ 'a' * 1000000000 }}",
        "{{ 9**9**9 }}",
        "{{ figures|attr('__class__') }}",
        "{{ about.limits|map('upper')|join }}",
        "{{ lipsum(100000) }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% set x = 1 %}",
        "{% for a in about.limits recursive %}{{ loop(about.limits) }}{% endfor %}",
        "{% for a, b in about.limits %}x{% endfor %}",
        "{% for a in tables.by_year %}{% for b in tables.by_year %}{% for c in tables.by_year %}"
        "x{% endfor %}{% endfor %}{% endfor %}",
        "{{ about.run_id",
        "{{ about.run_id + }}",
        "{% if %}",
        "{% for x in about.limits %}",
        "{{ " + "(" * 140 + "1" + ")" * 140 + " }}",
        "{% if 1 %}" * 90 + "{% endif %}" * 90,
        "{{ " + "a" * 400 + " }}",
        "{{ about.run_id.upper() }}",
        "{{ about.run_id.format }}",
    ],
)
def test_a_template_cannot_reach_out_of_its_fields(refusal: Refusal, text: str) -> None:
    begun = time.monotonic()
    refusal(_paper(text))
    assert time.monotonic() - begun < 60  # in squares it would be hours


def test_a_loop_across_paragraphs_says_how_it_is_written(refusal: Refusal) -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "{% for x in about.limits %}"
    document.add_paragraph("{{ x }}{% endfor %}")
    assert "write {%tr for %} in a row" in refusal(saved(document))


@pytest.mark.parametrize(
    "text", ["{{p " * 3000, "{%p x " * 3000, "{{ a }}{%" * 3000, "{#" * 300_000]
)
def test_marks_that_never_close_take_no_time(refusal: Refusal, text: str) -> None:
    begun = time.monotonic()
    refusal(_paper(text, text, text))
    assert time.monotonic() - begun < 60  # in squares it would be hours


@pytest.mark.parametrize(
    "text",
    ["[" * 900_000, "figures." * 120_000, "[chart " * 120_000, "[chart" + "." * 900_000,
     "chart" + "_" * 900_000 + "!", "{ " * 400_000, "{" + " " * 900_000, "{a " * 300_000],
)  # fmt: skip
def test_what_is_nearly_a_field_takes_no_time(whole: Whole, text: str) -> None:
    document = with_pictures(text)
    document.add_paragraph(text)
    begun = time.monotonic()
    account(saved(document), whole)
    assert time.monotonic() - begun < 60  # in squares it would be hours


def test_a_document_of_near_fields_gives_a_few_warnings(whole: Whole) -> None:
    document = docx.Document()
    for number in range(500):
        document.add_paragraph(f"{{ about.title{number} }}")
    warnings = account(saved(document), whole).warnings
    assert len(warnings) == 14
    assert warnings[-1] == "488 more of this document are nearly fields, and were left alone."


def test_a_hundred_thousand_fields_take_no_time(refusal: Refusal) -> None:
    begun = time.monotonic()
    assert "more than 5,000 fields" in refusal(_paper("{{ about.run_id }}" * 100_000))
    assert time.monotonic() - begun < 60  # in squares it would be hours


def test_loops_cannot_make_more_text_than_a_paper_holds(
    refusal: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clsmin_forecast.report.word.template._MOST_TEXT", 100_000)
    loop = "{% for a in tables.by_year %}{% for b in tables.by_year %}"
    told = refusal(_paper(loop + "x" * 9_000 + "{% endfor %}{% endfor %}"))
    assert "makes more text than a paper holds" in told


@pytest.mark.parametrize("data", [b"", b"PK", b"not a document", _paper("x")[:2000]])
def test_what_is_no_document_is_refused(refusal: Refusal, data: bytes) -> None:
    assert "is not a Word document" in refusal(data)


def test_a_workbook_or_any_zip_is_no_document(refusal: Refusal) -> None:
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w") as file:
        file.writestr("a.txt", "a")
    assert "is not a Word document" in refusal(memory.getvalue())


def test_a_password_is_told_from_damage(refusal: Refusal) -> None:
    assert "under a password" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000)


def test_a_zip_bomb_is_refused_before_it_unpacks(refusal: Refusal) -> None:
    memory = BytesIO()
    with (
        zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as file,
        file.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(60):
            part.write(b" " * 1_000_000)
    tracemalloc.start()
    told = refusal(memory.getvalue())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "unpacks to more than a paper holds" in told
    assert peak < 20_000_000


def test_a_size_that_lies_is_found_out(refusal: Refusal) -> None:
    data = bytearray(_paper("x" * 50))
    where = data.rindex(b"PK\x01\x02")
    data[where + 24 : where + 28] = (10).to_bytes(4, "little")
    assert "is not a Word document" in refusal(bytes(data))


def test_two_parts_of_one_name_are_refused(refusal: Refusal) -> None:
    memory = BytesIO(_paper("x"))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(memory, "a") as file:
        file.writestr("word/document.xml", b"<x/>")
    assert "two parts of one name" in refusal(memory.getvalue())


def test_entities_are_refused(refusal: Refusal) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'

    def change(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return content
        return re.sub(rb"(<w:document)", bomb + rb"\1", content, count=1)

    assert "declares a document type" in refusal(_changed(change))


def test_macros_are_refused(refusal: Refusal) -> None:
    def change(name: str, content: bytes) -> bytes:
        old = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        return content.replace(old, b"vnd.ms-word.document.macroEnabled.main+xml")

    assert "holds macros" in refusal(_changed(change))


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "https://example.org/evil.dotm"),
        ("attachedTemplate", r"\\server\share\evil.dotm"),
        ("attachedTemplate", r"file:///\\server\share\evil.dotm"),
        ("attachedTemplate", "file://server/share/evil.dotm"),
        ("attachedTemplate", "file:////server/share/evil.dotm"),
        ("attachedTemplate", "file:///%5C%5Cserver/share/evil.dotm"),
        ("attachedTemplate", "//server/share/evil.dotm"),
        ("attachedTemplate", "ftp://example.org/evil.dotm"),
        ("attachedTemplate", "mhtml:file://server/x!y"),
        ("attachedTemplate", " ht\ttps://example.org/evil.dotm"),
        *((kind, "https://example.org/x") for kind in (
            "oleObject", "image", "frame", "video", "audio", "media", "mailMergeSource", "header",
            "styles", "theme", "subDocument", "transform", "settings", "unheardOf",
        )),
    ],
)  # fmt: skip
def test_what_is_fetched_from_outside_is_refused(refusal: Refusal, kind: str, target: str) -> None:
    document = docx.Document()
    base = RELATIONSHIP_TYPE.IMAGE.rpartition("/")[0]
    document.part.relate_to(target, f"{base}/{kind}", is_external=True)
    assert "takes in" in refusal(saved(document))


def test_a_template_elsewhere_is_refused_with_what_to_do(refusal: Refusal) -> None:
    document = docx.Document()
    kind = f"{RELATIONSHIP_TYPE.IMAGE.rpartition('/')[0]}/attachedTemplate"
    document.part.relate_to("//server/t.dotm", kind, is_external=True)
    assert "attach Normal.dotm in its place (Developer, Document Template)" in refusal(
        saved(document)
    )


@pytest.mark.parametrize(
    "target",
    ["Normal.dotm", "file:///C:\\Users\\A\\Normal.dotm", "C:\\T\\a.dotm", "file:///home/a/t.dotm",
     "/home/a/t.dotm", "Templates/a%20b.dotm"],
)  # fmt: skip
def test_a_template_on_the_same_machine_is_fine(filled: Filled, target: str) -> None:
    document = docx.Document()
    kind = f"{RELATIONSHIP_TYPE.IMAGE.rpartition('/')[0]}/attachedTemplate"
    document.part.relate_to(target, kind, is_external=True)
    assert filled("x", document=document).paragraphs[0].text == "x"


def _field(*pieces: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    codes = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return p(f"{mark('begin')}{codes}{mark('separate')}", "x", mark("end"))


@pytest.mark.parametrize(
    "code", ["INCLUDEPICTURE", "INCLUDETEXT", "IMPORT", "LINK", "DDEAUTO", "DDE", "RD", "database"]
)
def test_a_field_that_takes_in_what_is_outside_is_refused(refusal: Refusal, code: str) -> None:
    target = '"//server/x"'
    simple = f"<w:fldSimple w:instr='{code} {target}'/>"
    for body in (_field(f" {code} {target}"), _field(code[:2], code[2:], target), p(simple)):
        assert "takes in what stands outside; unlink it" in refusal(raw(body))


def test_a_field_that_takes_in_nothing_is_fine(whole: Whole) -> None:
    body = (
        _field('HYPERLINK "https://example.org/LINK"')
        + _field("EMBED Equation.3")
        + p("{{ about.run_id }}")
    )
    assert account(raw(body), whole).fields == 1


@pytest.mark.parametrize(
    "body",
    [
        '<w:p><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:imagedata '
        'src="https://example.org/x.png"/></v:shape></w:pict></w:r></w:p>',
        '<w:p><w:r><w:drawing><a:blip r:link="rId90"/></w:drawing></w:r></w:p>',
    ],
)
def test_a_picture_by_its_address_is_refused(refusal: Refusal, body: str) -> None:
    links = "word/_rels/document.xml.rels"
    link = (
        f'<Relationship Id="rId90" Type="{RELATIONSHIP_TYPE.HYPERLINK}" '
        'Target="https://example.org/x.png" TargetMode="External"/></Relationships>'
    )
    held = parts(raw(body))
    held[links] = held[links].replace(b"</Relationships>", link.encode())
    assert "takes in" in refusal(zipped(held))


def test_a_list_of_recipients_is_refused(refusal: Refusal) -> None:
    held = parts(_paper("x"))
    query = b'<w:mailMerge><w:query w:val="SELECT"/></w:mailMerge></w:settings>'
    held["word/settings.xml"] = held["word/settings.xml"].replace(b"</w:settings>", query)
    assert "takes in a list of recipients" in refusal(zipped(held))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>',
         "macros"),
        (b'<Default Extension="bin" ContentType="application/vnd.ms-office.activeX+xml"/>',
         "ActiveX controls"),
    ],
)  # fmt: skip
def test_programs_are_refused_however_they_are_declared(
    refusal: Refusal, change: bytes, told: str
) -> None:
    held = parts(_paper("x")) | {"word/other.bin": b"x"}
    held["[Content_Types].xml"] = held["[Content_Types].xml"].replace(
        b"</Types>", change + b"</Types>"
    )
    assert f"holds {told}; save it as a .docx without them" in refusal(zipped(held))


@pytest.mark.parametrize("kind", ["vbaProject", "webextensiontaskpanes", "aFChunk", "control"])
def test_programs_are_refused_by_what_leads_to_them(refusal: Refusal, kind: str) -> None:
    held = parts(_paper("x")) | {"word/other.xml": b"<x/>"}
    link = f'<Relationship Id="rId91" Type="http://x/{kind}" Target="other.xml"/></Relationships>'
    links = "word/_rels/document.xml.rels"
    held[links] = held[links].replace(b"</Relationships>", link.encode())
    assert "save it as a .docx without them" in refusal(zipped(held))


@pytest.mark.parametrize("part", ["word/styles.xml", "docProps/app.xml", "customXml/item1.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_in_every_part(refusal: Refusal, part: str, encoding: str) -> None:
    held = parts(_paper("x"))
    text = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    held[part] = text.encode(encoding)
    assert f"{part} declares a document type" in refusal(zipped(held))


@pytest.mark.parametrize("where", ["word/document.xml", "word/document.dat", "word/header{}.xml"])
def test_few_bytes_that_are_many_elements_take_little_memory(refusal: Refusal, where: str) -> None:
    held = parts(_paper("x"))
    swollen = held["word/document.xml"].replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * 2_500_000)
    types = held["[Content_Types].xml"]
    if "{}" in where:
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
        for number in range(4):
            part = where.format(number)
            held[part] = f'<w:hdr xmlns:w="{W[1:-1]}">'.encode() + b"<w:p/>" * 700_000 + b"</w:hdr>"
            override = f'<Override PartName="/{part}" ContentType="{kind}"/></Types>'
            types = types.replace(b"</Types>", override.encode())
    else:
        del held["word/document.xml"]
        held[where] = swollen
        types = types.replace(b"/word/document.xml", f"/{where}".encode())
        held["_rels/.rels"] = held["_rels/.rels"].replace(b"word/document.xml", where.encode())
    held["[Content_Types].xml"] = types
    data = zipped(held)
    assert len(data) < 200_000
    tracemalloc.start()
    assert "unpacks to more than a paper holds" in refusal(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000_000


def test_many_tags_that_are_no_fields_take_no_time(refusal: Refusal) -> None:
    begun = time.monotonic()
    told = refusal(raw("".join(control(f"figures.nope_{n}", p("x")) for n in range(5_000))))
    assert "and 4988 more" in told
    assert time.monotonic() - begun < 30  # each compared with each name it would be minutes


def test_paragraphs_within_each_other_take_no_time(whole: Whole) -> None:
    deep, text = 100, p("{{ about.run_id }}")
    begun = time.monotonic()
    account(
        raw("<w:p><w:r>" * deep + "<w:t>x</w:t>" * 20_000 + "</w:r></w:p>" * deep + text), whole
    )
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda held: held.pop("_rels/.rels"), "is not a Word document"),
        (lambda held: held.pop("word/document.xml"), "is not a Word document"),
        (lambda held: _replace(held, "word/document.xml", rb"<w:body>.*</w:body>", b""),
         "has no text"),
        (lambda held: _replace(held, "_rels/.rels",
                               b"http://schemas.openxmlformats.org/officeDocument/2006",
                               b"http://purl.oclc.org/ooxml/officeDocument"),
         "is Strict Open XML; save it as Word Document"),
        (lambda held: _replace(held, "[Content_Types].xml", rb"document\.main", b"template.main"),
         "is a template (.dotx); save it as Word Document"),
    ],
)  # fmt: skip
def test_what_is_no_plain_document_is_told_apart(
    refusal: Refusal, change: Callable[[dict[str, bytes]], object], told: str
) -> None:
    held = parts(_paper("x"))
    change(held)
    assert told in refusal(zipped(held))


def _replace(held: dict[str, bytes], part: str, old: bytes, new: bytes) -> None:
    held[part] = re.sub(old, new, held[part], flags=re.DOTALL)


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
def test_damage_is_told_in_a_sentence(refusal: Refusal, method: int) -> None:
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w", method) as file:
        for name, content in parts(_paper("x")).items():
            file.writestr(name, content)
    data = bytearray(memory.getvalue())
    data[60:90] = b"\xff" * 30
    assert "is damaged" in refusal(bytes(data))


def test_a_dead_link_that_word_passes_over_is_no_fault(whole: Whole) -> None:
    held = parts(_paper("{{ about.run_id }}"))
    link = b'<Relationship Id="rId92" Type="http://x/y" Target="NULL"/></Relationships>'
    links = "word/_rels/document.xml.rels"
    held[links] = held[links].replace(b"</Relationships>", link)
    assert account(zipped(held), whole).fields == 1


def test_the_kind_of_the_body_may_stand_in_a_default(whole: Whole) -> None:
    held = parts(_paper("{{ about.run_id }}"))
    kinds = held["[Content_Types].xml"]
    main = re.search(rb'<Override PartName="/word/document.xml" ContentType="([^"]*)"/>', kinds)
    assert main
    kinds = kinds.replace(main[0], b"")
    held["[Content_Types].xml"] = kinds.replace(
        b'Extension="xml" ContentType="application/xml"',
        b'Extension="xml" ContentType="' + main[1] + b'"',
    )
    assert account(zipped(held), whole).fields == 1


def test_a_link_that_a_reader_may_follow_stays(filled: Filled) -> None:
    document = docx.Document()
    document.part.relate_to("https://example.org/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    assert filled("x", document=document).paragraphs[0].text == "x"
