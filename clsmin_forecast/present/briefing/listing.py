"""The list of fields: what a paper may ask of a run, and what stands in its place now."""

from ...units import number_of
from ..drawn import Drawn
from ..result import Whole
from ..tables import Rows
from .field import Field
from .fields import fields
from .language import written


def field_rows(whole: Whole, scenario: str) -> Rows:
    """Return every field of a run with its title and text now, a table's columns, and the charts.

    Parameters
    ----------
    whole : Whole
        The run.
    scenario : str
        Whose forecast has short names.
    """
    found = fields(whole, scenario)
    rows = [{"field": path, **_given(field)} for path, field in found.named.items()]
    return rows + [_picture(name, drawn) for name, drawn in found.pictures.items()]


def field_lists(whole: Whole, scenario: str) -> dict[str, Rows]:
    """Return the fields for reading, by what they are; titles where there are some.

    Left out are the words of charts, the longer of two names of one chart, and what stands under
    the job of a forecast, since the scenario's own has it under short names.
    """
    found, lists = fields(whole, scenario), dict[str, Rows]()
    jobs = tuple(found.forecasts)
    for path, field in found.named.items():
        kind, name = path.split(".", 1)
        if kind != "charts" and not name.startswith(jobs):
            lists.setdefault(kind, []).append({"field": path, **_given(field)})
    names: dict[Drawn, str] = {}
    for name, drawn in found.pictures.items():
        if not name.startswith(jobs):
            names[drawn] = min(name, names.get(drawn, name), key=len)
    lists["charts"] = [_picture(name, drawn) for drawn, name in names.items()]
    return {kind: _without_empty_titles(rows) for kind, rows in lists.items()}


def _picture(name: str, drawn: Drawn) -> dict[str, str]:
    return {"field": f"[chart: {name}]", "gives": "picture", "title": "", "text": drawn.headline}


def _without_empty_titles(rows: Rows) -> Rows:
    titled = any(row["title"] for row in rows)
    return [{name: row[name] for name in row if titled or name != "title"} for row in rows]


def _given(field: Field) -> dict[str, str]:
    title = str(field.parts.get("title", ""))
    if field.rows is None:
        return {"gives": "text", "title": title, "text": str(field)}
    columns = ", ".join(written("row", name) for name in field.columns)
    kind = "row" if columns else "line"
    gives = number_of(len(field.rows), kind)
    return {"gives": gives, "title": title, "text": columns or str(field)}
