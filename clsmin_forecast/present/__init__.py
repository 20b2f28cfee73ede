"""What people see of a forecast or an answer: charts, sentences and tables.

`style` is the one place for looks and `labels` keeps texts apart. `words` says a number, a chance
or a status as the papers do, and `credits` where a chart comes from. `chart` is a picture with
everything that goes with it, `charts` draws them, `sentences` writes what stands beside them,
`tables` lists it, and `answers` finds all three by the name of a question. `explorer` is the page
of sliders.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, ("charts", "sentences", "tables"))
