"""HCPCS Level II: the fixed-width record file, the quarters of the pack, and what stops the import."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from superbill.errors import BadInput
from superbill.kb.build import Completeness, build
from superbill.kb.files import DiskFile, walk
from superbill.model.periods import Period
from superbill.model.rows import Concept
from superbill.sources.cms_hcpcs import FIELDS, SOURCE, HcpcsDetail

RECORD_FILE = "HCPC2019_CONTR_ANWEB.txt"


@pytest.fixture
def record_file(fixtures: Path) -> DiskFile:
    return next(walk(fixtures / SOURCE.id / RECORD_FILE))


@pytest.fixture
def pack(fixtures: Path, tmp_path: Path) -> Path:
    """A copy of the cut-down pack, to be damaged."""
    return Path(shutil.copytree(fixtures / SOURCE.id, tmp_path / "pack"))


def manifest_file(pack: Path) -> DiskFile:
    return next(walk(pack / "manifest.json"))


def concepts(file: DiskFile, edition: str) -> dict[str, Concept]:
    parts = [part for part in SOURCE.parse(file) if part.edition.name == edition and part.table.name == "concept"]
    return {concept.code: concept for part in parts for concept in (Concept(*row[:-1]) for row in part.rows)}  # type: ignore[arg-type]


def details(file: DiskFile, edition: str) -> dict[str, HcpcsDetail]:
    parts = [part for part in SOURCE.parse(file) if part.edition.name == edition and part.table.name == "hcpcs_detail"]
    return {detail.hcpcs: detail for part in parts for detail in (HcpcsDetail(*row[:-1]) for row in part.rows)}  # type: ignore[arg-type]


def written(folder: Path, content: bytes) -> DiskFile:
    path = folder / RECORD_FILE
    path.write_bytes(content)
    return next(walk(path))


def record(code: str = "A0001", seq: str = "00100", record_id: str = "3", **cells: str) -> str:
    """One line of the record file."""
    cells = {"long_description": "Some supply", "action_effective": "20190101", "action_code": "N"} | cells
    line = [" "] * 320
    for name, text in ({"code": code.rjust(5), "seq": seq, "record_id": record_id} | cells).items():
        begin = FIELDS[name].begin - 1
        line[begin : begin + len(text)] = text
    return "".join(line)


def lines(*texts: str) -> bytes:
    return "".join(f"{text}\r\n" for text in texts).encode("latin-1")


def read(file: DiskFile) -> list[list[tuple[object, ...]]]:
    return [list(part.rows) for part in SOURCE.parse(file)]


def test_recognises_both_layouts(fixtures: Path) -> None:
    found = [file.name for file in walk(fixtures / SOURCE.id) if SOURCE.recognises(file)]
    assert found == [RECORD_FILE, "manifest.json"]


def test_the_quarter_of_the_record_file_is_that_of_its_latest_action(record_file: DiskFile) -> None:
    edition = next(SOURCE.parse(record_file)).edition
    assert (edition.name, edition.period) == ("2019Q1", Period(date(2019, 1, 1), date(2019, 3, 31)))
    assert edition.notes == (
        "The file states no release date; its quarter is that of its latest action effective date, 2019-01-01",
    )


def test_the_quarters_of_the_pack(pack: Path) -> None:
    editions = {part.edition.name: part.edition for part in SOURCE.parse(manifest_file(pack))}
    assert {name: str(edition.period) for name, edition in editions.items()} == {
        "2026Q2": "2026-04-01 to 2026-06-30",
        "2026Q3": "2026-07-01 to 2026-09-30",
    }
    assert editions["2026Q3"].notes[0].startswith("Taken from HCPC2026_JUL_ANWEB_06172026.txt of https://www.cms.gov/")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("A1", Concept("modifier", "A1", None, 1, "Dressing for one wound", "Dressing for one wound", 20020701, None, "N", 0)),
        (
            "A0427",
            Concept(
                "hcpcs", "A0427", None, 1, "Als1-emergency",
                "Ambulance service, advanced life support, emergency transport, level 1 (als 1 - emergency)",
                20010101, None, "N", 2,
            ),
        ),
        (
            "C8904",
            Concept(
                "hcpcs", "C8904", None, 1, "Mri w/o cont, breast, uni",
                "Magnetic resonance imaging without contrast, breast; unilateral", 20011001, 20181231, "D", 5,
            ),
        ),
    ],
)  # fmt: skip
def test_codes_of_the_record_file(record_file: DiskFile, code: str, expected: Concept) -> None:
    assert concepts(record_file, "2019Q1")[code] == expected


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("AD", {"carriers_manual": "3350.5", "coverage_code": "D", "anesthesia_base_units": None, "betos": None}),
        ("J1885", {"pricing_indicators": "51", "types_of_service": "1 P", "betos": "O1E", "anesthesia_base_units": 0}),
        ("G0436", {"cross_references": "99406 99407", "multiple_pricing_indicator": "A", "action_effective": 20161001}),
        ("G0464", {"lab_certifications": "220 310 900", "cross_references": "81528", "betos": "T1H"}),
        ("A9513", {"asc_payment_group": "YY", "asc_effective": 20190101, "mog_effective": None}),
        ("B4034", {"coverage_issues_manual": "65-10", "carriers_manual": "2130 4450", "processing_note": None}),
        ("V5364", {"statute": "1862(a)(7)", "coverage_code": "S", "pricing_indicators": "00"}),
    ],
)
def test_details_of_the_record_file(record_file: DiskFile, code: str, values: dict[str, object]) -> None:
    found = details(record_file, "2019Q1")[code]._asdict()
    assert {name: found[name] for name in values} == values


def test_details_of_the_pack_are_what_it_has(pack: Path) -> None:
    assert details(manifest_file(pack), "2026Q3")["G0416"] == HcpcsDetail("G0416", 20150101, *[None] * 17)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("A0427", "level 1 (als 1 - emergency)"),
        ("G9785", "sent from the pathologist/dermatopathologist to the biopsying clinician"),
        ("TC", "technical component alone; under those circumstances the technical component charge is identified"),
        ("V2107", "7.00 sphere, .12 to 2.00d cylinder, per lens"),
    ],
)
def test_lines_of_a_description_are_joined(pack: Path, code: str, words: str) -> None:
    assert words in concepts(manifest_file(pack), "2026Q3")[code].long


def test_a_code_ends_with_the_quarter_that_terminates_it(pack: Path) -> None:
    file = manifest_file(pack)
    assert [concepts(file, f"2026Q{q}")["C9309"].terminated for q in (2, 3)] == [None, 20260630]
    assert "AC" not in concepts(file, "2026Q2")
    assert concepts(file, "2026Q3")["AC"].added == 20260701


def test_both_layouts_give_the_same_codes(pack: Path, tmp_path: Path) -> None:
    with (pack / "hcpcs_2026q3.csv").open(newline="") as stream:
        fixed = written(tmp_path, lines(*(record(**cells) for cells in csv.DictReader(stream))))
    assert concepts(fixed, "2026Q3") == concepts(manifest_file(pack), "2026Q3")


@pytest.mark.parametrize("record_file_first", [True, False], ids=["record file first", "pack first"])
def test_a_quarter_in_both_layouts_is_one_release(pack: Path, tmp_path: Path, record_file_first: bool) -> None:
    with (pack / "hcpcs_2026q3.csv").open(newline="") as stream:
        fixed = written(tmp_path, lines(*(record(**cells, coverage_code="C") for cells in csv.DictReader(stream))))
    inputs = [fixed, manifest_file(pack)] if record_file_first else [manifest_file(pack), fixed]
    result = build(inputs, tmp_path / "kb.sqlite", completeness=Completeness.TRUST)
    assert len(result.repeated) == 2
    assert all("(same rows as " in name for name in result.repeated)


def test_cpt_and_cdt_are_passed_over_and_counted(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        lines(
            record("A0001"), record("99213"), record("99213", "00200", "4"), record("D0120"), record("0001F"),
            record("26", record_id="7"),
        ),
    )  # fmt: skip
    part = next(SOURCE.parse(file))
    assert [row[1] for row in part.rows] == ["A0001"]
    assert part.edition.notes[-1] == "4 records of CPT or CDT were passed over"


def test_the_filler_may_be_lost(tmp_path: Path) -> None:
    file = written(tmp_path, lines(record()[:293]) + b"\x1a")
    assert len(read(file)[0]) == 1


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ([record(), record("A0002")[:292]], "line 2, column 293: the line has 292 characters, a record line has 320"),
        ([record(), record(seq="00200", record_id="4")[:60]], "line 2, column 61: the line has 60 characters"),
        ([record(), "Supplies"], "line 2, column 1: this is no record line"),
        ([record(), record("A0002", "00200", "4")], "line 2, column seq: A0002 00200, a line of kind 4, cannot follow A0001 00100"),
        ([record(), record("A0001", "00300", "4")], "A0001 00300, a line of kind 4, cannot follow A0001 00100"),
        ([record(), record("A0001", "00200", "8")], "A0001 00200, a line of kind 8, cannot follow A0001 00100"),
        ([record(), record("A0002", "00200", "3")], "A0002 00200, a line of kind 3, cannot follow A0001 00100"),
        ([record(), record("X0001")], "line 2, column code: 'X0001' is no HCPCS Level II code"),
        ([record(), record("A0001", record_id="7")], "line 2, column code: 'A0001' is no Modifier code"),
        ([record(), record("AA", record_id="3")], "'AA' is no HCPCS Level II code"),
        ([record(), record("A0002", long_description="")], "line 2, column long_description: A0002 has no text"),
        ([record(code_added="20190230")], "line 1, column code_added: '20190230' is no date"),
        ([record(termination="2019")], "line 1, column termination: '2019' is no date"),
        ([record(anesthesia_base_units=" 1.")], "line 1, column anesthesia_base_units: '1.' is no whole number"),
        ([record(action_effective="")], "no record has an action effective date"),
    ],
)  # fmt: skip
def test_a_bad_record_file_is_refused(tmp_path: Path, texts: list[str], message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        read(written(tmp_path, lines(*texts)))


def test_a_code_that_comes_twice_is_refused_by_the_knowledge_base(tmp_path: Path) -> None:
    file = written(tmp_path, lines(record(), record(short_description="Other")))
    with pytest.raises(BadInput, match="line 2: hcpcs A0001 is given twice with different values, first in row 1"):
        build([file], tmp_path / "kb.sqlite", completeness=Completeness.TRUST)


def test_a_record_file_that_lost_most_of_its_rows_is_refused(record_file: DiskFile, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="12 rows of concept where a whole release of HCPCS Level II has at least 6500"):
        build([record_file], tmp_path / "kb.sqlite")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("A1,00100,7", "A1,00100,7,extra"), "10 columns where there must be 9"),
        (lambda text: text.replace(",action_code", ""), "line 1: column 'action_code' is missing"),
        (lambda text: text.replace("20020701", "20021301"), "line 2, column code_added: '20021301' is no date"),
        (lambda text: text.replace("AB,00200,8", "AB,00300,8"), "AB 00300, a line of kind 8, cannot follow AB 00100"),
    ],
    ids=["wide row", "missing column", "bad date", "a line lost"],
)
def test_a_bad_table_is_refused(pack: Path, change: Callable[[str], str], message: str) -> None:
    table, manifest = pack / "hcpcs_2026q2.csv", pack / "manifest.json"
    content = change(table.read_text()).encode()
    table.write_bytes(content)
    stated = json.loads(manifest.read_text())
    stated["hcpcs_releases"]["2026q2"]["canonical_sha256"] = hashlib.sha256(content).hexdigest()
    manifest.write_text(json.dumps(stated))
    with pytest.raises(BadInput, match=re.escape(message)):
        read(manifest_file(pack))


def test_a_quarter_of_another_name_is_refused(pack: Path) -> None:
    manifest = pack / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"2026q3"', '"2026q5"'))
    with pytest.raises(BadInput, match=r"manifest\.json, column hcpcs_releases: '2026q5' names no quarter"):
        read(manifest_file(pack))
