"""The file to send of a run: the forecast of its central scenario, live in any browser."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError, reason, system_error
from ..inputs.scenarios import load_scenario
from .foretold import STANDING, standing_job
from .request import Request

if TYPE_CHECKING:
    from ..model.forecast import Forecast
    from ..report.record import About


def write_share(request: Request, known: "About", folder: Path) -> None:
    """Write the file to send into a run's folder, if its plan forecasts the central scenario."""
    from ..model.forecast import DRAWS, forecast  # they load numpy, pandas and matplotlib
    from ..report.share import MOST, SHARE, share_page

    job = standing_job(request)
    if job is None:
        return
    names = ("draws", "seed", "price_base")
    settings = {name: job.parameters[name] for name in names if name in job.parameters}
    settings["draws"] = min(settings.get("draws", DRAWS), MOST)
    made = forecast(load_scenario(STANDING, request.facts.folder), **settings)
    page = share_page(made, known, f"run {request.run_id}")
    (folder / SHARE).write_text(page, encoding="utf-8")


def share_forecast(made: "Forecast", file: Path, today: date) -> None:
    """Write a file to send of a forecast that is of no run.

    Raises
    ------
    InputError
        If it does not end in .html, or cannot be written.
    """
    from ..present.files import put
    from ..present.words import day_words
    from ..report.about import about
    from ..report.share import share_page

    if file.suffix != ".html":
        raise InputError(f"share: --to is a file that ends in .html, got {file.name!r}.")
    scenario = made.scenario
    known = about(scenario.facts, scenario.register, today, run_id="", title=scenario.title)
    page = share_page(made, known, f"made on {day_words(today)}, of no run")
    try:
        put({file: page.encode()})
    except OSError as error:
        said = f"share: {file} cannot be written ({reason(error)})."
        raise type(system_error(error))(said) from None
