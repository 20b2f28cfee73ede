"""The shipped paper, in the order of headings of the decision papers.

``python -m clsmin_forecast.present.briefing.template`` builds ``paper.docx`` again. The analyst's
sections are filled from a run; what other authors answer for is left to them.
"""

from datetime import datetime
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm

from ..sentences import ASKED_FIRST
from ..style import WIDTH_MM
from . import PAPER
from .layout import (
    Columns,
    facts,
    listed,
    number_as_the_papers_do,
    page_numbers,
    picture,
    say,
    table,
)
from .looks import dress
from .package import opened

TITLE = "{{ grant.funding }} for the {{ grant.team }}"
_NEVER = datetime(2026, 1, 1)
_GAP_MEAN = "Gap, mean"
_BY_YEAR: Columns = {
    "Year": (17, False), "Status": (22, False), "Award": (34, True), "Chance funded": (20, True),
    "Recovered, mean": (24, True), "5%": (20, True), "95%": (22, True),
}  # fmt: skip
_GAP: Columns = {
    "Year": (19, False), "Status": (24, False), "Cost of team": (23, True), _GAP_MEAN: (21, True),
    "Gap in funded years": (24, True), "Gap after ceasing": (24, True), "Posts, mean": (24, True),
}  # fmt: skip
_COMPARISON: Columns = {
    "Scenario": (47, False), "Recovered, mean": (24, True), "5%": (23, True), "95%": (23, True),
    _GAP_MEAN: (23, True), "Chance of nothing": (19, True),
}  # fmt: skip
_ASSUMPTIONS: Columns = {
    "Title": (42, False), "Value": (55, False), "Quality": (18, False), "Impact": (20, False),
    "Review by": (24, False),
}  # fmt: skip
_DECISIONS: Columns = {"What": (64, False), "Why": (63, False), "Signed off by": (32, False)}
_CHECKS: Columns = {"Name": (45, False), "Passed": (18, False), "Detail": (96, False)}
_ROLES: Columns = {"Role": (45, False), "Who": (114, False)}
_DATA: Columns = {
    "File": (47, False), "Quality": (16, False), "Suitability": (21, False),
    "SHA-256": (75, False),
}  # fmt: skip
_RATED = (
    "Evidence is rated green where it is sound, amber where it is partial, and red where it is "
    "thin or a judgement. "
)
_CASES = ("cases_chosen", "comparison")  # they stand behind the first page, beside their chart
_FOR = "[for completion by {}]"
_AUTHOR = "the report author"
_ACCEPTS = "{{ grant.accepted_by }}"
_ADVICE = (
    ("Legal Comments",
     "{{ grant.powers }} ",
     "the legal adviser: the advice on this paper"),
    ("Commercial Issues", "", "the commercial adviser"),
    ("GDPR and Data Privacy",
     "{{ grant.data_protection }} ",
     "the data protection officer: whether it still holds"),
    ("Equality Comments",
     "{{ grant.equality }} ",
     "the equality lead: whether it still holds"),
)  # fmt: skip
"""What other authors answer for: the heading, what the papers have of it, and who fills it."""


def build(*, priced: bool = True) -> bytes:
    """Return the paper as a file: always the same bytes.

    Parameters
    ----------
    priced : bool
        Whether the papers of the grant price a post; else all of a gap and of posts is left out.
    """
    document = docx.Document()
    dress(document)
    number_as_the_papers_do(document)
    _margins(document)
    _first_page(document, priced)
    _decision(document)
    _part_one(document, priced)
    _annexes(document, priced)
    return _packed(document)


def _margins(document: Document) -> None:
    section = document.sections[0]
    marking = section.header.paragraphs[0]
    marking.style = document.styles["Marking"]
    marking.add_run(f"Protective marking: {_FOR.format(_AUTHOR)}")
    footer = section.footer.paragraphs[0]
    footer.style = document.styles["Small"]
    footer.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
    say(footer, "Run {{ about.run_id }}, assumptions as at {{ about.as_at }}\t")
    page_numbers(footer)


