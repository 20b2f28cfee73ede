"""The program, also as ``python -m clsmin_forecast``: the command line."""

import sys

from .errors import INTERRUPTED


def main() -> None:
    """Run the command line; to interrupt it while it loads is no fault of it."""
    try:
        from .cli import main as run
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    run()


if __name__ == "__main__":
    main()
