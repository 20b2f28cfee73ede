"""The rules of the package's build: who may import whom, and who may touch what."""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from statistics import median
from types import ModuleType

import pytest

import clsmin_forecast as cf
from docs import answers

ROOT = Path(cf.__file__).parent
PARTS = (
    "_version", "renames", "errors", "arguments", "units", "columns", "about", "answer",
    "quantiles", "sums", "kept", "signs", "quantities", "inputs", "model", "analysis", "present",
    "report", "runs", "cli",
)  # fmt: skip
DOORS = {"__init__", "__main__"}  # they open onto every part
KEEPERS = {
    "matplotlib": "present",
    "afcharts": "present",
    "papermill": "runs",
    "nbclient": "runs",
    "jupyter_client": "runs",
    "nbconvert": "report",
    "docx": "report",
    "odfdo": "report",
    "openpyxl": "inputs",
    "xlsxwriter": "report",
    "SALib": "analysis",
    "anywidget": "present",
    "voila": "runs",
}
READING = {"open", "read_text", "read_bytes", "read_csv", "iterdir", "glob", "rglob"}
WRITING = {"write_text", "write_bytes", "mkdir", "unlink", "rmtree", "copytree", "savefig"}
BY_THE_PROCESSOR = {"dot", "matmul", "inner", "vdot", "tensordot", "einsum", "convolve", "cov"}
PLAIN = {"0", "1", "12", "100"}
MODULE_LINES, BODY_LINES, MEDIAN_LINES = 500, 40, 10

Function = ast.FunctionDef | ast.AsyncFunctionDef
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path
    for path in sorted(ROOT.rglob("*.py"))
    if not {"data", "notebooks"} & set(path.relative_to(ROOT).parts)
}
every_module = pytest.mark.parametrize("module", MODULES)


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


@cache
def _imports(module: str) -> frozenset[str]:
    """Return the full names of what a module imports."""
    found: set[str] = set()
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = ["clsmin_forecast", *module.split(".")][: -node.level or None]
            stem = [*(package if node.level else []), *([node.module] if node.module else [])]
            found |= {".".join([*stem, alias.name]) for alias in node.names}
    return frozenset(found)


def _within(module: str) -> set[str]:
    """Return the modules of the package that a module imports."""
    found = set()
    for name in _imports(module):
        top, *path = name.split(".")
        if top == "clsmin_forecast":
            ends = (path, [*path, "__init__"], path[:-1], [*path[:-1], "__init__"])
            found.add(next(each for each in map(".".join, ends) if each in MODULES))
    return found


def _part(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


def _functions(module: str) -> list[Function]:
    return [node for node in ast.walk(_tree(module)) if isinstance(node, Function)]


def _public(scope: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    for node in scope.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def _body_lines(function: Function) -> int:
    documented = ast.get_docstring(function) is not None
    start = function.body[0].end_lineno if documented else function.body[0].lineno - 1
    return (function.end_lineno or 0) - (start or 0)


def _answers() -> Iterator[tuple[str, str, str]]:
    """Yield the stem of each answer with the module and the function that make it."""
    for module in MODULES:
        for function in _functions(module):
            for stem in re.findall(r"\bstem'?[:=] ?'(\w+)'", ast.unparse(function)):
                yield stem, module, function.name


def _commands(module: str) -> set[str]:
    """Return the names under which a module offers its functions as commands."""
    return {
        ast.literal_eval(decorator.args[0])
        for function in _functions(module)
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call) and decorator.args
    }


def test_every_module_belongs_to_a_part() -> None:
    assert {_part(module) for module in MODULES} - DOORS == set(PARTS)


@every_module
def test_a_part_imports_only_from_the_parts_above_it(module: str) -> None:
    if module not in DOORS:
        allowed = PARTS[: PARTS.index(_part(module)) + 1]
        assert {each for each in _within(module) if _part(each) not in allowed} == set()


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = {module: _within(module) - {module} for module in MODULES if module not in DOORS}
    TopologicalSorter(graph).prepare()  # raises at a cycle


def test_a_paper_is_filled_from_the_record_alone() -> None:
    wanted = {module for module in MODULES if module.startswith("report.word.")}
    reached: set[str] = set()
    while wanted := {each for module in wanted for each in _within(module)} - reached - DOORS:
        reached |= wanted
    assert {module for module in reached if _part(module) in ("model", "analysis")} == set()


def test_an_answer_has_the_name_of_its_function_in_every_room() -> None:
    assert {stem: made_by for stem, _, made_by in _answers() if stem != made_by} == {}
    stems = {stem for stem, _, _ in _answers()}
    assert stems - {"run_changes"} <= set(cf.__all__)  # which is of runs, not of scenarios
    assert stems - {"run_changes"} <= {name for name, _, _ in answers.answers()}  # docs/tables.md
    assert stems <= set(cf.sentences.__all__)
    of_answers = {
        chart: answer
        for chart in cf.charts.__all__
        for answer in re.findall(r"From `(\w+)`", getattr(cf.charts, chart).__doc__)
        if answer in stems
    }
    assert {chart: answer for chart, answer in of_answers.items() if chart != answer} == {}
    assert len(of_answers) > 8


def test_a_question_is_asked_by_its_name() -> None:
    rooms = ("cli.asking", "cli.deciding")
    asked = {name.replace("-", "_") for room in rooms for name in _commands(room)}
    analyses = [(stem, module) for stem, module, _ in _answers() if _part(module) == "analysis"]
    answers = {stem: module.removeprefix("analysis.") for stem, module in analyses}
    # A question that has several answers, as of one input or of two, has the name of its module.
    assert {stem for stem, module in answers.items() if not {stem, module} & asked} == set()
    # The sentence of a back-test takes two tables, that of a figure is its trace; a refresh is of
    # the data and no question.
    assert asked <= {*answers, *answers.values(), "backtest", "explain", "refresh"}


@every_module
def test_slow_libraries_stay_in_the_part_that_needs_them(module: str) -> None:
    tops = {name.split(".")[0] for name in _imports(module)}
    assert {top for top in tops & set(KEEPERS) if KEEPERS[top] != _part(module)} == set()


@every_module
def test_only_the_draws_touch_random_numbers(module: str) -> None:
    nodes = ast.walk(_tree(module))
    attributes = {ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)}
    touched = any("random" in name.split(".") for name in attributes | _imports(module))
    # A forked kernel must not share the luck of the process that it is a copy of.
    assert touched == (module in ("model.draws", "runs.server"))


