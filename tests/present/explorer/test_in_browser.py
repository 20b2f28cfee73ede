"""The page in a real Chromium, driven as a person would: what it says is what `forecast` says."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import etree
from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect

import clsmin_forecast as cf
from clsmin_forecast.inputs.facts import DATA_VARIABLE
from clsmin_forecast.present.explorer.exports import assumption_words
from clsmin_forecast.present.explorer.fields import fields
from clsmin_forecast.present.explorer.state import differences
from clsmin_forecast.present.tables import quantity_words
from clsmin_forecast.runs.published import read_run

from .told import VIEWS, told

DRAWS = 2048
COMMAND = [str(Path(sys.executable).parent / "clsmin-forecast"), "explore", "--no-browser"]
SHOWN = """() => ({
  headline: document.querySelector('.headline').textContent,
  sentence: document.querySelector('.sentence').textContent,
  below: document.querySelector('.source').textContent,
  above: document.querySelector('figcaption').textContent,
  assumed: document.querySelector('.assumed').textContent,
  fields: Object.fromEntries([...document.querySelectorAll('.row')].map(each => {
    const box = each.querySelector('[role=spinbutton]'), id = each.dataset.field;
    const refused = box.getAttribute('aria-invalid') === 'true';
    const said = document.querySelector(`[data-why="${id}"] .said`).textContent;
    return [id, [refused ? null : box.value, said]];
  })),
  texts: [...document.querySelectorAll('.picture svg text')].map(each => each.textContent.trim()),
  rows: [...document.querySelectorAll('.by tbody tr')].map(
    row => [...row.cells].map(cell => cell.textContent)),
})"""
ANSWERED = "() => !document.querySelector('.busy.on')"
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUSED = """() => {
  const at = document.activeElement;
  return [at === document.body ? 0 : [...document.querySelectorAll('*')].indexOf(at),
    at.dataset.view ?? ''];
}"""
FOCUSABLE = """() => {
  const all = [...document.querySelectorAll('*')];
  const within = document.querySelector('.clsmin-explorer');
  const kinds = 'button, input, select, summary, [tabindex]';
  return [...within.querySelectorAll(kinds)]
    .filter(each => each.tabIndex >= 0 && !each.disabled && each.checkVisibility())
    .map(each => all.indexOf(each)).slice(1);
}"""
HALF_A_DIGIT = 0.0005001  # of the tenth of a percentage point that a box shows
HANDLE = 16  # pixels of a slider
CESSATION, SHARE = "cessation.2025/26", "expansion_share"
RATIO = "continuation_ratio.2025/26"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server") / "log"


@pytest.fixture(scope="module")
def server(log: Path) -> Iterator[subprocess.Popen[str]]:
    command = [*COMMAND, f"--draws={DRAWS}", f"--port={free_port()}"]
    with (
        log.open("w") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        yield process
        below = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        _, alive = psutil.wait_procs(below, 10)
        assert alive == []


@pytest.fixture(scope="module")
def address(server: subprocess.Popen[str]) -> str:
    assert server.stdout
    return server.stdout.readline().strip()


def opened(
    browser: Browser, address: str, first: Callable[[Page], object] = bool, **options: Any
) -> Page:
    page = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options}).new_page()
    page.set_default_timeout(60_000)
    first(page)
    page.goto(address)
    page.locator(".clsmin-explorer svg").wait_for()
    return page


@pytest.fixture(scope="module")
def got() -> list[str]:
    """Return the addresses of all that the page of many tests gets."""
    return []


@pytest.fixture(scope="module")
def left(browser: Browser, address: str, server: subprocess.Popen[str]) -> set[psutil.Process]:
    """Return the calculation of a page that was asked for first and to which nothing connects."""
    before = kernels(server)
    assert browser.new_context().request.get(address).ok
    return kernels(server) - before


@pytest.fixture(scope="module")
def long_page(
    browser: Browser, address: str, got: list[str], left: set[psutil.Process]
) -> Iterator[Page]:
    def listen(page: Page) -> None:
        page.on("response", lambda response: got.append(response.url))

    may = ["clipboard-read", "clipboard-write"]
    page = opened(browser, address, listen, permissions=may)
    yield page
    page.context.close()


@pytest.fixture
def page(long_page: Page) -> Iterator[Page]:
    """One page for many tests, each from the beginning: a kernel takes seconds to start."""
    yield long_page
    long_page.set_viewport_size({"width": 1280, "height": 800})
    for each in ("Reset", "Outlook"):
        press(long_page, each)


def press(page: Page, name: str) -> None:
    page.get_by_text(name, exact=True).and_(page.locator("button:not(.elsewhere *)")).click()
    answered(page)


def answered(page: Page) -> None:
    page.wait_for_function(ANSWERED)


def field(page: Page, id: str) -> Locator:
    return page.locator(f'[data-field="{id}"]')


def why(page: Page, id: str) -> Locator:
    """Return what a value rests on, with the ends that it can be fixed at."""
    page.evaluate("document.querySelectorAll('.reasons').forEach(each => each.open = true)")
    return page.locator(f'[data-why="{id}"]')


def chips(page: Page) -> Locator:
    return page.locator(".set li")


def slider(page: Page, id: str) -> Locator:
    return field(page, id).locator("input[type=range]")


def box(page: Page, id: str) -> Locator:
    return field(page, id).get_by_role("spinbutton")


def write(page: Page, id: str, text: str) -> None:
    box(page, id).click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")
    answered(page)


def drag(page: Page, id: str, share: float) -> float:
    """Pull a slider along in steps, and return where it came to stand."""
    at = slider(page, id)
    at.scroll_into_view_if_needed()
    where = at.bounding_box()
    assert where
    middle = where["y"] + where["height"] / 2
    page.mouse.move(where["x"] + where["width"] * float(at.input_value()), middle)
    page.mouse.down()
    page.mouse.move(where["x"] + where["width"] * share, middle, steps=8)
    page.mouse.up()
    answered(page)
    return float(at.input_value())


named = cache(cf.load_scenario)


def expected(start: str = "central", price_base: str = "cash", **changes: Any) -> cf.Forecast:
    scenario = named(start)
    title = f"{scenario.title}, changed"
    changed = scenario.but(name=f"{start}_changed", title=title, **changes) if changes else scenario
    return cf.forecast(changed, draws=DRAWS, price_base=price_base)


def assert_says(page: Page, same: cf.Forecast, view: str = "outlook", beside: str = "") -> None:
    chart, sentence, rows = told(view, same, beside, date.today())
    texts = etree.fromstring(chart.svg.encode()).iter("{http://www.w3.org/2000/svg}text")
    shown = page.evaluate(SHOWN)
    asked = shown.pop("fields")
    assert shown == {
        "headline": chart.headline,
        "sentence": sentence,
        "below": f"{chart.source} {chart.caution}".strip(),
        "above": chart.subtitle,
        "assumed": assumption_words(
            same.scenario.title, differences(same.scenario, named("central"))
        ),
        "texts": ["".join(each.itertext()).strip() for each in texts],
        "rows": [[str(cell) for cell in row.values()] for row in rows],
    }
    known = fields(same.scenario)
    assert asked.keys() == known.keys()
    for id, (written, said) in asked.items():
        quantity = known[id].of(same.scenario)
        assert said == quantity_words(known[id].said_by(same.scenario), quantity)
        assert written is None or abs(known[id].read(written)[1] - quantity.mid) <= HALF_A_DIGIT


def test_every_figure_is_that_of_forecast_however_it_was_asked_for(page: Page) -> None:
    assert_says(page, expected())
    chance = drag(page, CESSATION, 0.6)
    assert 0.5 < chance < 0.7
    write(page, SHARE, "1 in 2")
    slider(page, CESSATION).press("ArrowRight")
    answered(page)
    changes: dict[str, Any] = {
        "cessation": {"2025/26": round(chance + 0.01, 2)}, "expansion_share": 0.5
    }  # fmt: skip
    assert_says(page, expected(**changes))
    page.get_by_label("Compare with").select_option("ceases")
    page.get_by_label("Money in").select_option("2023/24")
    answered(page)
    for view in VIEWS:
        page.locator(f'[data-view="{view}"]').click()
        answered(page)
        assert_says(page, expected(price_base="2023/24", **changes), view, "ceases")


@pytest.fixture(scope="module")
def examined(browser: Browser, address: str) -> Iterator[Page]:
    """Return a page that takes a script from elsewhere, which axe is and our pages refuse."""
    page = opened(browser, address, bypass_csp=True)
    yield page
    page.context.close()


def test_a_month_and_an_option_are_chosen_undone_and_kept(examined: Page) -> None:
    page = examined
    page.set_viewport_size({"width": 390, "height": 844})
    choices = page.locator(".chosen")
    expect(choices).to_be_hidden()
    press(page, "What we can do")
    page.get_by_label("Agreement signed").select_option("1 June")
    answered(page)
    page.get_by_label("Option", exact=True).select_option("Keep half of the team")
    answered(page)
    month, said = {"signed_month": 2}, "Months from 1 April to the agreement: 2, baseline 3"
    assert_waits(page, "options", said, **month, options=["keep_half"])
    assert page.evaluate(OVER) <= 0
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    press(page, "Undo")
    assert_waits(page, "options", said, **month)
    page.get_by_label("Option", exact=True).select_option("Release the team")
    answered(page)
    page.reload()
    page.locator(".clsmin-explorer svg").wait_for()
    expect(page.locator("[aria-selected=true]")).to_have_text("What we can do")
    answered(page)
    assert_waits(page, "options", said, **month, options=["release_with_notice"])
    press(page, "Posts to keep")
    expect(page.get_by_label("Option", exact=True)).to_be_hidden()
    assert_waits(page, "decide", said, **month)
    press(page, "By month")
    page.get_by_label("Year", exact=True).select_option("2025/26")
    answered(page)
    assert_waits(page, "year", said, **month, year="2025/26")
    press(page, "Gap")
    expect(choices).to_be_hidden()
    assert_says(page, expected(), "gap")


def assert_waits(page: Page, view: str, differs: str, **chosen: Any) -> None:
    chart, sentence, rows = told(view, expected(), "", date.today(), **chosen)
    shown = page.evaluate(SHOWN)
    assert shown["headline"] == chart.headline
    assert shown["sentence"] == sentence
    assert shown["assumed"] == f"Scenario: Central view. {differs}."
    assert shown["rows"] == [[str(cell) for cell in row.values()] for row in rows]


def test_low_middle_and_high_fix_a_value_and_back_gives_its_range_again(page: Page) -> None:
    chance = cf.load_scenario("central").quantities["cessation"]["2025/26"]
    for end, value in (("low", chance.low), ("high", chance.high), ("middle", chance.mid)):
        why(page, CESSATION).get_by_role("button", name=f": fix at the {end},").click()
        answered(page)
        assert box(page, CESSATION).input_value() == f"{round(100 * value, 1):g}%"
        assert_says(page, expected(cessation={"2025/26": value}))
    expect(why(page, CESSATION)).to_contain_text("ceased in 3 of 15 cases")
    box(page, CESSATION).press("Escape")
    answered(page)
    assert_says(page, expected())


def test_an_award_is_typed_in_pounds_and_its_slider_is_in_what_was_typed(page: Page) -> None:
    write(page, RATIO, "600k")
    assert_says(page, expected(award={"2025/26": 600_000}))
    slider(page, RATIO).press("ArrowRight")
    answered(page)
    expect(box(page, RATIO)).to_have_value("£601,000")
    assert_says(page, expected(award={"2025/26": 601_000}))
    why(page, RATIO).get_by_role("button", name=": fix at the low,").click()
    answered(page)
    slider(page, RATIO).press("ArrowLeft")
    answered(page)
    low = cf.load_scenario("central").quantities["continuation_ratio"]["2025/26"].low
    assert_says(page, expected(continuation_ratio={"2025/26": round(round(low, 2) - 0.01, 2)}))
    for _ in range(2):
        press(page, "Undo")
    assert_says(page, expected(award={"2025/26": 601_000}))
    write(page, RATIO, "£1,000,001")
    expect(field(page, RATIO).locator(".fault")).to_contain_text("(from 1,000 to 1,000,000)")


@pytest.mark.parametrize(("text", "set_"), [("1/3", 0.33), ("0.999", 1.0), ("0.004", 0.0)])
def test_a_handle_that_is_pressed_where_it_stands_sets_what_it_stands_at(
    page: Page, text: str, set_: float
) -> None:
    write(page, CESSATION, text)
    at = slider(page, CESSATION)
    assert float(at.input_value()) == set_
    where = at.bounding_box()
    assert where
    along = (where["width"] - HANDLE) * set_ + HANDLE / 2
    page.mouse.click(where["x"] + along, where["y"] + where["height"] / 2)
    answered(page)
    assert_says(page, expected(cessation={"2025/26": set_}))
    press(page, "Undo")
    press(page, "Undo")
    assert_says(page, expected())


@pytest.mark.parametrize("end", ["Enter", "Tab"])
def test_a_value_typed_as_it_is_shown_is_set(page: Page, end: str) -> None:
    shown = box(page, RATIO).input_value()
    box(page, RATIO).press("Tab")
    answered(page)
    assert_says(page, expected())  # what is only visited stays as it is
    box(page, RATIO).click()
    page.keyboard.press("Control+A")
    page.keyboard.type(shown)
    page.keyboard.press(end)
    answered(page)
    assert_says(page, expected(continuation_ratio={"2025/26": float(shown)}))


def test_an_input_that_does_not_move_the_picture_leads_to_where_it_acts(page: Page) -> None:
    group = page.locator("fieldset", has=field(page, "alternative_funding.2025/26"))
    write(page, "alternative_funding.2025/26", "£300,000")
    expect(group.locator(".elsewhere")).to_contain_text("Not in this picture; see")
    group.get_by_role("button", name="Gap", exact=True).click()
    answered(page)
    assert_says(page, expected(alternative_funding={"2025/26": 300_000}), "gap")
    expect(group.locator(".elsewhere")).to_be_empty()


def test_what_is_printed_is_whole_and_says_what_was_assumed(page: Page, tmp_path: Path) -> None:
    write(page, CESSATION, "0.4")
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    printed = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "page.pdf", "-"], capture_output=True, check=True
    ).stdout.decode()
    shown, words = page.evaluate(SHOWN), re.sub(r"\s", "", printed)
    command = page.locator("code").first.text_content() or ""
    texts = [shown[part] for part in ("headline", "sentence", "below", "above")]
    for text in (*texts, shown["assumed"], *shown["texts"], command):
        assert re.sub(r"\s", "", text) in words, text
    cells = {cell for row in shown["rows"] for cell in row if re.fullmatch(r"£[\d,]+", cell)}
    assert cells <= set(re.findall(r"£[\d,]+", printed))
    assert "Undo" not in printed


def test_changes_are_chips_that_take_back_and_undo_and_reset_take_all_back(page: Page) -> None:
    expect(page.locator(".chips")).to_contain_text("Central view: nothing yet")
    drag(page, CESSATION, 0.9)
    write(page, SHARE, "30%")
    expect(chips(page)).to_have_count(2)
    chips(page).nth(0).get_by_role("button").click()
    answered(page)
    assert_says(page, expected(expansion_share=0.3))
    assert page.evaluate("document.activeElement.textContent").startswith("Share of the room")
    page.keyboard.press("Enter")
    answered(page)
    assert page.evaluate("document.activeElement.className") == "finding"  # and not lost
    undo = page.get_by_role("button", name="Undo")
    for left in (1, 2, 1, 0):
        undo.press("Enter")
        answered(page)
        expect(chips(page)).to_have_count(left)
    assert_says(page, expected())
    assert page.evaluate("document.activeElement.textContent") == "Undo"
    page.get_by_label("Start from").select_option("half_expansion")
    write(page, SHARE, "0.7")
    assert_says(page, expected("half_expansion", expansion_share=0.7))
    page.get_by_label("Start from").select_option("ceases")
    expect(page.locator(".note")).to_have_text(
        "1 value that you set went with it: Undo brings it all back."
    )
    press(page, "Undo")
    assert_says(page, expected("half_expansion", expansion_share=0.7))
    press(page, "Reset")
    assert_says(page, expected())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1.5", "It must lie from 0 to 1, got '1.5'."),
        ("likely", "It must be a number such as 0.25, 25% or 1 in 4, got 'likely'."),
        ("", "It must be a number such as 0.25, 25% or 1 in 4, got nothing."),
        ("There is a risk that\nfunding will cease.\n" * 40, "got 'There is a risk that"),
    ],
)
def test_bad_typing_is_refused_beside_the_field_and_the_last_good_state_stays(
    page: Page, text: str, said: str
) -> None:
    write(page, CESSATION, "0.4")
    write(page, CESSATION, text)
    fault = field(page, CESSATION).locator(".fault")
    expect(fault).to_contain_text(said)
    expect(box(page, CESSATION)).to_have_attribute("aria-invalid", "true")
    assert_says(page, expected(cessation={"2025/26": 0.4}))
    write(page, SHARE, "0.7")  # what is refused stays with its message until it is mended
    expect(fault).to_contain_text(said)
    expect(box(page, CESSATION)).to_have_value(
        re.compile(f"^{re.escape(text.partition(chr(10))[0])}")
    )
    write(page, CESSATION, "0.4")
    expect(fault).to_be_empty()
    assert_says(page, expected(cessation={"2025/26": 0.4}, expansion_share=0.7))


def test_a_fraction_stays_exact_when_the_box_is_left(page: Page) -> None:
    write(page, CESSATION, "1 in 3")
    page.keyboard.press("Tab")
    answered(page)
    assert_says(page, expected(cessation={"2025/26": 1 / 3}))
    expect(page.locator("code").first).to_contain_text("=0.3333333333333333 ")


def test_what_is_saved_is_downloaded_and_its_run_says_what_was_on_the_page(
    page: Page, tmp_path: Path, data: Path
) -> None:
    write(page, CESSATION, "1/3")
    page.get_by_text("Keep this", exact=True).click()
    page.get_by_role("button", name="Save as a scenario").click()
    expect(page.locator(".keep .error")).to_contain_text("name")
    for label, text in (("Name", "one_in_three"), ("Title", "One in three"), ("Reason", "Asked")):
        page.get_by_label(label, exact=True).fill(text)
    scenario = data / "scenarios" / "one_in_three.yaml"
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a scenario").click()
    saved.value.save_as(scenario)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download the plan").click()
    saved.value.save_as(tmp_path / saved.value.suggested_filename)
    loaded = cf.load_scenario("one_in_three", data=data)
    same = cf.forecast(loaded, draws=DRAWS)
    assert_says(page, same.but(name="central_changed", title="Central view, changed"))
    command = page.locator(".saved code").text_content()
    assert command == "clsmin-forecast run one_in_three_plan.yaml"
    write(page, CESSATION, "0.2")
    expect(page.locator(".saved")).to_be_empty()  # it is no longer what is shown
    with_data = os.environ | {DATA_VARIABLE: str(data)}
    words = [COMMAND[0], *command.split()[1:]]
    subprocess.run(words, cwd=tmp_path, env=with_data, check=True, timeout=300)
    (job,) = read_run(tmp_path / "outputs" / "latest").jobs
    chart = cf.charts.funding_outlook(same)
    made = pd.read_csv(job.folder / "charts" / f"{chart.name}.csv")
    pd.testing.assert_frame_equal(made, chart.data, check_dtype=False)


def test_a_sentence_and_a_picture_are_copied_and_downloaded(page: Page, tmp_path: Path) -> None:
    write(page, CESSATION, "0.4")
    same = expected(cessation={"2025/26": 0.4})
    chart = cf.charts.funding_outlook(same)
    page.get_by_role("button", name="Copy sentence").click()
    expect(page.locator(".note")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    said = "Chance that funding ceases in 2025/26: 40% (no range), baseline "
    assert copied.startswith(
        f"{cf.sentences.outlook(same)} Scenario: {same.scenario.title}. {said}"
    )
    assert copied.endswith(chart.source)
    page.get_by_role("button", name="Copy picture").click()
    page.wait_for_function(
        "async () => (await navigator.clipboard.read())[0].types.includes('image/png')"
    )
    for name, begins in {
        "PNG": b"\x89PNG",
        "SVG": b"<svg ",
        "Data (CSV)": b"financial_year,",
    }.items():
        with page.expect_download() as saved:
            page.get_by_role("button", name=name, exact=True).click()
        assert "_cessation-2025-26-0.4." in saved.value.suggested_filename
        saved.value.save_as(tmp_path / "file")
        assert (tmp_path / "file").read_bytes().startswith(begins)


def test_of_many_moves_the_newest_is_shown_and_nothing_queues_up(page: Page) -> None:
    page.evaluate("""() => {
      window.shown = 0;
      new MutationObserver(() => window.shown++)
        .observe(document.querySelector('.picture'), {childList: true});
    }""")
    slider(page, CESSATION).evaluate("""(at) => {
      for (let step = 1; step <= 60; step++) {
        at.value = step / 100;
        at.dispatchEvent(new Event('input', {bubbles: true}));
      }
      at.dispatchEvent(new Event('change', {bubbles: true}));
    }""")
    answered(page)
    # The first and the last; the last alone where the page had just shown that it is there.
    assert page.evaluate("window.shown") in (1, 2)
    assert_says(page, expected(cessation={"2025/26": 0.6}))


def test_the_headline_is_spoken_once_the_slider_rests(page: Page) -> None:
    drag(page, CESSATION, 0.7)
    headline = page.locator(".headline").text_content()
    assert headline
    moved = page.locator(".moved").text_content()
    expect(page.locator("[aria-live=polite]")).to_have_text(f"{headline}. {moved}")
    spoken = slider(page, CESSATION).get_attribute("aria-valuetext")
    assert spoken == f"{float(slider(page, CESSATION).input_value()):.0%}"


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720), (640, 400), (320, 640)])
def test_nothing_is_cut_at_any_width(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("() => new Promise(requestAnimationFrame)")  # the layout follows a frame later
    assert page.evaluate(OVER) <= 0
    for each in page.locator(".head select, .head button").all():
        at = each.bounding_box()
        assert at
        assert at["x"] + at["width"] <= width
    drag(page, CESSATION, 0.8)
    if height > 512:  # in a window that is lower, it would hide what is set
        expect(page.locator(".headline")).to_be_in_viewport()
        expect(page.locator(".moved")).to_be_in_viewport()


def test_the_keyboard_reaches_every_part_in_the_order_of_the_page(page: Page) -> None:
    page.get_by_label("Start from").focus()
    reached: list[tuple[int, str]] = []
    for _ in range(300):
        page.keyboard.press("Tab")
        place, view = page.evaluate(FOCUSED)
        reached.append((place, view))
        if place == 0:
            break
    places = [place for place, _ in reached[:-1]]
    assert reached[-1][0] == 0  # nothing holds the keyboard
    assert places == page.evaluate(FOCUSABLE)
    assert len(places) > 40
    assert sum(bool(view) for _, view in reached) == 1  # one stop for the tabs; arrows go along
    page.locator('[data-view="outlook"]').press("ArrowRight")
    answered(page)
    assert page.evaluate("document.activeElement.dataset.view") == "gap"
    assert_says(page, expected(), "gap")


COVERED = """() => {
  const at = document.activeElement, {left, top, width, height} = at.getBoundingClientRect();
  const mine = (each) => each && (at.contains(each) || each.contains(at));
  return [left + 3, left + width / 2].every(
    x => [top + 2, top + Math.min(height, 40) - 2].every(
      y => !mine(document.elementFromPoint(x, y))));
}"""


@pytest.mark.parametrize(("width", "height"), [(640, 400), (390, 844), (1280, 800)])
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_what_has_the_keyboard_is_never_covered(
    page: Page, width: int, height: int, key: str
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    write(page, CESSATION, "0.3")
    page.locator(".clsmin-explorer" if key == "Tab" else ".keep summary").focus()
    reached, covered = 0, []
    for _ in range(120):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement === document.body"):
            break
        reached += 1
        if page.evaluate(COVERED):
            covered.append(page.evaluate("document.activeElement.outerHTML.slice(0, 90)"))
    assert covered == []
    assert reached > 40


def test_one_in_three_and_half_the_expansion_take_nine_keys_or_two_clicks(
    browser: Browser, address: str
) -> None:
    page = opened(browser, address)
    for key in ("Tab", "Enter", "1", "/", "3", "Tab", "Tab", ".", "5"):
        page.keyboard.press(key)
    expect(chips(page)).to_have_count(2)
    assert page.evaluate("scrollY") == 0
    for part in (".headline", ".why", ".lead", ".mark", ".chips", ".picture", ".moved"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)
    expect(page.locator(".why")).to_have_text(
        "33% if 2024/25 is funded, and 2% that it is not: 35% in all."
    )
    page.locator("body").click(position={"x": 5, "y": 5})
    answered(page)
    assert_says(page, expected(cessation={"2025/26": 1 / 3}, expansion_share=0.5))
    press(page, "Reset")
    for id, share in ((CESSATION, 1 / 3), (SHARE, 0.5)):
        wide = slider(page, id).bounding_box()
        assert wide
        along = HANDLE / 2 + (wide["width"] - HANDLE) * share
        slider(page, id).click(position={"x": along, "y": wide["height"] / 2})
    expect(chips(page)).to_have_count(2)
    assert page.evaluate("scrollY") == 0
    page.context.close()


def test_a_link_restores_what_was_set_and_follows_it(browser: Browser, address: str) -> None:
    link = f"{address}#cessation.2025/26=0.4&expansion_share=0.7&view=gap&prices=2023/24&teh=1"
    page = opened(browser, link)
    changes: dict[str, Any] = {"cessation": {"2025/26": 0.4}, "expansion_share": 0.7}
    expect(chips(page)).to_have_count(2)
    assert_says(page, expected(price_base="2023/24", **changes), "gap")
    expect(page.locator(".note")).to_have_text(
        "The address asks for what this page does not have, left out: teh."
    )
    write(page, SHARE, "0.25")
    page.wait_for_function("location.hash.includes('expansion_share=0.25')")
    assert page.evaluate("location.hash") == (
        "#start=central&prices=2023/24&cessation.2025/26=0.4&expansion_share=0.25&view=gap"
    )
    page.evaluate("location.hash = 'cessation.2025/26=0.1'")
    expect(page.locator(".picture svg")).to_be_visible()
    expect(chips(page)).to_have_count(1)
    assert_says(page, expected(cessation={"2025/26": 0.1}))
    page.context.close()


SPOKEN = """() => {
  window.spoken = [];
  new MutationObserver(() => window.spoken.push(document.querySelector('.live').textContent))
    .observe(document.querySelector('.live'), {childList: true});
  window.drawn = 0;
  new MutationObserver(() => window.drawn++)
    .observe(document.querySelector('.picture'), {childList: true});
}"""


def typed(page: Page, text: str) -> None:
    """Type as a person does who rests, and then confirms what has been told already."""
    box(page, CESSATION).click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    page.wait_for_timeout(800)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    answered(page)


def test_what_is_typed_is_drawn_once_and_its_finding_or_fault_spoken_once(page: Page) -> None:
    page.wait_for_timeout(1000)  # until what was said before has been spoken
    page.evaluate(SPOKEN)
    typed(page, "0.45")
    page.wait_for_timeout(1000)
    headline, moved = (page.locator(part).text_content() for part in (".headline", ".moved"))
    assert page.evaluate("[window.spoken, window.drawn]") == [[f"{headline}. {moved}"], 1]
    assert len(f"{headline}. {moved}".split()) < 20
    page.evaluate("window.spoken.length = 0")
    typed(page, "likely")
    page.wait_for_timeout(1000)
    fault = field(page, CESSATION).locator(".fault").text_content()
    assert page.evaluate("window.spoken") == [fault]
    assert page.locator(".row [role=alert], .row [aria-live]").count() == 0


def test_in_forced_colours_what_is_chosen_and_changed_can_be_told(page: Page) -> None:
    write(page, CESSATION, "0.4")
    page.emulate_media(forced_colors="active")
    look = "(each, part) => getComputedStyle(each)[part]"
    chosen, other = (
        page.locator(f"[role=tab][aria-selected={which}]").first.evaluate(look, "backgroundColor")
        for which in ("true", "false")
    )
    assert chosen != other
    changed, same = (field(page, id).evaluate(look, "borderLeftColor") for id in (CESSATION, SHARE))
    assert changed != same
    page.emulate_media(forced_colors="none")


def test_headings_lead_through_the_page(page: Page) -> None:
    found = page.evaluate(
        "[...document.querySelectorAll('.clsmin-explorer :is(h1, h2, h3)')].map(at => at.tagName)"
    )
    assert found == ["H1", *["H2"] * 5]


def test_a_trial_is_kept_under_a_name_set_again_and_let_go(page: Page) -> None:
    write(page, CESSATION, "0.4")
    page.get_by_label("Name what is set").fill("Forty")
    press(page, "Keep beside")
    write(page, CESSATION, "0.1")
    heads = page.locator(".figures thead th")
    expect(heads).to_have_count(4)
    row = page.locator(".figures tbody tr", has_text="Chance that 2025/26 is funded")
    same = [f"{expected(cessation={'2025/26': chance}).probability_funded('2025/26'):.0%}"
            for chance in (0.1, 0.4)]  # fmt: skip
    assert row.locator("td").all_inner_texts()[1::2] == same
    page.get_by_label("Chance of at least").fill("600k")
    page.keyboard.press("Enter")
    expect(page.locator(".figures")).to_contain_text("Chance of at least £600,000")
    page.get_by_role("button", name="Set again what Forty had").click()
    answered(page)
    assert_says(page, expected(cessation={"2025/26": 0.4}))
    page.get_by_role("button", name="Let go of Forty").click()
    expect(heads).to_have_count(3)


def test_what_is_typed_before_a_scenario_answers_is_set_in_it(page: Page) -> None:
    typed = """([start, share]) => {
      start.value = "half_expansion"; start.dispatchEvent(new Event("change"));
      share.value = "0.7"; share.dispatchEvent(new Event("input"));
    }"""
    boxes = page.get_by_label("Start from"), box(page, SHARE)
    page.evaluate(typed, [each.element_handle() for each in boxes])
    expect(chips(page).filter(has_text="takes: 0.7")).to_have_count(1)
    answered(page)
    assert_says(page, expected("half_expansion", expansion_share=0.7))


def kernels(server: subprocess.Popen[str]) -> set[psutil.Process]:
    children = psutil.Process(server.pid).children(recursive=True)
    return {each for each in children if "ipykernel_launcher" in " ".join(called(each))}


def called(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:  # it is over
        return []


@pytest.fixture
def second_tab(
    browser: Browser, address: str, page: Page, server: subprocess.Popen[str]
) -> tuple[Page, set[psutil.Process]]:
    """Return another page beside the one of many tests, just opened, and its calculation."""
    before = kernels(server)
    return opened(browser, address), kernels(server) - before


def test_a_second_tab_has_its_own_keeps_it_through_a_reload_and_ends_what_it_leaves(
    second_tab: tuple[Page, set[psutil.Process]],
    page: Page,
    server: subprocess.Popen[str],
    log: Path,
) -> None:
    other, left = second_tab
    before = kernels(server) - left
    press_ten_times_each(other)
    write(page, CESSATION, "0.9")
    press(other, "Gap")
    changes: dict[str, Any] = {"cessation": {"2025/26": 0.42}, "expansion_share": 0.25}
    assert_says(other, expected(**changes), "gap")
    assert_says(page, expected(cessation={"2025/26": 0.9}))
    other.reload()
    other.locator(".clsmin-explorer .changed").first.wait_for()
    expect(other.locator("[aria-selected=true]")).to_have_text("Gap")
    answered(other)
    assert_says(other, expected(**changes), "gap")
    ended(left)
    assert_takes_back_three_steps(other)
    left = kernels(server) - before
    assert len(left) == 1
    box(other, CESSATION).press("ArrowUp")  # it calculates, or will
    other.close(run_before_unload=True)
    ended(left)
    assert log.read_text() == ""
    write(page, CESSATION, "0.7")
    assert_says(page, expected(cessation={"2025/26": 0.7}))


def press_ten_times_each(page: Page) -> None:
    """Set a share, and a chance by ten keys in its box and ten on its slider: three steps."""
    write(page, SHARE, "0.25")
    for part in (box(page, CESSATION), slider(page, CESSATION)):
        for _ in range(10):
            part.press("ArrowUp")
    answered(page)
    expect(box(page, CESSATION)).to_have_value("42%")


def assert_takes_back_three_steps(page: Page) -> None:
    shared = {"expansion_share": 0.25}
    left: list[dict[str, Any]] = [{"cessation": {"2025/26": 0.32}, **shared}, shared, {}]
    for changes in left:
        press(page, "Undo")
        assert_says(page, expected(**changes), "gap")
    expect(page.get_by_role("button", name="Undo")).to_have_attribute("aria-disabled", "true")


def ended(processes: set[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, 10)
    assert alive == []


def test_a_page_left_without_a_word_loses_its_calculation_and_an_open_one_does_not(
    left: set[psutil.Process], page: Page
) -> None:
    assert len(left) == 1
    _, alive = psutil.wait_procs(left, 60)
    assert alive == []
    write(page, CESSATION, "0.6")
    assert_says(page, expected(cessation={"2025/26": 0.6}))


def test_a_kernel_that_hangs_is_told_and_one_that_is_killed_is_started_again(
    browser: Browser, address: str, page: Page, server: subprocess.Popen[str]
) -> None:
    before = kernels(server)
    other = opened(browser, address)
    (mine,) = kernels(server) - before
    busy, fault = other.locator(".busy"), other.locator(".trouble")
    write(other, CESSATION, "0.4")
    assert busy.is_hidden()
    mine.suspend()
    box(other, CESSATION).fill("0.6")
    box(other, CESSATION).press("Enter")
    expect(busy).to_be_visible()
    expect(fault).to_contain_text("has stopped, or takes very long", timeout=20_000)
    mine.resume()
    answered(other)
    assert fault.text_content() == ""
    assert_says(other, expected(cessation={"2025/26": 0.6}))
    os.kill(mine.pid, signal.SIGKILL)
    expect(fault).to_contain_text("has stopped", timeout=20_000)
    fault.get_by_role("button", name="Start it again").click()
    other.locator(".clsmin-explorer .changed").wait_for()
    answered(other)
    assert_says(other, expected(cessation={"2025/26": 0.6}))
    other.context.close()


@pytest.fixture(scope="module")
def losing() -> list[tuple[int, bytes]]:
    """Return which messages a broken connection is to lose: on which way, and what is in them."""
    return []


@pytest.fixture(scope="module")
def broken_page(browser: Browser, address: str, losing: list[tuple[int, bytes]]) -> Iterator[Page]:
    def passes(way: int, message: str | bytes) -> bool:
        raw = message if isinstance(message, bytes) else message.encode()
        return not (losing and losing[0][0] == way and losing[0][1] in raw and losing.pop())

    def between(here: WebSocketRoute) -> None:
        ends = here, here.connect_to_server()
        for way, (end, other) in enumerate((ends, ends[::-1])):
            end.on_message(
                lambda message, way=way, other=other: (  # type: ignore[misc]
                    other.send(message) if passes(way, message) else None
                )
            )

    page = opened(browser, address, lambda page: page.route_web_socket(re.compile("."), between))
    yield page
    page.context.close()


@pytest.mark.parametrize(
    ("lost", "way"), [(b'"do":"undo"', 0), (b'"sentence"', 1)], ids=["request", "answer"]
)
def test_what_a_broken_connection_lost_is_asked_again_and_done_once(
    broken_page: Page, losing: list[tuple[int, bytes]], lost: bytes, way: int
) -> None:
    for text in ("0.1", "0.2", "0.3"):
        write(broken_page, CESSATION, text)
    losing.append((way, lost))
    press(broken_page, "Undo")
    assert losing == []
    assert broken_page.locator(".trouble").text_content() == ""
    assert_says(broken_page, expected(cessation={"2025/26": 0.2}))
    press(broken_page, "Undo")
    assert_says(broken_page, expected(cessation={"2025/26": 0.1}))


def test_axe_finds_no_violation_in_light_or_dark(examined: Page) -> None:
    page = examined
    page.set_viewport_size({"width": 1280, "height": 800})
    for each in ("Reset", "Outlook"):
        press(page, each)
    write(page, CESSATION, "1.5")
    page.get_by_label("Name what is set").fill("as it is")
    press(page, "Keep beside")
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    inks = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(300)  # a row that changes fades
        inks.add(page.locator(".headline").evaluate("each => getComputedStyle(each).color"))
        found = Axe().run(page)
        assert len(found.response["passes"]) > 30
        assert found.violations_count == 0, found.generate_report()
    assert len(inks) == 2


def test_the_page_is_for_who_has_its_token_and_gives_nothing_but_itself(
    browser: Browser, address: str, page: Page
) -> None:
    origin, _, token = address.partition("?token=")
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", origin)
    assert len(token) > 30
    stranger = browser.new_context().request
    for path in ("", "voila/render/explore.ipynb", "api/kernels", "api/contents"):
        answer = stranger.get(f"{origin}{path}")
        assert "cf.explorer" not in answer.text()
        assert "/login" in answer.url or answer.status >= 400, path
    friend = page.context.request
    for path in (
        "voila/files/explore.ipynb",
        "api/contents",
        "api/terminals",
        "files/explore.ipynb",
    ):
        assert friend.get(f"{origin}{path}?token={token}").status >= 400, path
    assert "cf.explorer" not in page.content()


def test_another_name_for_this_machine_is_refused_and_no_log_tells_the_token(
    address: str, page: Page, log: Path
) -> None:
    origin, _, token = address.partition("?token=")
    friend = page.context.request
    named = {"Host": "elsewhere.example"}
    for path in ("", "api/kernels", "login"):
        assert friend.get(f"{origin}{path}?token={token}", headers=named).status == 403, path
    nobody = "00000000-0000-0000-0000-000000000000"
    for path in (f"api/kernels/{nobody}", f"api/kernels/{nobody}/channels", "nowhere"):
        assert friend.get(f"{origin}{path}?token={token}").status >= 400, path
    assert token not in log.read_text()


def test_the_page_gets_nothing_from_another_machine(
    address: str, page: Page, got: list[str]
) -> None:
    origin = address.partition("?")[0]
    assert address in got
    assert [url for url in got if not url.startswith((origin, "data:", "blob:"))] == []
