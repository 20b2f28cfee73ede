"""Reading text, tables and YAML, strictly: what breaks a rule is refused with its file and line."""

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar, get_args

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from ..errors import InputError, shown

if TYPE_CHECKING:
    import pandas as pd
    from yaml import SafeLoader as _Loader
else:
    _Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # reads ten times as fast, where it is

MOST = 1e12  # no amount of this work comes near it, and sums below it stay exact to the penny
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,2})?")
_MAPPING = "must be names with values, as name: value"
_RULES = {
    "missing": "is missing",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "date_type": "must be a date such as 2026-11-23",
    "date_parsing": "must be a date such as 2026-11-23",
    "date_from_datetime_parsing": "must be a date such as 2026-11-23",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "must be small letters, digits and _, starting with a letter",
    "string_too_long": "must have at most {max_length} characters",
}
_LONGEST_TITLE, _LONGEST_TEXT = 200, 10_000  # characters; a title stands in charts and headings
_MOST_COLUMNS = 60
_DEEPEST = 100  # lists and names within one another
_MOST_VALUES = 100_000  # of a file, each counted as often as its aliases unfold it
# XML, and so no page, workbook or paper, can hold the first; the second turn a line around.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\u202a-\u202e\u2066-\u2069]")

THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
"""The commas of a number in thousands."""

_DEVICE = re.compile("con|prn|aux|nul|(com|lpt)[0-9]")
_UNDRAWN = re.compile("[^\u0020-\u007e\u00a0-\u04ff\u1e00-\u1eff\u2010-\u22ff]")

Row = dict[str, str]
_Line = tuple[int, list[str]]
Model = TypeVar("Model", bound="Strict")
Result = TypeVar("Result")


def _no_device(name: str) -> str:
    if _DEVICE.fullmatch(name):
        raise PydanticCustomError("device", "must be no name that Windows keeps for a device")
    return name


def _readable(text: str) -> str:
    if _CONTROL.search(text):
        raise PydanticCustomError("control", "must hold no control character")
    if not any(character.isalnum() for character in text):
        raise PydanticCustomError("text", "must hold a letter or a digit")
    return text


def _drawable(text: str) -> str:
    if found := _UNDRAWN.search(_readable(text)):
        raise PydanticCustomError("drawable", _undrawn(found[0]))
    return text


def _undrawn(sign: str) -> Any:
    return f"holds {sign} (U+{ord(sign):04X}), which no chart can draw; use letters and plain signs"


NAMES_A_FILE = AfterValidator(_no_device)
"""Refuses a name of which no file or folder can be made on every system."""

Text = Annotated[str, Field(max_length=_LONGEST_TEXT), AfterValidator(_readable)]
"""A text that says something."""

Texts = Annotated[list[Text], Field(min_length=1)]

Day = Annotated[date, Field(strict=False)]
"""A date, which JSON writes as text."""

Title = Annotated[str, Field(max_length=_LONGEST_TITLE), AfterValidator(_drawable)]
"""A text that charts draw, in fonts that hold Latin, Greek and Cyrillic letters and signs."""


class Strict(BaseModel):
    """A record whose fields are all known, of the stated type, and fixed once read."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, allow_inf_nan=False, validate_default=True
    )


def visible(folder: Path, *endings: str) -> list[Path]:
    """Return the files below a folder that end so, sorted, without those that systems hide.

    What begins with a full stop is no data: macOS and editors leave such files beside ours.
    """
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in endings
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
    )


def read_text(path: Path) -> str:
    """Return a file's text, which must be UTF-8 and hold no control character."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        _refuse_control(text, path.name)
        return text
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError(
            f"{path.name}, line {line}: must be UTF-8 text (in Excel: CSV UTF-8)."
        ) from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None


def _refuse_control(text: str, name: str) -> None:
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise InputError(
            f"{name}, line {line}: holds a control character (U+{ord(found[0]):04X}); take it out."
        )


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()


def read_table(path: Path, columns: Sequence[str], optional: Sequence[str] = ()) -> list[Row]:
    """Return the rows of a CSV file of these columns, each with its place under ``where``."""
    reader = csv.reader(io.StringIO(read_text(path), newline=""))
    try:
        lines = [(reader.line_num, fields) for fields in reader]
    except csv.Error as error:
        raise InputError(f"{path.name}, line {reader.line_num}: not plain CSV ({error}).") from None
    header, lines = _without_empty_ends(lines)
    _refuse_header(path.name, header, columns, optional)
    rows = []
    for line, fields in lines:
        where = f"{path.name}, line {line}"
        if len(fields) != len(header):
            raise InputError(f"{where}: has {len(fields)} fields; the header has {len(header)}.")
        given = dict(zip(header, map(str.strip, fields), strict=True))
        rows.append(dict.fromkeys(optional, "") | given | {"where": where})
    return rows


