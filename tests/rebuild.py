"""The model of docs/method.md built a second time, from the data folder alone.

It checks the real package and so shares nothing with it: standard library and yaml, plain loops,
plain Monte Carlo. `paths` lists the decisions exactly, `laws` is the arithmetic of one draw,
`deterministic` and `simulate` put the two together.
"""

import csv
import math
import random
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from statistics import NormalDist, fmean
from typing import Any, NamedTuple

import yaml

DATA = Path(__file__).parents[1] / "data"
OFFICERS = "police officers, England and Wales"
FIXED = ("received", "outturn")
CAPPED = ("in_principle", "unagreed")
UNDECIDED = ("indicative", *CAPPED)
AMOUNTS = ("amount_gbp", "next_year_amount_gbp")
BOUNDS = {
    "recovery_rate": (0.0, 1.0),
    "expansion_share": (0.0, 1.0),
    "continuation_ratio": (0.0, math.inf),
}
HALF_A_PENNY = 0.005

Route = dict[str, str]  # financial year -> decision
Figures = dict[str, float]  # measure -> value; no cost, gap or posts before the first costed year
Table = dict[str, dict[str, Figures]]  # financial year -> decision -> figures
Amounts = dict[str, dict[str, float]]  # input -> financial year -> plain number


class Range(NamedTuple):
    """Three stated points: a split normal, or a PERT when `coverage` is 1."""

    low: float
    mid: float
    high: float
    coverage: float


class Found(NamedTuple):
    """Values as found, in rising order, each as likely as the others."""

    values: tuple[float, ...]

    @property
    def mid(self) -> float:
        """The middle one."""
        return quantile(list(self.values), 0.5)


class Award(NamedTuple):
    """One row of awards.csv."""

    amount: float
    status: str
    posts: float | None
    outturn: float | None


class Wait(NamedTuple):
    """Months from 1 April to the answer, of notice and to fill a post again; pounds for that."""

    known: float
    notice: float
    rebuild: float
    restart: float


class Way(NamedTuple):
    """The posts that are kept, for how many months without an answer, and other money, pounds."""

    kept: float
    until: float
    other: float


class Held(NamedTuple):
    """What kept posts have cost, and for how many months they were paid."""

    spent: float
    months: float


class Outcome(NamedTuple):
    """What falls on us, how much of it other money pays, and the post-months worked."""

    cost: float
    bridged: float
    work: float


class Stat(NamedTuple):
    """A mean and its standard error."""

    mean: float
    se: float


Columns = dict[str, dict[str, list[float]]]  # year, total or path -> measure -> draws
Book = dict[str, dict[str, float | Range | Found]]  # input -> financial year -> value


# --- data ----------------------------------------------------------------------------------------


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of one CSV file in the data folder."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def document(name: str) -> Any:
    """One YAML file in the data folder."""
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


def stated(cell: str | None) -> float | None:
    """The number in a cell, if there is one."""
    return float(cell) if cell else None


@cache
def awards() -> dict[str, Award]:
    """Award of each financial year, in order."""
    return {
        row["financial_year"]: Award(
            float(row["amount_gbp"]),
            row["status"],
            stated(row["posts"]),
            stated(row.get("outturn_gbp")),
        )
        for row in sorted(rows("awards.csv"), key=lambda row: row["financial_year"])
    }


@cache
def priced_years() -> dict[str, float]:
    """What a post costs in each year whose paper states posts for more than a promise."""
    return {
        y: a.amount / a.posts for y, a in awards().items() if a.posts and a.status not in CAPPED
    }


def costed_years() -> list[str]:
    """The years from the first that prices a post on."""
    return [year for year in awards() if year >= min(priced_years())]


def stated_posts(year: str) -> float:
    """The posts that the paper of a year states, or else the latest before it."""
    return [a.posts for y, a in awards().items() if a.posts and y <= year][-1] or 0.0


@cache
def deflator() -> dict[str, float]:
    """GDP deflator index by financial year."""
    return {row["financial_year"]: float(row["deflator_index"]) for row in rows("gdp_deflator.csv")}


def groups() -> dict[str, list[str]]:
    """The years of each total."""
    status = {year: award.status for year, award in awards().items()}
    return {
        "decision_years": [y for y in status if status[y] in UNDECIDED],
        "in_principle_years": [y for y in status if status[y] == "in_principle"],
        "all_years": list(status),
    }


