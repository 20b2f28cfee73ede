"""The first values of another grant: what is assumed of it until somebody has reviewed that.

Its years and their statuses decide what it needs. What is of no one grant is taken from the
package's data, as ``templates/shared.yaml`` lists it; the words stand in ``templates``.
"""

import json
import math
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import yaml

from ..analysis.impact import NOT_TESTED
from ..errors import InputError
from ..inputs.awards import INDICATIVE, Awards
from ..inputs.by_year import OPEN
from ..inputs.catalogue import INPUTS
from ..inputs.facts import Facts, packaged
from ..inputs.files import parse_yaml, read_yaml
from ..inputs.register import load_choices, load_governance
from ..inputs.scenario_file import written
from ..inputs.values import Spec
from ..units import year_after

_TEMPLATES = Path(__file__).parent / "templates"
_REVIEW = timedelta(days=92)
_WIDTH = 120  # characters of a line
_LONG = 85  # characters of a text that is folded
_DIGITS = 4  # of a growth rate


@cache
def shared() -> dict[str, Any]:
    """Return what the folder of another grant shares with the package's data."""
    return read_yaml(_TEMPLATES / "shared.yaml")


def first_values(facts: Facts, today: date) -> dict[str, str]:
    """Return the texts of a folder's files that say what is assumed, by name.

    Parameters
    ----------
    facts : Facts
        Of the grant.
    today : date
        The day on which they are made, from which their reviews are due.
    """
    told = _told(facts) | {"today": today, "shared": load_governance(packaged("data"))}
    scenarios = parse_yaml(render("scenarios.yaml", **told), "scenarios.yaml")
    return {
        "assumptions.yaml": register_text(facts, today),
        **{f"scenarios/{name}.yaml": written(name, **each) for name, each in scenarios.items()},
        "plans/standard.yaml": render("standard.yaml", **told),
        "governance.yaml": render("governance.yaml", **told),
        "decisions.yaml": render("decisions.yaml", choices=_choices(told), **told),
        "README.md": render("README.md", **told),
    }


def render(template: str, **told: Any) -> str:
    """Return the text that a template makes of what it is told."""
    rules = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # what is made is YAML, whose texts are quoted
    )
    rules.filters["quoted"] = quoted
    return rules.get_template(f"{template}.j2").render(**told)


def quoted(text: str) -> str:
    """Return a text as YAML holds it, in a list on one line too.

    Examples
    --------
    >>> print(quoted("P 12"), quoted("one, two"), quoted("No"))
    P 12 'one, two' 'No'
    """
    listed = yaml.safe_dump([text], allow_unicode=True, width=math.inf, default_flow_style=True)
    return str(listed).strip()[1:-1]


