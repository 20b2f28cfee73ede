"""What a notebook takes and must not do, read from its cells before any kernel starts.

The one ``parameters`` cell is the contract: each line is ``name: type = value  # help``. Papermill
itself only warns of an unknown name and runs on with the default, so names, types and values are
checked here.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ValidationError, create_model

from ..errors import InputError, unknown
from ..inputs.facts import Facts
from ..inputs.files import Strict, in_place, read_text, validated
from .meanings import MEANINGS

_LONGEST = 10_000  # characters of a value
_TYPES: Mapping[str, Any] = {
    "str": str, "int": int, "float": float, "bool": bool,
    "list[str]": list[str], "list[float]": list[float],
}  # fmt: skip


# What is read of a notebook here; what executes it checks the rest by nbformat, which loads slowly.
class _Metadata(BaseModel):
    tags: list[str] = []


class _Cell(BaseModel):
    cell_type: Literal["code", "markdown", "raw"]
    source: Annotated[str, BeforeValidator("".join)]
    metadata: _Metadata


class _File(BaseModel):
    nbformat: Literal[4]
    cells: list[_Cell]


@dataclass(frozen=True)
class Notebook:
    """A notebook that keeps the contract."""

    path: Path
    model: type[Strict]  # its parameters, with their defaults

    @property
    def name(self) -> str:
        """The name of its file, without the ending."""
        return self.path.stem

    def parameters(self, given: Mapping[str, Any], facts: Facts, where: str) -> dict[str, Any]:
        """Return every parameter, those given and the defaults, checked against the facts."""
        for name in given:
            if name not in self.model.model_fields:
                raise unknown(where, f"parameter of {self.name}", name, self.model.model_fields)
        checked = validated(self.model, dict(given), where).model_dump()
        for name, value in checked.items():
            if len(str(value)) > _LONGEST:
                raise InputError(
                    f"{where}: {name}: must have at most {_LONGEST:,} characters, got "
                    f"{len(str(value)):,}."
                )
            if name in MEANINGS:
                here = where if name in given else f"{where}: {name} as the notebook has it"
                in_place(here, partial(MEANINGS[name], value, facts))
        return checked


def read_notebook(path: Path) -> Notebook:
    """Return a notebook, checked against the contract.

    Raises
    ------
    InputError
        If it is not a notebook, has no single cell tagged ``parameters``, a line of that cell is
        not ``name: type = value``, a parameter is never read or is set again, or a cell could hide
        a failure: a shell line or magic, a ``try``, or a tag that lets exceptions pass.
    """
    try:
        notebook = _File.model_validate_json(read_text(path))
    except ValidationError:
        raise InputError(f"{path.name}: is not a Jupyter notebook of format 4.") from None
    trees = [
        (cell, _parse(cell, f"{path.name}: code cell {number}"))
        for number, cell in code_cells(notebook.cells)
    ]
    tagged = sum("parameters" in cell.metadata.tags for cell in notebook.cells)
    if tagged != 1:
        raise InputError(f"{path.name}: needs one cell tagged parameters, got {tagged}.")
    stated = [tree for cell, tree in trees if "parameters" in cell.metadata.tags]  # none if empty
    listed = [_field(line, path) for tree in stated for line in tree.body]
    fields = dict(listed)
    if len(fields) < len(listed):
        raise InputError(f"{path.name}: a parameter is given twice; each has one line.")
    _refuse_unread(fields, [tree for _, tree in trees if tree not in stated], path)
    return Notebook(path, create_model(path.stem, __base__=Strict, **fields))


def code_cells(cells: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """Yield the cells that have code with their numbers from 1, as a notebook shows them once run.

    Examples
    --------
    >>> from types import SimpleNamespace as Cell
    >>> cells = [Cell(cell_type="code", source=source) for source in ("1", " ", "2")]
    >>> [(number, cell.source) for number, cell in code_cells(cells)]
    [(1, '1'), (2, '2')]
    """
    return enumerate((c for c in cells if c.cell_type == "code" and c.source.strip()), 1)


def _parse(cell: _Cell, where: str) -> ast.Module:
    if {"raises-exception", "injected-parameters"} & set(cell.metadata.tags):
        raise InputError(
            f"{where} is tagged raises-exception or injected-parameters; neither may be."
        )
    try:
        tree: ast.Module = ast.parse(cell.source)
    except SyntaxError as error:
        line = (error.text or "").strip()
        raise InputError(
            f"{where} is not plain Python, without magics or shell lines: {line!r}."
        ) from None
    if any(_could_hide_a_failure(node) for node in ast.walk(tree)):
        raise InputError(
            f"{where} has a try, suppress or get_ipython, which could hide a failure; take it out."
        )
    return tree


def _could_hide_a_failure(node: ast.AST) -> bool:
    named = {getattr(node, field, None) for field in ("id", "attr", "name")}
    return isinstance(node, ast.Try | ast.TryStar) or bool(named & {"suppress", "get_ipython"})


def _field(line: ast.stmt, path: Path) -> tuple[str, Any]:
    text = ast.unparse(line)
    if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value:
        kind = ast.unparse(line.annotation)
        name = line.target.id
        if kind in _TYPES and re.fullmatch(r"[a-z][a-z0-9_]*", name) and not hasattr(Strict, name):
            with suppress(ValueError, TypeError):
                return name, (_TYPES[kind], ast.literal_eval(line.value))
    raise InputError(
        f"{path.name}: a parameter is written 'name: type = value', a plain value of type "
        f"{', '.join(_TYPES)}; got {text!r}."
    )


def _names(trees: list[ast.Module], context: type[ast.expr_context]) -> Iterator[str]:
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, context):
                yield node.id


def _refuse_unread(fields: Mapping[str, Any], trees: list[ast.Module], path: Path) -> None:
    read, written = set(_names(trees, ast.Load)), set(_names(trees, ast.Store))
    for name in fields:
        if name not in read:
            raise InputError(f"{path.name}: parameter {name} is never read by a later cell.")
        if name in written:
            raise InputError(f"{path.name}: parameter {name} is set again by another cell.")