@every_module
def test_no_sum_of_products_is_left_to_the_processor(module: str) -> None:
    nodes = [*ast.walk(_tree(module))]
    called = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    assert not any(isinstance(node, ast.MatMult) for node in nodes), "use weighted_sum"
    assert called & BY_THE_PROCESSOR == set(), "use weighted_sum"


@every_module
def test_only_the_inputs_and_the_runs_touch_files_and_present_writes_where_it_is_told(
    module: str,
) -> None:
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        for node in ast.walk(_tree(module))
        if isinstance(node, ast.Call) and not ast.unparse(node).startswith("os.open(os.devnull")
    }
    allowed = {
        "inputs": READING,
        "runs": READING | WRITING,
        "present": WRITING,
        "report": READING | WRITING,
    }
    # A change of several data files is finished by whoever reads the folder next.
    may = READING | WRITING if module == "inputs.transaction" else allowed.get(_part(module), set())
    assert called & (READING | WRITING) <= may


ASKING = """
from datetime import date
from clsmin_forecast.runs.request import ask
ask("standard", None, date.today(), allow_expired=True)
"""


@pytest.mark.parametrize(
    ("doing", "slow"),
    [
        ("import clsmin_forecast", {"matplotlib", "papermill", "scipy.stats", "pandas", "numpy"}),
        (ASKING, {"papermill", "scipy.stats", "pandas"}),  # so what is done already is said at once
    ],
)
def test_no_slow_library_is_loaded_before_it_is_needed(doing: str, slow: set[str]) -> None:
    code = f"import sys\n{doing}\nprint(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert "clsmin_forecast" in loaded
    assert slow & set(loaded) == set()


@pytest.mark.parametrize("module", [each for each in MODULES if _part(each) == "model"])
def test_a_number_in_the_model_gives_its_reason(module: str) -> None:
    text = MODULES[module].read_text(encoding="utf-8")
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    reasons = {token.start[0] for token in tokens if token.type == tokenize.COMMENT}
    numbers = {
        token.start[0]: token.string
        for token in tokens
        if token.type == tokenize.NUMBER and token.string.removesuffix(".0") not in PLAIN
    }
    assert {line: number for line, number in numbers.items() if line not in reasons} == {}


@every_module
def test_a_module_is_short(module: str) -> None:
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) < MODULE_LINES


@every_module
def test_a_function_is_short(module: str) -> None:
    lengths = {function.name: _body_lines(function) for function in _functions(module)}
    assert {name: lines for name, lines in lengths.items() if lines > BODY_LINES} == {}


def test_most_functions_are_very_short() -> None:
    lengths = [_body_lines(each) for module in MODULES for each in _functions(module)]
    assert median(lengths) < MEDIAN_LINES


@every_module
def test_what_is_public_says_what_it_does(module: str) -> None:
    assert [node.name for node in _public(_tree(module)) if not ast.get_docstring(node)] == []
    assert ast.get_docstring(_tree(module))


@pytest.mark.parametrize("name", cf.__all__)
def test_every_public_name_leads_somewhere(name: str) -> None:
    found = getattr(cf, name)
    assert getattr(found, "__name__", "").rpartition(".")[2] == name


def test_a_name_that_is_not_public_is_not_there() -> None:
    misspelt = "forcast"
    with pytest.raises(AttributeError, match="No clsmin_forecast attribute forcast"):
        getattr(cf, misspelt)


@pytest.mark.parametrize(
    ("module", "old", "now"),
    [
        (cf, "shortfall", "reserve"),
        (cf, "exceedance", "reserve"),
        (cf.charts, "exceedance", "reserve"),
        (cf.sentences, "shortfall", "reserve"),
        (cf.sentences, "exceedance", "reserve"),
        (cf, "switching_line", "switching_plane"),
        (cf.charts, "scenario_totals", "compare"),
        (cf.charts, "evidence_intervals", "evidence"),
        (cf.charts, "backtest_coverage", "backtest"),
        (cf.sentences, "comparison", "compare"),
        (cf.tables, "described", "quantity_words"),
    ],
)
def test_an_old_name_is_answered_with_the_new_one(module: ModuleType, old: str, now: str) -> None:
    with pytest.raises(AttributeError) as refusal:
        getattr(module, old)
    assert str(refusal.value) == f"{module.__name__}: {old} is now called {now}."
    assert not hasattr(module, "nothing")
    assert getattr(module, now)