# --- evidence ------------------------------------------------------------------------------------


def ratio(row: Mapping[str, str]) -> float | None:
    """Next year's amount over this year's, where both are known."""
    now, later = row["amount_gbp"], row["next_year_amount_gbp"]
    return float(later) / float(now) if now and later else None


def kept(set_name: str) -> list[dict[str, str]]:
    """The comparators that one evidence set keeps."""
    where = dict(document("evidence_sets.yaml")["sets"][set_name]["where"])
    below = where.pop("ratio_below", math.inf)
    needs_ratio, since = where.pop("ratio_known", False), where.pop("since", "")
    allowed = {column: {str(v).lower() for v in values} for column, values in where.items()}
    return [
        row
        for row in rows("comparator_grants.csv")
        if row["next_year"] != "ended_by_design"
        and row["financial_year"] >= since
        and (ratio(row) is not None or not needs_ratio)
        and (ratio(row) or 0.0) < below
        and all(row[column].lower() in values for column, values in allowed.items())
    ]


def cases(set_name: str) -> dict[str, tuple[bool | None, float | None]]:
    """Whether the event came, and the ratio of the money, by what the set counts."""
    rule, found = document("evidence_sets.yaml")["sets"][set_name], kept(set_name)
    here = {row["id"] for row in found}
    groups = defaultdict(list)
    for row in found:
        by_grant = rule["count_by"] == "grant_year"
        if not (by_grant and row["part_of"] in here):
            name = row["id"] if by_grant else f"{row['scheme']} {row['financial_year']}"
            groups[name].append(row)
    return {name: case(group, here, rule) for name, group in groups.items()}


def case(
    group: list[dict[str, str]], here: set[str], rule: Mapping[str, Any]
) -> tuple[bool | None, float | None]:
    """Whether the event came to a group of rows, and the ratio of its money counted once."""
    whole = [row for row in group if row["part_of"] not in here] or group
    paid = [row for row in whole if ratio(row) is not None]
    now, later = (math.fsum(float(row[c]) for row in paid) for c in AMOUNTS)
    money = later / now if paid else None
    if rule.get("event") == "grew":
        grew = any((ratio(row) or 0.0) >= rule["ratio_at_least"] for row in paid)
        return (grew if paid else None), money
    words = {row["next_year"] for row in group}
    if words == {"unknown"}:
        return {"ceased": True, "renewed": False, None: None}[rule.get("unknown_as")], money
    return "ceased" in words, money


def evidence(set_name: str) -> dict[str, float]:
    """Events, non-events and unknown cases of a set, and the mean chance that they leave."""
    seen = [came for came, _ in cases(set_name).values()]
    events, unknown = seen.count(True), seen.count(None)
    known = len(seen) - unknown
    found = document("evidence_sets.yaml")["sets"][set_name].get("seen", 1.0)
    mean = (events + 0.5) / (known + 1)
    if found < 1:
        mean = true_mean(events + 0.5, known - events + 0.5, found)
    return {"events": events, "non_events": known - events, "unknown": unknown, "mean": mean}


def true_mean(alpha: float, beta: float, seen: float, steps: int = 200_000) -> float:
    """Mean share of endings where each is found only `seen` times as often, by quadrature."""
    # With x = s^2 the density has no pole at 0.
    nodes = [((i + 0.5) / steps) ** 2 for i in range(steps)]
    mass = [x ** (alpha - 0.5) * (1 - x) ** (beta - 1) for x in nodes]
    true = [x / (x + seen * (1 - x)) for x in nodes]
    return math.fsum(m * t for m, t in zip(mass, true, strict=True)) / math.fsum(mass)


def ratios(set_name: str) -> list[float]:
    """Sorted ratios of next year's money to this year's in a set."""
    return sorted(money for _, money in cases(set_name).values() if money is not None)


def quantile(values: list[float], p: float) -> float:
    """Smallest value whose cumulative share is at least p."""
    return next(v for i, v in enumerate(sorted(values), 1) if i >= round(p * len(values), 9))


# --- pay -----------------------------------------------------------------------------------------


