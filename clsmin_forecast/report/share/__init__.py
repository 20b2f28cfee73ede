"""One file to send: a forecast with its draws, which a browser alone makes anew as inputs move.

`content` gathers what the file carries, `coded` packs the draws, `figures` are what the file is
checked by, and `page` puts it all into ``page.html.j2``. The scripts are plain JavaScript:
``laws.js`` is the model once more, ``words.js`` says and reads numbers, ``chart.js`` draws, and
``page.js`` hears the reader.
"""

from ..pages.write import SHARE
from .coded import MOST
from .page import share_page

__all__ = ["MOST", "SHARE", "share_page"]
