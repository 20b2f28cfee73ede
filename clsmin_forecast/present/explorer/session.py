"""A session of the page: what is asked of it, one message after another, and what it answers."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from ...analysis.basis import Settings
from ...errors import ForecastError, InputError, unknown
from ...inputs.catalogue import INPUTS
from ...inputs.facts import data_folder
from ...inputs.scenarios import Scenario, baseline, load_scenarios
from ...inputs.typed import SUM, number
from ...model.draws import KEPT
from ...model.forecast import DRAWS, SEED, Forecast, forecast
from ...units import CASH, number_of, price_words
from .. import sentences
from ..answers import View
from ..chart import Chart
from ..csv_text import csv_text
from ..sentences.clauses import lead_year
from . import exports, keep
from .address import address, read
from .chips import chips, finding
from .choices import ASKED, check_chosen, choices, chosen, month_differing
from .fields import Field, field_facts, field_state, fields, find, in_order
from .sides import Sides
from .state import State, changes_of, differences, explored_scenario
from .views import VIEWS, Asked, view_names

Message = Mapping[str, Any]
Answer = dict[str, Any]
_PAST, _TRIALS = 50, 4  # steps that can be undone, and trials that stand side by side
_NAME = 40  # characters of a trial's name
_FORECASTS = 8  # whose draws are at hand, unless they are so many that they fill the memory


class Session:
    """One page.

    Parameters
    ----------
    state : State
        What it shows first.
    draws, seed : int
        As in `forecast`.
    data
        As in `load_scenario`.
    today : date, optional
        The day, by which reviews are due; today's by default.

    Raises
    ------
    InputError
        If a scenario is unknown, or a setting breaks a rule.

    Examples
    --------
    >>> page = Session(State(start="central"), draws=512)
    >>> page.hear({"do": "set", "field": "cessation.2025/26", "text": "1.5"})["error"]["text"]
    "It must lie from 0 to 1, got '1.5'."
    """

    def __init__(
        self,
        state: State,
        *,
        draws: int = DRAWS,
        seed: int = SEED,
        data: str | Path | None = None,
        today: date | None = None,
    ) -> None:
        self._folder = data_folder(data)
        self._scenarios = {each.name: each for each in load_scenarios(data=data)}
        self._settings: Settings = {"draws": draws, "seed": seed}
        self._today = today or date.today()
        self._views = view_names(self._start(state).facts.awards)
        self._drawn = lru_cache(_FORECASTS if draws <= KEPT else 1)(self._draw)
        self._last = lru_cache(1)(self._view_of)
        self._sides = Sides(self._forecast)
        self._first = state
        self._past: list[State] = []
        self._trials: dict[str, State] = {}
        self._gesture: tuple[str, object] | None = None  # a drag that goes on is one step
        self._state, self._name = state, next(iter(VIEWS))
        self._again()

    @property
    def forecast(self) -> Forecast:
        """The forecast that the page shows."""
        return self._forecast(self._state)

    @property
    def opening(self) -> dict[str, Any]:
        """What the page is built from, whatever is asked of it later."""
        start = self._start(self._first)
        as_registered = baseline(start.facts, start.register)
        return {
            "fields": [field_facts(each, as_registered) for each in in_order(start)],
            "scenarios": [{"name": n, "title": s.title} for n, s in self._scenarios.items()],
            "price_bases": [
                {"name": base, "title": price_words(base)}
                for base in (CASH, *start.facts.awards.years)
            ],
            "views": [
                {"name": name, "title": VIEWS[name][0], "asks": ASKED.get(name, ())}
                for name in view_names(start.facts.awards)
            ],
            "choices": choices(start),
            "title": f"What if: funding of the {start.facts.grant.team}",
            "asked": self._asked_first(start),
            "about": sentences.assurance(start.register, start.facts.awards, self._today),
            "answer": self._answer,
        }

    def _asked_first(self, start: Scenario) -> str:
        """Return the field to begin with: the chance that the year in question ceases."""
        found = fields(start)
        lead = lead_year(self.forecast) if self.forecast.years_of("decision_years") else ""
        wanted = f"cessation.{lead}"
        return wanted if wanted in found else next(iter(found), "")

    def hear(self, message: Message) -> Answer:
        """Return the answer to a message of the page; what breaks a rule changes nothing.

        Parameters
        ----------
        message : mapping
            What to ``do``, and with what.
        """
        done: dict[str, Callable[[Message], Answer]] = {
            "set": self._set, "unset": self._unset, "start": self._start_from,
            "beside": self._put_beside, "prices": self._in_prices, "choose": self._choose,
            "least": self._ask_least, "reset": self._reset, "address": self._go_to,
            "keep": self._keep_trial, "drop": self._drop_trial, "try": self._try,
            "undo": self._undo, "view": self._turn_to, "restore": self._restore,
            "picture": self._picture, "save": self._save, "ping": lambda message: {},
        }  # fmt: skip
        try:
            asked = str(message.get("do"))
            if asked not in done:
                raise unknown("page", "request", asked, done)
            return done[asked](message)
        except ForecastError as error:
            return {"error": {"at": str(message.get("field", "")), "text": str(error)}}

    def _set(self, message: Message) -> Answer:
        field = self._field(message)
        id, value = field.read(str(message.get("text", "")))
        gesture = (field.id, message["gesture"]) if "gesture" in message else None
        goes_on = gesture is not None and gesture == self._gesture
        answer = self._move(self._state.set(id, value, field.ids), remember=not goes_on)
        self._gesture = gesture
        return answer

    def _unset(self, message: Message) -> Answer:
        return self._move(self._state.unset(self._field(message).ids))

    def _field(self, message: Message) -> Field:
        return find(fields(self._start(self._state)), str(message.get("field", "")))

    def _start_from(self, message: Message) -> Answer:
        left = len(self._state.values)
        answer = self._move(self._state.but(start=str(message.get("to", "")), values={}))
        note = f"{number_of(left, 'value')} that you set went with it: Undo brings it all back."
        return answer | ({"note": note} if left else {})

    def _put_beside(self, message: Message) -> Answer:
        return self._move(self._state.but(beside=str(message.get("to", ""))))

    def _in_prices(self, message: Message) -> Answer:
        state = self._state.but(price_base=str(message.get("to", "")))
        self._checked(state)
        return self._move(state)

    def _choose(self, message: Message) -> Answer:
        what, to = (str(message.get(part, "")) for part in ("what", "to"))
        return self._move(chosen(self._state, what, to))

    def _reset(self, message: Message) -> Answer:
        return self._move(self._first)

    def _undo(self, message: Message) -> Answer:
        if not self._past:
            raise InputError("There is nothing to undo.")
        *before, last = self._past
        self._move(last, remember=False)
        self._past = before
        return self._now(self._state, self._name, self._answer)

    def _ask_least(self, message: Message) -> Answer:
        least = number(str(message.get("text", "")), "It", replace(SUM, least=0))
        return self._move(self._state.but(least=least))

    def _go_to(self, message: Message) -> Answer:
        """Go to what an address asks for, as far as there is such a thing."""
        return self._arrive(str(message.get("text", "")))

    def _arrive(self, text: str, remember: bool = True) -> Answer:
        state, view, odd = read(text, self._first, self._checked)
        name = view or next(iter(VIEWS))
        if name not in self._views or (name == "comparison" and self._beside(state) is None):
            name, odd = next(iter(VIEWS)), [*odd, view]
        before, self._name = self._name, name
        try:
            answer = self._move(state, remember)
        except ForecastError:
            self._name = before
            raise
        note = f"The address asks for what this page does not have, left out: {', '.join(odd)}."
        return answer | ({"note": note} if odd else {})

    def _checked(self, state: State) -> None:
        """Refuse a state that cannot be shown."""
        start = self._start(state)
        if state.price_base not in (CASH, *start.facts.awards.years):
            raise unknown("page", "price base", state.price_base, [CASH, *start.facts.awards.years])
        self._beside(state)
        explored_scenario(start, state.values)
        check_chosen(state, start)
        number(state.least or 0, "page: least", replace(SUM, least=0))

    def _restore(self, message: Message) -> Answer:
        """Take a page up where its tab left it: what it showed, its steps back and its trials."""
        steps = [self._state_of(each) for each in _listed(message, "past")[-_PAST:]]
        named = {
            str(each[0]): self._state_of(each[-1])
            for each in _listed(message, "trials")[:_TRIALS]
            if isinstance(each, list) and each
        }
        answer = self._arrive(str(message.get("address", "")), remember=False)
        self._past, self._trials = steps, named
        note = {each: answer[each] for each in ("note",) if each in answer}
        return self._again() | note

    def _state_of(self, text: Any) -> State:
        return read(str(text), self._first, self._checked)[0]

    def _keep_trial(self, message: Message) -> Answer:
        """Keep what is set under a name, to stand beside what is set later."""
        name = " ".join(str(message.get("name", "")).split())
        if not 0 < len(name) <= _NAME:
            raise InputError(f"A trial needs a name of at most {_NAME} characters.")
        if len({*self._trials} | {name}) > _TRIALS:
            raise InputError(f"{_TRIALS} trials are kept: let one go first.")
        self._trials = {**self._trials, name: self._state}
        return self._again()

    def _drop_trial(self, message: Message) -> Answer:
        self._trials = {n: s for n, s in self._trials.items() if n != message.get("name")}
        return self._again()

    def _try(self, message: Message) -> Answer:
        name = str(message.get("name", ""))
        if name not in self._trials:
            raise unknown("page", "trial", name, self._trials)
        return self._move(self._trials[name])

    def _again(self) -> Answer:
        """Return the answer with the steps and trials that there are now."""
        return self._now(self._state, self._name, self._shown(self._state, self._name))

    def _turn_to(self, message: Message) -> Answer:
        name = str(message.get("to", ""))
        if name not in VIEWS:
            raise unknown("page", "view", name, VIEWS)
        return self._now(self._state, name, self._shown(self._state, name))

    def _move(self, state: State, remember: bool = True) -> Answer:
        """Go to a state, if it can be shown; only then is the old one left."""
        leave = self._name == "comparison" and self._beside(state) is None
        name = next(iter(VIEWS)) if leave else self._name
        answer = self._shown(state, name)
        if remember and state != self._state:
            self._past = [*self._past[1 - _PAST :], self._state]
        self._gesture = None
        return self._now(state, name, answer)

    def _now(self, state: State, name: str, answer: Answer) -> Answer:
        self._state, self._name = state, name
        self._answer = answer | {
            "undo": bool(self._past),
            "past": [self._address(each) for each in self._past],
            "trials": [[name, self._address(each)] for name, each in self._trials.items()],
        }
        return self._answer

    def _address(self, state: State, view: str = "") -> str:
        first = next(iter(VIEWS))
        return address(state, view or first, self._first, first)

    def _picture(self, message: Message) -> Answer:
        _, shown = self._view(self._state, self._name)
        kind = str(message.get("kind", ""))
        chart = exports.alone(shown, self._answer["assumed"])
        made: dict[str, Callable[[], bytes]] = {
            "png": lambda: chart.png,
            "svg": chart.svg.encode,
            "csv": lambda: csv_text(chart.data).encode(),
        }
        if kind not in made:
            raise unknown("page", "kind of file", kind, made)
        name = f"{exports.file_name(chart.name, self._state, self._name)}.{kind}"
        return {"file": _file(name, made[kind]()), "use": message.get("use")}

    def _save(self, message: Message) -> Answer:
        name, title, reason = (
            str(message.get(part, "")).strip() for part in ("name", "title", "reason")
        )
        scenario = explored_scenario(self._start(self._state), self._state.values)
        text = keep.scenario_text(scenario, [*self._scenarios], name, title, reason)
        plan = keep.plan_text(name, title, self._state, self._settings)
        return {
            "saved": {
                "scenario": _file(f"{name}.yaml", text.encode()),
                "plan": _file(f"{name}_plan.yaml", plan.encode()),
                "command": keep.run_command(name, self._folder),
            }
        }

    def _shown(self, state: State, name: str) -> Answer:
        start = self._start(state)
        check_chosen(state, start)
        least = self._least(state)
        side_by_side = self._sides.table(state, self._compared(state), least)
        moved = self._sides.moved(state, least)
        (view, chart), made = self._view(state, name), self._forecast(state)
        now, registered = made.scenario, baseline(start.facts, start.register)
        differing = [
            *differences(now, registered),
            *month_differing(name, state, start.register),
        ]
        return {
            "state": state.model_dump(),
            "address": self._address(state, name),
            "chips": chips(state, self._first, start, registered, name),
            "finding": finding(made, name, view, chart.headline),
            "moved": moved,
            "spoken": f"{chart.headline}. {moved}".strip(),
            "least": f"£{least:,.10g}",
            "figures": side_by_side,
            "title": now.title,
            "view": name,
            "sentence": view.sentence,
            "chart": _chart_words(chart),
            "table": {"caption": view.caption, "rows": view.rows},
            "fields": {
                id: field_state(field, now, any(each in state.values for each in field.ids))
                for id, field in fields(start).items()
            },
            "differences": differing,
            "assumed": exports.assumption_words(now.title, differing),
            "prices": price_words(state.price_base),
            "lost": sentences.lost_changes(now).replace("**", ""),
            "comparable": self._beside(state) is not None,
            "next": self._year(state.but(year=""), name),
            "command": self._command(state, name),
        }

    def _least(self, state: State) -> float:
        if state.least is not None:
            return state.least
        return self._start(state).facts.awards.largest

    def _compared(self, state: State) -> dict[str, State]:
        """Return what stands beside what is now: the scenario to compare with, and the trials."""
        beside = self._beside(state)
        named = {beside.title: State(start=state.beside)} if beside else {}
        return named | self._trials

    def _year(self, state: State, name: str) -> str:
        """Return the year in question, where the view is of one."""
        return self._asked(state).year_of(self._forecast(state), name) if name in ASKED else ""

    def _command(self, state: State, name: str) -> str:
        year = self._year(state, name)
        return keep.shown_command(state, name, year, self._settings, self._folder)

    def _view(self, state: State, name: str) -> tuple[View, Chart]:
        """Return a view and its chart, drawn once for all that is asked of them in a row."""
        return self._last(state.model_dump_json(), name)

    def _view_of(self, written: str, name: str) -> tuple[View, Chart]:
        state = State.model_validate_json(written)
        made = self._forecast(state)
        view = VIEWS[name][1](made, self._asked(state))
        chart = view.chart
        assert chart is not None  # as every view of the page has one
        stale = sentences.staleness(made.scenario.register, self._today, chart.inputs)
        return view, chart.with_caution(" ".join(stale)) if stale else chart

    def _forecast(self, state: State) -> Forecast:
        """Return the forecast of a state: amounts from draws at hand, chances by weight."""
        start = self._start(state)
        named = explored_scenario(start, state.values)
        changes = changes_of(start, state.values)
        chances = {name: each for name, each in changes.items() if INPUTS[name].chance}
        amounts = {id: v for id, v in state.values.items() if id.partition(".")[0] not in chances}
        drawn = self._drawn(state.start, tuple(amounts.items()), state.price_base)
        return drawn.but(name=named.name, title=named.title, **chances)

    def _draw(
        self, start: str, amounts: tuple[tuple[str, float], ...], price_base: str
    ) -> Forecast:
        scenario = explored_scenario(self._scenarios[start], dict(amounts))
        settings: Settings = {**self._settings, "price_base": price_base}
        return forecast(scenario, **settings)

    def _start(self, state: State) -> Scenario:
        if state.start not in self._scenarios:
            raise unknown("page", "scenario", state.start, self._scenarios)
        return self._scenarios[state.start]

    def _beside(self, state: State) -> Scenario | None:
        if state.beside and state.beside not in self._scenarios:
            raise unknown("page", "scenario", state.beside, self._scenarios)
        same = state.beside == state.start and not state.values
        return None if same else self._scenarios.get(state.beside)

    def _asked(self, state: State) -> Asked:
        return Asked(self._beside(state), state.year, state.signed_month, state.option)


def _listed(message: Message, part: str) -> list[Any]:
    """Return a list that a tab has kept, or none where it has something else."""
    found = message.get(part)
    return list(found) if isinstance(found, list) else []


def _chart_words(chart: Chart) -> dict[str, str]:
    said = ("name", "headline", "subtitle", "source", "caution", "alt", "svg")
    return {part: getattr(chart, part) for part in said}


def _file(name: str, content: bytes) -> dict[str, str]:
    return {"name": name, "content": b64encode(content).decode()}
