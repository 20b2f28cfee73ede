"""The list of fields: what a paper may ask of a run, and what stands in its place now."""

from ...present.saved_chart import SavedChart
from ...units import number_of
from ..record import Whole
from .field import Field, column_of
from .fields import fields

_Rows = list[dict[str, str]]


def field_rows(whole: Whole, scenario: str) -> _Rows:
    """Return every field of a run, as a paper of a scenario names it, with its text now."""
    found = fields(whole, scenario)
    rows = [_row(path, field) for path, field in found.by_path.items()]
    return rows + [_picture(name, drawn) for name, drawn in found.pictures.items()]


def field_lists(whole: Whole, scenario: str) -> dict[str, _Rows]:
    """Return the fields for reading, by what they are; titles where there are some.

    Left out are the words of charts, the longer of two names of one chart, and what stands under
    the job of a forecast, since the scenario's own has it under short names.
    """
    found, lists = fields(whole, scenario), dict[str, _Rows]()
    jobs = tuple(found.forecasts)
    for path, field in found.by_path.items():
        kind, name = path.split(".", 1)
        if kind != "charts" and not name.startswith(jobs):
            lists.setdefault(kind, []).append(_row(path, field))
    names: dict[SavedChart, str] = {}
    for name, drawn in found.pictures.items():
        if not name.startswith(jobs):
            names[drawn] = min(name, names.get(drawn, name), key=len)
    lists["charts"] = [_picture(name, drawn) for drawn, name in names.items()]
    return {kind: _without_empty_titles(rows) for kind, rows in lists.items()}


def _row(path: str, field: Field) -> dict[str, str]:
    gives, text = "text", str(field)
    if field.rows is not None:
        columns = ", ".join(column_of("row", name) for name in field.columns)
        gives = number_of(len(field.rows), "row" if columns else "line")
        text = columns or text
    return {"field": path, "gives": gives, "title": str(field.parts.get("title", "")), "text": text}


def _picture(name: str, drawn: SavedChart) -> dict[str, str]:
    return {"field": f"[chart: {name}]", "gives": "picture", "title": "", "text": drawn.headline}


def _without_empty_titles(rows: _Rows) -> _Rows:
    titled = any(row["title"] for row in rows)
    return [{name: row[name] for name in row if titled or name != "title"} for row in rows]