def pay_growth(year: str) -> float:
    """Growth of officer pay on the year before."""
    uplift = {
        int(row["effective_date"][:4]): float(row["uplift_pct"])
        for row in rows("pay_awards.csv")
        if row["group"] == OFFICERS
    }
    start = int(year[:4])

    def level(september: int) -> float:
        return math.prod(1 + pct / 100 for award, pct in uplift.items() if award <= september)

    def pay(first: int) -> float:
        return 5 * level(first - 1) + 7 * level(first)

    return pay(start) / pay(start - 1) - 1


# --- inputs --------------------------------------------------------------------------------------


def value(spec: Any, year: str) -> float | Range | Found:
    """What one entry of the register or a scenario says for one year."""
    if isinstance(spec, int | float):
        return float(spec)
    if "signals" in spec or "chance" in spec:
        return with_signs(spec, year)
    if "range" in spec:
        return Range(**{field: float(v) for field, v in spec["range"].items()})
    if "evidence" in spec:
        return evidence(spec["evidence"])["mean"]
    if "ratios" in spec:
        return Found(tuple(ratios(spec["ratios"])))
    return stated_posts(year) if "posts" in spec else pay(spec, year)


def pay(spec: Any, year: str) -> float | Range:
    """Growth of pay, or one plus it, with so much below and above."""
    mid = {"growth": 0.0, "ratio": 1.0}[spec["pay_awards"]] + pay_growth(year)
    off = spec.get("give_or_take", 0.0)
    return Range(mid - off, mid, mid + off, spec["coverage"]) if off else mid


def named(key: str) -> str:
    """A year by its name: ``next`` is the first undecided, ``open`` the first in principle."""
    if not key.startswith(("next", "open")):
        return key
    undecided = groups()["decision_years"]
    first = undecided.index([*groups()["in_principle_years"], *undecided][0])
    place = int(key[5:] or 0) + (first if key.startswith("open") else 0)
    return dict(enumerate(undecided)).get(place, key)


def with_signs(spec: Mapping[str, Any], year: str) -> float:
    """A chance whose odds each sign multiplies."""
    before = {key: part for key, part in spec.items() if key != "signals"}
    found = value(before.get("chance", before), year)
    chance = found if isinstance(found, float) else found.mid
    odds = chance / (1 - chance)
    for sign in spec.get("signals", []):
        odds *= sign["times_as_likely"]["mid"]
    return odds / (1 + odds)


def by_year(spec: Any, years: list[str]) -> dict[str, Any]:
    """An entry by year; one without years holds for these."""
    if isinstance(spec, Mapping) and any(key.startswith(("next", "open")) for key in spec):
        return {y: v for key, v in spec.items() if (y := named(key)) in awards()}
    if isinstance(spec, Mapping) and all(str(key) in awards() for key in spec):
        return dict(spec)
    return dict.fromkeys(years, spec)


def inputs(name: str, **fixed: float | Mapping[str, float]) -> Book:
    """Every input by year: the register, then the scenario's changes, then the caller's."""
    changes = document(f"scenarios/{name}.yaml")["changes"]
    book = {}
    for key, entry in document("assumptions.yaml")["inputs"].items():
        specs = by_year(entry["values"], costed_years())
        for layer in (changes, fixed):
            if key in layer:
                specs |= by_year(layer[key], groups()["decision_years"])
        book[key] = {year: value(spec, year) for year, spec in specs.items()}
    return book


def at_mid(book: Book) -> Amounts:
    """Every input at its middle value."""
    return {
        key: {year: v if isinstance(v, float) else v.mid for year, v in values.items()}
        for key, values in book.items()
    }


# --- decisions -----------------------------------------------------------------------------------


def choices(chance: Amounts, year: str, before: str) -> dict[str, float]:
    """The decisions open in a year, with their chances given the year before."""
    if before == "cease":
        back = chance["reinstatement"][year]
        return {"continue": back, "cease": 1 - back}
    ends = chance["cessation"][year]
    grows = chance["expansion"][year] if awards()[year].status in CAPPED else 0.0
    if before == "expand":
        grows = 1.0
    return {"continue": (1 - ends) * (1 - grows), "expand": (1 - ends) * grows, "cease": ends}


