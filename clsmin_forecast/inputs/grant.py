"""The grant itself: who it is for and from, and what its papers say of it in words."""

from pathlib import Path
from typing import Literal

from .files import Strict, Text, Texts, Title, read_yaml, validated


class PaperTexts(Strict):
    """What the Word paper says beside the figures, each with the paper that it is from."""

    background: Texts
    pays_for: Text
    agreement: Text
    exit: Text
    powers: Text
    data_protection: Text
    equality: Text
    appendices: Text


class Names(Strict):
    """What a grant is called, and who answers for it."""

    team: Title
    short_name: Title
    holder: Title
    funder: Title
    accepted_by: Title
    approver: Title
    paper_series: Title
    pay_group: Title | None = None


class Grant(Names):
    """Who the grant is for and from, as written in ``grant.yaml``.

    ``holder`` has the team and bears what nobody else pays, ``accepted_by`` accepts the grant and
    publishes its papers, whose ids begin with ``paper_series``; ``pay_group`` names the awards in
    ``pay_awards.csv`` that its posts get, where it has them; ``if_it_ceases`` is what its papers
    say then happens.
    """

    if_it_ceases: Title | Literal[""] = ""
    paper: PaperTexts

    @property
    def full_name(self) -> str:
        """The team with its holder, for a subtitle."""
        ending = "’" if self.holder.endswith("s") else "'s"
        return f"{self.holder}{ending} {self.team}"

    @property
    def funding(self) -> str:
        """What is forecast, for the beginning of a title."""
        return f"{self.funder} funding"


def load_grant(folder: Path) -> Grant:
    """Return what ``grant.yaml`` says.

    Examples
    --------
    >>> from clsmin_forecast.inputs.facts import packaged
    >>> load_grant(packaged("data")).full_name
    "the Metropolitan Police's County Line Social Media Intelligence Network"
    """
    return validated(Grant, read_yaml(folder / "grant.yaml"), "grant.yaml")
