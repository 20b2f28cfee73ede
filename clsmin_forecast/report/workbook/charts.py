"""The charts of the workbook, on a sheet of their own: each title states a finding."""

from dataclasses import dataclass, replace

import pandas as pd

from ...inputs.awards import UNDECIDED
from ...present.words import percent, sum_words
from .sheet import POUND, Chart, Corners, Series, Sheet, cover_sheet

CHARTS = "Charts"
_COLUMN = 78  # characters that a chart takes across
_DARK, _LIGHT, _PALE, _NONE = "12436D", "6BACE6", "DDBFCF", "FFFFFF"
_EDGE = "801650"  # of what is missing, as in every chart of it
_FUNDED = ("probability_funded_least", "probability_funded", "probability_funded_most")
_GAP = ("gap_in_funded_years_mean", "gap_after_ceasing_mean")


@dataclass(frozen=True)
class ByYear:
    """The rows of one scenario on the sheet of the forecast by year, with their exact values."""

    sheet: Sheet
    data: pd.DataFrame
    row: int  # of the first, on the sheet
    shift: int  # the columns of the sheet before those of the data

    def cells(self, name: str, rows: pd.Index) -> Corners:
        """Return the cells of a column in some rows that follow each other."""
        place = self._place(name)
        return self.row + int(rows[0]), place, self.row + int(rows[-1]), place

    def heading(self, name: str) -> Corners:
        """Return the cell of the heading of a column."""
        top, place = self.sheet.top or 0, self._place(name)
        return top, place, top, place

    def _place(self, name: str) -> int:
        return self.shift + list(self.data.columns).index(name)


def charts_of(found: ByYear) -> tuple[Chart, ...]:
    """Return the charts that the years of a forecast have something to say in."""
    undecided = found.data.index[found.data["status"].isin(UNDECIDED)]
    charts = [_funded(found, undecided)] if len(undecided) else []
    if "gap_mean" in found.data and found.data["gap_mean"].max() > 0:
        charts.append(_gap(found, found.data.index[found.data["gap_mean"].notna()]))
    return tuple(charts)


def charts_sheet(charts: tuple[Chart, ...], about: str) -> Sheet:
    """Return the sheet of the charts: their findings in words, above them."""
    words = {each.title: [each.shown] for each in charts}
    where = [f"The figures stand in the table on the sheet {charts[0].sheet}. {about}"]
    sheet = cover_sheet(CHARTS, CHARTS, {**words, "Source": where}, _COLUMN)
    return replace(sheet, widths=[_COLUMN] * len(charts), charts=charts)


def _funded(found: ByYear, rows: pd.Index) -> Chart:
    years, chances = found.data.loc[rows, "financial_year"], found.data.loc[rows, _FUNDED[1]]
    compared = found.data.loc[rows, [_FUNDED[0], _FUNDED[2]]].notna().to_numpy().any()
    looks = dict(zip(_FUNDED, ((_NONE, _DARK), (_DARK, _DARK), (_LIGHT, _DARK)), strict=True))
    names = _FUNDED if compared else _FUNDED[1:2]
    series = (
        Series(found.heading(n), found.cells(n, rows), *looks[n], labelled=n == _FUNDED[1])
        for n in names
    )
    beside = ", beside the least and the most by the cases compared" if compared else ""
    said = ", ".join(f"{percent(c)} in {y}" for y, c in zip(years, chances, strict=True))
    return Chart(
        title=_funded_title(list(years), list(chances)),
        shown=f"Chance that a year is funded{beside}: {said}.",
        sheet=found.sheet.name,
        years=found.cells("financial_year", rows),
        series=tuple(series),
        number="0%",
        most=1.0,
    )


def _funded_title(years: list[str], chances: list[float]) -> str:
    first, last = percent(chances[0]), percent(chances[-1])
    if first == last:
        return f"{years[-1]} is funded with a chance of {last}"
    moved = "falls" if chances[-1] < chances[0] else "rises"
    return f"The chance of funding {moved} from {first} in {years[0]} to {last} in {years[-1]}"


def _gap(found: ByYear, rows: pd.Index) -> Chart:
    data = found.data.loc[rows]
    gaps, place = data["gap_mean"], int(data["gap_mean"].argmax())
    worst, after = gaps.iloc[place], data[_GAP[1]].iloc[place] / gaps.iloc[place]
    year = data["financial_year"].iloc[place]
    fills = zip(_GAP, (_PALE, _NONE), strict=True)
    said = ", ".join(
        f"{sum_words(gap)} in {each}"
        for each, gap in zip(data["financial_year"], gaps, strict=True)
    )
    return Chart(
        title=f"On average {sum_words(worst)} is missing in {year}, "
        f"{percent(after)} of it for keeping the team once funding has ceased",
        shown=f"Average gap between the cost of the team and what pays for it: {said}.",
        sheet=found.sheet.name,
        years=found.cells("financial_year", rows),
        series=tuple(
            Series(found.heading(name), found.cells(name, rows), fill, _EDGE)
            for name, fill in fills
        ),
        number=f"{POUND}#,##0",
        stacked=True,
    )