def paths(name: str, **fixed: float | Mapping[str, float]) -> list[tuple[Route, float]]:
    """Every possible path of decisions, with its probability."""
    chance = at_mid(inputs(name, **fixed))
    found: list[tuple[Route, float]] = [({}, 1.0)]
    for year in groups()["decision_years"]:
        found = [
            ({**path, year: decision}, probability * p)
            for path, probability in found
            for decision, p in choices(chance, year, ["continue", *path.values()][-1]).items()
            if probability * p > 0
        ]
    return found


# --- laws ----------------------------------------------------------------------------------------


def figures(award: float, rate: float, unit_cost: float, posts: float, other: float) -> Figures:
    """One year's figures in cash; what the team costs only where a post has a cost."""
    if not unit_cost:
        return {"award": award, "recovered": award * rate}
    cost, money = posts * unit_cost, award + other
    gap = max(0.0, cost - money)
    return {
        "award": award,
        "recovered": award * rate,
        "unit_cost": unit_cost,
        "cost": cost,
        "gap": gap,
        "gap_funded": gap if award else 0.0,
        "gap_ceased": 0.0 if award else gap,
        "team": posts,
        "posts": money / unit_cost,
        "covered": float(money >= cost - HALF_A_PENNY),
    }


def in_prices(cash: Figures, scale: float) -> Figures:
    """The same figures with the money, and only the money, scaled."""
    return {key: v if key in ("posts", "team", "covered") else v * scale for key, v in cash.items()}


def unit_costs(amounts: Amounts) -> dict[str, float]:
    """What a post costs in each costed year: as priced, or grown from the year before."""
    costs: dict[str, float] = {}
    for year in costed_years():
        before = next(reversed(costs.values()), 0.0)
        costs[year] = priced_years().get(year) or before * (1 + amounts["pay_growth"][year])
    return costs


def laws(amounts: Amounts, price_base: str | None = None) -> Table:
    """Every year's figures under each decision, for one joint value of all amounts."""
    table: Table = {}
    base, unit_cost = 0.0, unit_costs(amounts)
    for year, (amount, status, _, outturn) in awards().items():
        scale = deflator()[price_base] / deflator()[year] if price_base else 1.0
        costed, undecided = year in unit_cost, status in UNDECIDED
        rate = 1.0 if status in FIXED else amounts["recovery_rate"][year]
        if outturn is not None:
            rate = outturn / amount
        team = (amounts["team_posts"][year] if undecided else stated_posts(year)) if costed else 0.0
        other = amounts["alternative_funding"][year] if costed else 0.0
        if status in CAPPED:
            stated = amounts["award"].get(year)
            base = min(amount, stated or base * amounts["continuation_ratio"][year])
        else:
            base = amount
        award = {"continue": base}
        if undecided:
            award["cease"] = 0.0
        if status in CAPPED:
            award["expand"] = base + amounts["expansion_share"][year] * (amount - base)
        table[year] = {
            decision: in_prices(figures(a, rate, unit_cost.get(year, 0.0), team, other), scale)
            for decision, a in award.items()
        }
        start, fill = (amounts[key].get(year) for key in ("start_month", "fill_months"))
        if start is not None or fill is not None:
            shares = filled(start or 0.0, fill or 0.0)
            for decision in ("continue", "expand"):
                # what was in post before is paid all year, the rest as far as it is filled
                before = base if decision == "expand" else 0.0
                spent = math.fsum((before + (award[decision] - before) * x) / 12 for x in shares)
                of = dict(table[year][decision])
                of["recovered"] = min(award[decision], spent) * scale
                table[year][f"{decision} anew"] = of
    for last, year in pairwise(table):
        start, fill = (amounts[key].get(last) for key in ("start_month", "fill_months"))
        if start is None and fill is None:
            continue
        # posts that began in the year before fill on, and are paid at the rate of a full year
        share = fmean(filled((start or 0.0) - 12, fill or 0.0))
        here = table[year]
        base, whole = (here[d]["award"] for d in ("continue", "expand"))
        rate = here["continue"]["recovered"] / base if base else 0.0
        here["continue filling"] = {**here["continue"], "recovered": base * share * rate}
        full = (base + (whole - base) * share) * rate
        here["expand filling"] = {**here["expand"], "recovered": full}
        missing = base * (1 - share)
        at = here.get("expand anew")
        both = at["recovered"] - missing if at else (whole - missing) * rate
        here["expand anew filling"] = {**here["expand"], "recovered": both}
    return table


