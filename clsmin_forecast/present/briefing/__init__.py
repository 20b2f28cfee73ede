"""Word papers: a template is filled, or an analyst's own document refreshed, from a run.

`fields` names everything that a run found. `language` fills the marks of a template, `controls`
the content controls of a living document, and `pictures` the tagged pictures, each within the
`package` of one document. `fill` does all of it. `template` builds the paper that is shipped.
"""

from pathlib import Path

from .fill import fill

__all__ = ["PAPER", "fill"]

PAPER = Path(__file__).with_name("paper.docx")
"""The paper that is shipped."""
