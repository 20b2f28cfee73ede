"""A peer that fails stops no benchmark; a failure of our own does."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import runs, show, speed
from benchmarks.__main__ import main
from clsmin_forecast.errors import InputError
from clsmin_forecast.inputs.scenarios import load_scenario

Seconds = Callable[[str, str], float]


def failing(way: str, times: int) -> Seconds:
    """Return what measures: each plan in a second, but a way fails so many times."""
    left = [times]

    def timed(asked: str, plan: str) -> float:
        if asked == way and left[0]:
            left[0] -= 1
            raise RuntimeError("13 of 14 notebooks left a record (Kernel died)")
        return 1.0

    return timed


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], bool]:
    monkeypatch.setattr(runs, "PLANS", {"standard": 1})
    monkeypatch.setattr(runs, "_TO_STOCK", 1)
    monkeypatch.setattr(runs, "_TO_STOCK_IN_TWO", 1)
    monkeypatch.setattr(runs, "_AGAIN", 1)

    def measure(way: str, times: int) -> bool:
        monkeypatch.setattr(runs, "_timed", failing(way, times))
        return show(runs.measure())

    return measure


def test_a_peer_that_fails_once_is_tried_once_more(
    measured: Callable[[str, int], bool], capsys: pytest.CaptureFixture[str]
) -> None:
    assert not measured("stock", 1)
    told = capsys.readouterr()
    assert "13 of 14 notebooks left a record (Kernel died); trying once more." in told.err
    assert "failed" not in told.out


def test_a_peer_that_fails_twice_is_left_out(
    measured: Callable[[str, int], bool], capsys: pytest.CaptureFixture[str]
) -> None:
    assert not measured("stock", 2)
    told = capsys.readouterr()
    assert told.err.endswith("left out.\n")
    assert told.out.count("NOT MEASURED") == 1 + 1  # with forked and with plain kernels


def test_our_own_failure_stops_the_benchmark(measured: Callable[[str, int], bool]) -> None:
    with pytest.raises(RuntimeError, match="left a record"):
        measured("forked", 1)


def test_a_name_that_is_none_is_refused_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["benchmarks", "speed", "nonsense"])
    assert main() == InputError.exit_code
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("benchmarks: unknown benchmark 'nonsense'. Known: speed, questions")


def test_the_work_that_is_measured_is_done(tmp_path: Path) -> None:
    job = next(job for job in runs.jobs_of("standard") if job.name == "funding_profile")
    for way in ("forked", "floor"):
        (tmp_path / way).mkdir()
        runs.WAYS[way]([job], tmp_path / way)
        assert (tmp_path / way / job.name / "result.json").is_file()
    work = speed.watched(load_scenario("central"))
    assert len(work.streams) > len(work.factors) > 0
    assert len(work.series) > 1
