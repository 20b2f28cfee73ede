"""Check that every tool tells the same model, print the table, and say whether the claim holds.

The exit code is 1 when a tool disagrees with us, or when the claim does not hold.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

import clsmin_forecast as cf

from .. import Row, show
from . import grant, in_ema, in_monaco, in_squigglepy, measure
from .measure import WANTED, Study, Truth

_CLAIM = 50  # times as fast as the fastest of them
_TOOLS = ("monaco", "squigglepy", "ema_workbench")
_FRESH, _TIMED = 1_000, 10_000  # first seeds, so that none is used twice


@dataclass(frozen=True)
class Ours:
    """Our draws for the wanted error, their milliseconds, and our errors by number of draws."""

    draws: int
    time: float
    errors: dict[int, float]


@dataclass(frozen=True)
class Beside:
    """One peer beside ours, with the median milliseconds that it takes."""

    study: Study
    ours: Ours
    time: float

    @property
    def times(self) -> float:
        return self.time / self.ours.time

    def rows(self) -> Iterator[Row]:
        peer, ours = self.study.peer, self.ours
        size = peer.sizes[0]
        error = f"RMSE of the P95, {size:,} draws"
        yield Row(error, ours.errors[size], "£", peer.name, self.study.errors[0])
        draws = f"draws to an RMSE of £{WANTED:,.0f}, thousands"
        yield Row(draws, ours.draws / 1000, "", peer.name, self.study.needed / 1000)
        limit = None if peer.aside else 1 / _CLAIM
        time = f"time to an RMSE of £{WANTED:,.0f}"
        yield Row(time, ours.time, "ms", peer.name, self.time, limit)


def main() -> int:
    print(*(f"{tool} {version(tool)}" for tool in _TOOLS), sep=", ")
    central = grant.in_ranges(cf.load_scenario("central"))
    truth, apart = Truth.of(central), Truth.of(grant.uncorrelated(central))
    print(
        f"The P95 is £{truth.figures[1]:,.0f} (standard error £{truth.errors[1]:,.0f}), "
        f"and £{apart.figures[1]:,.0f} without the correlation of the years."
    )
    studies = _studies(central, truth, apart)
    results = _results(central, truth, studies)
    missed = show(row for result in results for row in result.rows())
    print(*_verdict(results), sep="\n")
    return int(missed or not all(each.agrees for each in studies))


def _studies(central: cf.Scenario, truth: Truth, apart: Truth) -> list[Study]:
    model, studies = grant.read(central), []
    for peer in (*in_monaco.peers(), *in_squigglepy.peers(), *in_ema.peers()):
        studies.append(measure.study(peer, model, truth if peer.correlated else apart))
        print(*_found(studies[-1]), sep="\n  ", flush=True)
    return studies


def _found(study: Study) -> Iterator[str]:
    peer, (mean, p95), (few, many) = study.peer, study.apart, study.errors
    yield f"{peer.name}: {'agrees with ours' if study.agrees else 'DISAGREES WITH OURS'}"
    yield f"mean {mean:+.1f} and P95 {p95:+.1f} standard errors away, {peer.repeats} repeats"
    yield (
        f"RMSE £{few:,.0f} at {peer.sizes[0]:,} draws, £{many:,.0f} at {peer.sizes[1]:,}: power "
        f"{study.power:.2f}, {'taken as 0.5' if peer.plain else 'taken as found'}"
    )
    scaled = study.needed > peer.most
    yield f"timed at {peer.most:,} draws and scaled" if scaled else "timed in full"


def _results(central: cf.Scenario, truth: Truth, studies: list[Study]) -> list[Beside]:
    draws = measure.our_need(central, truth)
    error = measure.our_error(central, draws, truth, _FRESH)
    print(f"Ours: {draws:,} draws; RMSE £{error:,.0f} with seeds that had no part in choosing them")
    time, times = measure.by_turns(
        lambda seed: measure.p95_of_ours(central, draws, _TIMED + seed), studies
    )
    sizes = {each.peer.sizes[0] for each in studies}
    errors = {size: measure.our_error(central, size, truth) for size in sizes}
    ours = Ours(draws, time, errors)
    return [Beside(each, ours, theirs) for each, theirs in zip(studies, times, strict=True)]


def _verdict(results: list[Beside]) -> Iterator[str]:
    compared = [each for each in results if not each.study.peer.aside]
    fastest = min(compared, key=lambda each: each.time)
    holds = "holds" if fastest.times >= _CLAIM else "DOES NOT HOLD"
    yield (
        f"By the tools' own means the claim of {_CLAIM} times {holds}: ours is "
        f"{fastest.times:.0f} times as fast as the fastest of them, {fastest.study.peer.name}."
    )
    for each in results:
        if each.study.peer.aside:
            peer = each.study.peer
            yield f"Set apart: {each.times:.0f} times as fast as {peer.name}, where {peer.aside}."


if __name__ == "__main__":
    sys.exit(main())
