"""What a run foretells is in the ledger once it is published, on its day, and once."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import clsmin_forecast as cf
from clsmin_forecast.errors import InfrastructureError, InputError
from clsmin_forecast.inputs.ledger import LEDGER, MARK, Foretold, load_ledger
from clsmin_forecast.runs import foretold
from clsmin_forecast.runs.cluster import Parcel, _files as files_of, on_worker
from clsmin_forecast.runs.foretold import FORECASTS, take_in
from clsmin_forecast.runs.ledger import append
from clsmin_forecast.runs.publish import is_whole
from clsmin_forecast.runs.request import Request, ask, code_hash, versions
from clsmin_forecast.runs.retention import prune
from clsmin_forecast.runs.run import run
from clsmin_forecast.runs.snapshot import Snapshot
from clsmin_forecast.runs.verify import verify
from tests.ledgers import CLOSED, close, recorded

from .conftest import BEGIN, FINISH, PARAMETERS, write_notebook
from .test_run import TODAY

LATER = date(2026, 12, 24)
YEARS = ["2024/25", "2025/26", "2026/27"]
CENTRAL = PARAMETERS.replace('"ceases"', '"central"') + '\nprice_base: str = "cash"  # prices'
BY_YEAR = (
    "made = cf.forecast(scenario, draws=draws)\n"
    "run.table('by_year', 'Years', cf.tables.by_year_rows(made), made.by_year())"
)
COUNT = "run.figure('closed', len(cf.scores()), 'score')"

Asker = Callable[..., Request]


def write_central(folder: Path, *cells: str, draws: int = 64) -> str:
    """Write a plan of the central scenario; return its path."""
    folder.mkdir(exist_ok=True)
    begin = BEGIN.replace("draws=draws)", "draws=draws, price_base=price_base)")
    parameters = CENTRAL.replace("64", str(draws))
    write_notebook(folder / "scenario_forecast.ipynb", parameters, begin, *cells, FINISH)
    path = folder / "plan.yaml"
    path.write_text("name: p\ntitle: P\njobs: [{notebook: scenario_forecast.ipynb}]\n")
    return str(path)


@pytest.fixture
def asker(tmp_path: Path) -> Asker:
    plan = write_central(tmp_path, BY_YEAR, COUNT)

    def asked(data: Path | None = None, today: date = TODAY) -> Request:
        return ask(plan, data, today, outputs=tmp_path / "outputs")

    return asked


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    return tmp_path / "outputs"


def kept(outputs: Path) -> list[Foretold]:
    return [line for line in load_ledger(outputs / LEDGER) if isinstance(line, Foretold)]


def test_publishing_adds_the_forecast_of_each_open_year_once(asker: Asker, outputs: Path) -> None:
    first = run(asker(), outputs)
    lines, text = kept(outputs), (outputs / LEDGER).read_bytes()
    made = cf.forecast("central", draws=64)
    assert [line.year for line in lines] == YEARS
    for line in lines:
        recovered = made.in_year("recovered", line.year)
        assert recovered is not None
        assert (line.day, line.run_id) == (TODAY, first.folder.name)
        assert line.no_funding == pytest.approx(1 - made.probability_funded(line.year))
        assert line.mean == recovered.mean
        assert [*line.quantiles] == list(range(1, 100))
        assert line.quantiles[5] == recovered.quantiles([0.05])[0]
        assert line.award is not None
        assert line.rate is not None
        assert (1 - line.no_funding) * line.award * line.rate == pytest.approx(line.mean)
        assert line.same_again == 570_567
    again = run(asker(today=LATER), outputs)
    assert (again.already, again.folder) == (True, first.folder)
    assert (outputs / LEDGER).read_bytes() == text
    run(asker(today=LATER), outputs, force=True)
    assert (outputs / LEDGER).read_bytes() == text


def test_a_plan_of_another_scenario_adds_nothing(run_once: Path) -> None:
    assert not (run_once / FORECASTS).exists()
    assert not (run_once.parents[1] / LEDGER).exists()


def test_a_run_whose_ledger_was_full_is_published_and_the_next_run_mends_it(
    asker: Asker, outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise InfrastructureError("No space left on device.")

    with monkeypatch.context() as patched:
        patched.setattr(foretold, "append", full)
        with pytest.raises(InfrastructureError, match="is published, but its forecasts are not in"):
            run(asker(), outputs)
    (home,) = (outputs / "runs").iterdir()
    assert is_whole(home)
    assert not (outputs / LEDGER).exists()
    assert run(asker(today=LATER), outputs).already
    assert [(line.year, line.day) for line in kept(outputs)] == [(year, TODAY) for year in YEARS]


def test_only_lines_of_decided_years_are_part_of_a_run(
    asker: Asker, outputs: Path, data: Path
) -> None:
    first = run(asker(data), outputs)
    assert asker(data).run_id == first.folder.name  # its own lines change nothing
    assert not (first.folder / "_data" / LEDGER).exists()
    closed = close(data, CLOSED)
    request = asker(closed)
    second = run(request, outputs)
    assert len(load_ledger(second.folder / "_data" / LEDGER)) == 2
    assert '"value": 2.0' in (second.folder / "scenario_forecast" / "result.json").read_text()
    assert asker(closed).run_id == second.folder.name
    assert run(asker(closed), outputs).already
    assert verify(second.folder, asker(closed)).differing == {}
    append(outputs, [recorded(grant=request.facts.grant.team)])
    assert asker(closed).run_id != second.folder.name


def test_a_run_over_a_ledger_that_was_edited_is_refused_before_it_starts(
    asker: Asker, outputs: Path
) -> None:
    run(asker(), outputs)
    path = outputs / LEDGER
    path.write_bytes(path.read_bytes().replace(b"central", b"centre", 1))
    with pytest.raises(InputError, match="line 2: does not follow"):
        asker(today=LATER)


@pytest.mark.parametrize("tables", [False, True])
def test_forecasts_of_runs_that_are_there_are_taken_in_once(
    asker: Asker, outputs: Path, tables: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(asker(), outputs)
    before = kept(outputs)
    (outputs / LEDGER).unlink()
    (outputs / MARK).unlink()
    if tables:
        monkeypatch.setattr(foretold, "FORECASTS", "of no older run")
    (outputs / "runs" / "damaged").mkdir()
    added, left = take_in(outputs, LATER)
    assert (added, len(left)) == (3, 1)
    assert "damaged" in left[0]
    after = kept(outputs)
    assert {line.taken_in for line in after} == {LATER}
    assert [line.day for line in after] == [TODAY] * 3
    for old, new in zip(before, after, strict=True):
        assert new.mean == pytest.approx(old.mean, abs=0.01)
        assert new.no_funding == pytest.approx(old.no_funding)
        levels = [5, 10, 25, 50, 75, 90, 95] if tables else list(old.quantiles)
        assert new.quantiles == pytest.approx({x: old.quantiles[x] for x in levels}, abs=0.01)
        assert (new.award is None) == tables
    assert take_in(outputs, LATER)[0] == 0


def test_pruning_leaves_the_ledger_alone(asker: Asker, outputs: Path) -> None:
    run(asker(), outputs)
    text = (outputs / LEDGER).read_bytes()
    prune(outputs, 0)
    assert (outputs / LEDGER).read_bytes() == text


def test_two_runs_published_at_once_both_land(tmp_path: Path, outputs: Path) -> None:
    script = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from clsmin_forecast.runs.request import ask\n"
        "from clsmin_forecast.runs.run import run\n"
        "run(ask(sys.argv[1], None, date(2026, 11, 23)), Path(sys.argv[2]))"
    )
    plans = [write_central(tmp_path / name, draws=draws) for name, draws in (("a", 64), ("b", 128))]
    running = [
        subprocess.Popen([sys.executable, "-c", script, plan, str(outputs)]) for plan in plans
    ]
    assert [each.wait(timeout=300) for each in running] == [0, 0]
    assert sorted(line.year for line in kept(outputs)) == sorted(YEARS * 2)


def test_the_lines_of_decided_years_travel_to_a_cluster(
    asker: Asker, outputs: Path, data: Path, tmp_path: Path
) -> None:
    run(asker(data), outputs)
    request = asker(close(data, CLOSED))
    held = Snapshot(request, tmp_path / "held").request
    (job,) = held.plan.jobs
    parcel = Parcel(
        job.name,
        job.notebook.path.name,
        job.notebook.path.read_text(encoding="utf-8"),
        job.parameters,
        files_of(held.facts.folder),
        TODAY,
        (code_hash(), versions()),
    )
    made, _, error = on_worker(parcel)
    assert error == ""
    assert b'"value": 2.0' in made["result.json"]
