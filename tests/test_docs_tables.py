"""`docs/tables.md` says of every column of every answer what it holds, as `COLUMNS` has it."""

from docs import answers


def test_it_says_what_the_columns_hold() -> None:
    written = answers.PAGE.read_text(encoding="utf-8")
    assert answers.page() == written, "write it again with `make docs`"
