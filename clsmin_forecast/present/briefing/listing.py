"""The list of fields: what a paper may ask of a run, and what stands in its place now."""

from textwrap import shorten

from ..drawn import Drawn
from ..result import Whole
from ..tables.rows import Rows
from .field import Field, number_of
from .fields import fields
from .language import written

_SHOWN = 56  # characters of a text in a list for reading


def field_rows(whole: Whole, scenario: str) -> Rows:
    """Return every field of a run with its text now, a table with its columns, and the charts.

    Parameters
    ----------
    whole : Whole
        The run.
    scenario : str
        Whose forecast has short names.
    """
    found = fields(whole, scenario)
    rows = [{"field": path, **_given(field)} for path, field in found.named.items()]
    return rows + [
        {"field": f"[chart: {name}]", "gives": "picture", "text": drawn.headline}
        for name, drawn in found.pictures.items()
    ]


def field_lists(whole: Whole, scenario: str) -> dict[str, Rows]:
    """Return the fields for reading, by what they are, with texts cut.

    Left out are the words of charts, the longer of two names of one chart, and what stands under
    the job of a forecast, since the scenario's own has it under short names.
    """
    found, lists = fields(whole, scenario), dict[str, Rows]()
    jobs = tuple(found.forecasts)
    for path, field in found.named.items():
        kind, name = path.split(".", 1)
        if kind != "charts" and not name.startswith(jobs):
            lists.setdefault(kind, []).append({"field": path, **_cut(_given(field))})
    names: dict[Drawn, str] = {}
    for name, drawn in found.pictures.items():
        if not name.startswith(jobs):
            names[drawn] = min(name, names.get(drawn, name), key=len)
    lists["charts"] = [
        _cut({"field": f"[chart: {name}]", "gives": "picture", "text": drawn.headline})
        for drawn, name in names.items()
    ]
    return lists


def _cut(row: dict[str, str]) -> dict[str, str]:
    cut = shorten(row["text"], _SHOWN, placeholder=" …")
    return row if "row" in row["gives"] else row | {"text": cut}


def _given(field: Field) -> dict[str, str]:
    if field.rows is None:
        return {"gives": "text", "text": str(field)}
    columns = ", ".join(written("row", name) for name in field.columns)
    kind = "row" if columns else "line"
    return {"gives": number_of(len(field.rows), kind), "text": columns or str(field)}
