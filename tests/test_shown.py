"""What an analyst prints is a line, not a screen."""

from collections.abc import Callable

import pytest

import clsmin_forecast as cf
from clsmin_forecast.inputs.scenarios import Scenario

SHOWN: dict[str, Callable[[Scenario], object]] = {
    "<Scenario central: Central view>": lambda s: s,
    "<Facts in data: 6 awards, 160 grant-years, 15 sets of evidence>": lambda s: s.facts,
    "<Awards 2021/22 to 2026/27>": lambda s: s.facts.awards,
    "<Evidence at_expiry: ": lambda s: s.facts.evidence["at_expiry"],
    "<Grant G001: Project Alpha Social Media Hub, 2019/20>": lambda s: s.facts.grants[0],
    "<Register as at ": lambda s: s.register,
    "<Forecast of central: 8 draws, seed 1532, cash>": lambda s: cf.forecast(s, draws=8),
    "<Amounts of central>": lambda s: cf.forecast(s, draws=8).amounts,
    "<Mixture of 7 branches: mean ": lambda s: cf.forecast(s, draws=8).total("gap", "open_years"),
    "<Choice of 25: ": lambda s: s.quantities["continuation_ratio"]["2025/26"],
    "<Run with price_base='cash'>": lambda s: cf.begin(price_base="cash"),
}


@pytest.mark.parametrize("start", SHOWN)
def test_it_is_shown_in_a_line(central: Scenario, start: str) -> None:
    shown = repr(SHOWN[start](central))
    assert shown.startswith(start)
    assert shown.endswith(">")
    assert len(shown) <= 80
