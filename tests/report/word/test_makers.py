"""Documents of many makers: a field is added to each and filled, and all else stays."""

import subprocess
import xml.etree.ElementTree as etree
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

from clsmin_forecast.report.record import Whole
from tests.conftest import need

from .conftest import account, parts, saved, zipped
from .documents import grey

PLACE = "PLACEOFAFIELD"
STAMPED = {"[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "docProps/custom.xml"}
"""The parts in which a filled document says what it was filled from."""
MARKDOWN = f"""---
title: "A paper with “quotes”, {{braces}} & signs < >"
author: [A, B]
---

# Heading {{#one}}

Text with *emphasis*, **weight**, ~~struck out~~, `code {{ x }}`, a note[^1], a
[link](https://example.org/?a=1&b=2), E = mc^2^, and math $\\frac{{a}}{{b}} = \\sqrt{{x}}$.

[^1]: The note, with {PLACE} in its text.

> A quotation, "straight" and “curly”.

1. first
2. second
    - inner
    - {PLACE}

| Year    | Award    |
|---------|---------:|
| 2025/26 | £600,000 |
| {PLACE} | 7        |

: A caption

```python
values = {{"a": {{1, 2}}, "b": "%}}"}}
```

[Added]{{.insertion author="A" date="2026-01-01T00:00:00Z"}} and
[removed]{{.deletion author="B" date="2026-01-01T00:00:00Z"}} and
[a remark]{{.comment-start id="7" author="C" date="2026-01-01T00:00:00Z"}}here
[]{{.comment-end id="7"}}.
"""
HTML = f"""<html><head><title>A paper</title><style>td {{ border: 1px solid }} .b {{ color: red }}
</style></head><body><h1>Heading</h1><p>Text with <b>weight</b>, <i class="b">colour</i>,
<a href="https://example.org/">a link</a>, "quotes", 'apostrophes' &amp; {PLACE}&nbsp;.</p>
<table><tr><th colspan="2">Two columns</th></tr><tr><td rowspan="2">a</td><td>{PLACE}</td></tr>
<tr><td>{{ c }} %</td></tr></table><ol><li>one<ul><li>two</li></ul></li></ol><hr>
<p style="text-align: right">Right. {PLACE}</p><pre>  {{ kept }}  </pre></body></html>"""


def _by_python_docx() -> bytes:
    document = docx.Document()
    document.add_heading(PLACE, 1)
    paragraph = document.add_paragraph("See ", style="List Bullet")
    paragraph.add_run(f"{PLACE}, “quoted”").bold = True
    paragraph.add_run().add_break(WD_BREAK.PAGE)
    document.add_comment(paragraph.runs[0], text="Is it so?", author="A", initials="A")
    table = document.add_table(3, 3, "Table Grid")
    table.cell(0, 0).merge(table.cell(0, 2)).text = "merged"
    table.cell(1, 1).text = f"{PLACE} in a cell"
    table.cell(1, 2).add_table(1, 1).cell(0, 0).text = PLACE
    document.add_picture(BytesIO(grey()), Mm(40))
    section = document.add_section()
    section.orientation, section.page_width = WD_ORIENT.LANDSCAPE, Mm(297)
    section.header.paragraphs[0].text = "A header"
    document.styles["Normal"].font.size = Pt(10)
    tracked = 'w:id="7" w:author="B" w:date="2026-01-01T00:00:00Z"'
    document.add_paragraph()._p.append(
        parse_xml(f"<w:ins {nsdecls('w')} {tracked}><w:r><w:t>{PLACE}</w:t></w:r></w:ins>")
    )
    return saved(document)


def _run(folder: Path, *command: str) -> None:
    whole = [need(command[0]), *command[1:]]
    subprocess.run(whole, check=True, timeout=180, capture_output=True, cwd=folder)


def _by_pandoc(folder: Path) -> bytes:
    (folder / "paper.md").write_text(MARKDOWN, encoding="utf-8")
    _run(folder, "pandoc", "paper.md", "--track-changes=all", "--toc", "-o", "paper.docx")
    return (folder / "paper.docx").read_bytes()


def _by_libreoffice(folder: Path, name: str, content: bytes) -> bytes:
    (folder / name).write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    to = ("--convert-to", "docx:MS Word 2007 XML", "--outdir", "made")
    reader = ("--infilter=HTML (StarWriter)",) if name.endswith("html") else ()
    _run(folder, "lowriter", profile, "--headless", *reader, *to, name)
    return (folder / "made" / f"{Path(name).stem}.docx").read_bytes()


MAKERS: dict[str, Callable[[Path], bytes]] = {
    "python-docx": lambda folder: _by_python_docx(),
    "pandoc": _by_pandoc,
    "LibreOffice from HTML": lambda folder: _by_libreoffice(folder, "a.html", HTML.encode()),
    "LibreOffice from Word": lambda folder: _by_libreoffice(folder, "b.docx", _by_python_docx()),
    "LibreOffice from pandoc": lambda folder: _by_libreoffice(folder, "c.docx", _by_pandoc(folder)),
}


@pytest.mark.parametrize("maker", MAKERS)
def test_all_but_the_field_stays(whole: Whole, tmp_path: Path, maker: str) -> None:
    plain = parts(MAKERS[maker](tmp_path))
    place, mark, run_id = PLACE.encode(), b"{{ about.run_id }}", whole.about.run_id.encode()
    held = {name: text.replace(place, mark) for name, text in plain.items()}
    filling = account(zipped(held), whole)
    assert filling.fields == sum(text.count(place) for text in plain.values()) > 1
    made = parts(filling.document)
    assert set(made) - set(held) <= STAMPED
    for name, text in plain.items():
        if place in text:
            assert etree.canonicalize(made[name]) == etree.canonicalize(
                text.replace(place, run_id)
            ), name
        elif name not in STAMPED:
            assert made[name] == text, name
