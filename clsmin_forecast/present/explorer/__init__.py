"""The page on which an analyst explores: inputs at one side, the answer at the other, at once.

`typed` reads what is typed, `fields` says what each input is and rests on, `state` what is asked,
`views` what is shown of it, `keep` what can be taken away, and `session` hears and answers. `page`
is the widget, with its script and style sheet beside it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from ...arguments import public
from ...errors import InputError
from ...model.forecast import DRAWS, SEED
from ...units import CASH

if TYPE_CHECKING:
    from .page import Explorer


@public
def explorer(
    scenario: str = "central",
    *,
    beside: str = "",
    draws: int = DRAWS,
    seed: int = SEED,
    price_base: str = CASH,
    data: str | Path | None = None,
) -> "Explorer":
    """Return the page as a widget of a notebook.

    Parameters
    ----------
    scenario : str
        The name of the scenario to start from.
    beside : str
        The name of one to compare with; empty for none.
    draws, seed, price_base
        As in `forecast`.
    data
        As in `load_scenario`.

    Raises
    ------
    InputError
        If an argument breaks a rule, or the ``app`` extra is not installed.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> cf.explorer("ceases", draws=512).session.forecast.scenario.name
    'ceases'
    """
    from .session import Session
    from .state import State

    try:
        from .page import Explorer
    except ImportError:
        raise InputError(
            "explore: needs the extra app; 'make extras' in a copy of the repository installs it."
        ) from None
    state = State(start=scenario, beside=beside, price_base=price_base)
    return Explorer(Session(state, draws=draws, seed=seed, data=data))
