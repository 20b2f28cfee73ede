"""The words of charts: written from the values, in the papers' words, within bounds."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from math import isnan

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

import clsmin_forecast as cf
from clsmin_forecast.analysis.basis import Settings
from clsmin_forecast.analysis.bridge import bridge
from clsmin_forecast.analysis.decide import decide
from clsmin_forecast.analysis.question import Question
from clsmin_forecast.analysis.reserve import reserve
from clsmin_forecast.analysis.statements import Statement, even_chance, gap_reaches
from clsmin_forecast.analysis.switching import switching_plane, switching_values
from clsmin_forecast.analysis.tornado import tornado
from clsmin_forecast.analysis.variance_shares import variance_shares
from clsmin_forecast.analysis.vary import vary
from clsmin_forecast.analysis.worst_runs import worst_runs
from clsmin_forecast.inputs.awards import Awards
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.model.forecast import Forecast
from clsmin_forecast.present import charts, sentences
from clsmin_forecast.present.chart import LONGEST_ALT, Chart
from clsmin_forecast.present.charts.chart_text import alternative
from clsmin_forecast.present.charts.row_layout import input_words
from clsmin_forecast.present.tables import reading_rows
from clsmin_forecast.present.words import average_posts, bound, percent, sum_words, year_words
from clsmin_forecast.quantities import Chance
from clsmin_forecast.units import pounds

from .conftest import OWN, Charted

MONEY = re.compile(r"(?:minus )?(?:less than )?£[\d.,]*\d(?: million)?")
SHARES = re.compile(r"(?:under |over )?(?:\d+\.)?\d+%")

DRAWS = 512
LEVELS = {"90%", "50%", "5%", "10%"}
"""Of ranges, of a middle outcome and of the worst outcomes: said of the data, not in it."""


ROUNDED = {"middle_outcome_gbp": False, "at_least_gbp": False, "reserve_gbp": True}
"""What a chance holds for is rounded to the side on which it does: whether up."""


def numbers(data: pd.DataFrame) -> list[float]:
    return [float(value) for value in data.select_dtypes("number").to_numpy().ravel()]


def known(chart: Chart, awards: Awards) -> set[str]:
    values = [value for value in numbers(chart.data) if not isnan(value)]
    sums = [*values, *(-value for value in values), *(award.amount for award in awards.rows)]
    said = {write(value) for value in sums for write in (sum_words, pounds)}
    for name, most in ROUNDED.items():
        said |= {bound(value, most=most) for value in chart.data.get(name, ())}
    said |= {f"{abs(value):.1%}" for value in values}  # growth rates
    return said | {percent(value) for value in values if 0 <= value <= 1} | LEVELS


def told(chart: Chart) -> Iterator[str]:
    for text in (chart.headline.replace("under £", "less than £"), chart.alt):
        yield from MONEY.findall(text)
        yield from SHARES.findall(text)


def test_every_number_in_words_is_in_the_data(
    every_chart: list[Chart], later: Forecast, forecasts: dict[str, Forecast]
) -> None:
    for chart in every_chart:
        wrong = {*told(chart)}
        for forecast in (forecasts["central"], later):
            wrong = wrong and wrong - known(chart, forecast.scenario.facts.awards)
        assert not wrong, f"{chart.name}: {wrong} in {chart.headline!r} or {chart.alt!r}"


def test_the_words_change_with_the_values(forecasts: dict[str, Forecast]) -> None:
    one, other = forecasts["central"], forecasts["central"].but(cessation={"2025/26": 0.6})
    for draw in (charts.funding_outlook, charts.gap, charts.posts):
        before, after = draw(one), draw(other)
        assert before.headline != after.headline
        assert before.alt != after.alt
        assert not before.data.equals(after.data)


def test_the_figures_are_those_of_the_forecast(forecasts: dict[str, Forecast]) -> None:
    for forecast in forecasts.values():
        years = forecast.by_year()
        costed = years[years["cost_mean"].notna()]
        gap, posts = charts.gap(forecast).data, charts.posts(forecast).data
        assert gap["gap_mean_gbp"].to_list() == costed["gap_mean"].to_list()
        assert gap["cost_mean_gbp"].to_list() == costed["cost_mean"].to_list()
        assert posts["supported_mean_posts"].to_list() == costed["posts_mean"].to_list()
        outlook = charts.funding_outlook(forecast).data
        funded = outlook["recovered_if_funded_mean_gbp"].fillna(0) * (
            1 - outlook["ceases_probability"]
        )
        assert funded.to_list() == pytest.approx(years["mean"].to_list(), abs=0.01)


def test_the_parts_of_the_cost_add_up(forecasts: dict[str, Forecast]) -> None:
    for forecast in forecasts.values():
        data = charts.gap(forecast).data
        parts = data.filter(regex="paid_by|gap_mean").sum(axis=1)
        assert parts.to_list() == pytest.approx(data["cost_mean_gbp"].to_list(), abs=0.02)
        assert (data.filter(like="gbp").to_numpy() >= 0).all()


def test_other_money_pays_what_the_grant_does_not(forecasts: dict[str, Forecast]) -> None:
    made = forecasts["ceases_with_alternative"]
    data = charts.gap(made).data.set_index("financial_year")
    assert data["paid_by_grant_mean_gbp"].to_list()[-2:] == [0, 0]
    paid = [np.minimum(made.amounts.cost[y], 570_567).mean() for y in ("2025/26", "2026/27")]
    other = data["paid_by_other_money_mean_gbp"].to_list()
    assert other == pytest.approx([0, 0, 0, *paid], abs=0.02)


def test_units_stand_in_the_column_names(every_chart: list[Chart]) -> None:
    # Inputs that have each their own unit stand in one column, beside a column of the units.
    units = ("_gbp", "_probability", "_posts", "chance", "share_of_room", "_of_variance",
             "_in_unit", "evidence_low", "evidence_high", "_count", "_ratio",
             "_post_months")  # fmt: skip
    for chart in every_chart:
        for column in chart.data.select_dtypes("number"):
            assert str(column).endswith(units), f"{chart.name}: {column}"
            assert not str(column).endswith("_in_unit") or "unit" in chart.data, chart.name


def test_the_subtitle_says_what_of_whom_and_when(every_chart: list[Chart]) -> None:
    for chart in every_chart:
        assert "Metropolitan Police" in chart.subtitle, chart.name
        assert re.search(r"20\d\d/\d\d", chart.subtitle), chart.name
        money = chart.data.columns.str.endswith("_gbp").any()
        if money:
            assert re.search(r"in cash|in \d{4}/\d\d prices", chart.subtitle), chart.name
        assert chart.source.startswith("Source: "), chart.name
        assert len(chart.headline.split()) <= 14, chart.headline


def test_names_tell_charts_apart(every_chart: list[Chart]) -> None:
    shown = [chart for chart in every_chart if chart.name.startswith(("funding", "gap", "posts"))]
    names = [chart.name for chart in shown]
    assert {"gap_central", "gap_central_2023_24", "funding_profile_2023_24"} <= set(names)
    # Later papers and real posts are drawn under a name that is taken.
    assert len(names) - len(set(names)) == 15


def test_changed_copies_of_a_scenario_have_names_of_their_own(
    scenarios: dict[str, Scenario], forecasts: dict[str, Forecast]
) -> None:
    central = scenarios["central"]
    copies = [
        central,
        central.but(cessation=0.4),
        central.but(cessation=0.5),
        central.but(cessation=0.5).but(team_posts=8),
    ]
    for draw in (charts.gap, charts.posts, charts.funding_outlook, charts.decision_tree):
        names = [draw(cf.forecast(each, draws=8)).name for each in copies]
        assert len(set(names)) == 4
        assert names == [
            f"{draw.__name__}_central{change}"
            for change in ("", "_cessation_0_4", "_cessation_0_5", "_cessation_0_5_team_posts_8")
        ]
        assert draw(cf.forecast(copies[3], draws=16)).name == names[3]
    tables = [tornado(each, draws=8) for each in copies]
    assert len({charts.tornado(table).name for table in tables}) == 4
    curves = [vary(each, "cessation", [0, 1], draws=8) for each in copies[:2]]
    assert curves[0].about.scenarios == ["central"]
    assert curves[1].about.scenarios == [copies[1].name]
    own = charts.gap(cf.forecast(copies[1].but(name="own", recovery_rate=1), draws=8))
    assert own.name == "gap_own"
    assert charts.gap(cf.forecast(central.but(title="Ours"), draws=8)).name == "gap_central"
    assert forecasts["central"].but(cessation=0.4).scenario.name == copies[1].name


def test_a_long_title_or_an_odd_name_is_no_obstacle(forecasts: dict[str, Forecast]) -> None:
    title = "A scenario with a title that goes on and on and then on, to a length that none needs"
    odd = [
        forecasts["central"].but(name=f"My own, number {n}", title=f"{n} {title}", cessation=n / 9)
        for n in range(4)
    ]
    assert charts.funding_outlook(odd[0]).name == "funding_outlook_my_own_number_0"
    assert len(charts.scenario_lines(odd).alt) <= 300


def test_the_middle_of_the_posts_if_funded_is_written_beside_it_with_one_decimal(
    forecasts: dict[str, Forecast],
) -> None:
    def said(posts: float) -> str:
        return average_posts(posts).split()[0]

    for forecast in forecasts.values():
        chart = charts.posts(forecast)
        middles = chart.data["if_funded_p50_posts"].dropna()
        shown = [text.get_text() for text in chart.figure.axes[0].texts]
        assert [each for each in shown if re.fullmatch(r"\d+\.\d|0", each)] == [*map(said, middles)]
        assert "if it is not (cross)" in chart.subtitle
        for row in chart.data.to_dict("records"):
            middle, chance = row["if_funded_p50_posts"], percent(row["ceased_probability"])
            words = f"none ({chance})"
            if pd.notna(middle):
                ends = (said(row[f"if_funded_{end}_posts"]) for end in ("p5", "p95"))
                words = f"{said(middle)} ({' to '.join(dict.fromkeys(ends))}; {chance})"
            found = re.search(rf"{row['financial_year']}[^;]*? {re.escape(words)}", chart.alt)
            assert bool(found) == (row["status"] in ("indicative", "in principle"))


def test_an_average_of_posts_lies_between_those_of_the_outcomes_beside_it(
    forecasts: dict[str, Forecast],
) -> None:
    for name in ("half_expansion", "full_expansion"):
        rows = charts.posts(forecasts[name]).data.dropna(subset=["if_funded_p5_posts"])
        sure = rows[rows["ceased_probability"] == 0]
        assert len(sure) > 1
        assert (sure["if_funded_p5_posts"] <= sure["supported_mean_posts"]).all()
        assert (sure["supported_mean_posts"] <= sure["if_funded_p95_posts"]).all()


def test_posts_are_drawn_if_funded_and_a_cross_says_what_else_may_be(
    forecasts: dict[str, Forecast],
) -> None:
    for forecast in forecasts.values():
        data = charts.posts(forecast).data.set_index("financial_year")
        for year, row in data.iterrows():
            posts, chances = forecast.in_year("posts", str(year)), forecast.weights(str(year))
            assert posts
            found = dict(zip(chances, posts.branches, strict=True))
            funded = [each for decision, each in found.items() if decision != "cease"]
            assert pd.isna(row["if_funded_p50_posts"]) == (not funded)
            if funded:
                assert row["if_funded_p5_posts"] >= min(map(np.min, funded))
                assert row["if_funded_p95_posts"] <= max(map(np.max, funded))
            ceased = found.get("cease")
            assert pd.isna(row["ceased_p50_posts"]) == (ceased is None)
            if ceased is not None:
                assert row["ceased_p50_posts"] == np.sort(ceased)[(len(ceased) - 1) // 2]


def test_the_two_peaks_of_an_outcome_are_not_one_band(forecasts: dict[str, Forecast]) -> None:
    central = charts.posts(forecasts["central"])
    row = central.data.iloc[-1]
    assert row["ceased_p50_posts"] == 0
    assert row["if_funded_p5_posts"] > 2
    axes = central.figure.axes[0]
    bands = [bar.get_y() for bar in axes.patches if bar.get_width() < 1]  # type: ignore[attr-defined]
    assert min(bands) == row["if_funded_p5_posts"]
    chances = [text.get_text() for text in axes.texts if text.get_text().startswith("×")]
    assert chances == [f"× {percent(each)}" for each in central.data["ceased_probability"][2:]]
    ours = charts.posts(forecasts["ceases_with_alternative"]).data
    without = ours.set_index("financial_year")["ceased_p50_posts"]
    assert without["2024/25"] == 0
    assert (without[["2025/26", "2026/27"]] > 6).all()


def test_nothing_is_open_once_every_year_is_decided(decided: Forecast) -> None:
    chart = charts.funding_outlook(decided)
    assert chart.headline == "Funding is decided to 2026/27"
    assert "Chance of no funding: none" in chart.alt
    assert charts.funding_profile(decided.scenario.facts).headline.endswith("is decided")
    assert "no decision of the funder is open" in sentences.outlook(decided)
    assert "no decision of the funder is open" in sentences.gap(decided)


def test_a_bridge_draws_at_most_six_steps_and_sums_the_rest(
    scenarios: dict[str, Scenario],
) -> None:
    central, most = scenarios["central"], scenarios["most"]
    table = bridge(central, most.but(team_posts=9, pay_growth=0.1, name="all"), draws=DRAWS)
    assert len(table) > 6
    data = charts.bridge(table).data
    assert data["title"].tolist()[-2:] == ["Other changes", "The most, changed"]
    assert data["kind"].tolist().count("change") == 7
    changes = data.loc[data["kind"] == "change", "change_gbp"].sum()
    assert changes == pytest.approx(data["end_gbp"].iloc[-1] - data["end_gbp"].iloc[0])
    same = charts.bridge(bridge(central, central, draws=DRAWS))
    assert same.headline.startswith("Nothing differs")
    assert same.data["kind"].tolist() == ["answer", "change", "answer"]


def test_the_shares_drawn_sum_to_all(scenarios: dict[str, Scenario]) -> None:
    chart = charts.variance_shares(variance_shares(scenarios["central"], draws=DRAWS))
    assert chart.data["source"].iloc[-1] == "Everything else"
    assert chart.data["share_of_variance"].sum() == pytest.approx(1)


def test_headlines_of_analyses_state_what_was_found(scenarios: dict[str, Scenario]) -> None:
    central, ceases = scenarios["central"], scenarios["ceases"]
    drawn = charts.tornado(tornado(central, draws=DRAWS))
    assert drawn.headline == (
        "Whether funding ceases in 2025/26 (in principle) matters most, on weak evidence"
    )
    drawn = charts.tornado(tornado(ceases, draws=DRAWS))
    assert drawn.headline.endswith("matters most, and the scenario sets it")
    sure = Question(at_least=5_000_000)
    drawn = charts.tornado(tornado(central, sure, draws=DRAWS))
    assert drawn.headline == "No input alone moves the chance to recover at least £5,000,000"
    assert len(drawn.data) == 3
    found = {level: reserve(central, level, draws=DRAWS) for level in (0.5, 0.8)}
    sums = {level: each["reserve"].to_dict()["together"] for level, each in found.items()}
    held = {level: bound(sum_, most=True) for level, sum_ in sums.items()}
    assert charts.reserve(found[0.5]).headline == (
        f"{held[0.5]} covers the gap with 50% confidence (awards in principle)"
    )
    assert charts.reserve(found[0.8]).headline == (  # where the funding ceases: nothing else pays
        f"Being 80% sure takes money for the whole team: {held[0.8]} (awards in principle)"
    )
    drawn = charts.reserve(reserve(central, of="recovered", draws=DRAWS))
    assert drawn.headline == "No sum is 80% sure to be recovered"
    drawn = charts.reserve(reserve(scenarios["half_expansion"], draws=DRAWS))
    assert drawn.headline == "No reserve is needed to be 80% sure of covering the gap"
    drawn = charts.worst_runs(worst_runs(ceases, draws=DRAWS))
    assert drawn.headline == "Nothing sets the worst 10% of outcomes apart"


def test_an_expansion_pays_for_posts_on_average(scenarios: dict[str, Scenario]) -> None:
    table = vary(scenarios["half_expansion"], "expansion_share", [0, 1], draws=DRAWS)
    low, high = table["posts_mean"]
    drawn = charts.expansion_value(table)
    assert drawn.headline == (
        f"Full expansion pays for {high - low:.1f} more posts on average in principle"
    )
    shown = [text.get_text() for text in drawn.figure.axes[0].texts]
    assert {f"{low:.1f} posts", f"{high:.1f} posts"} <= set(shown)
    assert "posts that it supports on average" in drawn.subtitle
    nothing = vary(scenarios["nothing"], "expansion_share", [0, 1], draws=DRAWS)
    said = charts.expansion_value(nothing).headline
    assert said == "Full expansion does not pay for more posts"


def test_what_to_do_with_the_posts_is_said_with_the_chance_at_which_it_turns(
    scenarios: dict[str, Scenario],
) -> None:
    central = scenarios["central"]
    table = decide(central, signed_month=2, redeploy_months=1, refill_months=6, draws=DRAWS)
    about, drawn = table.about, charts.decide(table)
    keep = f"keep {about.best:.1f} of 7 posts; keeping pays above 27%"
    said = f"At {about.funded:.0%} chance of funding {keep}"
    assert drawn.headline == said
    assert f"of 27%; about {about.funded:.0%} is assumed" in drawn.subtitle
    marked = [text.get_text() for text in drawn.figure.axes[0].texts]
    assert f"keep {about.best:.1f} of 7 posts: {sum_words(about.loss)} on average" in marked
    assert f"{sum_words(about.loss_of_none)} with none kept" in drawn.alt
    assert drawn.data["loses_least"].to_list().count("yes") == 1
    assert {"redeploy_months", "cessation"} & drawn.inputs == {"cessation"}
    assert {"redeploy_months", "cessation"} <= charts.decide(decide(central, draws=DRAWS)).inputs
    slow = decide(central, redeploy_months=9, refill_months=0, work_worth=0.5, draws=DRAWS)
    said = "At 60% chance of funding let all 7 posts go; keeping pays above "
    assert charts.decide(slow).headline.startswith(said)
    paid = charts.decide(decide("ceases_with_alternative", draws=DRAWS))
    assert paid.headline.endswith("of 7 posts, since other money pays if the funding ceases")


def test_no_year_stands_in_words_without_its_status(analysed_charts: list[Charted]) -> None:
    undecided = {"indicative": "indicative", "in_principle": "in principle"}
    named = set()
    for table, chart in analysed_charts:
        if table.about.scenarios != ["central"]:
            continue
        shown = [text.get_text() for axes in chart.figure.axes for text in axes.texts]
        if table.about.stem == "evidence_choices":  # its rows name year ends of other grants
            shown = []
        for text in (chart.headline, chart.subtitle, chart.alt, *shown):
            for year, status in table.about.status_of.items():
                if year in text and status in undecided:
                    named.add((table.about.stem, status))
                    assert undecided[status] in text, f"{chart.name}: {text}"
    assert ("variance_shares", "indicative") in named


def test_the_data_of_a_plane_tell_two_years_of_one_chance_apart(
    scenarios: dict[str, Scenario],
) -> None:
    pair = ("cessation", "2025/26"), ("cessation", "2026/27")
    plane = charts.switching_plane(switching_plane(scenarios["central"], *pair, draws=DRAWS))
    assert [*plane.data][:2] == [
        "cessation_2025_26_probability",
        "cessation_2026_27_turns_at_probability",
    ]


def test_the_plane_says_what_the_sentence_says_of_its_pair(
    scenarios: dict[str, Scenario],
) -> None:
    pair = ("cessation", "2025/26"), ("cessation", "2024/25")
    said = {
        target: charts.switching_plane(
            switching_plane(scenarios["central"], *pair, Statement(million, target), draws=DRAWS)
        ).alt
        for million in [Question(at_least=1_000_000)]
        for target in (0.1, 0.5, 0.9)
    }
    chances = ": cessation 2025/26 (in principle) 22%, cessation 2024/25 (indicative) 2%. "
    assert f"At the pair assumed it holds{chances}" in said[0.1]
    assert f"At the pair assumed it is too close to call{chances}" in said[0.5]
    assert f"At the pair assumed it does not hold{chances}" in said[0.9]


def test_a_ceiling_in_cash_is_said_to_be_so_beside_other_prices(
    scenarios: dict[str, Scenario], forecasts: dict[str, Forecast]
) -> None:
    real = cf.forecast(scenarios["full_expansion"], draws=DRAWS, price_base="2023/24")
    for made, said in ((real, "£1,000,000 (cash) in principle"),
                       (forecasts["central"], "£1,000,000 in principle")):  # fmt: skip
        lines = charts.scenario_lines([made])
        for text in (lines.headline, lines.alt, charts.funding_outlook(made).alt):
            assert said in text


def test_posts_lead_with_the_open_year_farthest_from_the_team(
    forecasts: dict[str, Forecast], decided: Forecast
) -> None:
    heads = {
        "half_expansion": "Money for 9.2 against 7 posts in 2025/26 (in principle)",
        "central": "40% chance of no funding in 2026/27 (in principle), otherwise 6.4 of 7 posts",
        "ceases": "No funding in 2026/27 (in principle): money for 0 of 7 posts",  # later of a tie
    }
    for name, head in heads.items():
        assert charts.posts(forecasts[name]).headline == head
    assert charts.posts(decided).headline.startswith("Money for")
    part_time = charts.posts(forecasts["central"].but(team_posts=7.5))
    assert part_time.headline.endswith(" of 7.5 posts")


def test_the_tree_says_that_funding_may_come_back(forecasts: dict[str, Forecast]) -> None:
    back = forecasts["central"].but(reinstatement={"2026/27": 0.4}, name="back")
    assert charts.decision_tree(back).headline.endswith(" of outcomes; it may come back")
    sure = forecasts["ceases"].but(reinstatement={"2026/27": 1}, name="sure")
    assert charts.decision_tree(sure).headline == (
        "Funding ceases along every path by 2026/27, and comes back along 2 of 2"
    )
    first = forecasts["nothing"].scenario.facts.awards["2024/25"]
    assert year_words(first) in charts.decision_tree(forecasts["nothing"]).headline


def test_the_tree_keeps_every_chance(
    forecasts: dict[str, Forecast], later: Forecast, eight_years: Forecast
) -> None:
    for forecast in [*forecasts.values(), later, eight_years]:
        data = charts.decision_tree(forecast).data
        assert data["path_chance"].sum() == pytest.approx(1)
        drawn = data.drop_duplicates("drawn_as")
        assert len(drawn) <= 8
        assert drawn["drawn_probability"].sum() == pytest.approx(1)
        for ceases, rows in data.groupby("ceases"):
            kept = drawn.loc[drawn["ceases"] == ceases, "drawn_probability"].sum()
            assert kept == pytest.approx(rows["path_chance"].sum())
        mean = (drawn["drawn_probability"] * drawn["drawn_mean_gbp"]).sum()
        whole = forecast.total("recovered", "decision_years").mean
        assert mean == pytest.approx(whole, abs=0.02)


def test_the_tree_says_how_funding_ends(
    forecasts: dict[str, Forecast],
    decided: Forecast,
    eight_years: Forecast,
    refused: Callable[[Callable[[], object]], str],
) -> None:
    chart = charts.decision_tree(eight_years)
    # Of the 11 paths on which funding ceases, four are likely enough to be drawn alone.
    assert chart.data["drawn_as"].iloc[-1] == "7 other paths on which funding ceases"
    assert (chart.data["ceases"] == "yes").sum() == 11
    assert "29%" in chart.alt
    assert charts.decision_tree(forecasts["nothing"]).headline.startswith("One path is left")
    assert charts.decision_tree(forecasts["most"]).data["path"].tolist() == [
        "is expanded in 2025/26"
    ]
    ceased = charts.decision_tree(forecasts["ceases"])
    assert ceased.headline == "Funding ceases along every path by 2026/27"
    assert "has no year in awards.csv" in refused(lambda: charts.decision_tree(decided))
    risk = charts.decision_tree(forecasts["central"])
    assert risk.headline == (
        "Funding ceases by 2026/27 in 40% of outcomes; the likeliest path, 53%: continues"
    )
    assert risk.alt.endswith("Chance of no funding in 2026/27 by cases compared: 14% to 71%.")


def test_a_value_that_turns_a_statement_is_told_apart_from_the_one_assumed(
    scenarios: dict[str, Scenario],
) -> None:
    table = switching_values(
        scenarios["central"], Statement(Question(), 700_000), draws=DRAWS, price_base="2023/24"
    )
    ratio = table[table["input"] == "continuation_ratio"].iloc[0]
    assert 0 < abs(ratio["value"] - ratio["base"]) < 0.005
    chart, said = charts.switching_values(table), sentences.switching_values(table)
    turns = f"{ratio['value']:.3f}"
    assert chart.headline == (
        f"Continued award as a ratio turns the statement at {turns}, true above it"
    )
    assert f": Continued award as a ratio, {turns} (true above); " in chart.alt  # the nearest first
    assert f" is fixed at {turns}, its middle now 1: " in said
    row = next(row for row in reading_rows(table) if "continued year" in row["input"])
    assert (row["turns at"], row["middle now"]) == (turns, "1")


def test_a_row_of_a_switching_value_is_shaded_where_the_statement_is_true(
    scenarios: dict[str, Scenario],
) -> None:
    def shades(row: Sequence[Rectangle]) -> list[tuple[float, bool]]:
        return [(bar.get_width(), bar.get_facecolor()[:3] != (1, 1, 1)) for bar in row]

    table = switching_values(scenarios["central"], gap_reaches(450_000), draws=DRAWS)
    chart = charts.switching_values(table)
    (axes,) = chart.figure.axes
    bars = [bar for bar in axes.patches if isinstance(bar, Rectangle)]
    ranges, dots = axes.lines[::2], axes.lines[1::2]
    chances = 0
    for place in range(len(dots)):
        (below, one), (above, other) = shades(bars[2 * place : 2 * place + 2])
        assert below + above == pytest.approx(1)
        assert one != other
        words = axes.texts[len(dots) + 1 + place].get_text()
        assert words.startswith("true below" if one else "true above")
        if "Chance" in axes.texts[place].get_text():
            row = table[[input_words(name, year) in axes.texts[place].get_text().replace(
                " (in principle)", "").replace(" (indicative)", "") for name, year in
                zip(table["input"], table["year"], strict=True)]].iloc[0]  # fmt: skip
            chances += 1
            assert below == pytest.approx(row["value"])
            assert np.asarray(ranges[place].get_xdata()).tolist() == [row["low"], row["high"]]
            assert np.asarray(dots[place].get_xdata()).tolist() == [row["base"]]
    assert chances > 1
    assert chart.headline == (
        "Continued award as a ratio turns the statement at 0.98, true below it"
    )
    never = charts.switching_values(switching_values(scenarios["ceases"], draws=DRAWS))
    said = [text.get_text() for text in never.figure.axes[0].texts]
    assert said.count("never turns") == 4
    assert "10 other inputs: no value turns it" in said
    assert never.headline == (
        "The award does not pay for the team, whichever input varies in its range"
    )


def test_a_plane_says_what_is_so_and_where(scenarios: dict[str, Scenario]) -> None:
    pair = ("cessation", "2025/26"), ("cessation", "2026/27")
    found = {
        name: charts.switching_plane(
            switching_plane(scenarios[name], *pair, even_chance(1_000_000), draws=DRAWS)
        )
        for name in ("central", "full_expansion")
    }
    chance = "hance to recover at least £1,000,000 is"
    assert found["central"].headline == f"Open whether the c{chance} at least 50%"
    said = [text.get_text() for text in found["central"].figure.axes[0].texts]
    assert "shaded: chance 50% or more" in [each.replace("\n", " ") for each in said]
    assert found["full_expansion"].headline == f"C{chance} 50% or more at the chances assumed"


def test_a_chance_that_is_set_is_not_drawn_as_if_it_were_open(
    scenarios: dict[str, Scenario],
) -> None:
    table = vary(scenarios["ceases"], "cessation", [0, 0.5, 1], "2025/26", draws=DRAWS)
    chance = scenarios["ceases"].quantities["cessation"]["2025/26"]
    assert isinstance(chance, Chance)
    drawn = charts.chance_curve(table, chance, "Chance")
    assert drawn.headline == "Average recovered in principle is £0 with cessation set at 100%"
    assert "set at 100%" in [text.get_text() for text in drawn.figure.axes[0].texts]
    assert "The scenario sets it at 100%." in drawn.alt
    assert drawn.data["evidence_low"].isna().all()
    assert not drawn.figure.axes[0].patches
    half = charts.chance_curve(table, Chance(0.5, 0.5, 0.5), "Chance")
    middle = table["mean"].iloc[1]
    assert half.headline.startswith(f"Average recovered in principle is {sum_words(middle)} with")


def test_the_evidence_tells_what_the_scenario_uses_from_the_rest(central: Scenario) -> None:
    table = cf.evidence(central)
    drawn = charts.evidence(table)
    assert drawn.headline == "Chance of ceasing: 2% to 22% on grants used, 2% to 50% on all"
    bold = " ".join(
        text.get_text() for text in drawn.figure.axes[0].texts if text.get_fontweight() == "bold"
    )
    used = table.loc[(table["used_by"] != "") & table["chance"].notna(), "title"]
    assert bold.split() == " ".join(used).split()


def test_the_plan_says_how_much_is_not_decided(
    scenarios: dict[str, Scenario], decided: Forecast
) -> None:
    table = cf.medium_term(scenarios["central"], draws=DRAWS)
    chart, whole = charts.medium_term(table), table.loc["together"].to_dict()
    undecided, recovered = (sum_words(whole[name]) for name in ("undecided", "recovered"))
    said = f"{undecided} of {recovered} expected rests on decisions not on record"
    assert chart.headline == said
    drawn = {
        round(bar.get_height(), 2)
        for bar in chart.figure.axes[0].patches
        if isinstance(bar, Rectangle)
    }
    names = ("awards", "decided", "undecided")
    years = table.drop(index="together")[list(names)].to_numpy().round(2)
    assert drawn == {amount for amount in years.ravel().tolist() if amount}
    lines = [np.asarray(line.get_ydata())[0] for line in chart.figure.axes[0].lines]
    costs = table["cost"].dropna().round(2).to_list()[:-1]
    assert [height for height in lines if height] == costs
    closed = charts.medium_term(cf.medium_term(decided.scenario, draws=DRAWS))
    assert re.fullmatch(r"All of £\S+ million rests on decisions on record", closed.headline)


def test_the_grant_of_the_gap_is_said_to_be_what_pays_the_cost(
    forecasts: dict[str, Forecast],
) -> None:
    chart, award = (
        charts.gap(forecasts["central"]),
        forecasts["central"].in_year("award", "2026/27"),
    )
    assert award
    assert chart.data["paid_by_grant_mean_gbp"].iloc[-1] < award.mean - 1000
    assert "paid by\ngrant" in [text.get_text() for text in chart.figure.axes[0].texts]
    assert "grant as far as it pays the cost" in chart.alt


def test_both_axes_of_the_curve_are_named(scenarios: dict[str, Scenario]) -> None:
    named = {"gap": "Sum held in reserve", "recovered": "Sum recovered of at least"}
    for of, name in named.items():
        axes = charts.reserve(reserve(scenarios["central"], of=of, draws=DRAWS)).figure.axes[0]
        assert "chance" in [text.get_text() for text in axes.texts]
        assert axes.get_xlabel() == name


def test_the_curve_marks_the_confidence_its_sum_and_the_mean_beyond_it(
    scenarios: dict[str, Scenario],
) -> None:
    for of, column in (("gap", "reserve"), ("recovered", "at_least")):
        table = reserve(scenarios["central"], 0.6, of=of, draws=DRAWS)
        whole = table.to_dict("index")["together"]
        axes = charts.reserve(table).figure.axes[0]
        curve, level, place = (np.asarray(line.get_data()).T.tolist() for line in axes.lines)
        assert level[-1] == place[0] == [whole[column], 0.6]
        heights = [chance for amount, chance in curve if amount == whole[column]]
        assert min(heights) - 0.001 <= 0.6 <= max(heights) + 0.001
        written = [text.get_text() for text in axes.texts]
        assert f"60% sure: {bound(whole[column], most=of == 'gap')}" in written
        assert f"average of worst 40%: {sum_words(whole['beyond'])}" in written


def test_cash_and_real_are_apart_by_the_deflator(
    forecasts: dict[str, Forecast], refused: Callable[[Callable[[], object]], str]
) -> None:
    facts = forecasts["central"].scenario.facts
    chart = charts.cash_and_real(facts, "2023/24")
    for row in chart.data.to_dict("records"):
        scale = facts.prices.scale(row["financial_year"], "2023/24")
        assert (row["difference_gbp"] == 0) == (row["financial_year"] == "2023/24")
        assert row["real_gbp"] == pytest.approx(row["cash_gbp"] * scale, abs=0.01)
    assert facts.sources["gdp_deflator"].title in chart.source
    assert "must be a financial year" in refused(lambda: charts.cash_and_real(facts, "cash"))
    assert "2031/32" in refused(lambda: charts.cash_and_real(facts, "2031/32"))


def test_a_closed_year_is_drawn_as_its_outturn(later: Forecast) -> None:
    facts, year = later.scenario.facts, "2021/22"
    for chart in (charts.funding_profile(facts), charts.cash_and_real(facts, year)):
        bars = [bar.get_height() for bar in chart.figure.axes[0].patches]  # type: ignore[attr-defined]
        assert 250_000 in bars
        assert 272_708 not in bars
        assert "£250,000" in chart.alt
        assert "award, or outturn once closed," in chart.subtitle
    profile = charts.funding_profile(facts)
    texts = [text.get_text() for text in profile.figure.axes[0].texts]
    assert texts[:2] == ["of £272,708", "£250,000"]
    unspent = replace(facts.awards.rows[0], basis="up_to")
    limited = replace(facts, awards=Awards((unspent, *facts.awards.rows[1:])))
    first = charts.cash_and_real(limited, "2023/24").data.iloc[0]
    assert (first["basis"], first["cash_gbp"]) == ("fixed", 250_000)


def test_the_source_names_what_the_chances_and_costs_rest_on(
    scenarios: dict[str, Scenario], forecasts: dict[str, Forecast]
) -> None:
    central, made = scenarios["central"], forecasts["central"]
    and_register = "and the register of assumptions as at 28 November 2026."
    spent = [s for s in central.register.assumptions["recovery_rate"].sources if s != "PCD 1532"]
    outlook, gap = charts.funding_outlook(made).source, charts.gap(made).source
    assert outlook.endswith(f", comparator grants, {', '.join(spent)} {and_register}")
    assert gap.endswith(f", comparator grants, pay awards {and_register}")
    own = central.but(cessation=0.2, expansion=0.1, continuation_ratio=1, reinstatement=0)
    counted = own.but(cessation={"2025/26": {"evidence": OWN}})
    for scenario, named in ((own, False), (counted, True)):
        source = charts.funding_outlook(cf.forecast(scenario, draws=8)).source
        assert ("comparator grants" in source) == named


def test_a_source_line_names_what_its_measure_rests_on_and_nothing_else(
    scenarios: dict[str, Scenario],
) -> None:
    central, paid = scenarios["central"], scenarios["continues_with_pay"]
    settings: Settings = {"draws": DRAWS, "price_base": "2023/24"}
    of_recovered, of_gap = (
        charts.reserve(reserve(central, of=of, **settings)).source for of in ("recovered", "gap")
    )
    assert "pay awards" in of_gap
    assert "pay awards" not in of_recovered
    assert "pay awards" in charts.tornado(tornado(paid, **settings)).source  # by its ratios
    posts = charts.posts(cf.forecast(central, **settings)).source
    deflated = ["HM Treasury" in each for each in (of_recovered, of_gap, posts)]
    assert deflated == [True, True, False]
    for said in (of_recovered, of_gap, charts.bridge(bridge(central, paid, **settings)).source):
        assert f", {DRAWS:,} draws, seed 1532, from PCD 956" in said
        assert "the register of assumptions as at 28 November 2026" in said


def test_the_input_nearest_to_turning_the_statement_is_named(
    scenarios: dict[str, Scenario],
) -> None:
    table = switching_values(scenarios["central"], gap_reaches(450_000), draws=DRAWS)
    within = table[table["within"]]
    moves = (within["value"] - within["base"]).abs() / (within["high"] - within["low"])
    first, nearest = within.iloc[0], within.iloc[int(moves.argmin())]
    assert first["input"] != nearest["input"] or first["year"] != nearest["year"]
    named = input_words(str(nearest["input"]), str(nearest["year"]))
    assert charts.switching_values(table).headline.startswith(named)


def test_a_headline_with_a_sum_says_its_prices_unless_they_are_cash(
    scenarios: dict[str, Scenario],
) -> None:
    central, ceases = scenarios["central"], scenarios["ceases"]
    for price_base in ("cash", "2023/24"):
        settings: Settings = {"draws": DRAWS, "price_base": price_base}
        forecast = cf.forecast(central, **settings)
        drawn = (
            charts.funding_profile(central.facts, price_base),
            charts.gap(forecast),
            charts.reserve(reserve(central, **settings)),
            charts.reserve(reserve(central, 0.5, of="recovered", **settings)),
            charts.bridge(bridge(central, ceases, **settings)),
            charts.scenario_lines([forecast]),
            charts.compare(cf.compare([central, ceases], **settings)),
        )
        for chart in drawn:
            assert "£" in chart.headline
            assert ("2023/24 prices" in chart.headline) == (price_base != "cash"), chart.headline
            assert len(chart.headline.split()) <= 14, chart.headline


def test_the_profile_tells_the_sums_that_it_draws(scenarios: dict[str, Scenario]) -> None:
    facts = scenarios["central"].facts
    real = charts.funding_profile(facts, "2023/24")
    drawn = real.data.set_index("financial_year")["award_gbp"]
    assert f"up to {sum_words(drawn['2026/27'])} in principle (2026/27)" in real.alt
    assert f"Up to {sum_words(drawn['2025/26'])} a year" in real.headline
    assert "£1,000,000" not in real.alt


def test_a_sum_that_is_not_decided_is_hollow_or_dashed_beside_one_that_is(
    scenarios: dict[str, Scenario],
) -> None:
    chart = charts.cash_and_real(scenarios["central"].facts, "2023/24")
    looks = [(p.get_facecolor()[:3], p.get_linestyle()) for p in chart.figure.axes[0].patches]
    decided = len(chart.data[chart.data["status"].isin(["accepted", "approved"])])
    assert decided == 3
    assert {line for _, line in looks[: 2 * decided]} == {"solid"}
    assert "solid" not in {line for _, line in looks[2 * decided :]}
    assert {fill for fill, _ in looks[2 * decided :: 2]} == {(1.0, 1.0, 1.0)}


def test_charts_of_other_scenarios_have_other_files(scenarios: dict[str, Scenario]) -> None:
    sets = (["central"], ["central", "ceases"], list(scenarios))
    totals = [cf.compare([scenarios[name] for name in each], draws=DRAWS) for each in sets]
    names = [charts.compare(table).name for table in totals]
    assert names == [
        "compare_central",
        "compare_central_ceases",
        f"compare_of_{len(scenarios)}",
    ]


def test_scenarios_that_recover_the_same_are_said_to_recover_one_sum() -> None:
    flat = cf.load_scenario("full_expansion")
    both = cf.compare([flat, flat.but(team_posts=6, name="smaller")], draws=64)
    headline = cf.charts.compare(both).headline
    assert headline.startswith("Scenarios recover £2 million over 2025/26 and 2026/27")


def test_an_alternative_text_never_outgrows_a_chart(scenarios: dict[str, Scenario]) -> None:
    cut = alternative("Bars of £1 in 2024/25. " * 40)
    assert len(cut) <= LONGEST_ALT
    assert cut.endswith("…")
    asked = Statement(Question(span="2024/25,2025/26,2026/27", at_least=1_234_567), 0.512345)
    drawn = charts.switching_values(switching_values(scenarios["central"], asked, draws=DRAWS))
    assert len(drawn.alt) <= LONGEST_ALT
    assert drawn.alt.endswith(".")
