"""Tables in a terminal: no figure is ever broken, no text but between words, at any width."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from clsmin_forecast.cli.tables import print_table, wrap

Printed = Callable[[int, list[str], list[list[str]]], list[str]]
WIDTHS = (20, 40, 60, 80, 100, 160)
HEADINGS = ["place", "what happened there", "mean, pounds", "in all", "5% to 95%"]
ROWS = [
    ["Quay", "The ferry was late, and then it was later still", "minus £104,000", "3 of 15", "8%"],
    ["North Gate", "Rain", "less than £1,000", "12 of 115", "under 1%"],
    ["Mill", "", "none", "", "£1.28 million"],
]
FIGURES = [cell for row in ROWS for cell in row if re.search(r"\d", cell)]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Printed:
    """Print a table on a terminal of so many columns, and return its lines."""

    def lines(columns: int, headings: list[str], rows: list[list[str]]) -> list[str]:
        monkeypatch.setenv("COLUMNS", str(columns))
        print_table("", headings, rows)
        return capsys.readouterr().out.splitlines()

    return lines


@pytest.mark.parametrize("columns", WIDTHS)
def test_figures_stand_on_one_line_and_no_line_is_wider_than_the_terminal(
    printed: Printed, columns: int
) -> None:
    lines = printed(columns, HEADINGS, ROWS)
    assert all(any(figure in line for line in lines) for figure in FIGURES)
    assert max(map(len, lines)) <= columns


@pytest.mark.parametrize("columns", WIDTHS)
def test_a_text_is_broken_between_words_alone(printed: Printed, columns: int) -> None:
    said = " ".join(printed(columns, HEADINGS, ROWS)).replace("─", " ").split()
    words = [word for row in (HEADINGS, *ROWS) for cell in row for word in cell.split()]
    assert set(words) <= {word.removesuffix(":") for word in said}
    assert {word.removesuffix(":") for word in said} == set(words)


def test_without_room_each_row_is_lines_of_name_and_value(printed: Printed) -> None:
    assert printed(30, HEADINGS, ROWS[:1]) == [
        "",
        "place: Quay",
        "  what happened there: The",
        "    ferry was late, and then",
        "    it was later still",
        "  mean, pounds: minus £104,000",
        "  in all: 3 of 15",
        "  5% to 95%: 8%",
        "",
    ]


def test_what_is_empty_is_left_out_of_the_lines(printed: Printed) -> None:
    assert not [line for line in printed(30, HEADINGS, ROWS) if line.endswith(":  ")]
    assert "  in all: " not in printed(30, HEADINGS, ROWS[2:])


def test_figures_stand_right_whatever_words_they_have(printed: Printed) -> None:
    lines = printed(100, HEADINGS, ROWS)
    ends = {
        line.index(f"{row[2]}  ") + len(row[2])
        for row in ROWS
        for line in lines
        if f"{row[2]}  " in line
    }
    assert len(ends) == 1


def test_the_longest_text_gives_way_and_others_keep_their_lines(printed: Printed) -> None:
    lines = printed(60, ["a", "b"], [["North Gate", "one two three four five " * 4]])
    assert any("North Gate" in line for line in lines)
    narrower = [len(printed(each, ["a", "b"], [["x", "one two " * 20]])) for each in WIDTHS]
    assert all(first >= second for first, second in pairwise(narrower))


def test_a_word_that_is_longer_than_the_terminal_is_left_whole(printed: Printed) -> None:
    address = "https://example.org/" + "a" * 80
    assert any(address in line for line in printed(40, ["what", "where"], [["x", address]]))


def test_a_sentence_is_wrapped_for_a_terminal_and_one_line_for_a_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sentence = "It comes to £1.28 million, minus £104,000 where it ends. " * 4
    monkeypatch.delenv("COLUMNS", raising=False)
    assert wrap(sentence) == sentence
    monkeypatch.setenv("COLUMNS", "33")
    lines = wrap(sentence).splitlines()
    assert max(map(len, lines)) <= 33
    assert " ".join(lines).split() == sentence.split()
    assert sum("£1.28 million" in line for line in lines) == 4
    assert sum("minus £104,000" in line for line in lines) == 4
