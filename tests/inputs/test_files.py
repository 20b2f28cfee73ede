"""Text, tables and YAML are read strictly."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import clsmin_forecast as cf
from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.inputs.files import parse_yaml, read_table, read_text
from clsmin_forecast.inputs.scenarios import load_scenario, scenario_names
from clsmin_forecast.runs.audit import NOTE, audit
from clsmin_forecast.runs.request import ask, folder_hashes
from tests.conftest import DATA

if TYPE_CHECKING:
    from tests.conftest import Edit, Refused

CHANGE = "cessation: {open: 1}"
PLAIN = "ceases.yaml, line 5: not plain YAML: "
# what is done: (what the change of the scenario `ceases` becomes, what the refusal says)
YAML = {
    "a key twice": ("{2025/26: 1, 2025/26: 0}", f"{PLAIN}key '2025/26' is given twice."),
    "an input twice": (
        "1\n  cessation: 0",
        f"{PLAIN.replace('5', '6')}key 'cessation' is given twice.",
    ),
    "a Python tag": (
        "!!python/object/apply:os.system ['touch here']",
        f"{PLAIN}could not determine a constructor for the tag "
        "'tag:yaml.org,2002:python/object/apply:os.system'.",
    ),
    "a day that does not exist": (
        "2026-02-30",
        "ceases.yaml: not plain YAML: day ",
    ),
    "a list as a key": ("{[1, 2]: 3}", f"{PLAIN}found unhashable key."),
    "no YAML": ("{2025/26: 1", "ceases.yaml, line 6: not plain YAML: "),
    "an unknown key": (
        "1\nowner: me",
        "ceases.yaml: unknown field owner. Known: name, title, description, changes.",
    ),
}


@pytest.mark.parametrize(("new", "message"), YAML.values(), ids=YAML)
def test_yaml_that_is_not_plain_data_is_refused(
    refused_edit: "Edit[str]", new: str, message: str
) -> None:
    found = refused_edit("scenarios/ceases.yaml", CHANGE, f"cessation: {new}")
    assert found.startswith(message)


@pytest.mark.parametrize("text", ["- name\n", "", "ceases\n"])
def test_a_scenario_without_named_fields_is_refused(
    tmp_path: Path, refused: "Refused", text: str
) -> None:
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    assert refused(lambda: load_scenario("mine.yaml")) == (
        "mine.yaml: must hold named fields such as 'name: value'."
    )


def test_yaml_nested_without_end_is_refused(tmp_path: Path, refused: "Refused") -> None:
    (tmp_path / "mine.yaml").write_text("name: " + "[" * 200_000 + "]" * 200_000, encoding="utf-8")
    assert refused(lambda: load_scenario("mine.yaml")) == (
        "mine.yaml: not plain YAML: nested too deep."
    )


@pytest.mark.parametrize("file", ["awards.csv", "assumptions.yaml", "scenarios/central.yaml"])
def test_a_file_that_is_not_utf_8_is_refused(data: Path, refused: "Refused", file: str) -> None:
    path = data / file
    text = path.read_bytes()
    path.write_bytes(text + "# £".encode("latin-1"))
    assert refused(lambda: load_scenario("central", data)) == (
        f"{path.name}, line {len(text.splitlines()) + 1}: must be UTF-8 text (in Excel: CSV UTF-8)."
    )


def test_a_table_that_is_not_plain_csv_is_refused(data: Path, refused: "Refused") -> None:
    path = data / "awards.csv"
    path.write_text(path.read_text(encoding="utf-8") + "x" * 200_000, encoding="utf-8")
    assert refused(lambda: load_scenario("central", data)) == (
        "awards.csv, line 8: not plain CSV (field larger than field limit (131072))."
    )


def test_a_file_that_is_missing_is_refused(data: Path, refused: "Refused") -> None:
    assert refused(lambda: read_text(data / "none.yaml")) == (
        f"{data / 'none.yaml'}: cannot be read (No such file or directory)."
    )


def test_a_data_folder_that_lacks_files_is_refused_with_all_of_them(
    data: Path, refused: "Refused"
) -> None:
    for name in ("governance.yaml", "pay_awards.csv"):
        (data / name).unlink()
    said = refused(lambda: load_scenario("central", data))
    assert said.startswith(f"--data: {data} lacks pay_awards.csv, governance.yaml, so ")


def test_what_a_spreadsheet_saves_is_read(tmp_path: Path) -> None:
    # a byte order mark, Windows line ends and a quoted comma
    path = tmp_path / "a.csv"
    path.write_bytes('\ufeffid,note\r\n1," a, b "\r\n'.encode())
    assert read_table(path, ["id", "note"]) == [
        {"id": "1", "note": "a, b", "where": "a.csv, line 2"}
    ]


def test_what_systems_hide_is_no_data(data: Path) -> None:
    plain = folder_hashes(data), scenario_names(data)
    for place in (data / "._awards.csv", data / "scenarios" / "._half_expansion.yaml"):
        place.write_bytes(b"\0\5\x16\7Mac OS X\xff")
    (data / ".#awards.csv").symlink_to("user@host.123:456")
    (data / "old.csv").mkdir()
    assert (folder_hashes(data), scenario_names(data)) == plain
    assert all(finding.level == NOTE for finding in audit(data, date(2026, 11, 28)))
    assert ask("standard", data, date(2026, 11, 28)).content["data"] == plain[0]


@pytest.mark.parametrize("control", ["\x01", "\x1b", "\x7f", "\ufffe", "\u202e"])
def test_control_characters_are_refused_by_file_and_line(
    data: Path, refused: "Refused", control: str
) -> None:
    path = data / "scenarios" / "mine.yaml"
    path.write_text(f"name: mine\ntitle: a{control}b\ndescription: D\nchanges: {{}}\n", "utf-8")
    said = refused(lambda: load_scenario("mine", data))
    assert said.startswith("mine.yaml, line 2: holds a control character (U+")
    escaped = f"U{ord(control):08x}"
    path.write_text(f'name: mine\ntitle: "a\\{escaped}b"\ndescription: D\nchanges: {{}}\n')
    said = refused(lambda: load_scenario("mine", data))
    assert "mine.yaml, line 2: the text" in said
    assert "holds a control character" in said
    awards = data / "awards.csv"
    awards.write_text(awards.read_text().replace("a ceiling", f"a{control}ceiling", 1))
    assert "awards.csv, line " in refused(lambda: load_facts(data))


def test_a_value_that_unfolds_to_billions_is_refused_at_once(
    data: Path, refused: "Refused"
) -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
    )
    path = data / "scenarios" / "mine.yaml"
    path.write_text(f"{bomb}name: mine\ntitle: *a9\ndescription: D\nchanges: {{}}\n")
    said = refused(lambda: load_scenario("mine", data))
    assert said == "mine.yaml: unfolds to more than 100,000 values; write it without aliases."


@pytest.mark.parametrize(
    ("written", "read"),
    [("1:30", "1:30"), ("010", 10), ("0o10", "0o10"), ("0x10", "0x10"), ("4e-1", 0.4),
     ("1_000", "1_000"), ("-.5", -0.5), ("+7", 7), ("1.", 1.0), ("yes", True), (".5e1", 5.0)],
)  # fmt: skip
def test_numbers_are_those_of_yaml_1_2(written: str, read: object) -> None:
    found = parse_yaml(written, "here")
    assert found == read
    assert type(found) is type(read)


def test_very_many_columns_are_refused_in_a_sentence(data: Path, refused: "Refused") -> None:
    path = data / "awards.csv"
    for more in (16_375, 200_000):
        lines = [line + ",x" * more for line in (DATA / "awards.csv").read_text().splitlines()]
        path.write_text("\n".join(lines) + "\n")
        said = refused(lambda: load_facts(data))
        assert said.startswith(f"awards.csv: has {more + 10:,} columns; the columns are ")
        assert len(said) < 300


def test_what_a_spreadsheet_saves_is_read_where_its_meaning_is_certain(
    data: Path, edit: "Edit[None]"
) -> None:
    before = load_facts(data)
    wide = [line + "," * 300 for line in (data / "awards.csv").read_text().splitlines()]
    (data / "awards.csv").write_text("\n".join([*wide, "," * 300, ""]), encoding="utf-8-sig")
    edit("awards.csv", "2023/24,570567", '2023/24,"£570,567"')
    grants = (data / "comparator_grants.csv").read_text(encoding="utf-8")
    capitals = grants.replace(",True,", ",TRUE,").replace(",False,", ",FALSE,")
    (data / "comparator_grants.csv").write_text(f"{capitals}\n\n", encoding="utf-8")
    after = load_facts(data)
    assert after.awards == before.awards
    assert after.evidence == before.evidence


@pytest.mark.parametrize(("mark", "called"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_mark_between_fields_is_told(
    mark: str, called: str, data: Path, refused: "Refused"
) -> None:
    path = data / "awards.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", mark), encoding="utf-8")
    assert refused(lambda: load_facts(data)) == (
        f"awards.csv: has {called} between its fields; save it with commas."
    )


@pytest.mark.parametrize("sign", ["\N{ROCKET}", "\u5e74", "\u200b"])
@pytest.mark.parametrize(
    ("file", "old"),
    [
        ("scenarios/ceases.yaml", "title: Funding"),
        ("assumptions.yaml", "title: Growth"),
        ("evidence_sets.yaml", "title: Ceased"),
        ("comparator_grants.csv", "G001,Project"),
    ],
)
def test_a_sign_that_no_chart_can_draw_is_refused_where_charts_draw_it(
    sign: str, file: str, old: str, data: Path, edit: "Edit[None]", refused: "Refused"
) -> None:
    edit(file, old, f"{old} {sign}")
    said = refused(lambda: cf.load_scenarios(data=data))
    assert f"holds {sign} (U+{ord(sign):04X}), which no chart can draw" in said
    assert said.startswith(file.rpartition("/")[2])


def test_the_largest_number_of_open_years_and_of_experts_is_told(
    data: Path, refused: "Refused"
) -> None:
    path = data / "awards.csv"
    last = path.read_text(encoding="utf-8").splitlines()[-1]
    more = [last.replace("2026/27", f"{year}/{year - 1999}") for year in range(2027, 2033)]
    path.write_text(path.read_text(encoding="utf-8") + "\n".join([*more, ""]), encoding="utf-8")
    assert refused(lambda: load_facts(data)).startswith(
        "awards.csv: 9 years are undecided; at most 8 can be"
    )
    many = {"choice": [{"value": 0.5, "weight": 1 / 101}] * 101}
    central = cf.load_scenario("central")
    assert refused(lambda: central.but(cessation=many)) == (
        "scenario central: cessation: a choice has at most 100 items, got 101."
    )
    lists = {
        year: {"choice": [{"value": 0.5, "weight": 1 / size}] * size}
        for year, size in {"2024/25": 100, "2025/26": 99, "2026/27": 98}.items()
    }
    assert refused(lambda: cf.forecast(central.but(cessation=lists))).startswith(
        "scenario central: cessation: lists of 100, 99, 98 experts make 970,200 pairings of who"
    )
