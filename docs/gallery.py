"""Writes `gallery.md` and its pictures, one of each chart of `cf.charts`: ``make docs``."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from PIL import Image

import clsmin_forecast as cf
from clsmin_forecast.present.chart import Chart

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "gallery.md"
PICTURES = ROOT / "docs" / "images" / "gallery"
SMALLER, COLOURS = 5, 16  # so that a picture can be read and its file stays under 15 KB
TOP = """# Every chart

One of each kind, with the figures of the central scenario. The notebook draws it in every run; the
line of Python draws it anywhere, after `import clsmin_forecast as cf`, and `.save("chart.png")`
keeps it in full size; `clsmin-forecast chart NAME` draws it from the terminal, with its title and
source in the picture. `make docs` writes this page.
"""

CHARTS = {
    "funding_profile": (
        "What do the papers say of each year?",
        ["funding_profile"],
        "cf.charts.funding_profile(cf.load_facts())",
    ),
    "cash_and_real": (
        "What are these sums worth in the prices of one year?",
        ["funding_profile"],
        'cf.charts.cash_and_real(cf.load_facts(), "2023/24")',
    ),
    "funding_outlook": (
        "How much may be recovered in each year, and will the year be funded at all?",
        ["scenario_forecast"],
        'cf.charts.funding_outlook(cf.forecast("central"))',
    ),
    "decision_tree": (
        "Which paths may the decisions take, and what does each bring?",
        ["scenario_forecast"],
        'cf.charts.decision_tree(cf.forecast("central"))',
    ),
    "gap": (
        "What does the team cost beyond the award?",
        ["cessation_risk", "scenario_forecast"],
        'cf.charts.gap(cf.forecast("central"))',
    ),
    "posts": (
        "How many posts does the money pay for?",
        ["cessation_risk", "expansion", "scenario_forecast"],
        'cf.charts.posts(cf.forecast("central"))',
    ),
    "scenario_lines": (
        "How do a few scenarios run on from year to year?",
        ["scenario_comparison"],
        'cf.charts.scenario_lines([cf.forecast(each) for each in ("central", "taper", "ceases")])',
    ),
    "funding_outlooks": (
        "How do the outlooks of a few scenarios differ?",
        [],
        'cf.charts.funding_outlooks([cf.forecast(each) for each in ("central", "ceases", '
        '"continues_flat", "half_expansion")])',
    ),
    "compare": (
        "How much is recovered in all, scenario by scenario?",
        ["scenario_comparison"],
        "cf.charts.compare(cf.compare(cf.scenario_names()))",
    ),
    "chance_curve": (
        "How does the answer change with the chance that funding ceases?",
        ["cessation_risk"],
        'cf.charts.chance_curve(cf.vary("central", "cessation", [0, 0.5, 1], "2025/26"), '
        'cf.load_scenario("central").quantities["cessation"]["2025/26"], '
        '"Chance that funding ceases in 2025/26")',
    ),
    "expansion_value": (
        "What is an expansion worth, by how far it goes?",
        ["expansion"],
        'cf.charts.expansion_value(cf.vary("half_expansion", "expansion_share", '
        "[0, 0.25, 0.5, 0.75, 1]))",
    ),
    "evidence": (
        "What does each set of comparable grants say?",
        ["evidence"],
        'cf.charts.evidence(cf.evidence("central"))',
    ),
    "evidence_choices": (
        "What would other comparable grants make of the risk?",
        ["cessation_risk", "evidence"],
        'cf.charts.evidence_choices(cf.evidence_choices("central"))',
    ),
    "backtest": (
        "Would the evidence have foretold what is known by now?",
        ["track_record"],
        'cf.charts.backtest(cf.backtest("central"), cf.own_year_ends("central"))',
    ),
    "scores": (
        "What came of the years that were forecast?",
        ["track_record"],
        'cf.charts.scores(cf.scores("central", "docs/ledger.jsonl"))',
    ),
    "tornado": (
        "Which input moves the answer most, by itself?",
        ["sensitivity"],
        'cf.charts.tornado(cf.tornado("central"))',
    ),
    "variance_shares": (
        "What is the uncertainty made of?",
        ["sensitivity"],
        'cf.charts.variance_shares(cf.variance_shares("central"))',
    ),
    "switching_values": (
        "At which value of each input does a statement turn?",
        ["sensitivity"],
        'cf.charts.switching_values(cf.switching_values("central"))',
    ),
    "switching_plane": (
        "At which pairs of two chances does a statement turn?",
        ["sensitivity"],
        'cf.charts.switching_plane(cf.switching_plane("central", ("cessation", "2025/26"), '
        '("cessation", "2026/27"), cf.even_chance(1_000_000)))',
    ),
    "bridge": (
        "Which change leads from one answer to another?",
        ["sensitivity"],
        'cf.charts.bridge(cf.bridge("central", "half_expansion"))',
    ),
    "medium_term": (
        "On what does a medium-term plan rest?",
        ["sensitivity"],
        'cf.charts.medium_term(cf.medium_term("central"))',
    ),
    "reserve": (
        "How much must be held to be so sure of covering what may be missing?",
        ["sensitivity"],
        'cf.charts.reserve(cf.reserve("central"))',
    ),
    "options": (
        "What can we do while nobody knows, and what does it cost us if that was wrong?",
        ["options"],
        'cf.charts.options(cf.options("central", restart_cost=15_000))',
    ),
    "decide": (
        "How many posts are to be kept while nobody knows?",
        ["options"],
        'cf.charts.decide(cf.decide("central"))',
    ),
    "worst_runs": (
        "What do the worst outcomes have in common?",
        ["sensitivity"],
        'cf.charts.worst_runs(cf.worst_runs("central"))',
    ),
    "year": (
        "What is at risk, month by month, until the agreement is signed?",
        ["year_by_month"],
        'cf.charts.year(cf.year("central", "2025/26"))',
    ),
}
"""By the name of the chart: its question, the notebooks that draw it, and a line that does."""


def draw() -> dict[str, Chart]:
    """Return each chart, by its name."""
    return {name: eval(line, {"cf": cf}) for name, (_, _, line) in CHARTS.items()}


def page(charts: Mapping[str, Chart]) -> str:
    """Return the page of these charts."""
    return TOP + "".join(section(name, chart) for name, chart in charts.items())


def section(name: str, chart: Chart) -> str:
    """Return the section of a chart: what it asks and finds, its picture, and what draws it."""
    question, notebooks, line = CHARTS[name]
    drawn_by = f"Notebook {', '.join(f'`{each}`' for each in notebooks)}; " if notebooks else ""
    return (
        f"\n## `{name}`\n\n{question} *{chart.headline}.*\n\n"
        f"![{chart.alt}](images/gallery/{name}.png)\n\n{drawn_by}`{line}`\n"
    )


def small(chart: Chart) -> bytes:
    """Return the picture of a chart as a small PNG of few colours."""
    picture = Image.open(BytesIO(chart.png)).convert("RGB").reduce(SMALLER).quantize(COLOURS)
    memory = BytesIO()
    picture.save(memory, "PNG", optimize=True)
    return memory.getvalue()


if __name__ == "__main__":
    charts = draw()
    PAGE.write_text(page(charts), encoding="utf-8")
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, chart in charts.items():
        (PICTURES / f"{name}.png").write_bytes(small(chart))