def taken(table: Table, path: Route, year: str) -> Figures:
    """One year's figures along a path, apart where its months are given and posts begin in it."""
    years = list(table)
    place = years.index(year)
    went = ["continue", "continue", *(path.get(each, "continue") for each in years[: place + 1])]
    earlier, last, now = went[-3:]
    words = now
    if starts(last, now):
        words += " anew"
    if now != "cease" and last != "cease" and starts(earlier, last):
        words += " filling"
    return (
        table[year].get(words)
        or table[year].get(words.removesuffix(" filling"))
        or (table[year][now])
    )


def starts(last: str, now: str) -> bool:
    """Whether posts begin that were not in post the year before."""
    return (now == "expand" and last != "expand") or (now != "cease" and last == "cease")


def at_risk(years: Mapping[str, Figures]) -> dict[str, float]:
    """Posts at risk by year along one path: the team's, or the year before's if they were more."""
    found, before = {}, 0.0
    for year in costed_years():
        now = years[year]
        found[year] = max(0.0, max(now["team"], before) - now["posts"])
        before = now["posts"]
    return found


def waiting(name: str) -> float:
    """An input of the time in which nobody knows, at its middle value."""
    found = value(document("assumptions.yaml")["waiting"][name]["values"], "")
    return found if isinstance(found, float) else found.mid


def lost(
    name: str, signed: float, redeploy: float, pay_growth: float
) -> list[tuple[float, dict[str, float]]]:
    """Each path's probability, and what of ours is lost without an agreement where it ends.

    Month by month of the year, of what the team costs that no other money pays for.
    """
    found = []
    for path, probability, years in deterministic(name, pay_growth=pay_growth):
        before, sums = "continue", {}
        for year, decision in path.items():
            months = signed + redeploy if decision == "cease" and before != "cease" else 0.0
            ours = years[year]["gap"] / 12  # without an award
            sums[year] = math.fsum(ours * in_month(m, 0.0, months) for m in range(12))
            before = decision
        found.append((probability, sums))
    return found


def deterministic(
    name: str, price_base: str | None = None, **fixed: float | Mapping[str, float]
) -> list[tuple[Route, float, dict[str, Figures]]]:
    """Each path, its probability and its figures by year: inputs at `fixed`, the rest at mid."""
    table = laws(at_mid(inputs(name, **fixed)), price_base)
    return [
        (path, probability, {year: taken(table, path, year) for year in table})
        for path, probability in paths(name, **fixed)
    ]


# --- the year by month ---------------------------------------------------------------------------


def filled(start: float, fill: float, steps: int = 10_000) -> list[float]:
    """Share of the new posts in post in each month, averaged over many moments of it."""
    found = []
    for month in range(12):
        moments = [month + (i + 0.5) / steps for i in range(steps)]
        grown = [(t - start) / fill if fill else 1.0 for t in moments]
        found.append(
            fmean(0.0 if t < start else min(1.0, g) for t, g in zip(moments, grown, strict=True))
        )
    return found


class Months(NamedTuple):
    """What a year by month is made of; times are whole months from 1 April."""

    posts: float
    new: float
    start: int
    fill: int
    unit_cost: float
    award: float
    rate: float
    signed: int
    every: int
    after: int


def by_month(a: Months) -> dict[str, list[float]]:
    """A year month by month, all times in whole months: what the grant pays for and when."""
    found: dict[str, list[float]] = defaultdict(list)
    claims: list[tuple[float, float]] = []  # the month that it is paid in, what it claims in all
    for month in range(12):
        there = 0.0 if month < a.start else 1.0
        if a.start <= month < a.start + a.fill:
            there = (month - a.start + 0.5) / a.fill
        found["cost"].append((a.posts + a.new * there) * a.unit_cost / 12)
    for month in range(12):
        so_far = math.fsum(found["cost"][: month + 1])
        claimable, end = min(a.award, so_far), month + 1
        paid = max([claim for due, claim in claims if due < end], default=0.0)
        found["spent"].append(so_far)
        found["at_risk"].append(so_far if end <= a.signed else 0.0)
        found["paid"].append(paid)
        found["owed"].append(claimable - paid)
        found["outlook"].append(so_far + math.fsum(found["cost"][end:]) * a.rate)
        if end % a.every == 0 or end == 12:
            claims.append((max(end, a.signed) + a.after, claimable))
    found["recovered"] = [min(a.award, math.fsum(found["cost"]))]
    return found


