"""The page of a file to send: its words, picture and table, with what its scripts need."""

import json
from base64 import b64encode
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from ...inputs.scenarios import load_scenarios
from ...model.forecast import Forecast
from ...present.charts import funding_outlook
from ...present.colours import DARK, LIGHT, colours_css, instrument_css
from ...present.sentences import outlook
from ...present.tables import ReadingTable, by_year_rows
from ...present.words import day_words, first_sentence, spread, sum_words
from ...units import price_words
from ..pages.write import glosses
from ..record import About
from .content import content

_HERE = Path(__file__).parent
_SCRIPTS = ("laws.js", "words.js", "chart.js", "page.js")
_OPENING = "document.documentElement.className = 'live';"


def share_page(forecast: Forecast, about: About, made: str) -> str:
    """Return a file to send: one page of HTML that holds all it needs.

    Parameters
    ----------
    forecast : Forecast
        Of at most `coded.MOST` draws.
    about : About
        What a reader must know of every output.
    made : str
        Of which run it is, or on which day it was made.
    """
    carried = content(forecast)
    script = _script()
    return _template().render(
        **_words(forecast, about, made),
        **_shown(forecast),
        groups=_groups(carried["fields"]),
        first=_first(carried),
        scenarios=carried["scenarios"],
        left_out=_left_out(forecast, carried["scenarios"]),
        prices=[(name, price_words(name)) for name in carried["prices"]],
        css=Markup(colours_css() + instrument_css() + _read("page.css")),
        opening=Markup(_OPENING),
        script=Markup(script),
        hashes=Markup(" ".join(_hashed(each) for each in (_OPENING, script))),
        content=Markup(_json(carried)),
    )


def _template() -> jinja2.Template:
    rules = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE), autoescape=True, undefined=jinja2.StrictUndefined
    )
    rules.filters["day"] = day_words
    return rules.get_template("page.html.j2")


def _script() -> str:
    palettes = f"const PALETTES = {_json({'light': {**LIGHT}, 'dark': {**DARK}})};"
    parts = "\n".join([palettes, *map(_read, _SCRIPTS)])
    # What goes wrong on opening leaves the picture and the table, as without a script.
    return (
        f'(() => {{\n"use strict";\ntry {{\n{parts}\n}} catch (error) {{\n'
        'document.documentElement.className = "";\nthrow error;\n}\n})();'
    )


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _hashed(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def _json(carried: dict[str, Any]) -> str:
    text = json.dumps(carried, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")  # so that no text ends the script


def _words(forecast: Forecast, about: About, made: str) -> dict[str, Any]:
    believed = forecast.part("totals")["decision_years"]["average_recovered_by_evidence_gbp"]
    ends = spread(*(sum_words(each) for each in believed.values()))
    source = f"Source: {', '.join(forecast.scenario.facts.awards.papers)}; {made}; modelled."
    limits = " ".join(about.limits)
    return {
        "about": about,
        "made": made,
        "title": forecast.scenario.title,
        "source": source,
        "mark": " ".join([first_sentence(about.assurance), *about.stale, *about.limits[:1]]),
        "limit": about.limits[0] if about.limits else "",
        "draws": f"{forecast.draws:,}",
        "evidence": f"the average recovered over all undecided years may lie from {ends}.",
        "words": glosses(f"{limits} draws standard error {forecast.scenario.title}"),
    }


def _shown(forecast: Forecast) -> dict[str, Any]:
    """Return what is seen where no script runs."""
    chart = funding_outlook(forecast)
    table = ReadingTable(by_year_rows(forecast), "The forecast by financial year").html
    return {
        "chart": chart,
        "picture": Markup(chart.svg),
        "outlook": outlook(forecast),
        "table": Markup(table),
    }


def _groups(fields: list[dict[str, Any]]) -> list[list[list[dict[str, Any]]]]:
    """Return the inputs that are asked first and the others, each with its years together."""
    placed = [{**each, **_band(each)} for each in fields]
    return [
        [list(years) for _, years in groupby(some, key=lambda each: each["input"])]
        for some in (
            [each for each in placed if each["first"]],
            [each for each in placed if not each["first"]],
        )
    ]


def _band(field: dict[str, Any]) -> dict[str, float]:
    """Return where the range of an input lies along its slider, per cent."""
    low, high = field["slider"]["min"], field["slider"]["max"]
    if not field["band"] or high <= low:
        return {"left": 0.0, "width": 0.0}
    start, end = (min(max((each - low) / (high - low), 0), 1) for each in field["band"])
    return {"left": round(100 * start, 2), "width": round(100 * (end - start), 2)}


def _first(carried: dict[str, Any]) -> str:
    """Return the id of the box to begin with: the chance that the year in question ceases."""
    ids = [each["id"] for each in carried["fields"]]
    wanted = f"cessation.{carried['asked']}"
    return wanted if wanted in ids else next(iter(ids), "live")


def _left_out(forecast: Forecast, offered: list[dict[str, Any]]) -> str:
    known = {forecast.scenario.name, *(each["name"] for each in offered)}
    loaded = load_scenarios(data=forecast.scenario.facts.folder)
    return ", ".join(each.title for each in loaded if each.name not in known)
