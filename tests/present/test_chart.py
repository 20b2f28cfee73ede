"""A chart as files and as a display: whole, repeatable, with its words, or not at all."""

import json
import logging
import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import IPython.display
import matplotlib as mpl
import pandas as pd
import pytest
from lxml import html
from matplotlib.figure import Figure
from PIL import Image

from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.model.forecast import Forecast
from clsmin_forecast.present import charts
from clsmin_forecast.present.chart import Chart
from clsmin_forecast.present.fonts import FONTS
from clsmin_forecast.present.saved_chart import WORDS, read_chart
from tests.conftest import Refused

from .conftest import in_fonts

SVG = "{http://www.w3.org/2000/svg}"
KINDS = ["svg", "png", "csv", "json"]


@pytest.fixture
def undrawn(forecasts: dict[str, Forecast]) -> Chart:
    return charts.funding_outlook(forecasts["central"])


@pytest.fixture(scope="module")
def chart(forecasts: dict[str, Forecast]) -> Chart:
    """Return a chart whose picture is drawn once for many tests."""
    return charts.funding_outlook(forecasts["central"])


def test_save_writes_four_files_and_no_others(chart: Chart, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "charts"
    files = chart.save(folder)
    assert files == [folder / f"{chart.name}.{kind}" for kind in KINDS]
    assert sorted(folder.iterdir()) == sorted(files)
    assert all(file.stat().st_size for file in files)


@pytest.mark.parametrize("kind", [*KINDS, "PNG"])
def test_save_writes_one_file_where_one_is_named(chart: Chart, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "new" / f"ours.{kind}"
    assert chart.save(file) == [file]
    assert [*file.parent.iterdir()] == [file]
    (same,) = (each for each in chart.save(tmp_path) if each.suffix == file.suffix.lower())
    assert file.read_bytes() == same.read_bytes()


@pytest.mark.parametrize("ending", ["pdf", "txt", "jpg", "xlsx"])
def test_save_refuses_a_file_that_a_chart_cannot_be(
    chart: Chart, refused: Refused, ending: str
) -> None:
    assert refused(lambda: chart.save(f"ours.{ending}")) == (
        "save: a chart is written as .svg, .png, .csv or .json, or to a folder as all of them, got "
        f"ours.{ending}."
    )


@pytest.mark.parametrize("name", ["charts", "2026.11", "of.ours", "made.png"])
def test_save_takes_anything_else_for_a_folder(chart: Chart, tmp_path: Path, name: str) -> None:
    (tmp_path / "made.png").mkdir()  # a folder that is there is one, whatever it is called
    assert len(chart.save(tmp_path / name)) == 4


def test_where_no_notebook_is_a_chart_is_its_name_and_headline(chart: Chart) -> None:
    assert repr(chart) == f"<Chart {chart.name}: {chart.headline}>"


def test_what_shows_html_or_png_gets_picture_headline_and_alternative(chart: Chart) -> None:
    page = html.fromstring(chart._repr_html_())
    (image,) = page.iter("img")
    assert image.get("alt") == chart.alt
    assert b64decode(image.get("src").partition(",")[2]).decode() == chart.svg
    assert chart.headline in page.text_content()
    assert chart._repr_png_() == chart.png


def test_saving_again_gives_the_same_bytes(
    undrawn: Chart, forecasts: dict[str, Forecast], tmp_path: Path
) -> None:
    again = charts.funding_outlook(forecasts["central"])
    for one, other in zip(undrawn.save(tmp_path / "1"), again.save(tmp_path / "2"), strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name
    before = [file.read_bytes() for file in undrawn.save(tmp_path / "1")]
    assert before == [file.read_bytes() for file in undrawn.save(tmp_path / "1")]


SAVING = """
import sys, clsmin_forecast as cf
cf.charts.funding_profile(cf.load_facts()).save(sys.argv[1])
assert "matplotlib.pyplot" not in sys.modules, "pyplot was imported"
"""


def test_another_process_gives_the_same_bytes_without_pyplot(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", SAVING, str(tmp_path / "there")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    with in_fonts(list(FONTS)):  # a fixture of the session may have others in force
        files = charts.funding_profile(load_facts()).save(tmp_path / "here")
    for file in files:
        assert file.read_bytes() == (tmp_path / "there" / file.name).read_bytes(), file.name


def test_a_failing_write_leaves_nothing(
    chart: Chart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, written = Path.write_bytes, []

    def full(path: Path, content: bytes) -> int:
        written.append(path)
        if len(written) == 3:
            write(path, content[:10])
            raise OSError("no space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space"):
        chart.save(tmp_path)
    assert len(written) == 3
    assert list(tmp_path.iterdir()) == []


def test_a_failing_write_leaves_the_old_files_as_they_were(
    chart: Chart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {file: file.read_bytes() for file in chart.save(tmp_path)}

    def full(path: Path, content: bytes) -> int:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space"):
        replace(chart, headline="Another").save(tmp_path)
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_failing_drawing_leaves_nothing(
    undrawn: Chart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("cannot draw")

    monkeypatch.setattr(Figure, "savefig", broken)
    with pytest.raises(ValueError, match="cannot draw"):
        undrawn.save(tmp_path / "charts")
    assert list(tmp_path.iterdir()) == []


def test_the_svg_speaks(chart: Chart, tmp_path: Path) -> None:
    file = chart.save(tmp_path)[0]
    root = ElementTree.parse(file).getroot()
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert root.get("role") == "img"
    assert (root.get("aria-labelledby") or "").split() == [title.get("id"), desc.get("id")]
    assert (title.text, desc.text) == (chart.headline, chart.alt)
    assert b"dc:date" not in file.read_bytes()


def test_the_svg_holds_text_and_not_the_titles(every_chart: list[Chart]) -> None:
    for chart in every_chart:
        root = ElementTree.fromstring(chart.svg)
        words = ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]
        assert len(words) >= min(4, 2 * len(chart.data)), chart.name
        drawn = " ".join(words)
        for outside in (chart.headline, chart.subtitle, chart.source):
            assert outside not in drawn, chart.name


def test_odd_characters_are_escaped(chart: Chart) -> None:
    odd = replace(chart, headline="A < B & C", alt="“Lines” > £0 & <b>")
    root = ElementTree.fromstring(odd.svg)
    assert root.findtext(f"{SVG}title") == "A < B & C"
    assert root.findtext(f"{SVG}desc") == "“Lines” > £0 & <b>"


def test_the_png_speaks_and_fits_the_page(chart: Chart) -> None:
    odd = replace(chart, alt="“Lines” – £0")
    for each in (chart, odd):
        picture = Image.open(BytesIO(each.png))
        assert picture.info["Description"] == each.alt
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        millimetres = [side / 300 * 25.4 for side in picture.size]
        assert millimetres == pytest.approx([159, 100], abs=0.1)


def test_the_csv_is_the_data_and_the_json_is_the_words_and_the_data(
    chart: Chart, tmp_path: Path
) -> None:
    _, _, table, text = replace(chart, caution="The register has expired.").save(tmp_path)
    pd.testing.assert_frame_equal(pd.read_csv(table), chart.data)
    said = json.loads(text.read_text(encoding="utf-8"))
    rows = pd.DataFrame(said.pop("rows"), columns=said.pop("columns"))
    pd.testing.assert_frame_equal(rows, chart.data, check_dtype=False)
    assert said == {
        "schema": "clsmin-forecast/chart/1",
        "name": chart.name,
        "headline": chart.headline,
        "subtitle": chart.subtitle,
        "source": chart.source,
        "alt": chart.alt,
        "caution": "The register has expired.",
    }


def test_what_is_not_there_is_null_and_keys_are_stable(every_chart: list[Chart]) -> None:
    for chart in every_chart:
        rows = json.loads(json.dumps(chart.document, allow_nan=False))["rows"]
        assert all([*row] == [*chart.data.columns] for row in rows), chart.name
        missing = sum(value is None for row in rows for value in row.values())
        assert missing == chart.data.isna().to_numpy().sum(), chart.name


def test_a_saved_chart_is_read_back(chart: Chart, tmp_path: Path) -> None:
    files = chart.save(tmp_path)
    found = read_chart(tmp_path, chart.name)
    assert [found.svg, found.png, found.csv] == files[:3]
    for field in WORDS:
        assert getattr(found, field) == getattr(chart, field)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "gap.json: cannot be read (No such file or directory)"),
        ("{", "gap.json: not plain JSON"),
        ("[]", "gap.json: content"),
        ('{"schema": "clsmin-forecast/result/2"}', "gap.json: schema"),
    ],
)
def test_what_is_no_saved_chart_is_refused(
    tmp_path: Path, refused: Callable[[Callable[[], object]], str], content: str | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "gap.json").write_text(content, encoding="utf-8")
    assert said in refused(lambda: read_chart(tmp_path, "gap"))


def test_the_picture_is_drawn_once(undrawn: Chart, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds: list[object] = []
    draw = Figure.savefig

    def counted(figure: Figure, *args: object, **options: object) -> None:
        kinds.append(options["format"])
        draw(figure, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Figure, "savefig", counted)
    monkeypatch.setattr(IPython.display, "display", lambda *_, **__: None)
    undrawn._ipython_display_()
    assert kinds == ["svg"]
    assert undrawn.svg
    assert undrawn.png
    assert undrawn.png
    assert kinds == ["svg", "raw"]


def test_a_notebook_shows_words_picture_and_source(
    chart: Chart, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[object, dict[str, object]]] = []
    monkeypatch.setattr(IPython.display, "display", lambda what, **how: shown.append((what, how)))
    chart._ipython_display_()
    ((picture, how),) = shown
    assert isinstance(picture, dict)
    assert (picture["image/svg+xml"], picture["text/plain"]) == (chart.svg, chart.alt)
    figure = ElementTree.fromstring(re.sub(r"(<(img|br)[^>]*)>", r"\1/>", picture["text/html"]))
    assert [figure.findtext(f".//{part}") for part in ("strong", "p")] == [
        chart.headline,
        chart.source,
    ]
    assert chart.subtitle in "".join(figure.itertext())
    image = figure.find("img")
    assert image is not None
    assert image.get("alt") == chart.alt
    data = (image.get("src") or "").removeprefix("data:image/svg+xml;base64,")
    assert b64decode(data).decode() == chart.svg
    assert how["metadata"] == {
        "image/svg+xml": {"alt": chart.alt},
        "clsmin_forecast": {"chart": chart.name},
    }


def test_charts_share_no_id_on_a_page(forecasts: dict[str, Forecast]) -> None:
    one, other = charts.gap(forecasts["central"]).svg, charts.gap(forecasts["ceases"]).svg
    ids = [re.findall(r'\sid="([^"]*)"', svg) for svg in (one, other)]
    assert all(len(each) == len(set(each)) > 9 for each in ids)
    assert not set(ids[0]) & set(ids[1])
    for svg, own in zip((one, other), ids, strict=True):
        assert set(re.findall(r'(?:url\(|href=")#([^)"]*)', svg)) <= set(own)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"headline": " "}, "headline is empty"),
        ({"subtitle": ""}, "subtitle is empty"),
        ({"source": ""}, "source is empty"),
        ({"alt": ""}, "alt is empty"),
        ({"alt": "x" * 301}, "at most 300 characters, got 301"),
        ({"name": "Not/a file"}, "small letters"),
        ({"data": pd.DataFrame()}, "data is empty"),
    ],
)
def test_a_chart_that_does_not_speak_is_refused(
    chart: Chart, refused: Callable[[Callable[[], object]], str], change: dict[str, str], said: str
) -> None:
    assert said in refused(lambda: replace(chart, **change))  # type: ignore[arg-type]


