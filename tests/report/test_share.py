"""The file to send in a real Chromium, alone: its figures are the package's, whatever is set."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from clsmin_forecast.errors import InputError
from clsmin_forecast.inputs.catalogue import INPUTS
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.inputs.typed import number_in
from clsmin_forecast.model.forecast import Forecast, forecast
from clsmin_forecast.present.explorer.fields import fields
from clsmin_forecast.present.explorer.figures import figure
from clsmin_forecast.present.explorer.state import changes_of
from clsmin_forecast.report.about import about
from clsmin_forecast.report.share import share_page
from tests.conftest import DATA

SETTINGS = 12  # of 100 that were tried by hand
MOST_BYTES = 600_000
DAY = date(2026, 11, 28)
EXPERTS = [{"value": 0.1, "weight": 0.5}, {"value": 0.6, "weight": 0.5}]
KEYS = ("Tab", "Enter", "1", "/", "3", "Tab", "Tab", ".", "5")
ASK = """([set, asked, prices]) => {
  const forecast = shared.model.at(set, prices);
  return asked.map((each) => forecast.figure(each));
}"""


def _page(made: Forecast) -> str:
    scenario = made.scenario
    known = about(scenario.facts, scenario.register, DAY, run_id="a1", title=scenario.title)
    return share_page(made, known, "run a1")


@pytest.fixture(scope="module")
def made(central: Scenario) -> Forecast:
    return forecast(central)


@pytest.fixture(scope="module")
def address(made: Forecast, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("share") / "share.html"
    file.write_text(_page(made), encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def long_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    yield page
    context.close()


@pytest.fixture
def page(long_page: Page) -> Page:
    """Return one page for all tests, empty: to open one takes thrice as long as to load one."""
    long_page.goto("about:blank")
    long_page.set_viewport_size({"width": 1280, "height": 800})
    return long_page


def _questions(made: Forecast, random: Random) -> list[dict[str, Any]]:
    undecided = list(made.years_of("decision_years"))
    spans = [list(made.years_of("open_years")), *([year] for year in undecided)]
    sum_ = f"least {random.randrange(10, 1_500) * 1_000}"
    whats: list[str | float] = ["mean", 0.05, 0.25, 0.5, 0.75, 0.95, sum_]
    summed = ["recovered"]
    asked: list[dict[str, Any]] = [
        {"of": "funded", "years": [year], "what": "mean"} for year in undecided
    ]
    if made.priced:
        summed += ["gap", "gap_in_funded_years", "gap_after_ceasing"]
        last = [year for year in undecided if year in made.scenario.facts.awards.costed_years]
        asked += [{"of": "posts", "years": [y], "what": w} for y in last for w in ("mean", 0.95)]
    return asked + [
        {"of": of, "years": years, "what": what}
        for of in summed
        for years in spans
        for what in whats
    ]


def _settings(scenario: Scenario, random: Random) -> dict[str, float]:
    set_: dict[str, float] = {}
    for field in fields(scenario).values():
        if random.random() < 0.4:
            id = random.choice(field.ids)
            name = id.partition(".")[0]
            unit, (low, high, _) = field.units[name], INPUTS[name].slider
            set_[id] = random.choice([0.0, 1.0, random.uniform(low, high)])
            set_[id] = round(min(max(set_[id], unit.least), unit.most), 4)
    return set_


def _near(asked: dict[str, Any]) -> float:
    if asked["of"] == "funded" or str(asked["what"]).startswith("least"):
        return 1e-4
    if asked["of"] == "posts":
        return 1e-3
    return 1.0 if asked["what"] == "mean" else 25.0


def _compare(page: Page, made: Forecast, set_: dict[str, float], random: Random) -> None:
    scenario = made.scenario
    other = made.but(**changes_of(scenario, set_)) if set_ else made
    asked = _questions(other, random)
    told = page.evaluate(ASK, [set_, asked, made.price_base])
    for question, value in zip(asked, told, strict=True):
        wanted = figure(other, **question)
        assert value == pytest.approx(wanted, abs=_near(question), rel=0), (set_, question)


def test_every_figure_is_the_packages_whatever_is_set(
    page: Page, address: str, made: Forecast
) -> None:
    page.goto(address)
    random = Random(21)
    for _ in range(SETTINGS):
        _compare(page, made, _settings(made.scenario, random), random)


@pytest.mark.parametrize(
    ("folder", "name", "changes", "base"),
    [
        (DATA, "programme_cut", {}, "cash"),
        (DATA, "central", {"start_month": 2, "fill_months": {"2026/27": 6}}, "2023/24"),
        (DATA, "central", {"start_month": 8, "fill_months": 10, "reinstatement": 0.5}, "cash"),
        (DATA, "central", {"cessation": {"2025/26": {"choice": EXPERTS}}}, "cash"),
        (DATA, "central", {"award": {"2025/26": 600_000}}, "cash"),
        (DATA, "central", {"award": {"2026/27": 700_000}}, "cash"),
    ],
)
def test_other_scenarios_months_and_prices_too(
    page: Page, tmp_path: Path, folder: Path, name: str, changes: dict[str, Any], base: str
) -> None:
    scenario = load_scenario(name, folder).but(**changes)
    made = forecast(scenario, draws=512, price_base=base)
    file = tmp_path / "share.html"
    file.write_text(_page(made), encoding="utf-8")
    page.goto(file.as_uri())
    random = Random(7)
    for set_ in ({}, _settings(scenario, random)):
        _compare(page, made, set_, random)
    expect(page.locator("#checked")).to_contain_text("check figures")
    assert page.inner_text("#checked").startswith("All 10 check figures")


def test_another_grant_has_its_own_file(page: Page, tmp_path: Path, project_alpha: Path) -> None:
    made = forecast(load_scenario("central", project_alpha), draws=512)
    text = _page(made)
    assert "County Line" not in re.sub(
        r"<script type.*?</script>|<dd>.*?</dd>", "", text, flags=re.S
    )
    file = tmp_path / "share.html"
    file.write_text(text, encoding="utf-8")
    page.goto(file.as_uri())
    random = Random(3)
    for _ in range(3):
        _compare(page, made, _settings(made.scenario, random), random)
    expect(page.locator("#checked")).to_contain_text("All 10 check figures")


def test_a_wrong_check_figure_warns(page: Page, address: str, tmp_path: Path) -> None:
    text = Path(address.removeprefix("file://")).read_text(encoding="utf-8")
    odd = re.sub(r'("checks":\[\{.*?"value":)[\d.]+', r"\g<1>7", text, count=1)
    assert odd != text
    file = tmp_path / "odd.html"
    file.write_text(odd, encoding="utf-8")
    page.goto(file.as_uri())
    expect(page.locator("#checked")).to_contain_text("check figures")
    assert "1 of 10 check figures are not those of the package" in page.inner_text("#notice")


def test_the_file_is_small_the_same_each_time_and_fetches_nothing(
    page: Page, address: str, made: Forecast
) -> None:
    text = _page(made)
    assert text == _page(made)
    assert len(text.encode()) < MOST_BYTES
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    expect(page.locator("#checked")).to_contain_text("check figures")
    assert asked == [address]


def test_one_in_three_and_half_the_expansion_take_nine_keys_or_two_clicks(
    page: Page, address: str
) -> None:
    page.goto(address)
    for key in KEYS:
        page.keyboard.press(key)
    assert page.inner_text("#headline") == "About 35% chance of no funding in 2025/26"
    assert page.inner_text("#why").startswith("33% if 2024/25 is funded, and 2% that it is not")
    assert page.evaluate("scrollY") == 0
    expect(page).to_have_url(re.compile("expansion_share=0.5"))
    page.keyboard.press("Escape")
    page.locator("#reset").click()
    for id, share in (("cessation.2025/26", 1 / 3), ("expansion_share", 0.5)):
        box = page.locator(f'[data-field="{id}"] [type=range]').bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 8 + share * (box["width"] - 16), box["y"] + box["height"] / 2)
    assert page.evaluate("shared.state().set") == {
        "cessation.2025/26": 0.33,
        "expansion_share": 0.5,
    }
    assert page.evaluate("scrollY") == 0


def test_a_link_brings_back_what_was_set_and_says_what_it_left_out(
    page: Page, address: str
) -> None:
    page.goto(f"{address}#cessation.2025/26=0.5&prices=2023/24&least=500000&sunshine=1")
    assert page.evaluate("shared.state()") == {
        "set": {"cessation.2025/26": 0.5}, "prices": "2023/24", "least": 500_000,
    }  # fmt: skip
    assert "left out: sunshine" in page.inner_text("#notice")
    assert "in 2023/24 prices" in page.inner_text("#money")
    page.locator("#chips button").click()
    assert page.evaluate("shared.state().set") == {}


def test_an_address_that_makes_no_sense_leaves_the_answer_and_is_told(
    page: Page, address: str
) -> None:
    page.goto(address)
    before = page.inner_text("#money")
    odd = "constructor=1&__proto__=0.5&prices=toString&least=1e400&" + "&".join(
        f"{'n' * 200}{number}=1" for number in range(40)
    )
    page.goto(f"{address}#{odd}&cessation.2025/26=2&cessation.2024/25=%20")
    expect(page.locator("#notice")).to_contain_text("constructor")
    assert page.inner_text("#money") == before
    told = page.inner_text("#notice")
    assert "left out: constructor, __proto__, prices, least, " in told
    assert "39 more" in told
    assert "sets what cannot be, which is left out: cessation.2025/26 (from 0 to 1)" in told
    assert len(told) < 500


def test_the_slider_of_a_stated_award_sets_pounds(
    page: Page, central: Scenario, tmp_path: Path
) -> None:
    file = tmp_path / "share.html"
    made = forecast(central.but(award={"2025/26": 700_000}), draws=512)
    file.write_text(_page(made), encoding="utf-8")
    page.goto(file.as_uri())
    page.locator('[data-field="continuation_ratio.2025/26"] [type=range]').press("ArrowRight")
    ((id_, value),) = page.evaluate("Object.entries(shared.state().set)")
    assert id_ == "award.2025/26"
    assert 690_000 < value < 710_000


def test_what_a_scenario_takes_with_it_is_said_and_a_step_back(page: Page, address: str) -> None:
    page.goto(f"{address}#cessation.2025/26=0.5")
    page.locator("[data-scenario]").first.click()
    expect(page.locator("#notice")).to_contain_text("1 value that you set went with it")
    expect(page).not_to_have_url(re.compile("cessation.2025/26=0.5$"))
    page.go_back()
    expect(page.locator("#notice")).to_be_empty()
    assert page.evaluate("shared.state().set") == {"cessation.2025/26": 0.5}


def test_a_sum_that_is_none_is_marked_and_told(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#least").fill("abc")
    assert page.get_attribute("#least", "aria-invalid") == "true"
    assert "The sum is written" in page.inner_text("#notice")
    page.locator("#least").fill("600k")
    assert page.get_attribute("#least", "aria-invalid") == "false"
    assert page.inner_text("#notice") == ""


def test_the_boxes_read_numbers_as_the_package_does(
    page: Page, address: str, central: Scenario
) -> None:
    page.goto(address)
    typed = ["0.4", "40%", "2/5", "1 in 3", "50/50", "£600,000", "600k", ".5", "-", "", "2", "1e3x"]
    for id, field in fields(central).items():
        for text in typed:
            read = page.evaluate(
                "([id, text]) => shared.readField(shared.fields.find((f) => f.id === id), text)",
                [id, text],
            )
            try:
                name, value = number_in(text, "It", field.units)
            except InputError:
                assert "fault" in read, (id, text)
            else:
                assert read["id"].partition(".")[0] == name
                assert read["value"] == pytest.approx(value)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(browser: Browser, address: str, scheme: Any) -> None:
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)
    page = context.new_page()
    for shown in ("live", ""):
        page.goto(f"{address}#cessation.2025/26=0.5")
        page.evaluate(f"document.documentElement.className = '{shown}'")
        page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    context.close()


def test_no_width_is_scrolled_sideways(page: Page, address: str) -> None:
    page.goto(f"{address}#cessation.2025/26=0.5")
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for width in (320, 390, 768, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(over) == 0, width


def test_without_a_script_there_are_the_picture_and_the_table(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator(".static svg").is_visible()
    assert page.locator(".static table").is_visible()
    assert not page.locator("#live").is_visible()
    context.close()


def test_what_leaves_the_page_says_what_was_assumed(page: Page, address: str) -> None:
    page.goto(f"{address}#cessation.2025/26=0.5")
    with page.expect_download() as saved:
        page.click("#svg")
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert saved.value.suggested_filename == "outlook_central_changed.svg"
    for said in ("Chance that funding ceases, 2025/26: 50%", "run a1", "PCD 1532"):
        assert said in re.sub(r"</text><text[^>]*>", " ", text)
    with page.expect_download() as png:
        page.click("#png")
    assert Path(png.value.path()).read_bytes().startswith(b"\x89PNG")


def test_a_hostile_title_stays_a_text(page: Page, central: Scenario, tmp_path: Path) -> None:
    title = '</script><script>alert(1)</script> & "odd"'
    file = tmp_path / "share.html"
    made = forecast(central.but(name="odd", title=title), draws=8)
    file.write_text(_page(made), encoding="utf-8")
    told: list[str] = []
    page.on("dialog", lambda dialog: told.append(dialog.message))
    page.goto(file.as_uri())
    assert page.evaluate("shared.model.content.scenario.title") == title
    assert told == []
    assert json.dumps(title) not in file.read_text(encoding="utf-8")
