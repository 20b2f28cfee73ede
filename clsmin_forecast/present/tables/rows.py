"""Tables for reading: rows of short texts, rounded once."""

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from ...arguments import public
from ...inputs.assumptions import Assumption, load_register
from ...inputs.awards import OUTTURN, RECEIVED, UNDECIDED
from ...inputs.facts import load_facts
from ...inputs.scenarios import load_scenarios
from ...inputs.sets import OWN
from ...inputs.specs import Quantity, coverage_of
from ...model.forecast import Forecast
from ...quantities import Chance
from ...units import CASH, pounds
from ..asked import ranged, stated_award
from ..words import percent, rounded, status_words

Rows = list[dict[str, Any]]
_SHORT, _LONG = 16, 60  # characters of cells that stay on one line, and that need a wide column
_MANY = 10  # columns, above which paper needs small print
_NUMBER = re.compile(
    r"((up to |less than |minus )?£?[\d,.]+( million)?%?|(under|over) \d+%"
    r"|not (stated|applicable)|)"
)


class ReadingTable:
    """Rows as an accessible table: a caption, one header row, a scope on every header.

    A notebook shows it, and a page finds it by its name.

    Parameters
    ----------
    rows : list of dict
        Column to text, the same columns in every row; the first column names the row.
    title : str
        What the table shows; it stands above it.
    name : str
        Of the table in the record of a run.
    about : str
        Over which years it is; it stands under the title.
    """

    def __init__(self, rows: Rows, title: str = "", name: str = "", about: str = "") -> None:
        self.rows, self.title, self.name, self.about = rows, title, name, about

    @property
    def html(self) -> str:
        """The table as HTML; one that is too wide is scrolled in its own box, by keyboard too."""
        if not self.rows:
            return f"<p>{html.escape(self.title)}: nothing to list.</p>"
        first, *others = self.rows[0]
        columns = [_column(first, self._cells(first), "th")]
        columns += [_column(name, self._cells(name), "td") for name in others]
        head, *body = ("".join(line) for line in zip(*columns, strict=True))
        lines = "\n".join(f"<tr>{line}</tr>" for line in body)
        title, label = html.escape(self.title), html.escape(self.title or first)
        about = f'<span class="about">{html.escape(self.about)}</span>' if self.about else ""
        caption = f"<caption>{title}{about}</caption>\n" if title else ""
        table = f"{caption}<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}\n</tbody>"
        box = f'class="wide" role="region" tabindex="0" aria-label="Table: {label}"'
        many = ' class="many"' if len(self.rows[0]) > _MANY else ""
        return f"<div {box}>\n<table{many}>\n{table}\n</table>\n</div>"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        shown = {"text/html": self.html, "text/plain": repr(self)}
        return shown, {"clsmin_forecast": {"table": self.name}}

    def _cells(self, name: str) -> list[str]:
        return [yes_or_no(row[name]) for row in self.rows]

    def __repr__(self) -> str:
        lines = [[*self.rows[0]] if self.rows else [], *(list(row.values()) for row in self.rows)]
        return "\n".join("\t".join(map(yes_or_no, line)) for line in lines)


def _column(name: str, cells: list[str], tag: str) -> list[str]:
    texts = [html.escape(cell) for cell in cells]
    kind = f' class="{_kind(cells)}"' if tag == "td" and _kind(cells) else ""
    scope = ' scope="row"' if tag == "th" else ""
    head = f'<th scope="col"{kind}>{html.escape(name)}</th>'
    return [head, *(f"<{tag}{scope}{kind}>{text}</{tag}>" for text in texts)]


def _kind(cells: list[str]) -> str:
    if all(map(_NUMBER.fullmatch, cells)):
        return "number"
    longest = max(map(len, cells))
    return "long" if longest > _LONG else "short" if longest <= _SHORT else ""


def yes_or_no(value: object) -> str:
    """Return a cell as text, with yes and no for what holds or does not.

    Examples
    --------
    >>> yes_or_no(True), yes_or_no(0)
    ('yes', '0')
    """
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


@public
def profile_rows(profile: pd.DataFrame) -> Rows:
    """Return the awards by year in the papers' words, from `analysis.profile.profile`.

    Once a year is closed, its outturn stands beside its award.
    """
    write = pounds if profile.attrs["price_base"] == CASH else rounded
    closed = "outturn_gbp" in profile
    return [
        {
            "year": year,
            "status": status_words(row["status"]),
            "award": ("up to " if row["basis"] == "up_to" else "") + write(row["award_gbp"]),
            **({"outturn": _known(row["outturn_gbp"], write)} if closed else {}),
            "posts": f"{row['posts']:.0f}" if row["posts"] > 0 else "not stated",
            "cost of a post": write(row["unit_cost_gbp"]) if row["posts"] > 0 else "not stated",
            "decision": row["decision"],
        }
        for year, row in profile.iterrows()
    ]


def _known(amount: float, write: Callable[[float], str]) -> str:
    return "not applicable" if pd.isna(amount) else write(amount)


@public
def by_year_rows(forecast: Forecast) -> Rows:
    """Return a forecast by financial year; decided sums to the pound, modelled ones rounded."""
    return [
        _year_row(year, stated_award(forecast.scenario, year["financial_year"]))
        for year in forecast.part("years")
    ]