class _Dumper(yaml.SafeDumper):
    """Writes long texts folded below their field, and nothing by reference to what is above."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True

    def represent_text(self, text: str) -> yaml.Node:
        folded = ">" if len(text) > _LONG else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, folded)

    def represent_texts(self, items: list[Any]) -> yaml.Node:
        on_lines = any(isinstance(each, str) and len(each) > _LONG for each in items)
        return self.represent_sequence("tag:yaml.org,2002:seq", items, not on_lines)


_Dumper.add_representer(str, _Dumper.represent_text)
_Dumper.add_representer(list, _Dumper.represent_texts)


def dump(content: Any) -> str:
    """Return content as YAML, in its order, with short lists and mappings on one line.

    Examples
    --------
    >>> print(dump({"values": {"2025/26": {"evidence": "at_expiry"}}, "sources": ["P 1"]}), end="")
    values:
      2025/26: {evidence: at_expiry}
    sources: [P 1]
    """
    return yaml.dump(
        content,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=_WIDTH,
        default_flow_style=None,
    )


def _years(awards: Awards) -> dict[str, Any]:
    """Return what the templates say of the years."""
    ceilings, undecided = INPUTS["expansion"].acts(awards), awards.decision_years
    ahead = awards.years_ahead
    firm = [year for year in awards.years if year not in ceilings]
    priced = awards.priced_years
    return {
        "ceilings": ceilings,
        "undecided": undecided,
        "open": ahead,
        "expanded": OPEN if ceilings[:1] == ahead[:1] else "".join(ceilings[:1]),
        "chances": {year: _set_for(year, awards) for year in undecided},
        "rules": shared()["rules"],
        "open_papers": _papers(awards, undecided),
        "last_paper": awards.papers[-1],
        "priced": priced,
        "posts_paper": awards[priced[-1]].decision if priced else "",
        "price_base": (firm or awards.years)[0],
        "year_ends": len(firm) > 1,  # without which the evidence has nothing of its own to show
    }


def _papers(awards: Awards, years: Iterable[str]) -> list[str]:
    stated = {awards[year].decision for year in years}
    return [paper for paper in awards.papers if paper in stated]


def _set_for(year: str, awards: Awards) -> str:
    """Return the set from which an undecided year takes its chance of ceasing."""
    before, sets = year_after(year, -1), shared()["chances"]
    same_paper = before in awards.years and awards[before].decision == awards[year].decision
    if same_paper and awards[year].status == INDICATIVE:
        return str(sets["inside"])
    late = read_yaml(packaged("data") / "evidence_sets.yaml")["sets"][sets["late"]]["where"]
    return str(sets["late" if before >= late["since"] else "early"])


def _pay(facts: Facts) -> dict[str, Any]:
    """Return the growth of the cost of a post year by year, and what it stands on."""
    usual = next(iter(_entries()["pay_growth"]["values"].values()))
    wide, coverage = usual["give_or_take"], usual["coverage"]
    growths: dict[str, Spec] = {}
    ratios: dict[str, Spec] = {}
    by_prices = []
    for year in INPUTS["pay_growth"].acts(facts.awards):
        try:
            facts.pay.growth(year)
            growths[year], ratios[year] = usual, {"pay_awards": "ratio"}
        except InputError:
            mid = _price_growth(year, facts.prices.index)
            ends = {"low": round(mid - wide, _DIGITS), "mid": mid}
            ends |= {"high": round(mid + wide, _DIGITS), "coverage": coverage}
            growths[year], ratios[year] = {"range": ends}, round(1 + mid, _DIGITS)
            by_prices.append(year)
    return {
        "growths": {year: json.dumps(spec) for year, spec in growths.items()},
        "ratios": {year: json.dumps(spec) for year, spec in ratios.items()},
        "by_pay": [year for year in growths if year not in by_prices],
        "by_prices": by_prices,
    }


def _price_growth(year: str, index: Mapping[str, float]) -> float:
    """Return how much prices grow in a year, or in the nearest of which that is known."""
    known = sorted(index)[1:]
    nearest = min(max(year, known[0]), known[-1])
    return round(index[nearest] / index[year_after(nearest, -1)] - 1, _DIGITS)


@cache
def _entries(of: str = "inputs") -> dict[str, Any]:
    """Return the entries of the package's register, as written."""
    entries: dict[str, Any] = read_yaml(packaged("data") / "assumptions.yaml")[of]
    return entries


def _told(facts: Facts) -> dict[str, Any]:
    return {"facts": facts, "grant": facts.grant, **_years(facts.awards), **_pay(facts)}


def register_text(facts: Facts, today: date, impacts: Mapping[str, str] | None = None) -> str:
    """Return the register of first values, not tested unless the impact of each is given."""
    own = parse_yaml(render("assumptions.yaml", **_told(facts)), "assumptions.yaml")
    review = today + _REVIEW
    year_end = date(review.year, 3, 31)
    head = {
        "as_at": today,
        "valid_until": year_end if review <= year_end else date(review.year + 1, 3, 31),
        "inputs": {
            name: _entry(name, own[name], today, (impacts or {}).get(name, NOT_TESTED))
            for name, described in INPUTS.items()
            if described.acts(facts.awards)
        },
        "waiting": _waiting_entries(facts, today),
    }
    return f"# The register: the first value of every model input, to be reviewed.\n{dump(head)}"


def _entry(name: str, own: Mapping[str, Any], today: date, impact: str) -> dict[str, Any]:
    """Return an entry: what is the grant's own, in the title, unit and form of the package's."""
    usual = _entries()[name]
    entry = usual | {"impact": impact} | own | _of_review(today)
    return {field: entry[field] for field in usual}


def _of_review(today: date) -> dict[str, Any]:
    return {"owner": "not appointed", "reviewed_on": today, "review_by": today + _REVIEW}


def _waiting_entries(facts: Facts, today: date) -> dict[str, Any]:
    """Return the package's entries of the time of waiting; what rests on its own papers, anew."""
    own = {"sources": [facts.awards.papers[-1]], "rationale": shared()["waiting"]}
    return {
        name: entry
        | ({} if {*entry["sources"]} <= {*shared()["sources"]} else own)
        | _of_review(today)
        for name, entry in _entries("waiting").items()
    }


def _choices(told: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """Return the choices of the grant's own, then those of method that the package's log has."""
    own = parse_yaml(render("choices.yaml", **told), "choices.yaml") or []
    logged = {each.id: each.model_dump() for each in load_choices(packaged("data"))}
    return [*own, *(logged[each] for each in shared()["decisions"])]
