"""The command line: same answers, documented exit codes, messages without tracebacks."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from superbill.surfaces.cli.main import run
from superbill.surfaces.schemas import schemas
from superbill.workbench import Workbench

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(
    small_kb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """Runs a command line in process: exit code, standard output, standard error."""
    monkeypatch.setenv("SUPERBILL_KB", str(small_kb))
    monkeypatch.setenv("SUPERBILL_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "100")

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["superbill", *words])
        try:
            run()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


SUMMER = ("--on", "2024-08-01")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["lookup", "82331"], 0, "Calcium measured in timed draws"),
        (["lookup", "e83.52"], 0, "Hypercalcemia"),
        (["lookup", "E83.53"], 1, "E83.52"),
        (["lookup", "E83.52", "--on", "2019-01-01"], 4, "begins on"),
        (["lookup", "82331", "--on", "soon"], 2, "'soon' is no date"),
        (["lookup", "hello"], 1, "'hello' is no code"),
        (["search", "hypercalcemia"], 0, "E83.52"),
        (["search", "zzzzqqq"], 1, "Nothing found"),
        (["search", "  "], 2, "superbill:"),
        (["pairs", "82331", "82310", *SUMMER], 1, "with a modifier"),
        (["pairs", "82331", "99213", *SUMMER], 0, "no edit found"),
        (["pairs", "82331"], 2, "pairs need 2 to 50"),
        (["pairs", "82331", "82310", "--on", "2020-01-01"], 4, "begins on"),
        (["units", "82397", *SUMMER], 0, "3 units of 82397"),
        (["units", "99999", *SUMMER], 4, "not the same as no limit"),
        (["price", "82331", "--on", "2026-05-01"], 0, "$13.34"),
        (["price", "99213", "--zip", "99501", "--on", "2025-11-22"], 0, "$112.20"),
        (["price", "G0463", "--on", "2025-11-22"], 4, "not available"),
        (["price"], 2, "give codes"),
        (["history", "E83.52"], 0, "listed"),
        (["releases"], 0, "RVU25D"),
        (["verify"], 0, "0 failed"),
        (["localities", "--state", "AK", "--on", "2025-11-22"], 0, "02102/01"),
        (["localities", "--state", "ZZ", "--on", "2025-11-22"], 4, "no locality of 'ZZ'"),
        (["history", "ZZZZ9"], 1, "is no code"),
        (["history", "E83.53"], 1, "E83.53 is in no release"),
        (["units", "82397 82331"], 2, "holds 2 codes: 82397, 82331"),
        (["price", "99213", "--on", "11/22/25"], 2, "no year of four digits"),
        (["price", "99213", "--zip", "00000", "--on", "2025-11-22"], 4, "ZIP 00000: not found"),
        (["price", "99213", "--locality", "nowhere"], 2, "no locality"),
        (["lookup", "82331", "--format", "md", "--out", "/nonexistent/report.md"], 2, "cannot be written"),
        (["lookup", "J1885JZ"], 0, "J1885"),
        (["lookup", "e83,52"], 0, "Hypercalcemia"),
        (["search", "calcium", "--on", "2024-08-01"], 0, "82310"),
        (["nonsense"], 2, "No such command"),
        (["lookup", "82331", "--kb", "/nonexistent/kb.sqlite"], 4, "superbill build"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_commands_answer_and_end_with_their_code(cli: Run, words: list[str], code: int, said: str) -> None:
    found, out, err = cli(*words)
    assert said in out + err
    assert found == code
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ("report", ["lookup", "82331"]),
        ("report", ["lookup", "E83.52"]),
        ("report", ["lookup", "J1885"]),
        ("lookup-not-found", ["lookup", "E83.53"]),
        ("lookup-not-found", ["lookup", "E83.52", "--on", "2019-01-01"]),
        ("search", ["search", "calcium"]),
        ("price", ["price", "99213", "82331", "G0463"]),
        ("price", ["price", "99213", "XXXXX"]),
        ("policies", ["coverage", "82306"]),
        ("pairs", ["pairs", "82331", "82310", "99213", *SUMMER]),
        ("pairs", ["pairs", "82331", "82310", "--on", "2020-01-01"]),
        ("units", ["units", "82397", *SUMMER]),
        ("units", ["units", "82397", "--on", "2020-01-01"]),
        ("releases", ["releases"]),
        ("history", ["history", "D69.1"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_json_follows_its_published_schema(cli: Run, schema: str, words: list[str]) -> None:
    _, out, _ = cli(*words, "--format", "json")
    jsonschema.Draft202012Validator(schemas()[schema]).validate(json.loads(out))


def test_the_facts_about_82331_stand_in_its_json(cli: Run, embedded_kb: Path) -> None:
    _, out, _ = cli("lookup", "82331", "--format", "json", "--on", "2026-11-22", "--kb", str(embedded_kb))
    report = json.loads(out)
    sections = {section["id"]: section["items"] for section in report["sections"]}
    assert list(sections) == [
        "official", "plain", "overview", "context", "modifiers", "fee", "payers", "guidance", "units", "pairs",
        "coverage", "crosswalks", "history", "updates", "sources",
    ]  # fmt: skip
    assert sections["fee"][0]["value"] == 13.34
    assert sections["official"][0]["not_available"]
    uses = {row["modifier"]["value"]: row["use"]["value"] for row in sections["modifiers"][0]["rows"]}
    assert uses == {"26 TC": "does not apply", "QW": "does not apply", "91": "when", "59 XE XS XP XU": "when"}
    pairs = {
        (row["column1"]["value"], row["column2"]["value"]): row["indicator"]["value"]
        for table in sections["pairs"]
        for row in table["rows"]
    }
    assert pairs == {("82331", "82330"): 1, ("82331", "96523"): 0, ("82310", "82331"): 1}


@pytest.mark.parametrize("fmt", ["html", "md", "pdf"])
def test_a_report_goes_to_a_file(cli: Run, tmp_path: Path, fmt: str) -> None:
    file = tmp_path / f"report.{fmt}"
    code, _, _ = cli("lookup", "82331", "--format", fmt, "--out", str(file))
    assert code == 0
    assert file.read_bytes()[:4] == {"html": b"<!do", "md": b"# 82", "pdf": b"%PDF"}[fmt]


def test_prices_of_a_csv_come_back_as_csv(cli: Run, tmp_path: Path) -> None:
    lines = tmp_path / "lines.csv"
    lines.write_text("code,modifiers,on,units\n99213,,2025-11-22,1\n71046,26,2025-11-22,2\n82331,,2026-05-01,1\n")
    code, out, _ = cli("price", "--in", str(lines))
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert [(row["code"], row["non_facility_usd"]) for row in rows] == [
        ("99213", "88.95"),
        ("71046", "20.06"),
        ("82331", "13.34"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("codes\n99213\n", "line 1: no column `code`"),
        ("code,on\n99213,never\n", "line 2: 'never' is no date"),
        ("code,units\n99213,many\n", "line 2: 'many' is no number of units"),
        ("code,units\n99213,0\n", "line 2: 0 units"),
    ],
)
def test_a_bad_csv_is_named_by_line(cli: Run, tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "bad.csv").write_text(content)
    code, _, err = cli("price", "--in", str(tmp_path / "bad.csv"))
    assert code == 3
    assert message in err


def test_one_bad_code_leaves_the_others_answered(cli: Run) -> None:
    code, out, err = cli("price", "99213", "XXXXX", "71046-26", "--on", "2025-11-22")
    assert (code, "$88.95" in out, "$10.03" in out) == (4, True, True)
    assert "'XXXXX' is no code" in err
    code, out, err = cli("lookup", "82331", "E83.53", "99213", "25", "--on", "2025-11-22")
    assert code == 1
    assert "Calcium measured" in out and "low complexity" in out and "E83.53 is in no release" in err


def test_search_marks_what_is_not_in_force_on_the_day(cli: Run) -> None:
    _, out, _ = cli("search", "C9309", "--format", "json", "--on", "2026-05-01")
    assert not json.loads(out)["results"][0]["ended"]
    _, out, _ = cli("search", "C9309", "--format", "json", "--on", "2026-08-01")
    assert json.loads(out)["results"][0]["standing"] == "ended 2026-06-30"
    assert "(ended" in cli("search", "C9309", "--on", "2026-08-01")[1]


def test_several_codes_as_json_are_a_line_each(cli: Run) -> None:
    _, out, _ = cli("lookup", "82331", "E83.53", "--format", "json")
    assert [json.loads(line)["code"] for line in out.splitlines()] == ["82331", "E8353"]


def test_a_csv_keeps_its_other_columns_and_all_good_rows(cli: Run, tmp_path: Path) -> None:
    lines = tmp_path / "lines.csv"
    lines.write_text("CPT;Mod;DOS;Zip;Account\n99213;25;2025-11-22;99501;A-1\n71046;;11/22/25;;A-2\n", "utf-8")
    code, out, err = cli("price", "--in", str(lines))
    good, bad = csv.DictReader(io.StringIO(out), delimiter=";")
    assert (code, good["non_facility_usd"], good["locality"]) == (3, "112.20", "02102/01")
    assert (good["Account"], good["Zip"], good["error"], good["stale_days"]) == ("A-1", "99501", "", "")
    assert good["remarks"] == ""
    assert (bad["Account"], bad["code"], bad["non_facility_usd"]) == ("A-2", "71046", "")
    assert "lines.csv, line 3: '11/22/25' has no year of four digits" in err


def test_a_defect_ends_in_one_line(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("lost\nkey")

    monkeypatch.setattr(Workbench, "open", fail)
    code, _, err = cli("releases")
    assert (code, err.count("\n"), "Traceback" in err) == (5, 1, False)
    assert "a defect in Superbill (KeyError: 'lost\\nkey')" in err
    monkeypatch.setenv("SUPERBILL_DEBUG", "1")
    assert "Traceback" in cli("releases")[2]


def test_releases_are_named_as_changes_takes_them(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = cli("releases")
    assert "cms-mpfs-rvu@RVU25D " in out
    assert max(map(len, out.splitlines())) <= 80
    assert cli("changes", "--from", "cms-mpfs-rvu@RVU25D", "--to", "cms-mpfs-rvu@RVU25D")[0] == 0


def test_a_build_of_nothing_names_what_it_looked_at(cli: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir")
    words = ("build", "--no-packs", "--no-starter", "--from", str(tmp_path), "--out", str(tmp_path / "kb.sqlite"))
    code, _, err = cli(*words)
    assert (code, "looked at 1: letter.txt" in err) == (2, True)


def test_a_build_without_a_terminal_says_each_step(cli: Run, fixtures: Path, tmp_path: Path) -> None:
    words = ("--no-packs", "--no-starter", "--allow-excerpt", "--from", str(fixtures / "cms-clfs"))
    code, _, err = cli("build", *words, "--out", str(tmp_path / "kb.sqlite"))
    assert code == 0
    assert err.splitlines()[-3:] == ["index the tables", "search index", "terms for notes"]


def test_no_arguments_show_what_it_can_do(cli: Run) -> None:
    code, out, _ = cli()
    assert code == 0
    assert "superbill lookup 82331" in out


@pytest.mark.parametrize(
    "name",
    [
        "build",
        "history",
        "import",
        "localities",
        "lookup",
        "pairs",
        "price",
        "releases",
        "search",
        "serve",
        "units",
        "verify",
    ],
)
def test_every_command_has_help_with_an_example(cli: Run, name: str) -> None:
    code, out, _ = cli(name, "--help")
    assert code == 0
    assert "superbill " in out and ("Example" in out or name == "import")


def test_importing_a_licensed_file(cli: Run, tmp_path: Path) -> None:
    (tmp_path / "cpt.csv").write_text("code,long\n82331,Invented text\n")
    code, out, _ = cli("import", "cpt-descriptors", str(tmp_path / "cpt.csv"))
    assert (code, out.split()[0]) == (0, "1")
    assert "Invented text" in cli("lookup", "82331")[1]
