"""The coverage database's export: one release an archive, mixed encodings, changed headers, and what stops the import."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from superbill.errors import BadInput, UnsafeArchive
from superbill.kb.files import DiskFile, walk
from superbill.model.periods import Period
from superbill.sources.base import Part
from superbill.sources.cms_mcd import SOURCE

ARTICLES, LCDS, NCDS = "current_article_csv", "current_lcd_csv", "ncd_csv"
Rows = dict[str, list[tuple[Any, ...]]]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def packed(path: Path, contents: dict[str, bytes], inner: str = "current_article_csv.zip") -> Path:
    """The archive as CMS packs it: a zip with a zip of the csv files."""
    nested = io.BytesIO()
    with zipfile.ZipFile(nested, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(inner, nested.getvalue())
        archive.writestr("readme_first.txt", b"To view the downloadable database ...")
    return path


def leaders(path: Path) -> list[DiskFile]:
    names = ("article.csv", "lcd.csv", "ncd_trkg.csv")
    return [file for file in walk(path) if file.name.rpartition("/")[2] in names]


def parts(path: Path) -> list[Part]:
    return [part for file in leaders(path) for part in SOURCE.parse(file)]


def rows(path: Path) -> Rows:
    found: Rows = {}
    for part in parts(path):
        found.setdefault(part.table.name, []).extend(part.rows)
    return found


@pytest.fixture
def folder(fixtures: Path) -> Path:
    return fixtures / "cms-mcd"


@pytest.fixture
def articles(folder: Path) -> Rows:
    return rows(folder / ARTICLES)


@pytest.mark.parametrize(
    ("name", "series", "day"),
    [
        pytest.param(ARTICLES, "article", date(2026, 6, 10), id="articles"),
        pytest.param(LCDS, "lcd", date(2026, 6, 9), id="LCDs"),
        pytest.param(NCDS, "ncd", date(2026, 6, 8), id="NCDs, by the clearance time with its fraction"),
    ],
)
def test_an_archive_is_one_release_dated_by_its_newest_update(folder: Path, name: str, series: str, day: date) -> None:
    editions = {part.edition for part in parts(folder / name)}
    (edition,) = editions
    assert (edition.name, edition.series, edition.period) == (day.isoformat(), series, Period(day))


def test_every_file_of_the_export_is_recognised_the_unused_and_the_headerless_too(folder: Path) -> None:
    assert [file.name for file in walk(folder) if not SOURCE.recognises(file)] == []


def test_no_other_fixture_is_taken_for_one(bench: Any, folder: Path) -> None:
    assert all(name.startswith("cms-mcd/") for name in bench.recognised(SOURCE))


def test_only_the_leading_file_yields_rows(folder: Path) -> None:
    quiet = [file for file in walk(folder) if file not in leaders(folder)]
    beside = {file.name for file in leaders(folder)}
    assert [part for file in quiet if file.name not in beside for part in SOURCE.parse(file)] == []


def test_documents_have_the_dates_of_their_version_and_the_name_of_their_type(articles: Rows) -> None:
    found = {row[:2]: row for row in articles["mcd_article"]}
    assert found[57718, 20][2] == "Billing and Coding"
    assert found[57718, 20][4:9] == ("A", 20250814, 99991231, 20191201, 20250806)
    assert found[59276, 2][5] == 20221215, "without a revision date, the day of publication"
    assert found[56841, 18][6] == 20261231, "the retirement that is announced"
    assert found[53022, 109][4:7] == ("R", 20250601, 20250630)
    assert {row[1] for row in articles["mcd_article"] if row[0] == 52571} == {130, 133}


def test_cells_in_cp1252_stand_beside_utf8(articles: Rows) -> None:
    titles = {row[0]: row[3] for row in articles["mcd_article"]}
    assert titles[57718] == "Billing and Coding: Vitamin D Assay Testing – Part A and B"
    assert {row[3] for row in articles["mcd_contractor"] if "Palmetto" in row[3]} == {"Palmetto GBA – Jurisdiction M"}


def test_codes_and_diagnoses_keep_their_groups_and_lose_dots_and_texts(articles: Rows) -> None:
    assert [row[:4] for row in articles["mcd_article_hcpc"] if row[0] == 57718] == [
        (57718, 20, "82306", 1),
        (57718, 20, "82652", 2),
    ]
    diagnoses = [row[2:6] for row in articles["mcd_article_icd10"] if row[0] == 57736]
    assert diagnoses == [
        ("E559", 1, 1, 0),
        ("M810", 1, 1, 1),
        ("E8351", 1, 1, 0),
        ("Z0000", 0, 1, 0),
        ("E8351", 0, 1, 0),
    ]
    assert "withheld" not in repr(articles)


def test_a_code_that_stands_twice_in_a_group_is_kept_once(articles: Rows) -> None:
    assert [row[2] for row in articles["mcd_article_hcpc"] if row[0] == 56841] == ["82306"]
    assert [row[2] for row in articles["mcd_article_icd10"] if row[0] == 56841] == ["E559", "E8352", "XX000"]


def test_paragraphs_are_plain_text_also_when_encoded_twice(articles: Rows) -> None:
    groups = {(row[0], row[2], row[3]): row[4:6] for row in articles["mcd_article_group"]}
    assert groups[57718, "covered", 2][0] == (
        "These codes support medical necessity for 82652 and must be reported with the stage of disease."
    )
    assert groups[57736, "covered", 1][1] == "*M81.0: once a year."
    assert groups[57736, "noncovered", 1][0] == "Screening is not covered – see NCD 190."
    assert (56841, "covered", 1) not in groups, "an empty paragraph says nothing"


def test_one_key_with_several_periods(articles: Rows) -> None:
    served = [row[3:6] for row in articles["mcd_jurisdiction"] if row[:4] == (300, 9, 2, 51)]
    assert served == [(51, 20130916, 20191231), (51, 20270101, 99991231)]
    listed = [row[3:7] for row in articles["mcd_exclusion"] if row[:3] == ("J0135", 53033, 126)]
    assert listed == [(1, "Humira", 20110101, 99991231), (2, "Humira", 20060101, 20101231)]


def test_parts_of_a_state_have_the_state_as_parent(articles: Rows) -> None:
    states = {row[0]: row[1:4] for row in articles["mcd_state"]}
    assert states[65] == ("UN", "NY", "New York - Upstate")
    assert states[41] == ("NY", "NY", "New York")
    assert states[60] == ("MP", "MP", "Northern Mariana Islands")
    assert states[12] == ("FL", "FL", "Florida")


def test_related_documents_of_number_zero_are_none(articles: Rows) -> None:
    assert {row[:4] for row in articles["mcd_related"]} == {
        (57718, 20, "lcd", 36692),
        (57736, 17, "lcd", 37535),
        (57736, 17, "article", 59276),
        (57736, 17, "ncd", 151),
    }


def test_bill_and_revenue_codes_without_texts(articles: Rows) -> None:
    assert articles["mcd_article_bill"][0][:3] == (57718, 20, "013X")
    assert articles["mcd_article_revenue"][0][:4] == (57718, 20, "030X", "X")


def test_lcds_keep_their_indications(folder: Path) -> None:
    found = rows(folder / LCDS)
    assert {row[:2]: row[3] for row in found["mcd_text"]}[36692, 27] == (
        "Testing may not be used for routine screening.\n- chronic kidney disease stage 3 or greater\n- hypercalcemia"
    )
    assert {row[2] for row in found["mcd_lcd_hcpc"]} == {"E1390", "E0431"}
    assert {row[0]: row[6] for row in found["mcd_lcd"]}[37535] == 20270201


def test_ncds_tell_retired_ones_by_title_and_have_benefit_categories(folder: Path) -> None:
    found = rows(folder / NCDS)
    ncds = {row[0]: row for row in found["mcd_ncd"]}
    assert ncds[169][2:6] == ("240.2", "Home Use of Oxygen", 2, 20210927)
    assert (ncds[20][7], ncds[20][8], ncds[169][8]) == (20210101, 1, 0)
    assert ("Diagnostic Laboratory Tests",) in {row[2:3] for row in found["mcd_ncd_benefit"]}


def test_a_nested_archive_gives_what_the_folder_gives(folder: Path, tmp_path: Path, articles: Rows) -> None:
    assert rows(packed(tmp_path / "current_article.zip", files(folder / ARTICLES))) == articles


def test_a_path_out_of_the_nested_archive_is_refused(folder: Path, tmp_path: Path) -> None:
    contents = files(folder / ARTICLES) | {"../../article.csv": b"article_id,article_version\r\n"}
    with pytest.raises(UnsafeArchive, match=r"current_article_csv\.zip/\.\./\.\./article\.csv: .*points outside"):
        list(walk(packed(tmp_path / "current_article.zip", contents)))


def changed(name: str, change: Callable[[bytes], bytes]) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda contents: contents | {name: change(contents[name])}


def without(name: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda contents: {key: content for key, content in contents.items() if key != name}


def swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, 1)

    return change


COVERED = "article_x_icd10_covered.csv"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            changed(
                "article_x_hcpc_code.csv", swap(b"hcpc_code_id,hcpc_code_version", b"hcpc_code_version,hcpc_code_id")
            ),
            r"article_x_hcpc_code\.csv, line 1, column 3: column 'hcpc_code_version' has moved from number 4 to 3",
            id="moved column",
        ),
        pytest.param(
            changed("article.csv", swap(b"reference_article", b"reference_article,new_flag")),
            r"article\.csv, line 1, column 28: column 'new_flag' is unknown",
            id="unknown column in the leading file",
        ),
        pytest.param(
            changed(COVERED, swap(b",asterisk", b"")),
            r"column 'asterisk' is missing \(expected as number 10\)",
            id="missing column",
        ),
        pytest.param(
            changed(COVERED, swap(b"57718,20,E55.9", b"57718,20,55.9E")),
            r"article_x_icd10_covered\.csv, line 2, column icd10_code_id: '55\.9E' is no ICD-10-CM code",
            id="bad diagnosis",
        ),
        pytest.param(
            changed("article_x_hcpc_code.csv", swap(b",82306,", b",8230,")),
            r"line 2, column hcpc_code_id: '8230' is no CPT or HCPCS code",
            id="bad procedure code",
        ),
        pytest.param(
            changed("article.csv", swap(b"2025-08-14 00:00:00", b"2025-13-14 00:00:00")),
            r"column article_eff_date: '2025-13-14' is no date",
            id="bad date",
        ),
        pytest.param(
            changed(COVERED, swap(b",E55.9,", b',"E55"9",')), r"covered\.csv, line 2: not readable as CSV", id="quote"
        ),
        pytest.param(
            changed(COVERED, lambda content: content.rstrip()[:-4]), r"9 columns where there must be 10", id="cut off"
        ),
        pytest.param(without(COVERED), r"article_x_icd10_covered\.csv, which is not in the archive", id="missing file"),
        pytest.param(
            changed("article.csv", lambda content: content.partition(b"\r\n")[0] + b"\r\n"),
            r"article\.csv: no row states when it was updated",
            id="no rows",
        ),
        pytest.param(
            changed(COVERED, swap(b",N\r\n", b",?\r\n")), r"column asterisk: '\?' is neither yes nor no", id="bad flag"
        ),
    ],
)
def test_what_stops_the_import(
    folder: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]], message: str
) -> None:
    path = packed(tmp_path / "current_article.zip", change(files(folder / ARTICLES)))
    for file in leaders(path):
        assert SOURCE.recognises(file), "a changed header is an error, not another file"
    with pytest.raises(BadInput, match=message):
        rows(path)


def test_a_file_of_the_export_alone_says_what_is_missing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / COVERED).write_bytes((folder / ARTICLES / COVERED).read_bytes())
    (file,) = walk(tmp_path)
    assert SOURCE.recognises(file)
    with pytest.raises(BadInput, match=r"neither article\.csv, lcd\.csv nor ncd_trkg\.csv is beside it"):
        list(SOURCE.parse(file))


def test_fields_beyond_the_csv_limit_are_read(folder: Path, tmp_path: Path) -> None:
    contents = files(folder / ARTICLES)
    long = b"<p>" + b"x" * 200_000 + b"</p>"
    contents["article.csv"] = contents["article.csv"].replace(b"<p>Article text that is not kept.</p>", long)
    assert len(rows(packed(tmp_path / "a.zip", contents))["mcd_article"]) == 9
