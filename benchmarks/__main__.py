"""Run benchmarks, print the table, and leave with exit code 1 when a limit is missed.

``python -m benchmarks`` runs all; ``python -m benchmarks runs charts`` those two. All take an hour
on two cores, of which ``growth`` takes half.
"""

import sys
from itertools import chain

from clsmin_forecast.errors import InputError, unknown

from . import (
    accuracy,
    charts,
    explore,
    growth,
    imports,
    memory,
    questions,
    runs,
    share,
    show,
    speed,
)

BENCHMARKS = {
    each.__name__.rpartition(".")[2]: each
    for each in (speed, questions, accuracy, imports, memory, charts, explore, share, runs, growth)
}


def main() -> int:
    names = sys.argv[1:] or BENCHMARKS
    for name in names:
        if name not in BENCHMARKS:
            refused = unknown("benchmarks", "benchmark", name, BENCHMARKS)
            sys.stderr.write(f"{refused}\n")
            return InputError.exit_code
    return int(show(chain.from_iterable(BENCHMARKS[name].measure() for name in names)))


if __name__ == "__main__":
    sys.exit(main())