def _without_empty_ends(lines: list[_Line]) -> tuple[list[str], list[_Line]]:
    """Return header and rows without the empty rows and last columns of a spreadsheet."""
    filled = (place for _, fields in lines for place, text in enumerate(fields, 1) if text)
    width = max(filled, default=0)
    header, *_ = [*(fields[:width] for _, fields in lines[:1]), []]
    rows = [(line, fields[:width]) for line, fields in lines[1:] if any(map(str.strip, fields))]
    return header, rows


def _refuse_header(
    file: str, header: list[str], columns: Sequence[str], optional: Sequence[str]
) -> None:
    if len(header) > _MOST_COLUMNS:
        raise InputError(
            f"{file}: has {len(header):,} columns; the columns are {', '.join(columns)}. "
            "Take out the empty ones."
        )
    for mark, called in ((";", "semicolons"), ("\t", "tabs")):
        if set(columns) <= {each.strip() for each in mark.join(header).split(mark)} - set(header):
            raise InputError(f"{file}: has {called} between its fields; save it with commas.")
    names = header + [name for name in optional if name not in header]
    if sorted(names) != sorted([*columns, *optional]):
        raise InputError(f"{file}: {_wrong_columns(names, columns, optional)}.")


def _wrong_columns(names: list[str], columns: Sequence[str], optional: Sequence[str]) -> str:
    wrongs = {
        "lacks": [name for name in columns if name not in names],
        "has an unknown": [name for name in names if name not in (*columns, *optional)],
        "repeats": sorted({name for name in names if names.count(name) > 1}),
    }
    found = [f"{wrong} column {', '.join(each)}" for wrong, each in wrongs.items() if each]
    also = f", and may be {', '.join(optional)}" if optional else ""
    return f"{'; '.join(found)}. The columns are {', '.join(columns)}{also}"


def number(row: Row, field: str, low: float = 0) -> float:
    """Return a field of a row as a number from `low` to `MOST`, in digits or as £570,567."""
    text = row[field]
    plain = THOUSANDS.sub("", text).removeprefix("£")
    value = float(plain) if _PLAIN_NUMBER.fullmatch(plain) else math.nan
    if not low <= value <= MOST:
        limits = f"from {low:g} up" if not value > MOST else f"of at most {MOST:g}"
        raise InputError(f"{row['where']}: {field} must be a number {limits}, got {shown(text)}.")
    return value


def drawable(row: Row, field: str) -> str:
    """Return a field that charts draw, in whose fonts every sign of it must stand."""
    if found := _UNDRAWN.search(row[field]):
        raise InputError(f"{row['where']}: {field} {_undrawn(found[0])}.")
    return row[field]


def optional_number(row: Row, field: str) -> float | None:
    """Return a field as a number, or None where it is empty."""
    return number(row, field) if row[field] else None


def one_of(row: Row, field: str, allowed: Sequence[str]) -> str:
    """Return a field whose value is one of a list, whose capitals it gets."""
    as_listed = {each.casefold(): each for each in allowed}
    if row[field].casefold() not in as_listed:
        known = ", ".join(filter(None, allowed))
        raise InputError(f"{row['where']}: {field} must be one of {known}, got {row[field]!r}.")
    row[field] = as_listed[row[field].casefold()]
    return row[field]


def filled(row: Row, field: str, what: str) -> str:
    """Return a field that must not be empty."""
    if not row[field]:
        raise InputError(f"{row['where']}: {field} is empty; {what}.")
    return row[field]


def read_json(path: Path) -> Any:
    """Return what a JSON file says, as plain data."""
    try:
        return json.loads(read_text(path))
    except ValueError as error:
        raise InputError(f"{path.name}: not plain JSON: {error}.") from None


def read_frame(path: Path) -> "pd.DataFrame":
    """Return a table that a run has saved as CSV."""
    import pandas as pd  # slow to load, and the inputs need none of it

    return pd.read_csv(path)


_NUMBERS = {  # of YAML 1.2; the older ones read 1:30 as 90 and 010 as 8
    "tag:yaml.org,2002:int": re.compile(r"[-+]?[0-9]+$"),
    "tag:yaml.org,2002:float": re.compile(
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$|[-+]?\.(inf|Inf|INF)$|\.(nan|NaN|NAN)$"
    ),
}


