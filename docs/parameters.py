"""Writes the tables of `notebooks.md` from the notebooks' own cells: ``make docs``."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import papermill

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "notebooks.md"
MARKS = "<!-- parameters: written by make docs -->\n", "<!-- end of parameters -->\n"


def page() -> str:
    """Return the page with the tables that the notebooks give it, whatever stands there now."""
    start, end = MARKS
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(start)
    _, _, after = rest.partition(end)
    tables = "\n".join(map(table, sorted((ROOT / "notebooks").glob("*.ipynb"))))
    return f"{before}{start}\n{tables}\n{end}{after}"


def table(notebook: Path) -> str:
    """Return the parameters of a notebook as a table, under its heading and what it asks."""
    opening = nbformat.read(notebook, as_version=4).cells[0].source.removeprefix("# ")
    heading, _, asks = opening.partition("\n\n")
    return "\n".join([f"### `{notebook.stem}`: {heading}", "", asks, "", *rows(notebook), ""])


def rows(notebook: Path) -> Iterator[str]:
    """Yield the lines of the table: a parameter each, as the notebook's cell has it."""
    yield "| parameter | type | unless set | what |"
    yield "|---|---|---|---|"
    for name, each in papermill.inspect_notebook(str(notebook)).items():
        kind, default = each["inferred_type_name"], each["default"]
        yield f"| `{name}` | `{kind}` | `{default}` | {each['help']} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
