"""A published run, read back: whole as it was published, or refused."""

from pathlib import Path

import pytest

from clsmin_forecast.errors import InputError
from clsmin_forecast.runs.published import read_run


def test_a_run_is_read_back_as_its_notebooks_left_it(published: Path) -> None:
    whole = read_run(published)
    assert (whole.about.run_id, whole.about.title) == (published.name, "Small")
    (job,) = whole.jobs
    assert [sentence.name for sentence in job.result.sentences] == ["assurance", "use", "answer"]
    (figure,) = job.result.figures
    assert (figure.value, figure.text, figure.title) == (69_268.5, "£69,000", "The gap")
    named = {table.name: frame for table, frame in job.tables()}
    assert named["sums"].to_dict("list") == {"year": ["2025/26"], "sum": ["£69,000"]}
    assert list(named) == ["sums", "checks"]
    assert job.scenario == "ceases"


def test_what_a_reader_must_know_stands_in_the_run(published: Path) -> None:
    about = read_run(published).about
    assert not about.assured
    assert about.assurance.startswith("This output has not been independently assured.")
    registers = {table.name: table.rows for table in about.registers}
    assert {row["who"] for row in registers["roles"]} == {"not appointed"}
    ratings = [(row["quality"], row["impact"]) for row in registers["assumptions"]]
    order = ("red", "amber", "green", "not tested")
    assert ratings == sorted(ratings, key=lambda each: tuple(map(order.index, each)))
    assert all(len(row["SHA-256"]) == 64 for row in registers["data"])
    assert {"decisions", "sources"} <= set(registers)


def test_a_run_that_is_not_as_it_was_published_is_refused(published: Path) -> None:
    (published / "small" / "tables" / "sums.csv").write_text("year,sum\n2025/26,£1\n")
    with pytest.raises(InputError, match="is not as it was published; run its plan again"):
        read_run(published)


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^/.* holds no run\. Name the folder of one, or"):
        read_run(tmp_path)