# --- what we can do ------------------------------------------------------------------------------


def way(option: str, team: float) -> Way:
    """What the file of an option does with a team."""
    said = document(f"options/{option}.yaml")
    kept = {"all": team, "half": team / 2}.get(said.get("keep"), said.get("keep") or 0.0)
    other = str(said["bridge"]["up_to"]) if "bridge" in said else "0"
    return Way(kept, said.get("until", 12.0), float(other.strip("£").replace(",", "")))


def in_month(month: int, start: float, end: float) -> float:
    """How much of a month lies between two times of the year."""
    return max(0.0, min(month + 1.0, end) - max(float(month), start))


def holding(does: Way, wait: Wait, unit_cost: float) -> Held:
    """For how long kept posts are paid without an answer, month by month, and what that costs."""
    monthly, spent, paid = does.kept * unit_cost / 12, 0.0, 0.0
    ends = min(does.until, wait.known) + wait.notice
    for month in range(12):
        share = in_month(month, 0.0, ends)
        left = does.other - spent - share * monthly
        if monthly and left > 0:  # other money pays as far as it lasts
            share += min(1 - share, left / monthly)
        spent, paid = spent + share * monthly, paid + share
    return Held(spent, paid)


def ceased_year(does: Way, wait: Wait, unit_cost: float) -> Outcome:
    """What falls on us, what other money pays of it, and the post-months, without funding."""
    held = holding(does, wait, unit_cost)
    return Outcome(held.spent, min(does.other, held.spent), does.kept * held.months)


def funded_year(does: Way, wait: Wait, unit_cost: float, team: float, award: float) -> Outcome:
    """The same in a funded year, in which each released post comes back after the answer."""
    back, leaves = wait.known + wait.rebuild, holding(does, wait, unit_cost).months
    stays = leaves >= min(12.0, wait.known)
    work = 0.0
    for month in range(12):
        again = in_month(month, back, 12.0)
        mine = 1.0 if stays else in_month(month, 0.0, leaves) + again
        work += does.kept * mine + (team - does.kept) * again
    released = team if not stays else team - does.kept
    return Outcome(max(0.0, work * unit_cost / 12 - award) + released * wait.restart, 0.0, work)


# --- draws ---------------------------------------------------------------------------------------


def pert_shape(spread: Range) -> tuple[float, float]:
    """The two parameters of the beta distribution behind a PERT."""
    width = spread.high - spread.low
    return 1 + 4 * (spread.mid - spread.low) / width, 1 + 4 * (spread.high - spread.mid) / width


@cache
def beta_table(alpha: float, beta: float, steps: int = 20_000) -> list[float]:
    """Beta distribution function at 1/steps, 2/steps, ... 1, by the midpoint rule."""
    middles = ((i + 0.5) / steps for i in range(steps))
    area = list(accumulate(x ** (alpha - 1) * (1 - x) ** (beta - 1) for x in middles))
    return [a / area[-1] for a in area]


def beta_inverse(alpha: float, beta: float, p: float) -> float:
    """Quantile of a beta distribution, straight lines between the steps of its table."""
    table = beta_table(alpha, beta)
    i = bisect_left(table, p)
    before = table[i - 1] if i else 0.0
    return (i + (p - before) / (table[i] - before)) / len(table)


def from_normal(spread: Range, z: float) -> float:
    """The value of a range that a standard normal z stands for."""
    if spread.coverage == 1:
        share = beta_inverse(*pert_shape(spread), NormalDist().cdf(z))
        return spread.low + (spread.high - spread.low) * share
    side = spread.mid - spread.low if z < 0 else spread.high - spread.mid
    return spread.mid + z * side / NormalDist().inv_cdf((1 + spread.coverage) / 2)


