"""Run benchmarks, print the table, and leave with exit code 1 when a limit is missed.

``python -m benchmarks`` runs all; ``python -m benchmarks runs charts`` those two. All take an hour
on two cores, of which ``growth`` takes half.
"""

import sys
from itertools import chain

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
    chosen = [BENCHMARKS[name] for name in sys.argv[1:] or BENCHMARKS]
    return int(show(chain.from_iterable(benchmark.measure() for benchmark in chosen)))


if __name__ == "__main__":
    sys.exit(main())
