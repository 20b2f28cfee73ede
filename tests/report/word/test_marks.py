"""Marks: only their own text is replaced, however Word has cut them up and whatever is beside."""

import re
from collections.abc import Callable

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from clsmin_forecast.errors import InputError
from clsmin_forecast.report.record import Whole

from .conftest import (
    account,
    body_of,
    control,
    grid,
    inner,
    p,
    parts,
    raw,
    row,
    saved,
    texts,
    zipped,
)

ANCHORS = {
    "comment": ('<w:commentRangeStart w:id="0"/>',
                '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'),
    "footnote": ("", '<w:r><w:footnoteReference w:id="2"/></w:r>'),
    "bookmark": ('<w:bookmarkStart w:id="3" w:name="a"/>', '<w:bookmarkEnd w:id="3"/>'),
    "drawing": ("", "<w:r><w:drawing/></w:r>"),
}  # fmt: skip
TRACKED = 'w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"'
Inner = Callable[[str], str]
RUN = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'


def _run(whole: Whole) -> str:
    return RUN.format(whole.about.run_id)


@pytest.fixture
def fill(whole: Whole) -> Inner:
    """Return what fills a body and gives back what then stands in it."""
    return lambda body: inner(account(raw(body), whole).document)


@pytest.mark.parametrize("kind", ANCHORS)
def test_what_stands_within_a_mark_stays_behind_it(fill: Inner, whole: Whole, kind: str) -> None:
    begin, end = ANCHORS[kind]
    made = fill(
        p("Run {{ about.", begin or '<w:proofErr w:type="spellStart"/>', "run_id", end, " }}.")
    )
    assert re.sub("<w:proofErr [^>]*>", "", made) == (
        f"<w:p>{RUN.format(f'Run {whole.about.run_id}')}{begin}{end}{RUN.format('.')}</w:p>"
    )


def test_a_mark_takes_the_look_in_which_it_begins_and_no_other_text_does(
    fill: Inner, whole: Whole
) -> None:
    bold, italic = (
        f'<w:r><w:rPr><w:{look}/></w:rPr><w:t xml:space="preserve">{{}}</w:t></w:r>'
        for look in "bi"
    )
    made = fill(p("a ", bold.format("{{ about."), italic.format("run_id }} and the rest")))
    assert made == p("a ", bold.format(whole.about.run_id), italic.format(" and the rest"))


@pytest.mark.parametrize(
    "wrap", [f"<w:ins {TRACKED}>{{}}</w:ins>", '<w:hyperlink w:anchor="a">{}</w:hyperlink>']
)
def test_a_mark_partly_in_something_is_refused_with_what_is_true(
    fill: Inner, whole: Whole, wrap: str
) -> None:
    with pytest.raises(
        InputError, match=r"'\{\{ about.run_id \}\}' lies partly in a tracked change"
    ):
        fill(p("a {{ about.", wrap.format(RUN.format("run_id }} b"))))
    assert fill(p(wrap.format(RUN.format("{{ about.run_id }}")))) == p(wrap.format(_run(whole)))


def test_text_that_is_struck_out_is_no_field(fill: Inner, whole: Whole) -> None:
    struck = f"<w:del {TRACKED}><w:r><w:delText>{{{{ about.nonsense }}}}</w:delText></w:r></w:del>"
    moved = f"<w:moveFrom {TRACKED}>{RUN.format('{{ about.nonsense }}')}</w:moveFrom>"
    assert fill(p(struck, moved, "{{ about.run_id }}")) == p(struck, moved, whole.about.run_id)


@pytest.mark.parametrize(
    "others",
    [("{ a", "    }", "}"), ("100%", "}"), ("#", "}"), ("{", "{ x"), ("{", "% y"), ("{", "#")],
)  # fmt: skip
def test_braces_of_someone_else_join_no_paragraphs(
    fill: Inner, whole: Whole, others: tuple[str, ...]
) -> None:
    made = fill("".join(map(p, (*others, "{{ about.run_id }}"))))
    assert made == "".join(map(p, (*others, whole.about.run_id)))


def test_a_column_that_begins_with_a_figure_may_stand_in_a_condition(whole: Whole) -> None:
    marks = ("{%tr for row in tables.by_year %}", '{%tr if row[“95%”] %}', "{{ row.year }}",
             "{%tr endif %}", "{%tr endfor %}")  # fmt: skip
    made = body_of(account(raw(grid(*(row(mark, "") for mark in marks))), whole).document)
    assert [text for text in texts(made) if text] == [
        "2021/22", "2022/23", "2023/24", "2024/25", "2025/26", "2026/27"
    ]  # fmt: skip


def test_the_prefix_of_the_format_may_be_another(whole: Whole) -> None:
    marks = ("{%tr for row in tables.by_year %}", "{{ row.year }}", "{%tr endfor %}")
    data = raw(p("{{ about.run_id }}") + grid(*map(row, marks)))
    other = (
        parts(data)["word/document.xml"].replace(b"w:", b"ns0:").replace(b"xmlns:w=", b"xmlns:ns0=")
    )
    memory = parts(data) | {"word/document.xml": other}
    made = body_of(account(zipped(memory), whole).document)
    assert texts(made)[:2] == [whole.about.run_id, "2021/22"]
    assert made.prefix == "ns0"