def _first_page(document: Document, priced: bool) -> None:
    say(document.add_paragraph(style="Draft"), "{{ about.standing }}")
    say(document.add_paragraph(style="Title"), TITLE)
    facts(
        document,
        {
            "Reference code": f"{{{{ grant.paper_series }}}} {_FOR.format(_ACCEPTS)}",
            "Date signed": _FOR.format(_ACCEPTS),
            "Decision by": "{{ grant.approver }}",
            "Forecast": "{{ sentences.scenario }}",
            "Assurance": "{{ about.assurance }} Valid until {{ about.valid_until }}.",
        },
    )
    document.add_heading("Summary", 1)
    for field, label in ASKED_FIRST.items():
        if field in _CASES:
            continue
        answer = document.add_paragraph(style="Answer")
        say(answer, f"**{label}**\t{{{{ sentences.{field} }}}}")
    document.add_heading("Recommendation", 1)
    say(document.add_paragraph(), "The {{ grant.approver }} is recommended to:")
    document.add_paragraph(
        _FOR.format(
            f"{_AUTHOR}: each approval with sum, year, status and source; the figures support sums "
            f"“up to” a limit (3.1){' and the cost if funding stops (3.5)' if priced else ''}"
        ),
        "Bulleted",
    )


def _decision(document: Document) -> None:
    _on_a_new_page(document, "Decision")
    deputy = "the {{ grant.approver }}"
    facts(
        document,
        {
            "Decision": _FOR.format(f"{deputy}: approval, and any interest declared"),
            "Signature and date": _FOR.format(deputy),
        },
    )


def _introduction(document: Document) -> None:
    """Add what the grant is for, and what it is part of, each with the paper that says so."""
    document.add_heading("Introduction and background", 2)
    listed(document, "grant.background", "Numbered Paragraph")
    _paragraphs(
        document,
        "The figures are those of one scenario: {{ sentences.scenario }}",
        "This paper says how much may be recovered in each year, how sure that is, and what "
        "stopping would mean. It does not say what the funder will decide.",
    )


def _part_one(document: Document, priced: bool) -> None:
    document.add_heading("PART I – NON-CONFIDENTIAL FACTS AND ADVICE", 1)
    _introduction(document)
    document.add_heading("Issues for consideration", 2)
    _paragraphs(document, "{{ sentences.risk }}")
    picture(document, "funding_outlook")
    table(document, "tables.by_year", _BY_YEAR)
    _paragraphs(document, *(f"{{{{ sentences.{field} }}}}" for field in _CASES))
    picture(document, "cessation_risk.evidence_choices")
    _paragraphs(document, "{{ sentences.scenario_comparison.comparison }}")
    columns = {name: each for name, each in _COMPARISON.items() if priced or name != _GAP_MEAN}
    table(document, "tables.scenario_comparison.comparison", columns)
    _paragraphs(
        document,
        f"What matters most is shown for one scenario. {{{{ sentences.sensitivity.scenario }}}} "
        f"{{{{ sentences.sensitivity.tornado }}}} {_RATED}Annex A has the rating of each "
        "assumption.",
    )
    _financial_comments(document, priced)
    for heading, known, author in _ADVICE:
        document.add_heading(heading, 2)
        _paragraphs(document, f"{known}{_FOR.format(author)}")
    document.add_heading("Background/supporting papers", 2)
    listed(document, "about.papers", "Numbered Paragraph")
    _paragraphs(
        document,
        "{{ grant.appendices }}",
    )
    _after_the_advice(document)


