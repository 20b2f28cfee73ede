"""An edit of a data file changes what it names, and every other byte stays."""

import csv
import io

import pytest
import yaml
from hypothesis import given, strategies as st

from clsmin_forecast.errors import InputError
from clsmin_forecast.inputs.edit import add_entry, drop_key, set_key, set_row

CELL = st.text("ab ,\"'£\n", max_size=4)
YEAR = st.integers(2010, 2060).map(lambda start: f"{start}/{(start + 1) % 100:02d}")
SPEC = st.one_of(
    st.floats(0, 1), st.fixed_dictionaries({"evidence": st.sampled_from(["at_expiry", "own"])})
)
VALUES = st.dictionaries(YEAR, SPEC, min_size=2, max_size=5)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@given(table=st.dictionaries(YEAR, CELL, min_size=1, max_size=5), year=YEAR, note=CELL, ends=...)
def test_a_row_is_set_and_the_others_keep_their_bytes(
    table: dict[str, str], year: str, note: str, ends: bool
) -> None:
    line = "\r\n" if ends else "\n"
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=line).writerows([("year", "note"), *table.items()])
    before = written.getvalue()
    after = set_row(before, "year", year, {"note": note})
    assert {row["year"]: row["note"] for row in rows(after)} == table | {year: note}
    for known, text in table.items():
        if known != year:
            row = io.StringIO(newline="")
            csv.writer(row, lineterminator=line).writerow((known, text))
            assert row.getvalue() in after


def test_a_column_that_is_new_is_empty_in_the_other_rows() -> None:
    after = set_row('id,note\na,"x\ny"\nb,z', "id", "b", {"sum": "5"})
    assert after == 'id,note,sum\na,"x\ny",\nb,z,5'


@given(values=VALUES, year=YEAR, spec=SPEC, flow=...)
def test_a_key_that_is_added_and_taken_out_again_leaves_every_byte(
    values: dict[str, object], year: str, spec: object, flow: bool
) -> None:
    values.pop(year, None)
    register = {"inputs": {"cessation": {"values": values, "quality": "red"}}}
    text = f"# why\n{yaml.safe_dump(register, default_flow_style=flow)}# the end\n"
    path = ["inputs", "cessation", "values"]
    more = set_key(text, path, year, spec)
    found = yaml.safe_load(more)["inputs"]["cessation"]
    assert found == {"values": values | {year: spec}, "quality": "red"}
    assert drop_key(more, path, year) == text


@given(values=VALUES, flow=...)
def test_the_last_key_leaves_an_empty_mapping(values: dict[str, object], flow: bool) -> None:
    text = yaml.safe_dump({"a": {"values": values, "b": 1}}, default_flow_style=flow or None)
    for year in values:
        text = drop_key(text, ["a", "values"], year)
    assert yaml.safe_load(text) == {"a": {"values": {}, "b": 1}}


def test_a_column_of_a_spreadsheet_without_a_name_gets_it() -> None:
    assert set_row("id,note,,\na,x,,\n", "id", "a", {"sum": "5"}) == "id,note,sum,\na,x,5,\n"


def test_a_value_that_is_written_by_reference_is_refused() -> None:
    text = "a:\n  2024/25: &w {b: 1}\n  2025/26: *w\n"
    with pytest.raises(InputError, match="a: is written with an anchor"):
        set_key(drop_key(text, ["a"], "2024/25"), ["a"], "2026/27", 1)


def test_comments_and_folded_texts_stay() -> None:
    text = (
        "log:\n  # the first\n  - id: A   # named so\n    why: >-\n      because\n      of it\n\n"
        "# the end\nafter: 1\n"
    )
    new = "  - id: B\n    why: none\n"
    place = text.index("\n# the end")
    assert add_entry(text, "log", {"id": "B", "why": "none"}, "log.yaml") == (
        text[:place] + new + text[place:]
    )


@pytest.mark.parametrize("text", ["log: []\n", "log: [{id: A}]\n", "other: 1\n", "- a\n"])
def test_a_list_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"log.yaml: log must be a list with an entry a line"):
        add_entry(text, "log", {"id": "B"}, "log.yaml")