def test_a_tag_that_holds_a_mark_is_left_as_the_warning_says(whole: Whole) -> None:
    body = p(control("{{ about.run_id }}", RUN.format("old")))
    filling = account(raw(body), whole)
    assert inner(filling.document) == body
    assert (filling.fields, filling.controls, filling.template) == (0, 0, False)
    assert "was left alone" in filling.warnings[-1]


@pytest.mark.parametrize("kind", ["r", "p", "tc", "tr"])
def test_a_field_of_another_program_s_form_is_refused(fill: Inner, kind: str) -> None:
    with pytest.raises(InputError, match=rf"has {kind} in front of its field; a field is written"):
        fill(p(f"Run {{{{{kind} about.run_id }}}} now."))


@pytest.mark.parametrize("name", ["loop.changed", "loop.cycle", "loop.previtem", "loop"])
def test_words_of_python_are_no_fields(fill: Inner, name: str) -> None:
    with pytest.raises(InputError, match=f"unknown field '{name}'"):
        fill(p(f"{{% for row in tables.by_year %}}{{{{ {name} }}}}{{% endfor %}}"))


def test_a_figure_compared_without_its_value_is_refused(fill: Inner) -> None:
    with pytest.raises(InputError, match=r"its value, as in \{% if figures.NAME.value > 0 %\}"):
        fill(p("{% if figures.gap_2025_26 > 0 %}x{% endif %}"))


@pytest.mark.parametrize(
    ("beside", "what"),
    [("Note: ", "other text"), ("<w:r><w:drawing/></w:r>", "a picture"),
     (ANCHORS["comment"][1], "a comment"), (ANCHORS["footnote"][1], "a note"),
     ("{%p if about.assured %}", "other text"),
     ("<w:pPr><w:sectPr/></w:pPr>", "the end of a section")],
)  # fmt: skip
def test_a_mark_takes_no_text_or_anchor_away_with_its_paragraph(
    fill: Inner, beside: str, what: str
) -> None:
    with pytest.raises(
        InputError, match=f"takes its whole paragraph away, and {what} stands there"
    ):
        fill(p(beside, "{%p for limit in about.limits %}") + p("{{ limit }}") + p("{%p endfor %}"))


def test_a_row_mark_outside_a_table_is_refused(fill: Inner) -> None:
    with pytest.raises(InputError, match="stands in no row of its own"):
        fill(p("{%tr for limit in about.limits %}"))


def test_copies_that_a_loop_makes_have_no_anchor_and_no_number_twice(whole: Whole) -> None:
    begin, end = ANCHORS["comment"]
    book, ended = ANCHORS["bookmark"]
    body = p("{%p for limit in about.limits %}")
    body += p(begin, book, "{{ limit }}", ended, end) + p("{%p endfor %}")
    made = body_of(account(raw(body), whole).document)
    assert texts(made) == whole.about.limits
    for name in ("commentRangeStart", "commentRangeEnd", "commentReference", "bookmarkStart"):
        assert len(list(made.iter(qn(f"w:{name}")))) == 1


def test_a_cell_or_table_that_a_condition_empties_is_still_whole(whole: Whole) -> None:
    never = "{{%{0} if about.assured %}}", "x", "{{%{0} endif %}}"
    cell = f"<w:tc>{''.join(p(mark.format('p')) for mark in never)}</w:tc>"
    data = raw(grid(row(cell)) + grid(*(row(mark.format("tr")) for mark in never)))
    made = body_of(account(data, whole).document)
    assert texts(made) == ["", ""]


def test_pictures_that_were_numbered_alike_before_stay_so(whole: Whole) -> None:
    drawing = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="abc" name="x"/></wp:inline></w:drawing></w:r>'
    )
    made = inner(account(raw(p(drawing) + p(drawing) + p("{{ about.run_id }}")), whole).document)
    assert made.count('id="abc"') == 2


@pytest.mark.parametrize("place", ["instrText", "comment"])
def test_a_field_where_nothing_is_filled_is_told(whole: Whole, place: str) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("{{ about.run_id }}")
    if place == "comment":
        document.add_comment(paragraph.runs[0], text="{{ about.title }}", author="A", initials="A")
    else:
        code = f"<w:r {nsdecls('w')}><w:instrText>QUOTE {{{{ about.title }}}}</w:instrText></w:r>"
        paragraph._p.append(parse_xml(code))
    filling = account(saved(document), whole)
    (told,) = filling.warnings
    assert told.startswith("the text '{{ about.title }}' was left as it is: it stands in word/")


def test_a_sign_that_stands_twice_is_told(whole: Whole) -> None:
    body = p(
        "It is £{{ figures.recovered_2025_26 }} or £",
        control("figures.gap_2025_26", RUN.format("x")),
    )
    filling = account(raw(body), whole)
    told = " ".join(filling.warnings)
    assert "££" in inner(filling.document)
    assert told.count("has a sign twice: a field brings its own £ or %") >= 1
    assert account(raw(p("££ {{ about.run_id }}")), whole).warnings == []


def test_a_document_with_characters_of_programs_is_refused(fill: Inner) -> None:
    with pytest.raises(InputError, match="a character that Unicode keeps out of texts"):
        fill(p("{{ about.run_id }} \ufdd0"))
