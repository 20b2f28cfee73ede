"""Controls: a refresh puts text in the place of text, and leaves all else that stands in them."""

import pytest
from docx.oxml.ns import qn

from clsmin_forecast.errors import InputError
from clsmin_forecast.report.record import Whole

from .conftest import account, body_of, control, grid, inner, p, raw, row, texts

TRACKED = 'w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"'
TAG = "about.run_id"
START = '<w:commentRangeStart w:id="0"/>'
END = '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
PICTURE = "<w:r><w:drawing/></w:r>"
DELETED = f"<w:del {TRACKED}><w:r><w:delText>£2</w:delText></w:r></w:del>"


def _r(text: str, look: str = "") -> str:
    look = look and f"<w:rPr><w:{look}/></w:rPr>"
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _inserted(text: str) -> str:
    return f"<w:ins {TRACKED}>{_r(text)}</w:ins>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (START + _r("£1") + END, START + _r("{}") + END),
        (_r("£1") + NOTE, _r("{}") + NOTE),
        (_r("£1") + PICTURE + _r(" old"), _r("{}") + PICTURE),
        (DELETED + _inserted("£1"), DELETED + _inserted("{}")),
        (_r("a", "b") + "<w:r><w:br/></w:r>" + _r("b", "i"), _r("{}", "b")),
        ('<w:fldSimple w:instr="DATE">' + _r("1 May") + "</w:fldSimple>", _r("{}")),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>'
         '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + _r("1 May")
         + '<w:r><w:fldChar w:fldCharType="end"/></w:r>', _r("{}")),
        (DELETED, DELETED + "<w:r><w:t>{}</w:t></w:r>"),
        ("", "<w:r><w:t>{}</w:t></w:r>"),
        (control("", _r("old")), control("", _r("{}"))),
    ],
    ids=["comment", "note", "picture", "tracked", "looks", "field", "long field", "deleted",
         "empty", "in a control"],
)  # fmt: skip
@pytest.mark.parametrize("block", [False, True])
def test_only_the_text_of_a_control_is_replaced(
    whole: Whole, before: str, after: str, block: bool
) -> None:
    def made(content: str) -> str:
        return control(TAG, p(content)) if block else p(control(TAG, content))

    filling = account(raw(made(before or "<w:proofErr w:type='gramEnd'/>" * block)), whole)
    told = inner(filling.document).replace('<w:proofErr w:type="gramEnd"/>', "")
    assert told == made(after.format(whole.about.run_id))
    assert filling.warnings == []
    assert account(filling.document, whole).document == filling.document


@pytest.mark.parametrize("content", ["", control("x", ""), control("x", p("old"))])
def test_a_block_control_holds_a_paragraph(whole: Whole, content: str) -> None:
    made = body_of(account(raw(control(TAG, content) + p("after")), whole).document)
    assert [text for text in texts(made) if text] == [whole.about.run_id, "after"]


def test_a_control_without_content_gets_some(whole: Whole) -> None:
    bare = f'<w:sdt><w:sdtPr><w:tag w:val="{TAG}"/></w:sdtPr></w:sdt>'
    assert texts(body_of(account(raw(bare), whole).document)) == [whole.about.run_id]


def test_a_control_that_is_struck_out_is_left(whole: Whole) -> None:
    body = p(f"<w:del {TRACKED}>{control(TAG, '<w:r><w:tab/></w:r>')}</w:del>", "x")
    assert inner(account(raw(body), whole).document) == body


def test_what_goes_with_a_line_that_a_run_has_no_more_is_told(whole: Whole) -> None:
    lines = [p(f"line {number}") for number in range(len(whole.about.limits))]
    body = control("about.limits", "".join([*lines, p(START, "one more", NOTE, END)]))
    filling = account(raw(body), whole)
    assert texts(body_of(filling.document)) == whole.about.limits
    assert [told.partition(" in the content control about.limits went")[0]
            for told in filling.warnings] == ["a note", "a comment"]  # fmt: skip


def test_a_comment_at_a_line_of_a_list_stays_there(whole: Whole) -> None:
    body = control("about.limits", p("a") + p(START, "b", END))
    made = body_of(account(raw(body), whole).document)
    assert texts(made) == whole.about.limits
    second = list(made.iter(qn("w:p")))[1]
    assert second.find(qn("w:commentRangeStart")) is not None
    assert len(list(made.iter(qn("w:commentReference")))) == 1


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (control(TAG, p(control("about.title", _r("x")))), "stands within another"),
        (control(TAG, grid(row("a"))), "holds a table, and its field is a text"),
        (control("tables.by_year", p("x")), "is of a table and holds none"),
        (p(control("tables.by_year", _r("x"))), "is of a table and holds none"),
        (control("tables.by_year", grid(row("Year")) * 2), "is of a table and holds 2"),
        (control("tables.by_year", grid()), "holds a table without a heading row"),
        (grid(control(TAG, row("a", "b"))), "holds a row, and its field is one text"),
        (p('<w:sdt><w:sdtPr><w:tag w:val="about.run_id"/><w:picture/></w:sdtPr></w:sdt>'),
         "is for a picture or a tick"),
    ],
)  # fmt: skip
def test_a_control_that_cannot_hold_its_field_is_refused(
    whole: Whole, body: str, told: str
) -> None:
    with pytest.raises(InputError, match=f"paper.docx: the content control [a-z_.]+ {told}"):
        account(raw(body), whole)