def test_an_alternative_that_repeats_the_headline_is_refused(
    chart: Chart, refused: Callable[[Callable[[], object]], str]
) -> None:
    assert "repeats the headline" in refused(lambda: replace(chart, alt=f"{chart.headline} "))


def test_drawing_leaves_the_session_as_it_was(
    forecasts: dict[str, Forecast], caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    with mpl.rc_context({"font.size": 7, "figure.dpi": 33, "svg.fonttype": "path"}):
        before = dict(mpl.rcParams)
        with caplog.at_level(logging.WARNING):
            chart = charts.gap(forecasts["central"])
            file = chart.save(tmp_path)[0]
        assert dict(mpl.rcParams) == before
    assert not [record for record in caplog.records if "font" in record.getMessage().lower()]
    assert b"<text" in file.read_bytes()


def test_a_caution_is_seen_said_and_kept(
    chart: Chart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    refused: Callable[[Callable[[], object]], str],
) -> None:  # fmt: skip
    sentence = "The register of assumptions expired on 31 March 2027."
    old = chart.with_caution(sentence)
    root = ElementTree.fromstring(old.svg)
    assert "Review overdue" in ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]
    assert root.findtext(f"{SVG}desc") == f"{chart.alt} Review overdue: {sentence}"
    assert Image.open(BytesIO(old.png)).info["Description"].endswith(sentence)
    old.save(tmp_path)
    assert read_chart(tmp_path, chart.name).caution == sentence
    shown: list[object] = []
    monkeypatch.setattr(IPython.display, "display", lambda what, **_: shown.append(what))
    old._ipython_display_()
    (picture,) = shown
    assert isinstance(picture, dict)
    assert f"<p>{chart.source} {sentence}</p>" in picture["text/html"]
    assert (chart.caution, "Review overdue" in chart.svg) == ("", False)
    assert old.with_caution("Another.").svg.count("Review overdue</text>") == 1
    assert "caution is empty" in refused(lambda: chart.with_caution(" "))


