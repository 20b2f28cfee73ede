"""How much each input matters: the rating of impact that the register states."""

from ..inputs.scenarios import Scenario
from .question import Question
from .tornado import tornado

_RED, _AMBER = 0.25, 0.05  # of the central answer, as data/README.md says
NOT_TESTED = "not_tested"


def impacts(scenario: Scenario) -> dict[str, str]:
    """Return the impact of each input of a register on the answer: red, amber, green, not_tested.

    It is the larger swing of the average recovered or the average gap between the input's own low
    and high, as a share of that average; what has no range is not tested.

    Examples
    --------
    >>> from clsmin_forecast.inputs.scenarios import load_scenario
    >>> impacts(load_scenario("central"))["cessation"]
    'red'
    """
    ranged = {
        name
        for name, values in scenario.quantities.items()
        if any(each.low < each.high for each in values.values())
    }
    measures = ["recovered"] if scenario.facts.awards.unpriced else ["recovered", "gap"]
    shares: dict[str, float] = {}
    for of in measures if ranged else ():
        table = tornado(scenario, Question(of))
        for row in table[table["bar"] != "event"].to_dict("records"):
            share = abs(row["swing"]) / table.about.answer if table.about.answer else 0.0
            shares[row["input"]] = max(share, shares.get(row["input"], 0.0))
    return {
        name: _rating(shares.get(name, 0.0)) if name in ranged else NOT_TESTED
        for name in scenario.register.assumptions
    }


def _rating(share: float) -> str:
    return "red" if share >= _RED else "amber" if share >= _AMBER else "green"
