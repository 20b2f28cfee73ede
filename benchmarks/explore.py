"""The page: from a slider that moves to the chart that is there, in Chromium, against its limit.

The server is the command's own; moves follow one another without a pause, which is the worst case.
A move is over when the browser has drawn a frame with the new chart in it. The computation alone is
set against a forecast from the start.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

import clsmin_forecast as cf
from tests.needs import find

from . import DRAWS, Row

_MOVES, _ROUNDS = 200, 60
_COMMAND = [str(Path(sys.executable).parent / "clsmin-forecast"), "explore", "--no-browser"]
_SLIDERS = {"cessation.2025/26": (0.05, 0.01), "recovery_rate.2025/26": (0.8, 0.002)}
_MOST = {"median": 250.0, "95%": 500.0}  # milliseconds
_CHANCE_MOST = 5.0  # milliseconds
_MOVE = """async ([field, low, step, moves]) => {
  const slider = document.querySelector(`[data-field="${field}"] input[type=range]`);
  const took = [];
  for (let move = 0; move < moves; move++) {
    const start = performance.now();
    slider.value = low + step * (move % 90);
    const drawn = new Promise((done) => new MutationObserver((_, self) => {
      self.disconnect();
      requestAnimationFrame(() => setTimeout(done));
    }).observe(document.querySelector('.picture'), {childList: true}));
    slider.dispatchEvent(new Event('input', {bubbles: true}));
    await drawn;
    took.push(performance.now() - start);
    slider.dispatchEvent(new Event('change', {bubbles: true}));
  }
  return took;
}"""


def measure() -> Iterator[Row]:
    yield from _computed()
    lacking = [name for name in ("chromium", "libatomic.so.1") if not find(name)]
    if lacking:
        print("The page is not measured: this machine lacks", *lacking, file=sys.stderr)
        return
    with subprocess.Popen(_COMMAND, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            yield from _moved(server.stdout.readline().strip())
        finally:
            server.terminate()


def _computed() -> Iterator[Row]:
    """Measure a changed chance: what the page asks for, every figure, and a forecast anew."""
    central = cf.forecast(cf.load_scenario("central"), draws=DRAWS)
    shown, whole, anew = [], [], []
    for step in range(_ROUNDS):
        chance = {"2025/26": 0.01 + step / 100}
        start = time.perf_counter()
        changed = central.but(cessation=chance)
        assert changed.part("years")
        shown.append(1000 * (time.perf_counter() - start))
        assert changed.document
        whole.append(1000 * (time.perf_counter() - start))
        start = time.perf_counter()
        assert cf.forecast(changed.scenario, draws=DRAWS, seed=step).document
        anew.append(1000 * (time.perf_counter() - start))
    what = "a chance changed, the figures of each year"
    yield Row(what, statistics.median(shown), "ms", "what was asked for", _CHANCE_MOST, 1)
    what, from_start = "a chance changed, every figure", "a forecast from the start"
    yield Row(what, statistics.median(whole), "ms", from_start, statistics.median(anew))


def _moved(address: str) -> Iterator[Row]:
    with sync_playwright() as playwright:
        path = find("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(address)
        page.locator(".clsmin-explorer svg").wait_for()
        for field, (low, step) in _SLIDERS.items():
            took = sorted(page.evaluate(_MOVE, [field, low, step, _MOVES]))
            found = {"median": statistics.median(took), "95%": took[_MOVES * 95 // 100]}
            for name, most in _MOST.items():
                what = f"slider {field} to chart, {name}"
                yield Row(what, found[name], "ms", "what was asked for", most, 1)
        browser.close()
