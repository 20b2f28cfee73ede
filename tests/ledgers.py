"""Lines of a ledger, and awards of which some years are closed, for tests."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import clsmin_forecast as cf
from clsmin_forecast.inputs.ledger import Foretold, Line, Recorded, digest

TEAM = cf.load_facts().grant.team
ANY, HASH = "A grant", digest(b"awards.csv")


def foretold(**changes: object) -> Foretold:
    """Return the forecast of an open year, changed."""
    said = {
        "grant": ANY,
        "year": "2025/26",
        "day": date(2026, 11, 23),
        "status": "in_principle",
        "scenario": "central",
        "run_id": "a1",
        "as_at": date(2026, 11, 23),
        "no_funding": 0.2434,
        "mean": 400_000.0,
        "quantiles": {level: 0.0 if level < 25 else 5_000.0 * level for level in range(1, 100)},
        "award": 560_000.0,
        "rate": 0.94,
        "same_again": 570_567.0,
    }
    return Foretold.model_validate(said | changes)


def recorded(**changes: object) -> Recorded:
    """Return the record of a closed year, changed."""
    said = {
        "grant": ANY,
        "year": "2025/26",
        "day": date(2027, 5, 1),
        "status": "outturn",
        "amount": 590_000.0,
        "data_hash": HASH,
    }
    return Recorded.model_validate(said | changes)


Closing = Mapping[str, Mapping[str, str]]

OUTTURN = {"status": "outturn", "amount_gbp": "590000", "basis": "fixed", "outturn_gbp": "575000"}
FIRST = {"2024/25": {"status": "outturn", "outturn_gbp": "541000"}}
CLOSED: Closing = {**FIRST, "2025/26": OUTTURN}
CEASED: Closing = {**FIRST, "2025/26": {"status": "approved", "amount_gbp": "0", "basis": "fixed"}}
AWARDED: Closing = {**FIRST, "2025/26": {**OUTTURN, "status": "approved", "outturn_gbp": ""}}


def of_team(line: Line) -> Line:
    """Return a line of the grant of the data folder."""
    return line.model_copy(update={"grant": TEAM}) if line.grant == ANY else line


def close(data: Path, years: Closing) -> Path:
    """Write what came of some years into the awards."""
    path = data / "awards.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{**row, "outturn_gbp": ""} for row in csv.DictReader(file)]
    for row in rows:
        row.update(years.get(row["financial_year"], {}))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return data
