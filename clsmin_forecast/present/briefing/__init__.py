"""Word papers: a template is filled, or an analyst's own document refreshed, from a run.

`fields` names everything that a run found, each a `field`, and `listing` lists them. A document is
a `package`, held to `bounds`, in which nothing may be `foreign`; its text is a `story`. `marks`
finds the marks of a template there, and `language` fills them; `controls` fills the content
controls of a living document, by `writing` and, where they hold tables, `grids`; `pictures` fills
the tagged pictures. `overlooked` tells what is nearly one of these, and `stamp` keeps in the
document's properties which run it is from. `fill` does all of it. `template` builds the paper that
is shipped.
"""

from pathlib import Path

from .fill import Filling, fill
from .listing import field_lists, field_rows

__all__ = ["PAPER", "Filling", "field_lists", "field_rows", "fill"]

PAPER = Path(__file__).with_name("paper.docx")
"""The paper that is shipped."""