def one_value(spread: Range | Found, rng: random.Random) -> float:
    """One draw of a range or of what was found, on its own."""
    if isinstance(spread, Found):
        return rng.choice(spread.values)
    if spread.coverage == 1:
        return spread.low + (spread.high - spread.low) * rng.betavariate(*pert_shape(spread))
    return from_normal(spread, rng.gauss(0, 1))


def draw(book: Book, rng: random.Random) -> Amounts:
    """One joint value of all amounts."""
    register = document("assumptions.yaml")["inputs"]
    amounts = at_mid(book)
    for key, values in book.items():
        spreads = {year: v for year, v in values.items() if not isinstance(v, float)}
        if not spreads:
            continue
        together = register[key].get("between_years", 0.0)
        if key == "expansion_share":
            drawn = dict.fromkeys(spreads, one_value(next(iter(spreads.values())), rng))
        elif together:
            common, own = math.sqrt(together) * rng.gauss(0, 1), math.sqrt(1 - together)
            drawn = {
                y: from_normal(s, common + own * rng.gauss(0, 1))
                for y, s in spreads.items()
                if isinstance(s, Range)
            }
        else:
            drawn = {y: one_value(s, rng) for y, s in spreads.items()}
        low, high = BOUNDS.get(key, (-math.inf, math.inf))
        amounts[key].update({y: min(high, max(low, v)) for y, v in drawn.items()})
    return amounts


# --- simulation ----------------------------------------------------------------------------------


def weights(name: str) -> dict[str, dict[str, float]]:
    """Probability of each decision in each year; years already decided continue."""
    chance: dict[str, dict[str, float]] = {year: defaultdict(float) for year in awards()}
    for path, probability in paths(name):
        for year, decisions in chance.items():
            decisions[path.get(year, "continue")] += probability
    return chance


def mixture(table: Table, chance: dict[str, dict[str, float]]) -> dict[str, Figures]:
    """Each year's figures averaged over its decisions."""
    return {
        year: {
            measure: sum(p * by_decision[decision][measure] for decision, p in chance[year].items())
            for measure in by_decision["continue"]
        }
        for year, by_decision in table.items()
    }


def label(path: Route) -> str:
    """A path's decisions in one string."""
    return "/".join(path.values())


def totals(years: Mapping[str, Figures], group: list[str]) -> Figures:
    """Sums of money over some years, where every one of them has it."""
    measures = ("recovered", "cost", "gap", "gap_funded", "gap_ceased")
    return {
        m: sum(years[y][m] for y in group) for m in measures if all(m in years[y] for y in group)
    }


def stat(values: list[float]) -> Stat:
    """Mean and standard error of independent values."""
    mean = fmean(values)
    variance = math.fsum((v - mean) ** 2 for v in values) / (len(values) - 1)
    return Stat(mean, math.sqrt(variance / len(values)))


def columns(name: str, n: int, seed: int, price_base: str | None = None) -> Columns:
    """Each draw's figures by year, total and path (decisions joined by "/"), where they exist."""
    rng, book, routes, chance = random.Random(seed), inputs(name), paths(name), weights(name)
    found: Columns = defaultdict(lambda: defaultdict(list))
    spans = groups()
    for _ in range(n):
        table = laws(draw(book, rng), price_base)
        years = mixture(table, chance)
        sums = {key: totals(years, span) for key, span in spans.items()}
        for path, _probability in routes:
            total = sum(table[year][decision]["recovered"] for year, decision in path.items())
            sums[label(path)] = {"recovered": total}
        for key, measures in (years | sums).items():
            for measure, v in measures.items():
                found[key][measure].append(v)
    for year, decisions in chance.items():
        found[year]["funded"] = [sum(p for d, p in decisions.items() if d != "cease")] * n
    return found


def means(drawn: Columns) -> dict[str, dict[str, Stat]]:
    """Mean and standard error of each column."""
    return {key: {m: stat(v) for m, v in measures.items()} for key, measures in drawn.items()}


def simulate(
    name: str, n: int, seed: int, price_base: str | None = None
) -> dict[str, dict[str, Stat]]:
    """Means with standard errors by year, total and path."""
    return means(columns(name, n, seed, price_base))