class _NoDuplicates(_Loader):
    """YAML's safe loader with the numbers of YAML 1.2, which also refuses a key given twice."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, Any]]]] = {  # type: ignore[misc]
        first: [(tag, form) for tag, form in forms if tag not in _NUMBERS]
        for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_whole(self, node: yaml.ScalarNode) -> int:
        return int(self.construct_scalar(node))

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: list[Any] = []
        for place, _ in node.value:
            key = self.construct_object(place, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {str(key)!r} is given twice", place.start_mark
                )
            seen.append(key)
        return super().construct_mapping(node, deep)


for _tag, _form in _NUMBERS.items():
    _NoDuplicates.add_implicit_resolver(_tag, _form, list("-+.0123456789"))
_NoDuplicates.add_constructor("tag:yaml.org,2002:int", _NoDuplicates.construct_whole)


def read_yaml(path: Path) -> dict[str, Any]:
    """Return the mapping in a YAML file."""
    content = parse_yaml(read_text(path), path.name)
    if not isinstance(content, dict):
        raise InputError(f"{path.name}: must hold named fields such as 'name: value'.")
    return content


def parse_yaml(text: str, where: str) -> Any:
    """Return what a text in YAML says, as plain data; a key given twice or a tag is refused."""
    try:
        _refuse_deep(text, where)
        content = yaml.load(text, Loader=_NoDuplicates)
        if _count_values(content, {}) > _MOST_VALUES:
            raise InputError(
                f"{where}: unfolds to more than {_MOST_VALUES:,} values; write it without aliases."
            )
        return content
    except _ControlError as error:
        raise InputError(
            f"{where}, line {_line_of(str(error), text)}: the text {str(error)[:20]!r} holds a "
            "control character."
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{where}, line {mark.line + 1}" if mark else where
        raise InputError(f"{place}: not plain YAML: {getattr(error, 'problem', error)}.") from None
    except ValueError as error:
        raise InputError(f"{where}: not plain YAML: {error}.") from None


def _refuse_deep(text: str, where: str) -> None:
    """Refuse lists and names within one another so deep that reading them could end the process."""
    deep = 0
    for event in yaml.parse(text, Loader=_Loader):
        deep += isinstance(event, yaml.CollectionStartEvent)
        deep -= isinstance(event, yaml.CollectionEndEvent)
        if deep > _DEEPEST:
            raise InputError(f"{where}: not plain YAML: nested too deep.")


class _ControlError(Exception):
    """A text that holds a control character, written as an escape."""


def _line_of(found: str, text: str) -> int:
    """Return the line of a YAML text on which a text that is in it begins."""
    lines = (
        each.start_mark.line + 1
        for each in yaml.parse(text)
        if getattr(each, "value", "") == found and each.start_mark
    )
    return next(lines, 1)


def _count_values(content: object, known: dict[int, int]) -> int:
    """Return how many values a content holds, each as often as it is reached; texts are checked."""
    if isinstance(content, str) and _CONTROL.search(content):
        raise _ControlError(content)
    if not isinstance(content, dict | list):
        return 1
    if id(content) not in known:
        known[id(content)] = 1  # of what holds itself, which is refused where it is read
        inner = [*content, *content.values()] if isinstance(content, dict) else content
        known[id(content)] = 1 + sum(_count_values(each, known) for each in inner)
    return known[id(content)]


def validated(model: type[Model], content: Any, where: str) -> Model:
    """Return content as a record, whose first wrong field is refused with its place and rule."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        extra = [each for each in error.errors() if each["type"] == "extra_forbidden"]
        first = (extra or error.errors(include_url=False))[0]
        field = _field_at(first["loc"])
        if extra:
            known = ", ".join(_fields_at(model, first["loc"]))
            raise InputError(f"{where}: unknown field {field}. Known: {known}.") from None
        got = "" if first["type"] == "missing" else f", got {shown(first['input'])}"
        raise InputError(f"{where}: {field}: {_rule(first)}{got}.") from None


def _field_at(place: tuple[int | str, ...]) -> str:
    """Return where in a file a field is; entries of a list are counted from 1, as people do."""
    said = ""
    for part in place:
        said += f", entry {part + 1}:" if isinstance(part, int) else f"{_joint(said)}{part}"
    return said.removesuffix(":") or "content"


def _joint(said: str) -> str:
    return " " if said.endswith(":") else "." if said else ""


def _fields_at(model: type[BaseModel], place: tuple[int | str, ...]) -> Iterable[str]:
    for part in place[:-1]:
        if field := model.model_fields.get(str(part)):
            kinds = (field.annotation, *get_args(field.annotation))
            records = (k for k in kinds if isinstance(k, type) and issubclass(k, BaseModel))
            model = next(records, model)
    return model.model_fields


def _rule(error: Any) -> str:
    if said := _RULES.get(error["type"]):
        return said.format_map(error.get("ctx", {}))
    rule: str = error["msg"]
    return rule.removeprefix("Value error, ").replace("Input should", "must")


def in_place(where: str, build: Callable[[], Result]) -> Result:
    """Return what `build` makes, naming the place in any input error it raises."""
    try:
        return build()
    except InputError as error:
        raise InputError(f"{where}: {error}") from None
    except RecursionError:
        raise InputError(f"{where}: a value must not hold itself.") from None