@pytest.mark.parametrize("ending", [".svg", ".png"])
def test_a_chart_that_stands_alone_has_its_words_and_the_same_picture(
    chart: Chart, tmp_path: Path, ending: str
) -> None:
    outside, inside, again = (tmp_path / f"{name}{ending}" for name in ("out", "in", "again"))
    chart.save(outside, titles="outside")
    for file in (inside, again):
        chart.save(file, titles="inside")
    chart.save(tmp_path)
    assert outside.read_bytes() == (tmp_path / f"{chart.name}{ending}").read_bytes()
    assert inside.read_bytes() == again.read_bytes() != outside.read_bytes()


def test_every_word_of_a_title_of_any_length_stands_in_the_picture(
    chart: Chart, tmp_path: Path
) -> None:
    long = replace(chart, headline="Nothing is cut " * 30, subtitle="Measured & wrapped " * 40)
    (file,) = long.save(tmp_path / "alone.svg", titles="inside")
    words = ["".join(node.itertext()) for node in ElementTree.parse(file).iter(f"{SVG}text")]
    drawn = " ".join(" ".join(words).split())
    for said in (long.headline, long.subtitle, long.source):
        assert " ".join(said.split()) in drawn


def test_titles_stand_inside_or_outside(
    chart: Chart, tmp_path: Path, refused: Callable[[Callable[[], object]], str]
) -> None:
    said = refused(lambda: chart.save(tmp_path / "top.svg", titles="top"))
    assert said.startswith("save: unknown titles 'top'. Known: outside, inside")
    assert not [*tmp_path.iterdir()]
