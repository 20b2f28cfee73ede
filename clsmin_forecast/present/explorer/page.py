"""The widget: carries messages between the page in the browser and its session."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from ..colours import colours_css, instrument_css, part_of_package
from .session import Answer, Session

_HERE = Path(__file__).parent


def _looks() -> str:
    colours = colours_css(".clsmin-explorer, .clsmin-alone")
    shared = f".clsmin-explorer {{ {instrument_css()} }}"
    return "\n".join([colours, shared, part_of_package(__package__, "page.css")])


class Explorer(anywidget.AnyWidget):
    """The page as a widget of a notebook.

    Parameters
    ----------
    session : Session
        What answers it.
    """

    _esm = _HERE / "page.js"
    _css = _looks()
    opening = traitlets.Dict(help="What the page is built from.").tag(sync=True)

    def __init__(self, session: Session) -> None:
        alone = os.environ.get("SERVER_SOFTWARE", "").startswith("voila")
        super().__init__(opening={**session.opening, "alone": alone})
        self.session = session
        self._last: dict[Any, tuple[Any, Answer]] = {}  # a notebook may show one widget twice
        self.on_msg(self._heard)

    def _heard(self, widget: Any, content: Any, buffers: Any) -> None:
        """Answer a request; one that comes again, since its answer was lost, is not done twice."""
        with _tidied_after():
            page = content.get("page")
            asked, answer = self._last.get(page, (None, {}))
            if content != asked:
                answer = self.session.hear(content)
                self._last[page] = content, answer
            self.send({**answer, "n": content.get("n"), "page": page})


@contextmanager
def _tidied_after() -> Iterator[None]:
    """Keep the collector out of an answer; what a chart leaves behind goes once it is sent.

    A picture is a web of thousands of objects; the collector, coming when it likes, walks through
    all that the process has, which takes as long as the answer itself.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect(0)
