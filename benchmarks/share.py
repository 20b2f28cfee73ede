"""The file to send: from a slider that moves to the chart that is laid out, in Chromium."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

import clsmin_forecast as cf
from clsmin_forecast.runs.sharing import share_forecast
from tests.needs import find

from . import DRAWS, Row

_MOST = {"cessation.2025/26": 30.0, "recovery_rate.2025/26": 100.0}  # milliseconds
_MOVE = """(id) => {
  const slider = document.querySelector(`[data-field="${id}"] [type=range]`), times = [];
  for (let step = 0; step < 41; step++) {
    slider.value = 0.3 + step * 0.01;
    const start = performance.now();
    slider.dispatchEvent(new Event("input"));
    document.body.offsetHeight;
    times.push(performance.now() - start);
  }
  return times.sort((one, other) => one - other)[20];
}"""


def measure() -> Iterator[Row]:
    path = find("chromium")
    if not path:
        print("The file to send is not measured: this machine lacks chromium", file=sys.stderr)
        return
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "share.html"
        share_forecast(cf.forecast("central", draws=DRAWS), file, date.today())
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(file.as_uri())
        for field, most in _MOST.items():
            took = page.evaluate(_MOVE, field)
            yield Row(f"sent file, {field} to chart, median", took, "ms", "limit", most, 1)
        browser.close()
