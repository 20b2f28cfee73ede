"""Options under several scenarios in words: which costs least under each, and over all."""

from ...analysis.options_by_scenario import OfOptionsByScenario
from ...answer import Answer
from ...arguments import public
from ...units import number_of
from ..question_words import prices_sentence
from ..words import list_words, sum_words, under_words


@public
def options_by_scenario(frame: Answer[OfOptionsByScenario]) -> str:
    """Return which option costs us least on average under each scenario, and is regretted least.

    Parameters
    ----------
    frame : DataFrame
        From `options_by_scenario`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.options_by_scenario(["central", "ceases"], draws=8)
    >>> options_by_scenario(table).split(":")[0]
    'Over 2 scenarios of 2025/26, under awards agreed in principle, up to a ceiling, we pay least'
    """
    about = frame.about
    if frame.empty:
        return f"What we can do about {about.year} cannot be told: no option is on file."
    titles = frame["title"].to_dict()
    under: dict[str, list[str]] = {}
    for scenario, best in about.best.items():
        under.setdefault(best, []).append(f"“{about.titles[scenario]}”")
    lead = f"Over {number_of(len(about.titles), 'scenario')} of {about.year}, "
    least = [_least(titles[best], named, len(about.titles)) for best, named in under.items()]
    regret = sum_words(frame["regret"].to_dict()[about.least_regret])
    return (
        f"{lead}{under_words(about.statuses)}, we pay least: {list_words(least)}. "
        f"Regretted least over them is “{titles[about.least_regret]}”, on average at most {regret} "
        f"more than what would have cost least.{prices_sentence(about)}"
    )


def _least(title: str, named: list[str], scenarios: int) -> str:
    where = "each" if len(named) == scenarios else list_words(named)
    return f"“{title}” under {where}"
