"""Options: what we can do while the funder has not decided, each a file of ``options/``."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from ..arguments import public
from ..errors import InputError, shown, unknown
from ..quantiles import Values
from .facts import data_folder
from .files import NAMES_A_FILE, Strict, Text, Title, read_yaml, validated, visible
from .typed import Unit, number

ALL, HALF = "all", "half"
SHARES = {ALL: 1.0, HALF: 0.5}
"""What ``keep`` may say in words, and of how much of the team."""

MEASURES = ("gap", "recovered", "at_risk")
"""What a reserve is asked of by the same word as of an option, so that no option has the name."""

VERBS = ("keep", "release", "bridge")
_FOLDER = "options"
_MOST = 20  # options; a table of more is read by nobody
_YEAR = 12  # months

_POSTS = Unit("3.5", 0, 1_000, "count")
_MONTHS = Unit("3", 0, _YEAR, "count")
_POUNDS = Unit("250000, £250,000 or 250k", 0, 1e8, "pounds")
_UNITS = {
    "keep": _POSTS, "until": _MONTHS, "notice_months": _MONTHS, "rebuild_months": _MONTHS,
    "cost": _POUNDS, "up_to": _POUNDS,
}  # fmt: skip


class _Release(Strict):
    notice_months: Any = None
    rebuild_months: Any = None
    cost: Any = None


class _Bridge(Strict):
    up_to: Any


class OptionFile(Strict):
    """What stands in the file of an option."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$"), NAMES_A_FILE]
    title: Title
    description: Text
    keep: Any = None
    until: Any = None
    release: _Release | None = None
    bridge: _Bridge | None = None


@dataclass(frozen=True)
class Option:
    """What we do while the funder has not decided, and after.

    Parameters
    ----------
    name, title, description : str
        What it is called and says.
    keep : float or str
        The posts kept from 1 April on while nobody knows: a number, ``all`` or ``half``.
    until : float or None
        The month after 1 April to which they are kept without an answer; None until it is there.
    notice, rebuild : float or None
        Months from notice to the end of a post, and to fill a released post again; None as the
        register has them.
    restart : float or None
        What filling a released post again costs, pounds; None as the register has it.
    other_money : float
        Money from elsewhere, of ours too, that pays for the kept posts without funding, pounds.
    """

    name: str
    title: str
    description: str
    keep: float | str
    until: float | None = None
    notice: float | None = None
    rebuild: float | None = None
    restart: float | None = None
    other_money: float = 0.0

    @property
    def own_times(self) -> bool:
        """Whether it has notice, months or a cost of its own, in place of the register's."""
        return any(each is not None for each in (self.notice, self.rebuild, self.restart))

    def posts(self, team: Values) -> Values:
        """Return how many posts of a team are kept.

        Examples
        --------
        >>> load_options(["keep_half"])[0].posts(np.array([7.0])).tolist()
        [3.5]
        """
        if isinstance(self.keep, str):
            return team * SHARES[self.keep]
        return np.minimum(team, self.keep)


@public
def load_options(
    names: Sequence[str] | None = None, data: str | Path | None = None
) -> list[Option]:
    """Return options by their names; every one in the data folder, in the order of names.

    Parameters
    ----------
    names : sequence of str, optional
        Which; a folder without any is legal, and then there are none.
    data : str or Path, optional
        The data folder; the package's own by default.

    Raises
    ------
    InputError
        If a name is unknown, or a file breaks a rule.

    Examples
    --------
    >>> [each.name for each in load_options()][:2]
    ['bridge_from_reserves', 'keep_half']
    """
    files = {path.stem: path for path in visible(data_folder(data) / _FOLDER, ".yaml")}
    if len(files) > _MOST:
        raise InputError(f"{_FOLDER}: holds at most {_MOST} options, got {len(files)}.")
    for name in (chosen := list(files) if names is None else list(names)):
        if name not in files:
            raise unknown(_FOLDER, "option", name, files)
    if len(set(chosen)) < len(chosen):
        raise InputError(f"{_FOLDER}: each is named once, got {', '.join(chosen)}.")
    return [_option(files[name]) for name in chosen]


def _option(path: Path) -> Option:
    file = validated(OptionFile, read_yaml(path), path.name)
    if file.name != path.stem:
        raise InputError(
            f"{path.name}: name must be the file's own, {path.stem}, got {file.name!r}."
        )
    if file.name in MEASURES:
        raise InputError(
            f"{path.name}: name must not be that of a measure of reserve ({', '.join(MEASURES)}), "
            f"got {file.name!r}; give the file another name, such as {file.name}_option."
        )
    _refuse_idle(file, path.name)
    release = file.release or _Release()
    return Option(
        name=file.name,
        title=file.title,
        description=file.description,
        keep=_kept(file.keep, path.name),
        until=_stated("until", file.until, path.name),
        notice=_stated("notice_months", release.notice_months, path.name),
        rebuild=_stated("rebuild_months", release.rebuild_months, path.name),
        restart=_stated("cost", release.cost, path.name),
        other_money=_stated("up_to", file.bridge.up_to, path.name) or 0.0 if file.bridge else 0.0,
    )


def _refuse_idle(file: OptionFile, where: str) -> None:
    """Refuse a file that says nothing to do, or something of posts that are not kept."""
    if all(getattr(file, verb) is None for verb in VERBS):
        raise InputError(f"{where}: says nothing to do; write one of {', '.join(VERBS)}.")
    for field in ("until", "bridge"):
        if getattr(file, field) is not None and not file.keep:
            raise InputError(f"{where}: {field} is of posts that are kept; write keep: all too.")


def _kept(value: Any, where: str) -> float | str:
    if value is None:
        return 0.0
    if isinstance(value, str) and value.strip() in SHARES:
        return value.strip()
    try:
        return number(value, f"{where}: keep", _POSTS)
    except InputError:
        raise InputError(
            f"{where}: keep must be all, half or a number of posts from 0 to 1,000, such as 3.5, "
            f"got {shown(value)}."
        ) from None


def _stated(field: str, value: Any, where: str) -> float | None:
    return None if value is None else number(value, f"{where}: {field}", _UNITS[field])
