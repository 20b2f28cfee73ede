"""Word papers: a template is filled, or an analyst's own document refreshed, from a run.

`fields` names everything that a run found, each a `field`, and `listing` lists them. A document is
a `package`, without what `refusals` refuses; its text is a `story`. `marks` finds the marks of a
template there, and `template` fills them; `controls` fills the content controls of a living
document, with `tables` where they hold one, and `pictures` the tagged pictures. `near_misses` tells
what is nearly one of these, and `stamp` keeps in the document's properties which run it is from.
`fill` does all of it.
"""

from pathlib import Path

from .fill import Filling, fill
from .listing import field_lists, field_rows

__all__ = ["PAPER", "WITHOUT_POSTS", "Filling", "field_lists", "field_rows", "fill"]

PAPER = Path(__file__).with_name("paper.docx")
"""The paper that is shipped."""

WITHOUT_POSTS = Path(__file__).with_name("paper_without_posts.docx")
"""The same without a gap and posts, for a grant whose papers state none."""
