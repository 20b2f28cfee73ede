"""Run every benchmark, print the table, and leave with exit code 1 when a limit is missed."""

import sys

from . import Row, accuracy, imports, memory, questions, speed

_FORM = "{:<44} {:>12}  {:<46} {:>12} {:>7} {:>6}  {}"


def main() -> int:
    print(_FORM.format("what", "ours", "compared with", "", "ratio", "limit", "met"))
    missed = False
    for benchmark in (speed, questions, accuracy, imports, memory):
        for row in benchmark.measure():
            print(_line(row), flush=True)
            missed = missed or row.missed
    return int(missed)


def _line(row: Row) -> str:
    met = "for information" if row.limit is None else "NOT MET" if row.missed else "met"
    return _FORM.format(
        row.what,
        f"{row.ours:,.1f} {row.unit}",
        row.against,
        f"{row.theirs:,.1f} {row.unit}",
        f"{row.ratio:.3g}",
        "" if row.limit is None else f"{row.limit:g}",
        met,
    )


if __name__ == "__main__":
    sys.exit(main())
