"""What had another name: functions, commands, figures, tables and charts, and what each is called.

Whoever refuses a name asks here first, so that an old one is answered with its new one.
"""

import sys
from collections.abc import Container

_RENAMED = {  # a pattern of the old name -> the new one
    r"chance_ceased_(.*)": r"chance_not_funded_\1",
    r"chance_ceases(_low|_high|)": r"chance_ceases_after_funded_year\1",
    r"exceedance_(gap|recovered)_(.*)": r"reserve_\1_80_\2",
    r"(?:comparison|scenario_totals)(.*)": r"compare\1",
    r"backtest_coverage(.*)": r"backtest\1",
    r"described": r"quantity_words",
    r"evidence_intervals(.*)": r"evidence\1",
    r"shortfall|exceedance": r"reserve",
    r"switching_line": r"switching_plane",
    r"plane": r"switching",
    r"choices": r"evidence-choices",
    r"variance": r"variance-shares",
    r"worst": r"worst-runs",
    r"worst_outcomes": r"worst_runs",
}


def new_name(name: str) -> str:
    """Return what something that had another name is called now; nothing if it had none.

    Examples
    --------
    >>> new_name("chance_ceased_2025_26"), new_name("shortfall")
    ('chance_not_funded_2025_26', 'reserve')
    >>> new_name("recovered_2025_26")
    ''
    """
    import re  # slow to load, and no name is refused in most runs

    for old, now in _RENAMED.items():
        if found := re.fullmatch(old, name):
            return found.expand(now)
    return ""


def renamed_words(name: object, known: Container[str]) -> str:
    """Return that a name is another one now, where that is known; nothing if it is not.

    Examples
    --------
    >>> renamed_words("shortfall", ["forecast", "reserve"]), renamed_words("shortfall", ["gap"])
    ('shortfall is now called reserve.', '')
    """
    now = new_name(str(name))
    return f"{name} is now called {now}." if now in known else ""


def answer_old_names(module: str) -> None:
    """Let a module answer an old name of what it holds with the new one.

    Parameters
    ----------
    module : str
        Its name, once it has said in ``__all__`` what it holds.
    """
    held = vars(sys.modules[module])
    fetch = held.get("__getattr__")

    def __getattr__(name: str) -> object:
        if said := renamed_words(name, held["__all__"]):
            raise AttributeError(f"{module}: {said}")
        if fetch:
            return fetch(name)
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    held["__getattr__"] = __getattr__
