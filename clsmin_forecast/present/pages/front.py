"""What stands first on the index of a run: the risk, and the four questions a reader has."""

import re
from dataclasses import dataclass

from ..result import Finished, Whole

_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")
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
    answers : list of (question, paragraphs)
        What else it says first.
    chart : str
        Name of the chart that stands beside it; empty where there is none.
    """

    job: Finished
    lead: str
    answers: list[tuple[str, list[str]]]
    chart: str


def front(whole: Whole) -> Front:
    """Return what the index of a run leads with: the central view, or else its first notebook.

    Parameters
    ----------
    whole : Whole
        The run.
    """
    job = _first(whole, "scenario_forecast")
    risk, what_if, evidence = _parted(_said(_first(whole, "cessation_risk"), "risk"))
    lead, years, sums = _parted(_said(job, "outlook"))
    answers = [
        ("How much", [" ".join(sums)]),
        ("Which years", years),
        ("How sure", [" ".join(evidence)]),
        ("What if it stops", what_if),
    ]
    outlooks = [name for name in job.result.charts if name.startswith("funding_outlook")]
    return Front(
        job,
        lead or risk or first_sentence(job),
        [(asked, said) for asked, said in answers if any(said)],
        (outlooks or job.result.charts or [""])[0],
    )


def first_sentence(job: Finished) -> str:
    """Return the first sentence of a notebook's answer."""
    answers = [each.text for each in job.result.sentences if each.name not in _BEFORE]
    return _SENTENCE.split(answers[0])[0] if answers else ""


def _first(whole: Whole, notebook: str) -> Finished:
    jobs = [job for job in whole.jobs if job.notebook == notebook] or list(whole.jobs)
    return next((job for job in jobs if job.scenario == "central"), jobs[0])


def _said(job: Finished, name: str) -> str:
    return next((each.text for each in job.result.sentences if each.name == name), "")


def _parted(text: str) -> tuple[str, list[str], list[str]]:
    """Return the first sentence, those that say "if", and the others."""
    first, *others = _SENTENCE.split(text)
    return (
        first,
        [each for each in others if each.startswith("If ")],
        [each for each in others if not each.startswith("If ")],
    )
