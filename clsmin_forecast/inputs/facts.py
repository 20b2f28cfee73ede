"""The facts: everything in the data folder that is not an assumption."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..arguments import public
from ..errors import InputError, unknown
from ..units import number_of
from .awards import Awards, Source, load_awards, load_sources
from .comparators import Comparator, load_grants
from .confirmations import Confirmation, load_confirmations
from .evidence import Evidence, load_evidence, own_set
from .grant import Grant, load_grant
from .prices import Pay, Prices, load_pay, load_prices
from .transaction import finish

OWN_FUNDER = "own"
"""Who pays this grant, among the funders of a set of one's own."""

PACKAGE = Path(__file__).resolve().parent.parent
DATA_VARIABLE = "CLSMIN_FORECAST_DATA"
_NEEDED = (
    "sources.csv", "awards.csv", "comparator_grants.csv", "evidence_sets.yaml", "gdp_deflator.csv",
    "pay_awards.csv", "assumptions.yaml", "governance.yaml", "grant.yaml",
)  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What the papers, releases and comparable grants say.

    Parameters
    ----------
    folder : Path
        The data folder.
    grant : Grant
        Who it is for and from.
    sources : mapping of str to Source
        By id.
    awards : Awards
        Of the decision papers.
    grants : tuple of Comparator
        The comparable grants, year by year.
    evidence : mapping of str to Evidence
        The named sets of comparable grants.
    prices : Prices
        The GDP deflator.
    pay : Pay
        The awards that the posts get.
    confirmations : tuple of Confirmation
        When comparable grants were told of and signed.
    """

    folder: Path
    grant: Grant
    sources: Mapping[str, Source]
    awards: Awards
    grants: tuple[Comparator, ...]
    evidence: Mapping[str, Evidence]
    prices: Prices
    pay: Pay
    confirmations: tuple[Confirmation, ...]

    def __repr__(self) -> str:
        """Say what there is, and where."""
        return (
            f"<Facts in {self.folder.name}: {number_of(len(self.awards.rows), 'award')}, "
            f"{number_of(len(self.grants), 'grant-year')}, "
            f"{number_of(len(self.evidence), 'set')} of evidence>"
        )

    @property
    def papers(self) -> dict[str, list[str]]:
        """The decisions that set the awards, by publisher."""
        found: dict[str, list[str]] = {}
        for paper in self.awards.papers:
            found.setdefault(self.sources[paper].publisher, []).append(paper)
        return found

    @property
    def deflator(self) -> Source | None:
        """The release of the deflator, where the sources name it."""
        return self.sources.get("gdp_deflator")

    def funders(self, named: Sequence[str]) -> list[str]:
        """Return funders of comparable grants; ``own`` is who pays this one, if any is from there.

        Examples
        --------
        >>> load_facts().funders(["own", "Ministry of Justice"])
        ['Home Office', 'Ministry of Justice']
        """
        known = {each.fields["funder"] for each in self.grants}
        own = [self.grant.funder] if self.grant.funder in known else []
        return [each for name in named for each in (own if name == OWN_FUNDER else [name])]

    def evidence_of(self, chosen: object, where: str = "evidence") -> Evidence:
        """Return a set by its name, or an analyst's own from its filter.

        Examples
        --------
        >>> facts = load_facts()
        >>> here = {"where": {"recipient_group": ["mps"]}, "count_by": "grant_year"}
        >>> facts.evidence_of(here | {"event": "ceased"}).events
        2
        """
        if isinstance(chosen, Mapping):
            return own_set(dict(chosen), self.grants, where)
        if not isinstance(chosen, str) or chosen not in self.evidence:
            raise unknown(where, "set", chosen, self.evidence)
        return self.evidence[chosen]


def packaged(folder: str) -> Path:
    """Return a folder of the project: beside the package in a checkout, inside when installed."""
    inside = PACKAGE / folder
    return inside if inside.is_dir() else PACKAGE.parent / folder


def data_folder(folder: str | Path | None = None) -> Path:
    """Return the data folder: as named, else ``$CLSMIN_FORECAST_DATA``, else the package's own.

    A record of what happened that was cut off is finished first.
    """
    chosen = Path(folder or os.environ.get(DATA_VARIABLE) or packaged("data"))
    if not chosen.is_dir():
        raise InputError(f"--data: {chosen} is not a folder.")
    finish(chosen)
    return chosen


@public
def load_facts(folder: str | Path | None = None) -> Facts:
    """Return every fact in a data folder, checked.

    Parameters
    ----------
    folder : str or Path, optional
        The data folder; the package's own by default.

    Raises
    ------
    InputError
        If a file is missing or breaks a rule.

    Examples
    --------
    >>> load_facts().awards["2025/26"].amount
    1000000.0
    """
    folder = data_folder(folder)
    _refuse_partial(folder)
    return read_facts(folder)


def read_facts(folder: Path) -> Facts:
    """Return the facts in a folder whose assumptions may still be missing, checked."""
    grant, sources, grants = load_grant(folder), load_sources(folder), load_grants(folder)
    return Facts(
        folder=folder,
        grant=grant,
        sources=sources,
        awards=load_awards(folder, sources),
        grants=grants,
        evidence=load_evidence(folder, grants),
        prices=load_prices(folder),
        pay=load_pay(folder, grant.pay_group),
        confirmations=load_confirmations(folder),
    )


def _refuse_partial(folder: Path) -> None:
    missing = [name for name in _NEEDED if not (folder / name).is_file()]
    if missing:
        raise InputError(
            f"--data: {folder} lacks {', '.join(missing)}, so it is not a data folder of this "
            "version; copy what is missing from the package's own, or update the package."
        )