def _table(whole: Whole, *rows: str, tag: str = "tables.by_year") -> list[list[str]]:
    made = body_of(account(raw(control(tag, grid(*rows) + p(""))), whole).document)
    return [
        ["".join(texts(cell)) for cell in each.iter(qn("w:tc"))] for each in made.iter(qn("w:tr"))
    ]


def _wanted(whole: Whole, *columns: str) -> list[list[str]]:
    own = next(job for job in whole.jobs if job.name == "scenario_forecast-central")
    (by_year,) = (table for table in own.result.tables if table.name == "by_year")
    return [[str(each[column]) for column in columns] for each in by_year.rows]


def _cell(content: str, properties: str = "") -> str:
    return f"<w:tc>{properties and f'<w:tcPr>{properties}</w:tcPr>'}{content}</w:tc>"


@pytest.mark.parametrize(
    "rows",
    [
        (row("Year", "5%"), row("a", "b")),
        (row("Year", "5%"),),
        (row(control("", _cell(p("Year"))), "5%"), row("a", "b")),
        (row("Year", "5%"), row(control("mine", _cell(p("a"))), "b")),
        (row("Year", "5%"), row("a", _cell(control("mine", p("b"))))),
        (row("Year", "5%"), row("a", _cell(""))),
        (row("Year", "5%"), row("a", _cell(p("b") + p("stale")))),
        (row("Year", "5%"), control("", row("stale", "x")), row("stale", "y")),
        (row("Year", "5%"), control("", control("", row("stale", "x")) * 9)),
        (row("Year", "5%"), row("stale", "x", marks=f"<w:del {TRACKED}/>")),
        (row("Year", "5%"), row("stale", "x", marks=f"<w:ins {TRACKED}/>")),
        (row("Year", "5%"), row("a", "b"), row(_cell(p("stale"), '<w:gridSpan w:val="2"/>'))),
        (row(_cell(p("Ye", "<w:r><w:br/></w:r>", "ar")), _cell(p("5") + p("\xa0%"))), row("a", "")),
        (row("Year", "5%"), row(_cell(p(START, "a", END)), "b")),
    ],
)  # fmt: skip
def test_values_stand_under_their_headings_and_nothing_old_is_left(
    whole: Whole, rows: tuple[str, ...]
) -> None:
    assert _table(whole, *rows)[1:] == _wanted(whole, "year", "5%")


def test_a_row_in_the_look_of_a_tracked_one_is_not_tracked(whole: Whole) -> None:
    rows = row("Year"), row("stale", marks=f"<w:del {TRACKED}/>")
    filling = account(raw(control("tables.by_year", grid(*rows))), whole)
    assert "w:del " not in inner(filling.document)
    (told,) = filling.warnings
    assert told.startswith("a tracked change in the content control tables.by_year went with")


@pytest.mark.parametrize(
    "rows",
    [
        (row(_cell(p("Year"), '<w:gridSpan w:val="2"/>')), row("a", "b")),
        (row(_cell(p("Year"), '<w:gridSpan w:val="2"/>'), "5%"), row("a", "b", "c")),
        (row("Year", "5%"), row("a")),
        (row("Year"), row(_cell(p("a"), "<w:vMerge/>"))),
        (row("Year"), row(_cell(grid(row("x")) + p("a")))),
        (row("Year"), row("a", marks="<w:tblHeader/>")),
        (row(_cell(p("Year"), '<w:gridSpan w:val="x"/>')), row("a")),
    ],
)
def test_a_table_whose_cells_cannot_be_matched_is_refused(
    whole: Whole, rows: tuple[str, ...]
) -> None:
    with pytest.raises(InputError, match=r"content control tables\.by_year holds a table"):
        _table(whole, *rows)


def test_a_merged_heading_over_merged_cells_is_one_column(whole: Whole) -> None:
    wide = '<w:gridSpan w:val="2"/>'
    rows = row(_cell(p("Year"), wide), "5%"), row(_cell(p("a"), wide), "b")
    assert _table(whole, *rows)[1:] == _wanted(whole, "year", "5%")


def test_controls_cannot_make_more_than_a_paper_holds(
    whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clsmin_forecast.report.word.controls._MOST_MADE", 100_000)
    body = control("tables.by_year", grid(row("Year"))) * 100
    with pytest.raises(InputError, match="its controls would hold more than a paper does"):
        account(raw(body), whole)
