"""`docs/tables.md` says of every column of every answer what it holds, as `COLUMNS` has it."""

from docs import answers


def test_it_says_what_the_columns_hold() -> None:
    written = answers.PAGE.read_text(encoding="utf-8")
    assert answers.page() == written, "write it again with `make docs`"


def test_it_has_the_columns_of_each_side_of_the_reserve() -> None:
    written = answers.PAGE.read_text(encoding="utf-8")
    for code in ('cf.reserve("central")', 'cf.reserve("central", of="recovered")'):
        assert f"`{code}`" in written
        assert f"`{code}.about.curve`" in written
    assert "| `at_least` | Recovered at least, as surely as asked | £ |" in written
