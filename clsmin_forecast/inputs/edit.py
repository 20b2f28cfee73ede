"""Edits of the data files as text: what an edit does not name keeps every byte, comments too."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import yaml

from ..errors import InputError

_WIDTH = 110  # characters of a folded text
_MARK = "\ufeff"  # with which some programs begin a text


def edit_text(text: str, edit: Callable[[str], str]) -> str:
    """Return an edited text, which keeps its byte order mark if it has one."""
    mark = _MARK if text.startswith(_MARK) else ""
    return f"{mark}{edit(text.removeprefix(_MARK))}"


def set_row(text: str, column: str, key: str, values: Mapping[str, str]) -> str:
    r"""Return a table in CSV with new values in the row of a key, or with that row at its end.

    Parameters
    ----------
    text : str
        The file.
    column, key : str
        The column that tells the rows apart, and which row is meant.
    values : mapping of str to str
        By column; a column that the table lacks is added, empty in all other rows.

    Examples
    --------
    >>> print(set_row("year,sum,note\n2024/25,5,a\n", "year", "2025/26", {"sum": "7"}), end="")
    year,sum,note
    2024/25,5,a
    2025/26,7,
    """
    for name in values:
        text = _with_column(text, name)
    header, *rows = _rows(text)
    place = header[1].index(column)
    changed = {column: key, **values}
    for lines, fields in rows:
        if len(fields) > place and fields[place].strip() == key:
            now = dict(zip(header[1], fields, strict=False)) | changed
            return _replace_lines(text, lines, _written(now, header[1]))
    end = "" if text.endswith("\n") else _newline(text)
    return f"{text}{end}{_written(changed, header[1])}{_newline(text)}"


def _with_column(text: str, name: str) -> str:
    (_, header), *_ = rows = _rows(text)
    if name in header:
        return text
    if "" in header:  # of a spreadsheet, which leaves columns without a name
        named = [name if place == header.index("") else each for place, each in enumerate(header)]
        return _replace_lines(text, rows[0][0], _written({each: each for each in named}, named))
    lines = _lines(text)
    for (_, last), fields in rows:
        bare = lines[last - 1].rstrip("\r\n")
        lines[last - 1] = (
            f"{bare},{'' if fields is not header else name}" + lines[last - 1][len(bare) :]
        )
    return "".join(lines)


def _rows(text: str) -> list[tuple[tuple[int, int], list[str]]]:
    """Return each row of a CSV text, the header first, with the lines that it stands on."""
    reader = csv.reader(_lines(text))
    found: list[tuple[tuple[int, int], list[str]]] = []
    first = 0
    for fields in reader:
        found.append(((first, reader.line_num), [*map(str.strip, fields)] if not found else fields))
        first = reader.line_num
    return found


def _lines(text: str) -> list[str]:
    return io.StringIO(text, newline="").readlines()


def _written(values: Mapping[str, str], header: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([values.get(name, "") for name in header])
    return line.getvalue().removesuffix("\r\n")


def _replace_lines(text: str, lines: tuple[int, int], row: str) -> str:
    kept = _lines(text)
    first, last = lines
    end = kept[last - 1][len(kept[last - 1].rstrip("\r\n")) :]
    return "".join([*kept[:first], f"{row}{end}", *kept[last:]])


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def add_entry(text: str, key: str, entry: Mapping[str, Any], where: str) -> str:
    r"""Return a YAML text with one more entry at the end of a list.

    Parameters
    ----------
    text : str
        The file.
    key : str
        Under which the list stands.
    entry : mapping of str to object
        The new entry.
    where : str
        The name of the file, for an error.

    Raises
    ------
    InputError
        If there is no such list, or it is written within brackets.

    Examples
    --------
    >>> print(add_entry("log:\n  - id: A\n# the end\n", "log", {"id": "B"}, "log.yaml"), end="")
    log:
      - id: A
      - id: B
    # the end
    """
    found = _at(text, [key])
    if not isinstance(found, yaml.SequenceNode) or found.flow_style or not found.value:
        raise InputError(f"{where}: {key} must be a list with an entry a line, each after a dash.")
    last = found.value[-1]
    start = last.start_mark.index
    dash = text[text.rfind("\n", 0, start) + 1 : start].partition("-")[0]
    written = _yaml(entry).splitlines()
    block = [f"{dash}- {written[0]}", *(f"{dash}  {each}" for each in written[1:])]
    return _insert(text, _end(text, last), block)


def set_key(text: str, path: Sequence[str], key: str, value: object) -> str:
    r"""Return a YAML text with one more key at the end of a mapping, its value on one line.

    Examples
    --------
    >>> set_key("chance: {2024/25: 0.1}  # why\n", ["chance"], "2025/26", {"a": 1})
    'chance: {2024/25: 0.1, 2025/26: {a: 1}}  # why\n'
    """
    found = _at(text, path)
    before, last = found.value[-1]
    said = f"{key}: {_flow(value)}"
    if found.flow_style:
        place = last.end_mark.index
        return f"{text[:place]}, {said}{text[place:]}"
    indent = " " * before.start_mark.column
    place = _end(text, last)
    while deeper := re.match(rf"{indent} +#.*\n", text[place:]):  # a comment on the last value
        place += deeper.end()
    return _insert(text, place, [f"{indent}{said}"])


def drop_key(text: str, path: Sequence[str], key: str) -> str:
    r"""Return a YAML text without a key of a mapping; comments on lines of their own stay.

    Examples
    --------
    >>> drop_key("chance:\n  2024/25: 0.1  # judged\n  2025/26: 0.2\n", ["chance"], "2024/25")
    'chance:\n  2025/26: 0.2\n'
    """
    found = _at(text, path)
    names = [name.value for name, _ in found.value]
    place = names.index(key)
    first, value = found.value[place]
    if len(names) == 1:
        return replace_mapping(text, path, {})
    if not found.flow_style:
        start = text.rindex("\n", 0, first.start_mark.index) + 1
        return text[:start] + text[_end(text, value) :]
    if place + 1 < len(names):
        return text[: first.start_mark.index] + text[found.value[place + 1][0].start_mark.index :]
    return text[: found.value[place - 1][1].end_mark.index] + text[value.end_mark.index :]


def replace_mapping(text: str, path: Sequence[str], value: object) -> str:
    r"""Return a YAML text with a value on one line in place of a mapping.

    Examples
    --------
    >>> replace_mapping("chance:\n  2024/25: 0.1\n# the end\n", ["chance"], {"a": 1})
    'chance: {a: 1}\n# the end\n'
    """
    found = _at(text, path)
    if found.flow_style:
        return f"{text[: found.start_mark.index]}{_flow(value)}{text[found.end_mark.index :]}"
    start = text.rindex("\n", 0, found.start_mark.index)
    before = text[:start].removesuffix("\r")
    return f"{before} {_flow(value)}{_newline(text)}{text[_end(text, found) :]}"


def _at(text: str, path: Sequence[str]) -> Any:
    try:
        node: Any = yaml.compose(text)
    except yaml.YAMLError:
        raise InputError(
            f"{'.'.join(path)}: is written with an anchor (& and *); write each value out."
        ) from None
    for step in path:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for name, value in pairs if name.value == step), None)
    return node


def _end(text: str, node: yaml.Node) -> int:
    """Return where the last line of a node ends, after its line break."""
    while node.value and isinstance(node, yaml.CollectionNode) and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    place = node.end_mark.index
    if node.end_mark.column:  # else it is a folded text, which ends before the next line
        line = text.find("\n", place)
        return len(text) if line < 0 else line + 1
    while text[:place].endswith(("\n\n", "\r\n\r\n")):
        place -= len(_newline(text))
    return place


def _insert(text: str, place: int, lines: Sequence[str]) -> str:
    newline = _newline(text)
    before = text[:place]
    gap = "" if before.endswith("\n") else newline
    return f"{before}{gap}{newline.join(lines)}{newline}{text[place:]}"


def _yaml(value: object) -> str:
    return str(yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=_WIDTH))


def _flow(value: object) -> str:
    """Return a value as YAML on one line."""
    text = yaml.safe_dump(
        value, sort_keys=False, allow_unicode=True, width=1_000_000, default_flow_style=True
    )
    return str(text).removesuffix("\n").removesuffix("\n...")
