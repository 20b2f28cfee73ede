"""What stands first on the index of a run: the risk, and the questions that a reader has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ...present.sentences import ASKED_FIRST
from ...present.words import first_sentence
from ..record import Finished, Whole

_CENTRAL = ("scenario_forecast", "central")
IN_SHORT = "in_short"  # the table of what is asked first
_SUM = "how_much"  # of which each scenario has its own
_BEFORE = ("assurance", "use", "scenario")  # what a notebook says before its answer


class Asked(NamedTuple):
    """A question with the one figure that answers it, and what that is."""

    question: str
    figure: str
    answer: str


@dataclass(frozen=True)
class Front:
    """What the index leads with."""

    job: Finished  # from which most of it comes
    lead: str  # the risk, in one sentence
    asked: list[Asked]  # in short
    answers: list[tuple[str, str]]  # at length, each behind its question
    charts: list[tuple[str, Finished, str]]  # each with a heading and the notebook it comes from

    @property
    def said(self) -> list[str]:
        """What it says in words."""
        return [
            self.lead,
            *(each.answer for each in self.asked),
            *(said for _, said in self.answers),
        ]


def front(whole: Whole) -> Front:
    """Return what the index of a run leads with: the central view, or else its first notebook."""
    job = next(
        (each for each in whole.jobs if (each.notebook, each.scenario) == _CENTRAL), whole.jobs[0]
    )
    said = {each.name: each.text for each in job.result.sentences}
    outlook = _charts("The outlook", "funding_outlook", [job])
    first = [("The outlook", job, name) for name in job.result.charts[:1]]
    compared = _charts("By the cases compared", "evidence_choices", whole.jobs)
    return Front(
        job,
        first_sentence(said["risk"]) if "risk" in said else answer(job),
        [Asked(**row) for each in job.result.tables if each.name == IN_SHORT for row in each.rows],
        _answers(said),
        (outlook or first) + compared[:1],
    )


def _answers(said: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what is asked first with its answer, each answer once."""
    asked: dict[str, str] = {}
    for name, title in ASKED_FIRST.items():
        asked.setdefault(said.get(name, ""), title)
    return [(title, text) for text, title in asked.items() if text]


def _charts(heading: str, begins: str, jobs: Sequence[Finished]) -> list[tuple[str, Finished, str]]:
    return [
        (heading, job, name)
        for job in jobs
        for name in job.result.charts
        if name.startswith(begins)
    ]


def answer(job: Finished) -> str:
    """Return the first sentence of a notebook's answer, and the sum where it forecasts one."""
    said = {each.name: each.text for each in job.result.sentences if each.name not in _BEFORE}
    first = [*said.values()][:1]
    answers = dict.fromkeys([*first, said.get(_SUM, "")])
    return " ".join(filter(None, map(first_sentence, answers)))