def _after_the_advice(document: Document) -> None:
    """Add what the papers have behind their advice: who may read it, and who signs for it."""
    document.add_heading("Public access to information", 1)
    facts(document, {
        "Part 1: deferral": _FOR.format(
            f"{_AUTHOR}: whether publication is deferred, until what date and why"
        ),
        "Part 2: confidential": _FOR.format(
            f"{_AUTHOR}: whether there is a Part 2, and the exemption under the Freedom of "
            "Information Act 2000 that it rests on"
        ),
    })  # fmt: skip
    document.add_heading("Declarations and signatures", 1)
    facts(document, {
        "Report author": _FOR.format(f"{_AUTHOR}: name, signature and date"),
        "Advice taken": _FOR.format(
            f"{_AUTHOR}: who gave the financial, legal, commercial, data protection and equality "
            "advice, and when"
        ),
        "Chief Executive": _FOR.format(f"the Chief Executive of {_ACCEPTS}: signature and date"),
    })  # fmt: skip


def _financial_comments(document: Document, priced: bool) -> None:
    """Add what such papers say of money, in their order."""
    document.add_heading("Financial Comments", 2)
    _paragraphs(
        document,
        "{{ sentences.which_years }} Only what is actually spent is recovered, up to the award.",
        "{{ grant.pays_for }} "
        f"{_FOR.format('Finance: the posts and the heads of cost that this paper is about')}",
        "{{ grant.agreement }} "
        f"{_FOR.format('Finance: the date of the agreement, and the delivery plan')}",
        "{{ sentences.gap }}",
    )
    if priced:
        picture(document, "gap")
        table(document, "tables.team_by_year", _GAP)
    _paragraphs(
        document,
        "Ongoing commitment and exit. {{ sentences.if_it_stops }} {{ grant.exit }}",
        "[for completion by Finance: the route of procurement, if any]",
    )


def _annexes(document: Document, priced: bool) -> None:
    _on_a_new_page(document, "Annex A: Assumptions")
    document.add_paragraph(
        f"{_RATED}Impact is the larger swing of the average recovered"
        f"{' or the average gap' if priced else ''} when the assumption goes through its own "
        "range: red 25% of that average or more, amber 5% or more, green less; not tested where it "
        "has no range. A share or ratio of 1 is all of it, or no change."
    )
    table(document, "about.assumptions", _ASSUMPTIONS)
    document.add_heading("Annex B: Risks and limits", 1)
    document.add_paragraph("What the figures cannot show:")
    listed(document, "about.limits", "Bulleted")
    document.add_paragraph("What they are for:")
    listed(document, "about.use_for", "Bulleted")
    document.add_paragraph("What they must not be used for:")
    listed(document, "about.do_not_use_for", "Bulleted")
    document.add_heading("Annex C: Method", 1)
    document.add_paragraph(
        "Every path that the funder’s decisions can take is listed with its probability. On each "
        "path the sums that are uncertain are drawn together many times, within the ranges of "
        "Annex A. What is recovered is the award times the share of it that is spent and claimed, "
        "and never more than the award. A range of 90% leaves out the lowest and highest twentieth "
        "of outcomes. These choices shape the analysis:"
    )
    table(document, "about.decisions", _DECISIONS)
    document.add_heading("Annex D: Assurance and checks", 1)
    table(document, "about.roles", _ROLES)
    document.add_paragraph(
        "Data are rated twice, green where they are sound, amber where in part, red where they "
        "hardly are: quality is how sound a file is in itself, suitability how well it fits this "
        "use."
    )
    table(document, "about.data", _DATA)
    document.add_paragraph("The data come from:")
    listed(document, "about.data_sources", "Bulleted")
    table(document, "tables.checks", _CHECKS)


def _on_a_new_page(document: Document, heading: str) -> None:
    document.add_heading(heading, 1).paragraph_format.page_break_before = True


def _paragraphs(document: Document, *texts: str) -> None:
    for text in texts:
        say(document.add_paragraph(style="Numbered Paragraph"), text)


def _packed(document: Document) -> bytes:
    properties = document.core_properties
    properties.title = "Funding by a grant, and its risk"
    properties.author, properties.comments = "clsmin_forecast", ""
    properties.last_modified_by, properties.revision = "", 1
    properties.created = properties.modified = _NEVER
    memory = BytesIO()
    document.save(memory)
    return opened(memory.getvalue(), PAPER.name).packed()


if __name__ == "__main__":
    PAPER.write_bytes(build())
