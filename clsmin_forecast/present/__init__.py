"""What people see: charts, sentences, tables and reading copies.

`style` is the one place for looks and `labels` keeps texts apart. `words` says a number, a chance
or a status as the papers do; `figures` takes from a forecast what several charts and sentences
share, and `credits` says where it comes from. `chart` is a picture with everything that goes with
it, `charts` draws them, `sentences` writes what stands beside them, `tables` lists it, and `pages`
makes pages of it all.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, ("charts", "sentences", "tables"))
