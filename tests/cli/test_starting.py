"""The command that makes another grant's folder: from options alone, or asking in a terminal."""

import os
import re
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from clsmin_forecast.inputs.facts import load_facts

NAMED = (
    "--team=Inspectors", "--short-name=IT", "--holder=Wessex", "--funder=The Ministry",
    "--accepted-by=FA", "--paper-series=FA",
)  # fmt: skip
AWARD = "--award=2025/26 | approved | £210,000 | FA 12 | item 3 | 4"
SOURCE = "--source=FA 12 | A paper | The office | https://example.org"

COMMAND = (sys.executable, "-m", "clsmin_forecast")


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_makes_a_folder_from_options_and_says_what_comes_next(tmp_path: Path) -> None:
    done = run(tmp_path, "init", "fire", *NAMED, AWARD, SOURCE)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "Written: fire (15 files)."
    *_, check, then = done.stdout.splitlines()
    assert (check, then) == tuple(
        f"clsmin-forecast --data fire {each}" for each in ("check", "run")
    )
    assert run(tmp_path, *check.split()[1:]).returncode == 0
    again = run(tmp_path, "init", "fire", *NAMED, AWARD, SOURCE)
    assert (again.returncode, again.stdout) == (64, "")
    assert again.stderr == "init: fire is there already; name a folder that is not.\n"


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        (NAMED[0], "init: --team is missing; it is written --team 'Project Alpha Social Media"),
        (NAMED[5], "init: --paper-series is missing; it is written --paper-series PCD."),
        (AWARD, 'init: --award is missing; it is written --award "2023/24 | received | 570567 |'),
        (SOURCE, "init: --source for FA 12, the paper of an award, is missing; it is written"),
    ],
)
def test_what_is_missing_is_refused_with_its_form(
    tmp_path: Path, left_out: str, words: str
) -> None:
    given = [each for each in (*NAMED, AWARD, SOURCE) if each != left_out]
    done = run(tmp_path, "init", "fire", *given)
    assert (done.returncode, done.stdout) == (64, "")
    assert done.stderr.startswith(words)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_to_read_has_no_place_in_it(tmp_path: Path) -> None:
    done = run(tmp_path, "--data", ".", "init", "fire", *NAMED, AWARD, SOURCE)
    assert done.returncode == 64
    assert done.stderr == "init: --data names a folder that is read; leave it off.\n"


def test_files_of_awards_and_papers_are_taken(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "financial_year,amount_gbp,status,basis,posts,decision,locator,note,outturn_gbp\n"
        "2024/25,90000,outturn,fixed,,FA 1,item 1,,88000\n"
        "2025/26,95000,approved,fixed,,FA 1,item 1,,\n"
    )
    (tmp_path / "s.csv").write_text(
        "id,title,publisher,date,read_on,url,note\nFA 1,A paper,The office,2024-05,2026-11-01,,\n"
    )
    done = run(tmp_path, "init", "fire", *NAMED, "--awards=a.csv", "--sources=s.csv")
    assert (done.returncode, done.stderr) == (0, "")
    facts = load_facts(tmp_path / "fire")
    assert facts.awards["2024/25"].settled == 88_000
    assert facts.sources["FA 1"].date == "2024-05"


UNHEARD = 1.0  # seconds of silence, after which a key is pressed again
KEYS = (b"\x03",)  # what may come while Python does not listen: after its prompt, before it waits


def typed(folder: Path, answers: Sequence[str], *words: str) -> tuple[int, str]:
    """Run the command in a terminal, in which each answer is typed once something is asked."""
    pty = pytest.importorskip("pty")
    child, terminal = pty.fork()
    if not child:
        os.chdir(folder)
        os.execv(sys.executable, [*COMMAND, *words])
    said, answer, waiting = b"", b"", [*answers]
    while True:
        if not select.select([terminal], [], [], UNHEARD)[0]:
            os.write(terminal, answer if answer in KEYS else b"")
            continue
        try:
            part = os.read(terminal, 4096)
        except OSError:  # of a terminal whose program has ended
            break
        said += part
        if not part:
            break
        if re.search(rb"([?:y]|one[)]) $", said) and waiting:
            answer = waiting.pop(0).encode()
            os.write(terminal, answer)
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said.decode()


def test_a_terminal_is_asked_what_is_missing(tmp_path: Path) -> None:
    answers = (
        "Inspectors", "🚒", "IT", "Wessex", "The Ministry", "FA", "FA", "", "", "posts are lost",
        "2025/26 | aproved | 1 | FA 12 | item 3", "2025/26 | approved | £210,000 | FA 12 | item 3",
        "2026/27 | indicative | £210,000 | FA 12 | item 3", "",
        "A paper", "A paper | The office | https://example.org",
    )  # fmt: skip
    code, said = typed(tmp_path, [f"{each}\n" for each in answers], "init", "fire")
    assert code == 0, said
    assert "answer: must hold a letter or a digit" in said
    assert "Award 1: status must be one of" in said
    facts = load_facts(tmp_path / "fire")
    assert (facts.grant.team, facts.grant.if_it_ceases) == ("Inspectors", "posts are lost")
    assert facts.awards.years == ("2025/26", "2026/27")


def test_whoever_stops_answering_leaves_nothing(tmp_path: Path) -> None:
    code, said = typed(tmp_path, ["Inspectors\n", "\x03"], "init", "fire")
    assert code == 130
    assert "Interrupted." in said
    assert list(tmp_path.iterdir()) == []
