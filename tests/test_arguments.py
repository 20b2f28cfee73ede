"""What is public takes what its signature says, and refuses the rest in a sentence."""

import pickle
from collections.abc import Callable, Mapping, Sequence
from inspect import Parameter, isfunction, ismodule, signature
from typing import Annotated, Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

import clsmin_forecast as cf
from clsmin_forecast.arguments import public
from clsmin_forecast.errors import InputError
from clsmin_forecast.present.chart import Chart
from tests.conftest import Refused

# What is needed besides the wrong value; None stands in for the rest, and may be told first.
GOOD: Mapping[str, Any] = {
    "scenario": "central", "scenarios": ["central"], "before": "central", "after": "ceases",
    "name": "recovery_rate", "across": ("cessation", "2025/26"),
    "up": ("expansion", "2025/26"), "values": [0, 1], "figure": "recovered_2025_26",
    "changes": pd.DataFrame({"team_posts": [7]}), "amount": 1.0, "at_least": 1.0, "target": 1.0,
}  # fmt: skip


class Place(NamedTuple):
    """A parameter of what is public."""

    called: Callable[..., Any]
    name: str


def functions() -> list[Callable[..., Any]]:
    """Return every public function, and the questions and statements that a person makes."""
    rooms = [getattr(cf, name) for name in cf.__all__]
    inside = [getattr(room, name) for room in rooms if ismodule(room) for name in room.__all__]
    made = (cf.Question, cf.Statement, cf.Scenario.but, cf.Forecast.chance, Chart.save)
    return [*(each for each in (*rooms, *inside) if isfunction(each)), *made]


PUBLIC = functions()
PLACES = [
    Place(called, name)
    for called in PUBLIC
    for name, parameter in signature(called).parameters.items()
    if parameter.annotation is not Parameter.empty and parameter.kind is not Parameter.VAR_KEYWORD
]


def _named(place: object) -> str:
    return f"{place.called.__qualname__}-{place.name}" if isinstance(place, Place) else repr(place)


@public
def asked(
    number: float = 0.0,
    whole: int = 0,
    text: str | None = None,
    many: Sequence[str] = (),
    any_: Any = None,
    told: Annotated[Sequence[int], "some whole numbers"] = (),
) -> str:
    """Take one of each kind."""
    return f"{number} {whole} {text} {many} {any_} {told}"


@pytest.mark.parametrize(
    ("given", "legal"),
    [
        ({"number": "1"}, "number must be a number, got '1'"),
        ({"number": True}, "number must be a number, got True"),
        ({"whole": 1.5}, "whole must be a whole number, got 1.5"),
        ({"text": 3}, "text must be text or None, got 3"),
        ({"many": "ab"}, "many must be a list, each text, got 'ab'"),
        ({"many": ["a", 3]}, "many must be a list, each text, got ['a', 3]"),
        ({"told": [1, "a"]}, "told must be some whole numbers, got [1, 'a']"),
        ({"number": "9" * 200}, f"number must be a number, got '{'9' * 79}… (202 characters)"),
    ],
)
def test_a_value_of_another_type_is_refused(
    given: dict[str, Any], legal: str, refused: Refused
) -> None:
    assert refused(lambda: asked(**given)) == f"asked: {legal}."


def test_what_numpy_and_pandas_hold_is_taken_for_what_it_is() -> None:
    held: Any = {"number": np.int64(3), "whole": np.int32(2), "many": pd.Index(["a"])}
    assert asked(**held) == f"3 2 None {held['many']} None ()"
    values: Any = np.linspace(0, 1, 3)
    asked_for: Any = {"draws": np.int64(64)}
    moved = cf.vary("central", "cessation", values, "2025/26", **asked_for)
    assert moved.index.tolist() == [0, 0.5, 1]


def test_what_is_no_answer_is_refused_in_plain_words(refused: Refused) -> None:
    wrong: Any = pd.DataFrame({"gap": [1]})
    assert refused(lambda: cf.sentences.reserve(wrong)).startswith(
        "reserve: frame must be an Answer, got"
    )


def test_python_says_itself_which_argument_is_missing_or_too_many() -> None:
    with pytest.raises(TypeError, match=r"missing 1 required positional argument: 'scenario'"):
        cf.forecast()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"takes from 0 to 6 positional arguments"):
        asked(1, 2, "", (), 3, (), 4)  # type: ignore[call-arg]


def test_an_unknown_setting_is_answered_with_the_nearest(refused: Refused) -> None:
    message = refused(lambda: cf.reserve("central", drawz=64))  # type: ignore[call-arg]
    assert message == (
        "reserve: unknown argument 'drawz'; the nearest is draws. Known: scenario, confidence, of, "
        "points, span, draws, seed, price_base, signed_month, redeploy_months, "
        "refill_months, restart_cost."
    )


@pytest.mark.parametrize("called", PUBLIC, ids=lambda each: each.__qualname__)
def test_every_public_function_refuses_by_its_signature(called: Callable[..., Any]) -> None:
    of = vars(called)["__init__"] if isinstance(called, type) else called
    assert hasattr(of, "__wrapped__") or not signature(called).parameters


@pytest.mark.parametrize("wrong", [1j, object(), [[]]], ids=["complex", "object", "nested"])
@pytest.mark.parametrize("place", PLACES, ids=_named)
def test_a_wrong_type_in_any_place_gives_a_sentence(place: Place, wrong: object) -> None:
    takes = signature(place.called).parameters.values()
    needed = [each for each in takes if each.default is each.empty]
    given = {each.name: GOOD.get(each.name) for each in needed if each.kind is not each.VAR_KEYWORD}
    with pytest.raises(InputError) as refusal:
        place.called(**{**given, place.name: wrong})
    message = str(refusal.value)
    assert " must be " in message
    assert message.endswith(".")
    assert "\n" not in message


@pytest.mark.parametrize(
    "call",
    [
        lambda: cf.forecast(3),  # type: ignore[arg-type]
        lambda: cf.reserve("x", confidence="a"),  # type: ignore[arg-type]
        lambda: cf.switching_value(None, "cessation", "2025/26"),  # type: ignore[arg-type]
        lambda: cf.forecast("central", draws="many"),  # type: ignore[arg-type]
        lambda: cf.tornado("central", draws=True),
        lambda: cf.compare("central"),
        lambda: cf.load_scenarios("central"),
        lambda: cf.stress("central", "recovery_rate", parts=[(0, "a")]),  # type: ignore[list-item]
        lambda: cf.Question(at_least="1,000,000"),  # type: ignore[arg-type]
        lambda: cf.load_scenario("central").but(title=3),  # type: ignore[arg-type]
        lambda: cf.forecast("central", draws=8).chance(recovered_at_least=None),  # type: ignore[arg-type]
    ],
)
def test_what_analysts_mistype_is_refused(call: Callable[[], object], refused: Refused) -> None:
    refused(call)


def test_a_seed_that_is_no_whole_number_is_told_its_limits(refused: Refused) -> None:
    message = refused(lambda: cf.forecast("central", seed=1.5))  # type: ignore[arg-type]
    assert message.startswith("forecast: seed must be a whole number from 0 to ")


def test_a_public_function_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(cf.tornado)) is cf.tornado
