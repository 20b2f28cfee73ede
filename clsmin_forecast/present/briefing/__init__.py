"""Word papers: a template is filled, or an analyst's own document refreshed, from a run.

`fields` names everything that a run found, each a `field`, and `listing` lists them. `language`
fills the marks of a template, `controls` the content controls of a living document, and `pictures`
the tagged pictures, each within the `package` of one document; `overlooked` tells what is nearly
one of these, and `stamp` keeps in the document's properties which run it is from. `fill` does all
of it. `template` builds the paper that is shipped.
"""

from pathlib import Path

from .fill import Filling, fill
from .listing import field_lists, field_rows

__all__ = ["PAPER", "Filling", "field_lists", "field_rows", "fill"]

PAPER = Path(__file__).with_name("paper.docx")
"""The paper that is shipped."""
