"""What a run makes of its notebooks: their pages, the front, the workbook and the file to send.

Each part is made as soon as it can be: what needs no notebook while the first ones run, the page of
a notebook when that is done, and the rest at the end.
"""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from ..inputs.ledger import LEDGER
from ..inputs.scenarios import load_scenario
from .foretold import STANDING, standing_job, write_forecasts
from .request import Request
from .sharing import write_share
from .workers import Progress, Step

if TYPE_CHECKING:
    from ..analysis.calculation import Calculation
    from ..report.record import About, Finished


class Report:
    """Writes what a run publishes beside what its notebooks make, into its staged folder."""

    _known: "About"

    def __init__(self, request: Request, staged: Path, progress: Progress | None = None) -> None:
        self._request, self._staged, self._progress = request, staged, progress
        self._jobs = {job.name: job for job in request.plan.jobs}
        self._finished: dict[str, Finished] = {}
        self.taken = 0  # jobs that a run before had finished

    def begin(self) -> None:
        """Write what needs no notebook."""
        from ..report.about import about  # it loads much, and this is when there is time
        from .published import ABOUT, DATA

        request, folder = self._request, self._staged
        facts, title = request.facts, request.plan.title
        known = about(facts, request.register, request.today, run_id=request.run_id, title=title)
        for name in request.content["data"]:
            (folder / DATA / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(facts.folder / name, folder / DATA / name)
        (folder / ABOUT).write_text(known.model_dump_json(indent=1) + "\n", encoding="utf-8")
        if request.ledger:
            (folder / DATA / LEDGER).write_bytes(request.ledger)
        write_forecasts(request, folder)
        write_share(request, known, folder)
        self._known = known

    def tell(self, step: Step) -> None:
        """Write the page of a job that is done, and tell that it is."""
        self.taken += step.seconds is None
        if not step.error:
            self._add(step.job)
        if self._progress:
            self._progress(step)

    def _add(self, name: str) -> None:
        from ..report.pages import write_page
        from .published import read_job

        found = read_job(self._staged / name, self._jobs[name].notebook.name)
        self._finished[name] = found
        write_page(self._known, found)

    def finish(self) -> None:
        """Write the workbook and the front, once every job is done."""
        from ..report.pages import write_front
        from ..report.record import Whole
        from ..report.workbook import write_workbook

        whole = Whole(self._known, tuple(self._finished[name] for name in self._jobs))
        write_workbook(whole, self._staged, self._certain())
        write_front(whole, self._staged)

    def _certain(self) -> "Calculation | None":
        """Return what the workbook calculates, if the plan forecasts the central scenario."""
        from ..analysis.calculation import calculation  # it loads numpy

        facts = self._request.facts
        if standing_job(self._request) is None or not facts.awards.decision_years:
            return None
        return calculation(load_scenario(STANDING, facts.folder))
