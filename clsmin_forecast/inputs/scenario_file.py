"""The file of a scenario: what stands in it, how one is written, and what a copy is called."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from hashlib import sha256
from typing import Annotated, Any

import yaml
from pydantic import Field

from ..units import number_of
from .by_year import by_years, year_by_year
from .files import NAMES_A_FILE, Strict, Text, Title, validated
from .values import Spec

_WIDTH = 120  # characters of a line
_LONGEST = 80  # characters of the name of a copy
_LETTERS = 6  # enough to tell the copies of an afternoon apart


class ScenarioFile(Strict):
    """What stands in the file of a scenario."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60), NAMES_A_FILE]
    title: Title
    description: Text
    changes: dict[str, Any]


def written(name: str, title: str, description: str, changes: Mapping[str, Any]) -> str:
    """Return the text of a scenario's file, with its changes as `Scenario.changes` has them.

    Examples
    --------
    >>> print(written("even", "An even chance", "Asked in a meeting.", {"cessation": 0.5}), end="")
    name: even
    title: An even chance
    description: Asked in a meeting.
    changes:
      cessation: 0.5
    """
    content = {
        "name": name.strip(),
        "title": title.strip(),
        "description": description.strip(),
        "changes": deepcopy(dict(changes)),
    }
    file = validated(ScenarioFile, content, "scenario")
    return str(yaml.safe_dump(file.model_dump(), sort_keys=False, allow_unicode=True, width=_WIDTH))


def copy_name(name: str, now: Mapping[str, Spec], before: Mapping[str, Spec]) -> str:
    """Return the name of a changed copy: that of what it was, and what changed as in ``--set``.

    Where that would be long it is how many changes there are, and a few letters that stand for
    them.

    Examples
    --------
    >>> copy_name("central", {"cessation": {"2025/26": 0.4, "2026/27": 0}}, {})
    'central, cessation.2025/26=0.4, cessation.2026/27=0'
    """
    changed = [f"{place}={_flow(spec)}" for place, spec in _differences(now, before)]
    listed = ", ".join([name, *changed])
    if len(listed) <= _LONGEST:
        return listed
    letters = sha256(listed.encode()).hexdigest()[:_LETTERS]
    return f"{name}, {number_of(len(changed), 'change')} ({letters})"


def _differences(now: Mapping[str, Spec], before: Mapping[str, Spec]) -> Iterator[tuple[str, Spec]]:
    for name, values in now.items():
        was = before.get(name)
        if not by_years(values):
            yield from [(name, values)] if name not in before or values != was else []
            continue
        years = {} if name not in before else year_by_year(was, values)
        for year, spec in values.items():
            if year not in years or spec != years[year]:
                yield f"{name}.{year}", spec


def _flow(spec: Spec) -> str:
    return json.dumps(spec, ensure_ascii=False, default=str).replace('"', "")
