"""`docs/gallery.md` has every chart, says what each finds today, and shows its picture."""

import re
from pathlib import Path

import pytest
from PIL import Image

import clsmin_forecast as cf
from docs import gallery

TEXT = gallery.PAGE.read_text(encoding="utf-8")


def test_it_has_every_chart_once() -> None:
    assert sorted(re.findall(r"^## `(\w+)`$", TEXT, flags=re.MULTILINE)) == cf.charts.__all__


def test_it_says_what_the_charts_find() -> None:
    assert gallery.page(gallery.draw()) == TEXT, "write it again with `make docs`"


@pytest.mark.parametrize("name", cf.charts.__all__)
def test_each_chart_has_a_small_picture(name: str) -> None:
    assert f"](images/gallery/{name}.png)" in TEXT
    picture = gallery.PICTURES / f"{name}.png"
    assert picture.stat().st_size <= 15 * 1024
    with Image.open(picture) as image:
        assert image.mode == "P"


def test_there_is_no_picture_of_another_chart() -> None:
    assert sorted(path.stem for path in Path(gallery.PICTURES).iterdir()) == cf.charts.__all__
