"""Reading copies: an executed notebook as one page without code, complete in itself."""

import html
from typing import Any

from nbconvert import HTMLExporter

from .result import Finished, Whole

_BEFORE = ("assurance", "use", "scenario")  # what stands before the answer

_PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ font: 1.1rem/1.5 Arial, "Liberation Sans", sans-serif; color: #0b0c0c;
 max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }}
table {{ border-collapse: collapse; margin: 1rem 0; font-size: .9rem; line-height: 1.3; }}
th, td {{ padding: .3rem .5rem; border-bottom: 1px solid #cecece; text-align: left;
 vertical-align: top; }}
.number {{ text-align: right; white-space: nowrap; }}
.wide {{ overflow-x: auto; }}
@media print {{ body {{ margin: 0; font-size: 10pt; }} table {{ font-size: 7.5pt; }}
 h2 {{ break-after: avoid; }} tr, svg {{ break-inside: avoid; }} }}
.anchor-link {{ display: none; }}
svg, img {{ max-width: 100%; height: auto; }} </style> </head> <body>
<main> {body} </main> </body> </html>
"""


def page(notebook: Any, name: str) -> str:
    """Return an executed notebook as a page of HTML without code cells.

    Parameters
    ----------
    notebook : NotebookNode
        The executed notebook.
    name : str
        The job's name, which tells pages of the same notebook apart.
    """
    exporter = HTMLExporter(
        template_name="basic",
        exclude_input=True,
        exclude_output_prompt=True,
        exclude_input_prompt=True,
        anchor_link_text="",
    )
    body, _ = exporter.from_notebook_node(notebook)
    return _PAGE.format(title=html.escape(f"{heading(notebook)}: {name}"), body=body)


def heading(notebook: Any) -> str:
    """Return the heading that a notebook opens with."""
    lines = [line for cell in notebook.cells for line in cell.source.splitlines()]
    return next((line[2:] for line in lines if line.startswith("# ")), "Notebook")


def index(whole: Whole) -> str:
    """Return the page that leads to every page of a run.

    Parameters
    ----------
    whole : Whole
        The run.
    """
    items = "\n".join(map(_item, whole.jobs))
    title = html.escape(whole.about.title)
    return _PAGE.format(title=title, body=f"<h1>{title}</h1>\n<ul>\n{items}\n</ul>")


def _item(job: Finished) -> str:
    answers = [each.text for each in job.result.sentences if each.name not in _BEFORE]
    told = html.escape(answers[0].partition(". ")[0].rstrip(".") + "." if answers else "")
    address = html.escape(f"{job.name}/{job.notebook}.html")
    return f'<li><a href="{address}">{html.escape(job.title)}</a>. {told}</li>'