def _year_row(year: dict[str, Any], stated: str) -> dict[str, Any]:
    limit = ("up to " if year["status"] in UNDECIDED else "") + pounds(year["award_gbp"])
    got, posts = year["recovered_gbp"], year["posts_supported"]
    write = pounds if year["status"] in (RECEIVED, OUTTURN) else rounded
    return {
        "year": year["financial_year"],
        "status": status_words(year["status"]),
        "award": f"{limit}; stated {stated}" if stated else limit,
        "chance funded": percent(year["probability_funded"]),
        "recovered, mean": write(got["mean"]),
        "5%": write(got["p5"]),
        "95%": write(got["p95"]),
        "cost of team": _mean(year["cost_gbp"]),
        "gap, mean": _mean(year["gap_gbp"]),
        "posts, mean": f"{posts['mean']:.1f}" if posts else "",
    }


@public
def team_rows(forecast: Forecast) -> Rows:
    """Return what keeping the team takes by costed year: its cost, the gap in its parts, posts."""
    years = [year for year in forecast.part("years") if year["cost_gbp"]]
    return [
        {
            "year": year["financial_year"],
            "status": status_words(year["status"]),
            "cost of team": _mean(year["cost_gbp"]),
            "gap, mean": _mean(year["gap_gbp"]),
            "gap in funded years": _mean(year["gap_in_funded_years_gbp"]),
            "gap after ceasing": _mean(year["gap_after_ceasing_gbp"]),
            "posts, mean": f"{year['posts_supported']['mean']:.1f}",
            "posts at risk": f"{year['posts_at_risk']['mean']:.1f}",
        }
        for year in years
    ]


def _mean(statistic: dict[str, float] | None) -> str:
    return rounded(statistic["mean"]) if statistic else ""


@public
def path_rows(forecast: Forecast) -> Rows:
    """Return the decision paths of a forecast, the likeliest first."""
    paths = sorted(forecast.part("paths"), key=lambda path: -path["probability"])
    return [
        {
            **path["decisions"],
            "chance": percent(path["probability"]),
            "recovered, mean": rounded(path["recovered_gbp"]["mean"]),
            "5%": rounded(path["recovered_gbp"]["p5"]),
            "95%": rounded(path["recovered_gbp"]["p95"]),
        }
        for path in paths
    ]


@public
def comparison_rows(compared: pd.DataFrame) -> Rows:
    """Return scenarios side by side, from `analysis.compare.compare`."""
    return [
        {
            "scenario": row["title"],
            "recovered, mean": rounded(row["mean"]),
            "5%": rounded(row["p5"]),
            "95%": rounded(row["p95"]),
            "against the first": rounded(row["difference"]),
            "chance of more": percent(row["chance_more"]),
            **_gaps(row),
            "posts a year, mean": f"{row['posts_mean']:.1f}",
            "chance of nothing": percent(row["chance_nothing"]),
        }
        for _, row in compared.iterrows()
    ]


@public
def varied_rows(varied: pd.DataFrame) -> Rows:
    """Return how the answer moves with one input, from `analysis.vary.vary`."""
    return [
        {
            str(varied.attrs["input"]).replace("_", " "): f"{value:g}",
            "award a year, mean": rounded(row["award_mean"]),
            "recovered, mean": rounded(row["mean"]),
            "5%": rounded(row["p5"]),
            "95%": rounded(row["p95"]),
            **_gaps(row),
            "posts a year, mean": f"{row['posts_mean']:.1f}",
        }
        for value, row in varied.iterrows()
    ]


def _gaps(row: "pd.Series[float]") -> dict[str, str]:
    return {
        "gap, mean": rounded(row["gap_mean"]),
        "gap in funded years": rounded(row["gap_in_funded_years_mean"]),
        "gap after ceasing": rounded(row["gap_after_ceasing_mean"]),
    }


@public
def described(name: str, quantity: Quantity) -> str:
    """Return a quantity of an input in a few words.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> described("cessation", cf.load_scenario("central").quantities["cessation"]["2025/26"])
    '22% (90% interval 8% to 40%)'
    """
    said = ranged(name, quantity.low, quantity.mid, quantity.high, coverage_of(quantity))
    evidence = quantity.evidence if isinstance(quantity, Chance) else ""
    return f"{said}, {evidence}" if evidence.startswith(OWN) else said


@public
def assumption_rows(data: str | Path | None = None) -> Rows:
    """Return the register, the weakest evidence first and of that the largest impact."""
    register = load_register(load_facts(data))
    entries = sorted(register.assumptions.items(), key=lambda item: _concern(item[1]))
    return [
        {
            "input": name,
            "title": entry.title,
            "value": _by_year(
                {year: described(name, q) for year, q in register.baseline[name].items()}
            ),
            "unit": entry.unit,
            "quality": entry.quality,
            "impact": entry.impact.replace("_", " "),
            "sources": ", ".join(entry.sources),
            "review by": entry.review_by.isoformat(),
            "owner": entry.owner,
            "rationale": entry.rationale,
        }
        for name, entry in entries
    ]


def _concern(entry: Assumption) -> tuple[int, int]:
    order = ("red", "amber", "green", "not_tested")
    return order.index(entry.quality), order.index(entry.impact)


def _by_year(values: dict[str, str]) -> str:
    if not values:
        return "set by scenarios alone"
    different = set(values.values())
    return (
        different.pop()
        if len(different) == 1
        else "; ".join(f"{y}: {v}" for y, v in values.items())
    )


@public
def scenario_rows(data: str | Path | None = None) -> Rows:
    """Return the scenarios and what each changes."""
    return [
        {
            "name": scenario.name,
            "title": scenario.title,
            "changes": _flow(dict(scenario.changes)),
            "description": scenario.description,
        }
        for scenario in load_scenarios(data=data)
    ]


def _flow(changes: dict[str, Any]) -> str:
    text = yaml.safe_dump(changes, default_flow_style=True, width=1000, sort_keys=False)
    return str(text).strip()
