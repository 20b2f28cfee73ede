"""Reading text, tables and YAML, strictly: what breaks a rule is refused with its file and line."""

import csv
import io
import math
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from ..errors import InputError

_SHOWN = 80  # characters of a refused value

Row = dict[str, str]
Model = TypeVar("Model", bound="Strict")
Result = TypeVar("Result")


class Strict(BaseModel):
    """A record whose fields are all known, of the stated type, and fixed once read."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


def read_text(path: Path) -> str:
    """Return a file's text.

    Raises
    ------
    InputError
        If the file is missing, cannot be read or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name}: must be UTF-8 text; byte {error.start} is not.") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()


def read_table(path: Path, columns: Sequence[str]) -> list[Row]:
    """Return the rows of a CSV file, each with its place under the key ``where``.

    Raises
    ------
    InputError
        If a column is unknown, missing or double, or a row has too few or too many fields.
    """
    reader = csv.reader(io.StringIO(read_text(path), newline=""))
    header = next(reader, [])
    if sorted(header) != sorted(columns):
        odd = sorted(set(header) ^ set(columns)) or sorted(header)
        raise InputError(
            f"{path.name}: the columns are {', '.join(columns)}, each once; check {', '.join(odd)}."
        )
    rows = []
    for fields in reader:
        where = f"{path.name}, line {reader.line_num}"
        if len(fields) != len(header):
            raise InputError(f"{where}: has {len(fields)} fields; the header has {len(header)}.")
        rows.append(dict(zip(header, map(str.strip, fields), strict=True)) | {"where": where})
    return rows


def number(row: Row, field: str, low: float = 0) -> float:
    """Return a field of a row as a finite number of at least `low`.

    Raises
    ------
    InputError
        If it is not.
    """
    try:
        value = float(row[field].replace("_", "?"))  # Python reads 1_000; no paper writes it
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < low:
        raise InputError(
            f"{row['where']}: {field} must be a number from {low:g} up, got {row[field]!r}."
        )
    return value


def optional_number(row: Row, field: str) -> float | None:
    """Return a field as a number, or None where it is empty."""
    return number(row, field) if row[field] else None


def one_of(row: Row, field: str, allowed: Sequence[str]) -> str:
    """Return a field whose value is one of a list.

    Raises
    ------
    InputError
        If it is not.
    """
    if row[field] not in allowed:
        raise InputError(
            f"{row['where']}: {field} must be one of {', '.join(allowed)}, got {row[field]!r}."
        )
    return row[field]


def filled(row: Row, field: str, what: str) -> str:
    """Return a field that must not be empty.

    Raises
    ------
    InputError
        If it is.
    """
    if not row[field]:
        raise InputError(f"{row['where']}: {field} is empty; {what}.")
    return row[field]


class _NoDuplicates(yaml.SafeLoader):
    """YAML's safe loader, which also refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = [key for index, key in enumerate(keys) if key in keys[:index]]
        if twice:
            raise yaml.constructor.ConstructorError(
                None, None, f"key {str(twice[0])!r} is given twice", node.start_mark
            )
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> dict[str, Any]:
    """Return the mapping in a YAML file.

    Raises
    ------
    InputError
        If it is not YAML, not a mapping, has a key twice or a tag that is not plain data.
    """
    try:
        content = yaml.load(read_text(path), Loader=_NoDuplicates)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path.name}, line {mark.line + 1}" if mark else path.name
        raise InputError(f"{place}: not plain YAML: {getattr(error, 'problem', error)}.") from None
    except RecursionError:
        raise InputError(f"{path.name}: not plain YAML: nested too deep.") from None
    if not isinstance(content, dict):
        raise InputError(f"{path.name}: must hold named fields such as 'name: value'.")
    return content


def validated(model: type[Model], content: Any, where: str) -> Model:
    """Return content as a checked record.

    Raises
    ------
    InputError
        If a field is unknown, missing or of the wrong type.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "content"
        known = ", ".join(model.model_fields)
        if first["type"] == "extra_forbidden":
            raise InputError(f"{where}: unknown field {field}. Known: {known}.") from None
        raise InputError(
            f"{where}: {field}: {first['msg']}, got {_short(first['input'])}."
        ) from None


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def placed(where: str, build: Callable[[], Result]) -> Result:
    """Return what `build` makes, naming the place in any input error it raises.

    Raises
    ------
    InputError
        What `build` raised, with the place in front.
    """
    try:
        return build()
    except InputError as error:
        raise InputError(f"{where}: {error}") from None
