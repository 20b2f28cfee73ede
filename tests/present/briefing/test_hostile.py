"""Hostile documents: each is refused in a sentence, in little time and memory."""

import re
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE

from clsmin_forecast.errors import InputError
from clsmin_forecast.present.briefing import fill
from clsmin_forecast.present.result import Whole

from .conftest import Filled, account, saved, with_pictures

Refusal = Callable[[bytes], str]


@pytest.fixture
def refusal(whole: Whole) -> Refusal:
    def told(data: bytes) -> str:
        with pytest.raises(InputError) as refused:
            fill(data, whole, "central", "paper.docx", Path.read_bytes)
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
    "text", ["{{p " * 3000, "{%p x " * 3000, "{{ a }}{%" * 3000, "{#" * 900_000]
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
    monkeypatch.setattr("clsmin_forecast.present.briefing.language._MOST_TEXT", 100_000)
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
        ("oleObject", "https://example.org/x"),
        ("image", "https://example.org/pixel.png"),
        ("frame", "https://example.org/x"),
    ],
)
def test_what_is_fetched_from_outside_is_refused(refusal: Refusal, kind: str, target: str) -> None:
    document = docx.Document()
    base = RELATIONSHIP_TYPE.IMAGE.rpartition("/")[0]
    document.part.relate_to(target, f"{base}/{kind}", is_external=True)
    assert "takes in" in refusal(saved(document))


def test_a_link_that_a_reader_may_follow_stays(filled: Filled) -> None:
    document = docx.Document()
    document.part.relate_to("https://example.org/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    assert filled("x", document=document).paragraphs[0].text == "x"
