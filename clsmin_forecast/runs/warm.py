"""What a kernel has loaded before it is copied: this package, its imports, and what it made once.

Importing this module loads it. A copy that finds the package changed on disk since then forgets
it, so that a notebook always runs the code that is there.
"""

import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from ..errors import ForecastError
from ..inputs.facts import PACKAGE
from ..model.forecast import forecast
from ..present.charts import funding_outlook
from ..present.csv_text import csv_text
from .cells import kernel_here
from .record import PACKAGE_VARIABLE
from .request import marks
from .server import is_server
from .watch import end_watch

_LATE = (
    "afcharts.af_colours", "sqlite3", "PIL.PngImagePlugin",
    "matplotlib.backends.backend_svg", "pandas.core.methods.to_dict",
    "pandas.io.formats.csvs", "ipykernel.debugger",
)  # fmt: skip
_PACKAGE = __name__.partition(".")[0]


def _load() -> None:
    package = sys.modules[_PACKAGE]
    for name in package.__all__:  # most are imported when they are first asked for
        getattr(package, name)
    for name in _LATE:
        with suppress(ImportError):  # nothing but time depends on it
            import_module(name)


def _use() -> None:
    """Do what most notebooks begin with, so that what is made on first use is there already."""
    with suppress(ForecastError):  # the data may be wrong; that is for the notebook to say
        made = forecast("central")
        chart = funding_outlook(made)
        assert all((made.document, chart.svg, chart.png, csv_text(chart.data)))


def _make_kernel() -> None:
    """Make the kernel that every copy has, away from a person's own settings."""
    with TemporaryDirectory(prefix="clsmin-") as folder:
        os.environ["IPYTHONDIR"] = folder  # a copy has its own
        kernel_here()


def _loaded() -> list[str]:
    return [name for name in sys.modules if name.partition(".")[0] == _PACKAGE]


def forget_if_changed() -> None:
    """Forget the package if a file of it is not as it was when it was loaded."""
    asked = os.environ.get(PACKAGE_VARIABLE, str(PACKAGE))
    with suppress(OSError):  # a file that is gone has changed
        if marks(map(Path, SEEN)) == SEEN and asked == str(PACKAGE):
            return
    for name in _loaded():
        del sys.modules[name]


_load()
_use()
if is_server():
    _make_kernel()
SEEN = marks(Path(str(sys.modules[name].__file__)) for name in _loaded())
"""The marks of each file of the package as it was when it was loaded."""
end_watch()
