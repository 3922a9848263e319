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
        (["lookup", "hello"], 1, "shape of no code"),
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
        ("codes\n99213\n", "line 1: unknown column codes"),
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
