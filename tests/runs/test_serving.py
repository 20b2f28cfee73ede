"""What opens the page: what is wrong is said before anything is served."""

import logging
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tornado.web import HTTPError
from typer.testing import CliRunner

import clsmin_forecast as cf
from clsmin_forecast.cli.settings import app
from clsmin_forecast.errors import InfrastructureError, InputError
from clsmin_forecast.runs import serving


def never(address: str) -> None:
    pytest.fail(f"{address} was served")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"scenario": "centrall"}, "unknown scenario 'centrall'"),
        ({"beside": "cease"}, "unknown scenario 'cease'"),
        ({"draws": 12}, "multiple of 8"),
        ({"price_base": "1066/67"}, "1066/67"),
        ({"scenario": 'central"; import os; "'}, "unknown scenario"),
    ],
)
def test_a_wrong_setting_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        serving.serve(given, None, 8866, never)


def test_a_wrong_file_is_found_before_the_page_is(data: Path) -> None:
    (data / "scenarios" / "ceases.yaml").write_text("name: ceases\n")
    with pytest.raises(InputError, match=r"ceases\.yaml: title"):
        serving.serve({}, data, 8866, never)


@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_a_wrong_port_is_refused(port: str) -> None:
    told = CliRunner().invoke(app, ["explore", "--no-browser", "--port", port])
    assert isinstance(told.exception, InputError)
    assert "--port" in str(told.exception) or "whole number" in str(told.exception)


@pytest.mark.parametrize(("found", "said"), [("8990", ""), ("8991", "Port 8990 is taken")])
def test_another_port_than_the_one_asked_for_is_said(
    monkeypatch: pytest.MonkeyPatch, found: str, said: str
) -> None:
    def serve(*given: Any) -> None:
        given[-1](f"http://127.0.0.1:{found}/?token=t")

    monkeypatch.setattr(serving, "serve", serve)
    told = CliRunner().invoke(app, ["explore", "--no-browser", "--port", "8990"])
    assert told.stdout == f"http://127.0.0.1:{found}/?token=t\n"
    assert told.stderr.partition(",")[0] == said


@pytest.mark.parametrize(("open_", "admitted"), [(11, True), (12, False)])
def test_so_many_pages_are_served_at_once(open_: int, admitted: bool) -> None:
    kernels = SimpleNamespace(list_kernel_ids=lambda: [""] * open_)
    page = SimpleNamespace(kernel_manager=kernels, xsrf_token="made")
    if admitted:
        return serving._admit(page, notebook=None, cwd="")
    with pytest.raises(HTTPError, match="503: 12 pages are open: close one"):
        serving._admit(page, notebook=None, cwd="")


def test_what_has_to_be_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "voila.app", None)
    with pytest.raises(InputError, match="extra app; 'make extras'"):
        serving.serve({}, None, 8866, never)
    monkeypatch.setitem(sys.modules, "clsmin_forecast.present.explorer.page", None)
    with pytest.raises(InputError, match="extra app; 'make extras'"):
        cf.explorer(draws=8)
    monkeypatch.setattr(serving, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="extra lab; 'make extras'"):
        serving.serve_lab({}, None)


def test_a_jupyterlab_that_does_not_start_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "jupyterlab.py").write_text("raise SystemExit(3)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(serving, "find_spec", lambda name: name)
    with pytest.raises(InfrastructureError, match="JupyterLab ended with exit code 3"):
        serving.serve_lab({}, None)


def test_a_calculation_that_ends_while_it_is_looked_at_is_no_fault() -> None:
    shown = serving._Faults().filter
    for error, words, told in (
        (KeyError("6f"), "encountered while checking the idle duration of kernel 6f", False),
        (KeyError("6f"), "another", True),
        (OSError("full"), "encountered while checking the idle duration of kernel 6f", True),
    ):
        why = (type(error), error, None)
        assert shown(logging.LogRecord("server", logging.ERROR, "", 1, words, (), why)) == told
    assert shown(logging.LogRecord("server", logging.ERROR, "", 1, "words", (), None))
