"""Reading pages of a run: HTML that needs no script, no network and no mouse.

`notebooks` turns an executed notebook into what it shows, `front` finds what stands first, and
`write` puts it all into the templates.
"""

from .notebooks import heading
from .write import write_front, write_page

__all__ = ["heading", "write_front", "write_page"]
