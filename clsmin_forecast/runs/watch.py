"""A watch over a server of copies while it loads: it ends if its run has gone meanwhile.

Loading takes seconds, in which the server does not see that its run was killed. Importing this
module begins the watch; a thread would be lost in the copies, so it goes by the clock's signal.
"""

import os
import signal
from types import FrameType

_PARENT, _SECONDS = os.getppid(), 0.2


def _look(_number: int, _frame: FrameType | None) -> None:
    if os.getppid() != _PARENT:
        os._exit(1)


def end_watch() -> None:
    """End the watch: from now on the server sees for itself."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


signal.signal(signal.SIGALRM, _look)
signal.setitimer(signal.ITIMER_REAL, _SECONDS, _SECONDS)
