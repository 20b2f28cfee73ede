"""The explorer as a page of its own: served on this machine alone, to who has its token."""

import logging
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tornado.web import HTTPError
from traitlets.config import Config

from ..errors import InfrastructureError, InputError
from ..inputs.facts import DATA_VARIABLE, data_folder, load_facts, packaged
from ..inputs.scenarios import load_scenarios
from .contract import read_notebook
from .execute import prepare
from .plan import PAGE
from .processes import SETTINGS

_LOOPBACK = "127.0.0.1"
_NOTHING = r"(?!)"  # matches no name
_LEFT, _LOOK = 30, 5  # seconds until a calculation without a page ends, and between two looks
_MOST_PAGES = 12  # at once; each takes some 150 MB
# Only from here; the widget's script comes as a blob, and the libraries of the page set styles.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws://127.0.0.1:*; frame-ancestors 'none'; base-uri 'self'"
)


def serve(
    parameters: Mapping[str, Any],
    data: str | Path | None,
    port: int,
    ready: Callable[[str], None],
) -> None:
    """Serve the page until it is interrupted.

    Parameters
    ----------
    parameters, data
        Of the notebook ``explore``, and the data folder.
    port : int
        The first that is tried.
    ready : callable
        Told the address, token and all, once the page is there.
    """
    app = _application(ready)
    os.environ |= SETTINGS
    with _prepare(parameters, data) as notebook:
        app.initialize([str(notebook), f"--port={port}"])
        try:
            app.start()
        except SystemExit:
            raise InfrastructureError(f"explore: no port near {port} is free.") from None


@contextmanager
def _prepare(parameters: Mapping[str, Any], data: str | Path | None) -> Iterator[Path]:
    """Give a copy of the notebook with its parameters set, in a folder that goes afterwards."""
    notebook = read_notebook(packaged("notebooks") / f"{PAGE}.ipynb")
    load_scenarios(data=data)  # else the page would be the first to find a wrong file
    checked = notebook.parameters(parameters, load_facts(data), PAGE)
    os.environ[DATA_VARIABLE] = str(data_folder(data).resolve())
    with TemporaryDirectory(prefix="clsmin-explore-") as folder:
        copy = Path(folder) / notebook.path.name
        prepare(notebook.path, copy, checked)
        yield copy


def _application(ready: Callable[[str], None]) -> Any:
    try:
        from jupyter_server import DEFAULT_STATIC_FILES_PATH
        from voila.app import Voila
    except ImportError:
        raise InputError(
            "explore: needs the extra app; 'make extras' in a copy of the repository installs it."
        ) from None

    class Page(Voila):  # type: ignore[misc]
        def launch_browser(self) -> None:  # its own forgets the token
            ready(f"{self.connection_url}?token={self.token}")

    token = secrets.token_urlsafe()
    return Page(
        ip=_LOOPBACK,
        token=token,
        config_file_paths=[],  # an analyst's settings for other pages are not for this one
        tornado_settings={
            "headers": {"Content-Security-Policy": _POLICY},
            "allow_remote_access": False,  # else a name that leads here would be answered
            "static_path": DEFAULT_STATIC_FILES_PATH,  # of the pages that refuse
            "ws_ping_interval": 0,  # the page gives signs of life itself, and more often
        },
        config=Config(
            {
                "Page": {"log_level": logging.ERROR, "logging_config": _logging(token)},
                "VoilaConfiguration": {
                    "file_allowlist": [_NOTHING],
                    "strip_sources": True,
                    "prelaunch_hook": _admit,
                },
                "MappingKernelManager": {
                    "kernel_manager_class": "clsmin_forecast.runs.page_kernel.PageKernelManager",
                    "cull_idle_timeout": _LEFT,
                    "cull_interval": _LOOK,
                },
                "KernelManager": {} if sys.platform == "win32" else {"transport": "ipc"},
            }
        ),
    )


def _admit(page: Any, **_: Any) -> None:
    """Prepare for one more page, before its calculation starts."""
    if len(page.kernel_manager.list_kernel_ids()) >= _MOST_PAGES:
        reason = f"{_MOST_PAGES} pages are open: close one and load this one again in {_LEFT} s"
        raise HTTPError(503, reason=reason)
    # Setting its cookie lets the page end its calculation when it goes (voila issue 1458).
    assert page.xsrf_token


def _logging(token: str) -> dict[str, Any]:
    """Return where a server writes what went wrong: to the terminal, without its token."""

    class Redacted(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return super().format(record).replace(token, "[token]")

    return {
        "filters": {"faults": {"()": _Faults}},
        "formatters": {"redacted": {"()": Redacted}},
        "handlers": {"console": {"formatter": "redacted", "filters": ["faults"]}},
        "root": {"level": "ERROR", "handlers": ["console"]},
    }


class _Faults(logging.Filter):
    """Passes over a calculation that ended with its page while jupyter_server looked at it."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        return not (isinstance(error, KeyError) and "idle duration" in record.getMessage())


def serve_lab(parameters: Mapping[str, Any], data: str | Path | None) -> None:
    """Open a copy of the notebook in JupyterLab, until that is interrupted."""
    if find_spec("jupyterlab") is None:
        raise InputError(
            "explore: needs the extra lab; 'make extras' in a copy of the repository installs it."
        )
    with _prepare(parameters, data) as notebook:
        command = [sys.executable, "-m", "jupyterlab", str(notebook), f"--ServerApp.ip={_LOOPBACK}"]
        with subprocess.Popen(command) as lab:
            while lab.poll() is None:
                with suppress(KeyboardInterrupt):  # JupyterLab asks what it means
                    lab.wait()
    if lab.returncode:
        raise InfrastructureError(f"explore: JupyterLab ended with exit code {lab.returncode}.")
