"""A watch over a server of copies while it loads: it ends if its run has gone meanwhile.

Loading takes seconds, in which the server does not see that its run was killed. Importing this
module begins the watch; a thread would be lost in the copies, so it goes by the clock's signal.

Meanwhile nothing looks for rubbish: what is loaded stays, and looking takes a fifth of the time.
"""

import gc
import os
import signal
from types import FrameType

_PARENT, _SECONDS = os.getppid(), 0.2


def _look(_number: int, _frame: FrameType | None) -> None:
    if os.getppid() != _PARENT:
        os._exit(1)


def end_watch() -> None:
    """End the watch: from now on the server sees for itself, and its copies clear up."""
    gc.freeze()  # copies share what is loaded: looking for rubbish in it would write to it
    gc.enable()
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


signal.signal(signal.SIGALRM, _look)
signal.setitimer(signal.ITIMER_REAL, _SECONDS, _SECONDS)
gc.disable()
