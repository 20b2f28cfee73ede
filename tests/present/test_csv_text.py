"""CSV that a spreadsheet may open."""

from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

import clsmin_forecast as cf
from clsmin_forecast.present.csv_text import csv_text

FORMULAS = ['=HYPERLINK("http://x.invalid")', "+1+1", "-2+3", "@SUM(1)", " =1", "-cmd|calc!A1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    frame = pd.DataFrame({text: [text]}, index=pd.Index([text], name="of"))
    cells = pd.read_csv(StringIO(csv_text(frame, index=True)), header=None).to_numpy().ravel()
    assert cells.tolist() == ["of", f"'{text}", f"'{text}", f"'{text}"]


def test_numbers_and_words_are_as_they_were() -> None:
    frame = cf.forecast(cf.load_scenario("central"), draws=64).by_year()
    assert csv_text(frame, index=True) == frame.to_csv(lineterminator="\n")
    plain = pd.DataFrame({"a": [1, -2.5, None], "b": ["-5%", "-£1,000", "minus 3"]})
    assert csv_text(plain) == plain.to_csv(index=False, lineterminator="\n")


def test_a_chart_of_a_scenario_with_such_a_title_is_harmless(tmp_path: Path) -> None:
    central = cf.load_scenario("central")
    both = cf.compare([central, central.but(cessation=0, title="=1+1", name="x")], draws=64)
    cf.charts.compare(both).save(tmp_path)
    (saved,) = tmp_path.glob("*.csv")
    assert "\n=1+1" not in saved.read_text(encoding="utf-8")
    assert "'=1+1" in saved.read_text(encoding="utf-8")
