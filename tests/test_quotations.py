"""What is put in quotation marks as PCD 1532's stands in that paper, at the place that is cited."""

import ast
import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PAPER: dict[str, str] = yaml.safe_load((ROOT / "tests" / "pcd_1532.yaml").read_text("utf-8"))
FOLDERS = ("clsmin_forecast", "data", "docs", "notebooks")
QUOTATION = re.compile(r"“([^”]+)”|(?<![\w\"])\"([^\"]+)\"(?![\w\"])")
CITATION = re.compile(rf"PCD[ -](\d+)(?:,? \(?({'|'.join(PAPER)}))?", re.IGNORECASE)
DOTS = re.compile(r"\s*(?:\.\.\.|…)\s*")


def plain(text: str) -> str:
    return " ".join(text.split())


def strings(value: object) -> Iterator[str]:
    """Give the texts of a value as YAML or JSON reads it."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str):
        yield value


def comments(source: str) -> str:
    return "\n".join(re.findall(r"(?m)(?:^|\s)#(.*)$", source))


def literals(source: str) -> Iterator[str]:
    """Give the strings of Python code, whose own marks are no quotation, and its comments."""
    nodes = list(ast.walk(ast.parse(source)))
    formatted = [node.values for node in nodes if isinstance(node, ast.JoinedStr)]
    for values in formatted:
        said = (part.value if isinstance(part, ast.Constant) else "…" for part in values)
        yield "".join(map(str, said))
    inside = {id(part) for values in formatted for part in values}
    plain_ones = (node for node in nodes if isinstance(node, ast.Constant))
    yield from (str(node.value) for node in plain_ones if id(node) not in inside)
    yield comments(source)


def texts(path: Path) -> Iterator[str]:
    """Give what a file says, without the marks by which its form sets texts apart."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from literals(source)
    elif path.suffix == ".csv":
        yield from (", ".join(row) for row in csv.reader(io.StringIO(source)))
    elif path.suffix == ".yaml":
        yield from strings(yaml.load(source, yaml.BaseLoader))
        yield comments(source)
    elif path.suffix == ".ipynb":
        for cell in json.loads(source)["cells"]:
            code = "".join(cell["source"])
            yield from literals(code) if cell["cell_type"] == "code" else [code]
    else:
        yield source


def files() -> list[Path]:
    kinds = (".py", ".csv", ".yaml", ".ipynb", ".md", ".j2")
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    return [ROOT / "README.md", *sorted(path for path in found if path.suffix in kinds)]


def quotations(text: str) -> Iterator[tuple[str, str]]:
    """Give what a text quotes from PCD 1532 and the place that it cites, next to it or before."""
    for paragraph in map(plain, re.split(r"\n\s*\n", text)):
        cited = list(CITATION.finditer(paragraph))
        for quoted in QUOTATION.finditer(paragraph) if cited else ():
            after = [each for each in cited if each.start() >= quoted.end()]
            citation = after[0] if after else cited[-1]
            if citation[1] == "1532":
                yield quoted[1] or quoted[2], (citation[2] or "").lower()


def misquoted(text: str) -> list[str]:
    """Return what a text quotes from PCD 1532 that is not there at the place that it cites."""
    return [
        f"{quoted!r} is not in PCD 1532, {place or 'which is cited without a place'}"
        for quoted, place in quotations(text)
        if not all(part in PAPER.get(place, "") for part in DOTS.split(quoted))
    ]


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_quoted_stands_in_the_paper_where_it_is_cited(path: Path) -> None:
    assert [wrong for text in texts(path) for wrong in misquoted(text)] == []


def test_quotations_are_found_in_every_kind_of_file() -> None:
    found = {path.suffix for path in files() for text in texts(path) for _ in quotations(text)}
    assert {".py", ".md"} <= found
    every = [pair for path in files() for text in texts(path) for pair in quotations(text)]
    assert {place for _, place in every} >= {
        "opening summary", "recommendation 1", "recommendation 2", "introduction and background",
        "financial comments",
    }  # fmt: skip


SPENT = "Funding recovered will reflect actual expenditure"


@pytest.mark.parametrize(
    "text",
    [
        f'"{SPENT}" (PCD 1532, recommendation 1).',
        "“up to £1,000,000 ... including potential expansion” (PCD 1532, Recommendation 2)",
        "“up to £1,000,000 … including potential\n expansion” (PCD 1532, recommendation\n2)",
        'PCD 1532 agrees it; "less than the £267,354.64 available" is of PCD 914.',
        '"Funding" of something else.\n\nPCD 1532 is the main source.',
    ],
)
def test_the_paper_s_own_words_at_their_place_pass(text: str) -> None:
    assert misquoted(text) == []


@pytest.mark.parametrize(
    "text",
    [
        f'"{SPENT}" (PCD 1532, recommendation 2).',
        f'"{SPENT}" (PCD 1532).',
        f'"{SPENT.replace("actual", "real")}" (PCD 1532, recommendation 1).',
        '"up to £1,000,000 ... including certain expansion" (PCD 1532, recommendation 2)',
        'PCD 1532 (financial comments): "staff will be redeployed".',
        "“one more post” (PCD 1532, issues for consideration)",
    ],
)
def test_a_wrong_word_or_a_wrong_place_is_found(text: str) -> None:
    assert len(misquoted(text)) == 1
