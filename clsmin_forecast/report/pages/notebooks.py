"""Executed notebooks as the body of a page: their texts, charts and tables, without their code."""

from base64 import b64encode
from functools import cache
from importlib.metadata import files
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets.config import Config

from ...present.colours import colours_css
from ...present.words import day_words
from .front import answer

TEMPLATES = Path(__file__).parent / "templates"
_SHOWN = ("text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/plain")
_TOP = 2  # the level of a heading right below the page's own


def exporter() -> Any:
    """Return Jupyter's exporter with our templates, in which all is text that is not marked."""
    made: Any = _Exporter(  # type: ignore[no-untyped-call]
        config=Config({"NbConvertBase": {"display_data_priority": list(_SHOWN)}}),
        template_name="reading",
        template_file="index.html.j2",
        extra_template_basedirs=[str(TEMPLATES)],
    )
    made.output_mimetype = "text/html"
    made.environment.autoescape = True
    made.environment.bytecode_cache = _COMPILED
    filters = {"day": day_words, "data_url": _data_url, "answer": answer}
    for name, each in filters.items():
        made.register_filter(name, each)
    made.environment.globals["colours"] = Markup(colours_css(dark=False))
    return made


class _Compiled(BytecodeCache):
    """Keeps compiled templates for the exporters of all pages, which have the same settings."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


class _Exporter(TemplateExporter):
    """Takes Jupyter's own templates, and none that a person has put in their place."""

    def get_prefix_root_dirs(self) -> list[str]:
        return [_template_root()]


@cache
def _template_root() -> str:
    """Return the folder that nbconvert brought its templates into."""
    end = "share/jupyter/nbconvert/templates/base/display_priority.j2"
    known = next(each for each in files("nbconvert") or () if each.as_posix().endswith(end))
    return str(Path(str(known.locate())).resolve().parents[3])


class Body(NamedTuple):
    """What a notebook shows."""

    html: Markup
    contents: list[tuple[str, str]]  # the mark and the text of each section


def body(notebook: Any, **resources: Any) -> Body:
    """Return what a notebook shows.

    The template is told what the page says of ``charts`` and ``tables``, by name, and which texts
    it shows ``elsewhere``.
    """
    text, made = _Markdown(), exporter()
    made.register_filter("markdown", text.to_html)
    return Body(Markup(made.from_notebook_node(notebook, resources)[0]), text.contents)


def pictures(notebook: Any) -> dict[str, Markup]:
    """Return the charts that a notebook shows, as SVG, by name."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    named = [(each.get("metadata", {}).get("clsmin_forecast", {}), each) for each in outputs]
    return {
        known["chart"]: Markup(each.data["image/svg+xml"])
        for known, each in named
        if "chart" in known
    }


class _Markdown(IPythonRenderer):
    """Markdown, its headings below the page's own and without a skipped level."""

    def __init__(self) -> None:
        super().__init__(escape=True, allow_harmful_protocols=False, exclude_anchor_links=True)
        self.contents: list[tuple[str, str]] = []
        self._level = 0

    def to_html(self, source: str) -> Markup:
        return Markup(MarkdownWithMath(renderer=self).render(source))

    def image(self, text: str, url: str, title: str | None = None) -> str:
        # A page fetches nothing: of a picture that is elsewhere it says what it shows.
        return f"[{text}]"

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        if level == 1 and self._level == 0:
            self._level = 1  # the page has said it
            return ""
        self._level = min(max(level, _TOP), max(self._level, 1) + 1)
        if self._level > _TOP:
            return str(super().heading(text, self._level, **attrs))
        mark = f"section-{len(self.contents) + 1}"
        self.contents.append((mark, Markup(text)))
        return f'<h2 id="{mark}">{text}</h2>\n'


def _data_url(kind: str, data: str) -> str:
    coded = b64encode(data.encode()).decode() if kind == "image/svg+xml" else data
    return f"data:{kind};base64,{''.join(coded.split())}"


def heading(notebook: Any) -> str:
    """Return the heading that a notebook opens with."""
    lines = [line for cell in notebook.cells for line in cell.source.splitlines()]
    return next((line[2:] for line in lines if line.startswith("# ")), "Notebook")
