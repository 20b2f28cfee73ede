"""The file of a scenario: what stands in it, and how one is written."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Annotated, Any

import yaml
from pydantic import Field

from .files import Strict, Text, Title, validated

_WIDTH = 120  # characters of a line


class ScenarioFile(Strict):
    """What stands in the file of a scenario."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
    title: Title
    description: Text
    changes: dict[str, Any]


def written(name: str, title: str, description: str, changes: Mapping[str, Any]) -> str:
    """Return the text of a scenario's file.

    Parameters
    ----------
    name, title, description : str
        What it is called, and why it is looked at.
    changes : mapping of str to Spec
        What differs from the baseline, as `Scenario.changes` has it.

    Raises
    ------
    InputError
        If the name is no scenario's, or a text is empty.

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
