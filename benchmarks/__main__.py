"""Run every benchmark, print the table, and leave with exit code 1 when a limit is missed."""

import sys
from itertools import chain

from . import accuracy, charts, imports, memory, questions, show, speed


def main() -> int:
    benchmarks = (speed, questions, accuracy, imports, memory, charts)
    return int(show(chain.from_iterable(benchmark.measure() for benchmark in benchmarks)))


if __name__ == "__main__":
    sys.exit(main())
