"""The pages of a run in a real Chromium: accessible, alone, whole at every width and on paper."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from clsmin_forecast.report.record import Whole
from tests.conftest import need

PAGES = (
    "index.html",
    "about.html",
    "scenario_forecast-central/scenario_forecast.html",
    "scenario_forecast-odd/scenario_forecast.html",
    "cessation_risk/cessation_risk.html",
    "odd/odd.html",
)
every_page = pytest.mark.parametrize("name", PAGES)

OPEN = "document.querySelectorAll('details').forEach(each => each.open = true)"
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUSED = """() => {
  const at = document.activeElement;
  return [at.tagName, at.getAttribute('href') || at.innerText || '', at.className];
}"""
WAITING = "a[href], summary, [tabindex='0']"
CUT = """() => [...document.querySelectorAll('.wide')]
  .filter(box => box.scrollWidth > box.clientWidth + 1)
  .map(box => box.getAttribute('aria-label'))"""
CUT_CAPTIONS = """() => [...document.querySelectorAll('.wide caption')].filter(caption => {
  const box = caption.closest('.wide'), seen = box.getBoundingClientRect();
  const words = document.createRange();
  words.selectNodeContents(caption);
  return caption.offsetWidth > 1 && [0, box.scrollWidth].some(left => {
    box.scrollLeft = left;
    return [...words.getClientRects()]
      .some(line => line.left < seen.left - 1 || line.right > seen.right + 1);
  });
}).map(caption => caption.innerText)"""

SIZES = """(chosen) => [...document.querySelectorAll(chosen)]
  .map(each => parseFloat(getComputedStyle(each).fontSize) * 72 / 96)"""


WINDOW: ViewportSize = {"width": 1280, "height": 900}


def lent(page: Page) -> Page:
    """Return a page as it was opened; what a test loads into it begins anew."""
    page.emulate_media(media="null")
    page.set_viewport_size(WINDOW)
    return page


@pytest.fixture(scope="module")
def pages(browser: Browser) -> Iterator[dict[str, Page]]:
    """Return two pages for all tests: to open one takes thrice as long as to load one."""
    opened = {"strict": browser.new_page(), "lax": browser.new_page(bypass_csp=True)}
    yield opened
    for page in opened.values():
        page.close()


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return lent(pages["strict"])


@pytest.fixture
def examined(pages: dict[str, Page]) -> Page:
    """Return a page that takes a script and a style sheet of ours, which our pages refuse."""
    return lent(pages["lax"])


@pytest.fixture
def address(small_run: tuple[Path, Whole]) -> str:
    return small_run[0].as_uri()


@every_page
def test_axe_finds_no_violation(examined: Page, address: str, name: str) -> None:
    page = examined
    page.goto(f"{address}/{name}")
    for script in ("0", OPEN):
        page.evaluate(script)
        found = Axe().run(page)
        assert len(found.response["passes"]) > 30
        assert found.violations_count == 0, found.generate_report()


@every_page
def test_a_page_asks_for_nothing_and_runs_nothing(page: Page, address: str, name: str) -> None:
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.on("dialog", lambda dialog: told.append(dialog.message))
    page.goto(f"{address}/{name}")
    page.evaluate(OPEN)
    assert [url for url in asked if not url.startswith("data:")] == [f"{address}/{name}"]
    assert told == []


def test_the_page_would_refuse_a_script_a_style_sheet_and_a_picture_from_elsewhere(
    page: Page, address: str
) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.goto(f"{address}/index.html")
    page.evaluate("""() => {
      for (const [tag, key] of [['script', 'src'], ['img', 'src'], ['link', 'href']]) {
        const made = document.createElement(tag);
        made.rel = 'stylesheet';
        made[key] = 'http://elsewhere.test/x';
        document.body.append(made);
      }
    }""")
    page.wait_for_timeout(300)
    assert len([each for each in told if "Content Security Policy" in each]) == 3


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Page]:
    """Return a page whose keyboard has not left it before, after which a browser goes round."""
    page = browser.new_page(viewport=WINDOW)
    yield page
    page.close()


@every_page
def test_the_keyboard_reaches_everything_in_order(new_page: Page, address: str, name: str) -> None:
    page = new_page
    page.goto(f"{address}/{name}")
    waiting = page.evaluate(
        f"""() => [...document.querySelectorAll("{WAITING}")]
        .filter(each => each.checkVisibility()).length"""
    )
    reached = []
    for _ in range(waiting):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
    assert reached[0][:2] == ["A", "#main"]
    assert all(tag != "BODY" for tag, *_ in reached)
    assert waiting > 5
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)[0] == "BODY"  # nothing holds the keyboard


@every_page
def test_the_first_key_leads_past_what_repeats(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/{name}")
    page.keyboard.press("Tab")
    assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@every_page
def test_enter_opens_what_is_folded(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/{name}")
    folds = page.locator("details")
    assert folds.count() > 0
    for fold in folds.all():
        fold.locator("summary").focus()
        page.keyboard.press("Enter")
        assert fold.get_attribute("open") is not None
        assert fold.locator("table, ul, dl").first.is_visible()


@every_page
def test_nothing_is_wider_than_the_window(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/{name}")
    page.evaluate(OPEN)
    for width in (320, 360, 640, 1280):  # 640 is 1280 at twice the size
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(OVER) == 0, width


@every_page
def test_a_caption_is_read_whole_however_far_its_table_is_scrolled(
    page: Page, address: str, name: str
) -> None:
    page.goto(f"{address}/{name}")
    page.evaluate(OPEN)
    for width in (320, 390, 1400):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(CUT_CAPTIONS) == [], width


@every_page
def test_nothing_is_cut_on_paper(page: Page, address: str, name: str, tmp_path: Path) -> None:
    page.goto(f"{address}/{name}")
    page.evaluate(OPEN)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 672, "height": 950})  # A4 less its margins, 96 to the inch
    assert page.evaluate(OVER) == 0
    assert page.evaluate(CUT) == []
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    printed = subprocess.run(
        [need("pdftotext"), "-layout", tmp_path / "page.pdf", "-"], capture_output=True, check=True
    ).stdout.decode()
    for heading in page.locator("h1, h2, h3").all_inner_texts():
        words = re.findall(r"\w+", heading)
        assert re.search(r"\W+".join(words), printed), heading
    numbers = page.locator("td.number").all_inner_texts()
    assert set(re.findall(r"[\d,.]+", " ".join(numbers))) <= set(re.findall(r"[\d,.]+", printed))


@every_page
def test_every_table_fits_a_desk_s_window_and_paper_in_either_font(
    examined: Page, address: str, name: str
) -> None:
    page = examined
    page.goto(f"{address}/{name}")
    page.evaluate(OPEN)
    for font in ("Liberation Sans", "DejaVu Sans"):
        page.add_style_tag(content=f'body, code, pre {{ font-family: "{font}" }}')
        for media, width in (("screen", 1280), ("print", 672)):
            page.emulate_media(media=media)  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(OVER) == 0, (font, media)
            assert page.evaluate(CUT) == [], (font, media)


@every_page
def test_tables_on_paper_can_be_read(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/{name}")
    page.emulate_media(media="print")
    registers = page.evaluate(SIZES, ".register table *")
    others = page.evaluate(SIZES, "table:not(.many, .register table) *")
    assert registers or others
    assert min(registers, default=8) >= 8  # points
    assert min(others, default=9) >= 9


@every_page
def test_what_is_folded_is_printed_or_named(
    page: Page, address: str, name: str, tmp_path: Path
) -> None:
    page.goto(f"{address}/{name}")
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    printed = subprocess.run(
        [need("pdftotext"), "-layout", tmp_path / "page.pdf", "-"], capture_output=True, check=True
    ).stdout.decode()
    for caption in page.locator("details.folded caption").all_text_contents():
        assert re.search(r"\s+".join(map(re.escape, caption.split())), printed)
    for figure in page.locator("figure").all():
        csv = figure.locator("a[href$='.csv']").first.get_attribute("href") or ""
        assert csv in re.sub(r"\s", "", printed)


@every_page
def test_charts_read_as_pictures_with_words(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/{name}")
    for picture in page.get_by_role("img").all():
        tree = picture.aria_snapshot()
        assert re.search(r'img "?.{20,}|img "A pixel"', tree), tree
