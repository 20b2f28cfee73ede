"""What stands first on the index of a run: the risk, and the four questions a reader has."""

import re
from dataclasses import dataclass

from ..result import Finished, Whole
from ..sentences import ASKED_FIRST

_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")
_CENTRAL = ("scenario_forecast", "central")
_BEFORE = ("assurance", "use", "scenario")  # what a notebook says before its answer


@dataclass(frozen=True)
class Front:
    """What the index leads with.

    Parameters
    ----------
    job : Finished
        From which most of it comes.
    lead : str
        The risk, in one sentence.
    answers : list of (question, answer)
        What else it says first.
    chart : str
        Name of the chart that stands beside it; empty where there is none.
    """

    job: Finished
    lead: str
    answers: list[tuple[str, str]]
    chart: str


def front(whole: Whole) -> Front:
    """Return what the index of a run leads with: the central view, or else its first notebook.

    Parameters
    ----------
    whole : Whole
        The run.
    """
    job = next(
        (each for each in whole.jobs if (each.notebook, each.scenario) == _CENTRAL), whole.jobs[0]
    )
    said = {each.name: each.text for each in job.result.sentences}
    outlooks = [name for name in job.result.charts if name.startswith("funding_outlook")]
    return Front(
        job,
        first_sentence(said["risk"]) if "risk" in said else answer(job),
        [(asked, said[name]) for name, asked in ASKED_FIRST.items() if name in said],
        (outlooks or job.result.charts or [""])[0],
    )


def answer(job: Finished) -> str:
    """Return the first sentence of a notebook's answer."""
    answers = [each.text for each in job.result.sentences if each.name not in _BEFORE]
    return first_sentence(answers[0]) if answers else ""


def first_sentence(text: str) -> str:
    """Return the first sentence of a text."""
    return _SENTENCE.split(text)[0]