def shares(name: str, drawn: Columns, bound: float) -> dict[str, float]:
    """Chance that the decision years recover at most `bound`: on each path, and overall."""
    chance = {label(path): probability for path, probability in paths(name)}
    found = {key: fmean(v <= bound for v in drawn[key]["recovered"]) for key in chance}
    return found | {"decision_years": sum(p * found[key] for key, p in chance.items())}


# --- how many posts to keep -----------------------------------------------------------------------


Outcomes = list[tuple[float, float]]  # a probability, and the posts of the team that are paid for


def outcomes(table: Table, year: str, chance: Mapping[str, float], share: float = 1.0) -> Outcomes:
    """Each decision's posts paid for in a year of one draw, none more than the team has."""
    found = table[year]
    return [
        (share * p, min(found[d]["team"], found[d]["posts"])) for d, p in chance.items() if p > 0
    ]


def drawn_outcomes(name: str, year: str, n: int, seed: int) -> tuple[Outcomes, float]:
    """The posts paid for in a year by plain Monte Carlo, and what a post costs on average."""
    rng, book, chance = random.Random(seed), inputs(name), weights(name)[year]
    found: Outcomes = []
    costs = []
    for _ in range(n):
        table = laws(draw(book, rng))
        found += outcomes(table, year, chance, 1 / n)
        costs.append(table[year]["continue"]["unit_cost"])
    return found, fmean(costs)


def post_costs(
    unit_cost: float, m: float, n: float, a: float, h: float, v: float
) -> tuple[float, float]:
    """What a post kept in vain costs, and one let go in vain, month by month of the year."""
    month = unit_cost / 12
    kept = math.fsum(month * in_month(each, 0.0, m + n) for each in range(12))
    missed = math.fsum(month * in_month(each, 0.0, m + a) for each in range(12))
    return kept, v * missed + h


def kept_loss(found: Outcomes, kept: float, costs: tuple[float, float]) -> float:
    """Loss of keeping so many posts, on average."""
    total = 0.0
    for p, paid in found:
        total += p * (costs[0] * (kept - paid) if kept > paid else costs[1] * (paid - kept))
    return total


def best_kept(found: Outcomes, costs: tuple[float, float]) -> tuple[float, float]:
    """The number of posts whose loss is least, and that loss: by trying each that can be paid for.

    Between two of them the loss is a straight line, so none is better.
    """
    tried = [(kept_loss(found, kept, costs), kept) for kept in {0.0, *(paid for _, paid in found)}]
    least, kept = min(tried)
    return kept, least


def beta_mean_of(gain: Any, alpha: float, beta: float, steps: int = 100_000) -> float:
    """Mean of a function of a chance that is beta, by the midpoint rule in its angle."""
    total = mass = 0.0
    for i in range(steps):
        angle = (i + 0.5) / steps * math.pi / 2
        density = math.sin(angle) ** (2 * alpha - 1) * math.cos(angle) ** (2 * beta - 1)
        total += density * gain(math.sin(angle) ** 2)
        mass += density
    return total / mass


def ended_of(alpha: float, beta: float, cases: int) -> list[float]:
    """Chance of each number of endings among more cases, one case after the other."""
    chance = [1.0]
    for seen in range(cases):
        following = [0.0] * (seen + 2)
        for ended, p in enumerate(chance):
            ends = (alpha + ended) / (alpha + beta + seen)
            following[ended] += p * (1 - ends)
            following[ended + 1] += p * ends
        chance = following
    return chance


def worth_of_chance(saved: float, lost: float, alpha: float, beta: float) -> float:
    """What knowing the chance of ceasing is worth to whoever keeps or lets go."""
    mean = alpha / (alpha + beta)
    known = beta_mean_of(lambda c: max(0.0, (1 - c) * saved - c * lost), alpha, beta)
    return known - max(0.0, (1 - mean) * saved - mean * lost)


def worth_of_cases(saved: float, lost: float, alpha: float, beta: float, cases: int) -> float:
    """What more cases are worth to whoever keeps or lets go."""
    known = 0.0
    for ended, p in enumerate(ended_of(alpha, beta, cases)):
        c = (alpha + ended) / (alpha + beta + cases)
        known += p * max(0.0, (1 - c) * saved - c * lost)
    c = alpha / (alpha + beta)
    return known - max(0.0, (1 - c) * saved - c * lost)
