"""The laws of the forecast as formulas of a spreadsheet, one function each.

They take what stands in them: a cell such as ``C7``, a number or a text in quotes. They are in the
language of Excel, without the sign of equality before them; `as_open` says one in OpenFormula.
"""

import re

from ....model.decisions import CEASE, CONTINUE, EXPAND
from ....model.year import MONTHS
from ....units import HALF_A_PENNY
from ..sheet import NOT_APPLICABLE

_PARTS = re.compile(
    r"""(?P<text>"[^"]*")|(?P<sheet>'[^']+')!(?P<there>\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)"""
    r"""|(?P<here>\$?\b[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?\b)|(?P<comma>,)"""
)


def as_open(formula: str) -> str:
    """Return a formula as OpenFormula has it, the language of the open format.

    Examples
    --------
    >>> print(as_open("SUMIF('Own paths'!$A$2:$A$9,C7,D$7:D$9)&C8"))
    of:=SUMIF([$'Own paths'.$A$2:.$A$9];[.C7];[.D$7:.D$9])&[.C8]
    """
    return f"of:={_PARTS.sub(_open, formula)}"


def _open(part: re.Match[str]) -> str:
    if part["text"]:
        return part["text"]
    if part["comma"]:
        return ";"
    start, *end = (part["there"] or part["here"]).split(":")
    sheet = f"${part['sheet']}" if part["sheet"] else ""
    return f"[{sheet}.{':.'.join([start, *end])}]"


def chance_of(now: str, last: str, cease: str, expand: str, back: str) -> str:
    """Return the chance of a decision, given the one of the year before: `next_decisions`.

    Examples
    --------
    >>> chance_of("B2", "A2", "0.2", "0.1", "0")  # doctest: +ELLIPSIS
    'IF(A2="cease",IF(B2="cease",1-0,0),IF(B2="cease",0.2,(1-0.2)*IF(A2="expand",1,...'
    """
    goes_on = f"IF({_is(last, EXPAND)},1,IF({_is(now, EXPAND)},{expand},1-{expand}))"
    funded = f"IF({_is(now, CEASE)},{cease},(1-{cease})*{goes_on})"
    return f"IF({_is(last, CEASE)},IF({_is(now, CEASE)},1-{back},{back}),{funded})"


def base_award(previous: str, ratio: str, stated: str, ceiling: str) -> str:
    """Return the award beneath a ceiling that continues: as stated, else grown by a ratio.

    Examples
    --------
    >>> base_award("C9", "D3", "D4", "D20")
    'MIN(D20,IF(ISNUMBER(D4),D4,C9*MAX(D3,0)))'
    """
    return f"MIN({ceiling},IF(ISNUMBER({stated}),{stated},{previous}*MAX({ratio},0)))"


def expanded_award(base: str, share: str, ceiling: str) -> str:
    """Return the award that takes a share of the room below the ceiling.

    Examples
    --------
    >>> expanded_award("D9", "D5", "D20")
    '(1-D5)*D9+D5*D20'
    """
    return f"(1-{share})*{base}+{share}*{ceiling}"


def award(now: str, base: str, expanded: str = "") -> str:
    """Return the award that a decision gives; only beneath a ceiling can it be expanded.

    Examples
    --------
    >>> award("B2", "D9", "D10"), award("B2", "D9")
    ('IF(B2="cease",0,IF(B2="expand",D10,D9))', 'IF(B2="cease",0,D9)')
    """
    funded = f"IF({_is(now, EXPAND)},{expanded},{base})" if expanded else base
    return f"IF({_is(now, CEASE)},0,{funded})"


def gap(cost: str, award: str, other: str) -> str:
    """Return the cost of the team less the award and other money, never below zero.

    Examples
    --------
    >>> gap("D12", "E2", "D6")
    'IF(D12-E2-D6<0.005,0,D12-E2-D6)'
    """
    missing = f"{cost}-{award}-{other}"
    return f"IF({missing}<{HALF_A_PENNY},0,{missing})"


def filled(start: str, fill: str) -> str:
    """Return the share of a year that posts are in post which begin in it: `year_filled`.

    Where neither month is given there is none, and the recovery rate holds.

    Examples
    --------
    >>> filled("D7", "D8")  # doctest: +ELLIPSIS
    'IF(COUNT(D7,D8)=0,"[z]",(MAX(0,MIN(12-N(D7),N(D8)))^2/(2*IF(N(D8)>0,N(D8),1))+...)/12)'
    """
    since = _months(f"{MONTHS}-N({start})", f"N({fill})")
    return f'IF(COUNT({start},{fill})=0,"{NOT_APPLICABLE}",({since})/{MONTHS})'


def filled_after(start: str, fill: str) -> str:
    """Return the share of a year that posts are in post which began in the year before.

    Examples
    --------
    >>> filled_after("C7", "C8").startswith("IF(COUNT(C7,C8)=0,1,(")
    True
    """
    end = _months(f"{2 * MONTHS}-N({start})", f"N({fill})")
    before = _months(f"{MONTHS}-N({start})", f"N({fill})")
    return f"IF(COUNT({start},{fill})=0,1,({end}-({before}))/{MONTHS})"


def _months(since: str, fill: str) -> str:
    rising = f"MAX(0,MIN({since},{fill}))^2/(2*IF({fill}>0,{fill},1))"
    return f"{rising}+MAX(0,{since}-{fill})"


def recovered(
    decisions: tuple[str, str, str], awards: tuple[str, ...], rate: str, shares: tuple[str, ...]
) -> str:
    """Return what is recovered of a year beneath a ceiling, in which posts may begin or still fill.

    Parameters
    ----------
    decisions : tuple of str
        Of two years before, of the year before, and of the year.
    awards : tuple of str
        That goes on, and that is expanded.
    rate : str
        The share that is recovered of posts that are there.
    shares : tuple of str
        The share of posts that begin, of those beside them, and of those begun the year before.

    Examples
    --------
    >>> law = recovered(("A2", "B2", "C2"), ("D9", "D10"), "D5", ("D11", "D12", "D13"))
    >>> law[:65]
    'IF(C2="cease",0,IF(C2="expand",D9*IF(B2="continue",D12*IF(A2="cea'
    """
    (earlier, last, now), (new, beside, still) = decisions, shares
    base, expanded = awards
    came_back = f"IF({_is(earlier, CEASE)},{still},1)"
    grew = f"IF({_is(earlier, CONTINUE)},{still},1)"
    grows = _is(last, CONTINUE)  # this year, rather than before
    old = f"{base}*IF({grows},{beside}*{came_back},{rate})"
    more = f"({expanded}-{base})*IF({grows},{new},{grew}*{rate})"
    goes_on = f"{base}*IF({_is(last, CEASE)},{new},{came_back}*{rate})"
    return f"IF({_is(now, CEASE)},0,IF({_is(now, EXPAND)},{old}+{more},{goes_on}))"


def _is(cell: str, decision: str) -> str:
    return f'{cell}="{decision}"'
