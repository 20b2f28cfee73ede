"""Arguments: what is public refuses, in a sentence, a value of another type than it is written for.

One decorator reads a signature, so no function asks for types itself. What a name, a year or a sum
may be is checked where it is used.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, wraps
from inspect import Parameter, signature
from types import NoneType, SimpleNamespace, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from .errors import InputError, shown, unknown

Called = TypeVar("Called", bound=Callable[..., Any])

_WORDS: Mapping[Any, str] = {
    str: "text", int: "a whole number", float: "a number", NoneType: "None",
    Mapping: "a mapping",
}  # fmt: skip
_ANYTHING = {Any, object}
_OF_THEIR_OWN = (bool, str)  # truth is no number, and a text no list of its letters


def public(called: Called) -> Called:
    """Return a function, or a class, that refuses arguments of another type than it is written for.

    An `Annotated` type says its legal form in words. Numbers and lists of numpy and pandas are
    taken for what they hold.

    Parameters
    ----------
    called : callable
        With a type for each of its parameters.

    Examples
    --------
    >>> @public
    ... def doubled(number: float) -> float:
    ...     return 2 * number
    >>> doubled("a")
    Traceback (most recent call last):
    clsmin_forecast.errors.InputError: doubled: number must be a number, got 'a'.
    """
    if isinstance(called, type):
        called.__init__ = public(called.__init__)  # type: ignore[misc]
        return called
    taken = signature(called)
    *owner, name = called.__qualname__.split(".")
    where = owner[-1].lower() if name == "__init__" else name

    @wraps(called)
    def checked(*args: Any, **named: Any) -> Any:
        try:
            given = taken.bind(*args, **named).arguments
        except TypeError:
            return called(*args, **named)  # Python says which argument is missing or too many
        for each, value in given.items():
            kind = _kinds(called).get(each, Any)
            if taken.parameters[each].kind is Parameter.VAR_KEYWORD:
                _check_named(where, kind, value, taken.parameters)
            else:
                _refuse(where, each, kind, value)
        return called(*args, **named)

    return checked  # type: ignore[return-value]


@cache
def _kinds(called: Callable[..., Any]) -> dict[str, Any]:
    # Only of what goes in: what comes out may be named by a library that loads slowly.
    written = {name: kind for name, kind in called.__annotations__.items() if name != "return"}
    known = getattr(called, "__globals__", {})
    return get_type_hints(SimpleNamespace(__annotations__=written), known, include_extras=True)


def _check_named(where: str, kind: Any, given: Mapping[str, Any], others: Iterable[str]) -> None:
    if not (unpacked := get_args(kind)):  # any name
        return
    fields = get_type_hints(unpacked[0], include_extras=True)
    for name, value in given.items():
        if name not in fields:
            raise unknown(where, "argument", name, [*list(others)[:-1], *fields])
        _refuse(where, name, fields[name], value)


def _refuse(where: str, name: str, kind: Any, value: Any) -> None:
    if not _fits(value, kind):
        raise InputError(f"{where}: {name} must be {_words(kind)}, got {shown(value)}.")


def _fits(value: Any, kind: Any) -> bool:
    plain, members = value.tolist() if hasattr(value, "tolist") else value, {*_members(kind)}
    if members & _ANYTHING:
        return True
    if type(plain) in _OF_THEIR_OWN:
        return type(plain) in members
    classes = tuple(each for each in members if isinstance(each, type))
    if isinstance(plain, classes):
        return True
    from typeguard import CollectionCheckStrategy, TypeCheckError, check_type  # slow to load

    try:
        check_type(plain, kind, collection_check_strategy=CollectionCheckStrategy.ALL_ITEMS)
    except TypeCheckError:
        return False
    return True


def _members(kind: Any) -> Iterator[Any]:
    """Yield the types of which a value may be."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        yield from _members(inner[0])
    elif origin in (Union, UnionType):
        for each in inner:
            yield from _members(each)
    else:
        yield kind


def _words(kind: Any) -> str:
    """Return what a value may be, in words."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return str(inner[1])
    if origin in (Union, UnionType):
        return " or ".join(map(_words, inner))
    if origin in (list, Sequence) and inner:
        return f"a list, each {_words(inner[0])}"
    kind = origin or kind
    name = str(getattr(kind, "__name__", kind))
    return _WORDS.get(kind, f"{'an' if name[0] in 'AEIOU' else 'a'} {name}")
