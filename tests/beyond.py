"""A data folder with a year beyond the papers, and years closed before it."""

from collections.abc import Iterable
from pathlib import Path

YEAR, CEILING = "2027/28", 1_000_000
WHY = "the ceiling of the two years before"
CLOSED = {"2024/25": (570_567, 541_000), "2025/26": (590_000, 575_000), "2026/27": (610_000, 0)}
"""The award and the outturn of each year that may be closed; 0 where all of it was recovered."""

_VALUES = {
    "assumptions.yaml": {
        "      2025/26: {evidence: year_ends_since_2024_25}\n": (
            f"      {YEAR}: {{evidence: year_ends_since_2024_25}}\n"
        ),
        "      2026/27: {pay_awards: growth, give_or_take: 0.075, coverage: 0.8}\n": (
            f"      {YEAR}: {{range: {{low: -0.045, mid: 0.03, high: 0.105, coverage: 0.8}}}}\n"
        ),
    },
    "scenarios/continues_with_pay.yaml": {  # no award of September 2027 is on file
        "continuation_ratio: {pay_awards: ratio}\n": (
            f"  continuation_ratio: {{2025/26: {{pay_awards: ratio}}, "
            f"2026/27: {{pay_awards: ratio}}, {YEAR}: 1.03}}\n"
        ),
    },
}


def add_year(data: Path, closed: Iterable[str] = ()) -> Path:
    """Add the year to a copy of the data, with its values, and close some of the others."""
    add_row(data, closed)
    for file, values in _VALUES.items():
        text = (data / file).read_text(encoding="utf-8")
        for line, added in values.items():
            assert line in text, line
            kept = line if line.startswith(" ") else ""
            text = text.replace(line, kept + added.removeprefix("" if kept else "  "))
        (data / file).write_text(text, encoding="utf-8")
    return data


def add_row(data: Path, closed: Iterable[str] = ()) -> None:
    """Add the row alone."""
    path = data / "awards.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    by_year = {row[:7]: row for row in rows}
    for year in closed:
        award, outturn = CLOSED[year]
        by_year[year] = f"{year},{award},cash,outturn,fixed,7,PCD 1532,rec 1,closed,{outturn or ''}"
    by_year[YEAR] = f"{YEAR},{CEILING},cash,unagreed,up_to,,,,{WHY},"
    lines = [header, *by_year.values()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
