"""Reading copies: an executed notebook as one page without code, complete in itself."""

import html
from typing import Any

from nbconvert import HTMLExporter

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
.anchor-link {{ display: none; }}
svg, img {{ max-width: 100%; height: auto; }} </style> </head> <body>
<main> {body} </main> </body> </html>
"""


def page(notebook: Any, title: str) -> str:
    """Return an executed notebook as a page of HTML without code cells.

    Parameters
    ----------
    notebook : NotebookNode
        The executed notebook.
    title : str
        The page's title.
    """
    exporter = HTMLExporter(
        template_name="basic",
        exclude_input=True,
        exclude_output_prompt=True,
        exclude_input_prompt=True,
        anchor_link_text="",
    )
    body, _ = exporter.from_notebook_node(notebook)
    return _PAGE.format(title=html.escape(title), body=body)
