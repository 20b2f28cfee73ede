"""The exception tree, and the sentence about a name that does not exist."""

import re
import shutil

import pytest

from clsmin_forecast import errors
from clsmin_forecast.errors import ForecastError, reason, unknown


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn = re.findall(r"\+-- (\w+) +(\d+)", errors.__doc__ or "")
    assert {name: int(code) for name, code in drawn} == {
        kind.__name__: kind.exit_code for kind in ForecastError.__subclasses__()
    }


def test_where_no_name_is_known_the_error_says_so() -> None:
    assert str(unknown("--data", "scenario", "x", [])) == (
        "--data: unknown scenario 'x'. Known: none."
    )


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("centrl", "; the nearest is central."),
        ("ceases", "; the nearest is ceases or cases."),
        ("zzz", "."),
        (None, "."),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest_names(name: object, nearest: str) -> None:
    known = ["central", "cases", "ceases"]
    assert str(unknown("--set", "scenario", name, known)) == (
        f"--set: unknown scenario {name!r}{nearest} Known: central, cases, ceases."
    )


def test_what_a_copy_of_many_files_says_is_said_without_their_names() -> None:
    many = shutil.Error([("a", "b", str(OSError(28, "No space left on device", "a", None, "b")))])
    assert reason(many) == "No space left on device"
    assert reason(shutil.Error([("a", "b", "`a` is a named pipe")])) == "`a` is a named pipe"
