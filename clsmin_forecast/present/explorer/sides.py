"""What was, is now, and is compared, side by side: each state worked out once, and kept at hand."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from ...model.forecast import Forecast
from ..words import sum_words
from . import figures
from .state import State

_AT_HAND = 64  # states
WAS, NOW, CHANGE = "Was", "Now", "Change"


class Sides:
    """The figures of states, side by side.

    Parameters
    ----------
    forecast : callable
        Makes the forecast of a state.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> sides = Sides(lambda state: cf.forecast(state.start, draws=8))
    >>> sides.table(State(start="ceases"), {}, 5e5)["rows"][1]
    {'label': 'Chance that 2025/26 is funded', 'cells': ['0%']}
    """

    def __init__(self, forecast: Callable[[State], Forecast]) -> None:
        self._forecast = forecast
        self._at_hand = lru_cache(_AT_HAND)(self._worked_out)

    def table(self, state: State, others: Mapping[str, State], least: float) -> dict[str, Any]:
        """Return the figures of a state line by line, beside what they were and those of others.

        Parameters
        ----------
        state : State
            What is asked; what was is its scenario with nothing set.
        others : mapping of str to State
            What stands beside it, in the same prices, by its title.
        least : float
            The sum, pounds, of which the chance of at least so much is told.
        """
        was, now, *compared = (
            self._values(each, state.price_base, least)
            for each in (state.but(values={}), state, *others.values())
        )
        rows = []
        for place, line in enumerate(figures.lines(self._forecast(state))):
            said = [figures.in_words(line, each[place]) for each in (was, now, *compared)]
            said.insert(2, figures.change_words(line, was[place], now[place]))
            cells = said if state.values else [said[1], *said[3:]]
            rows.append({"label": figures.label(line, least), "cells": cells})
        own = [WAS, NOW, CHANGE] if state.values else [NOW]
        return {"sides": [*own, *others], "rows": rows}

    def moved(self, state: State, least: float) -> str:
        """Return by how much what is recovered on average moved, once something is set."""
        lines = figures.lines(self._forecast(state))
        place = next(place for place, line in enumerate(lines) if line.of == "recovered")
        was, now = (
            self._values(each, state.price_base, least)[place][0]
            for each in (state.but(values={}), state)
        )
        if not state.values or was == now:
            return ""
        return (
            f"{sum_words(abs(now - was))} {'less' if now < was else 'more'} recovered on average."
        )

    def _values(self, state: State, price_base: str, least: float) -> list[list[float]]:
        bare = State(start=state.start, values=state.values, price_base=price_base, least=least)
        return self._at_hand(bare.model_dump_json())

    def _worked_out(self, bare: str) -> list[list[float]]:
        state = State.model_validate_json(bare)
        assert state.least is not None
        return figures.values(self._forecast(state), state.least)
