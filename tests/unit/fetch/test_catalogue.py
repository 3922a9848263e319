"""The catalogue: what it must say, and the file names that its patterns were made for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from superbill.errors import BadInput, UsageError
from superbill.fetch.catalogue import Catalogue, Download, load_catalogue
from superbill.fetch.issues import named_issue
from superbill.kb.discover import sources

HEAD = """
[licences.public]
title = "public domain"
[[download]]
id = "x"
title = "X"
page = "https://example.gov/x"
licence = "public"
cadence = "quarterly"
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def only(catalogue: Catalogue, name: str) -> Download:
    return next(download for download in catalogue.download if download.id == name)


def test_every_source_of_the_catalogue_exists(catalogue: Catalogue) -> None:
    named = {source for download in catalogue.download for source in download.sources}
    assert named - set(sources()) == set()


def test_every_source_that_says_superbill_fetch_is_in_the_catalogue(catalogue: Catalogue) -> None:
    said = {source.id for source in sources().values() if f"superbill fetch {source.id}" in source.fetch_hint}
    assert said - {source for download in catalogue.download for source in download.sources} == set()


@pytest.mark.parametrize(
    ("name", "file", "label"),
    [
        ("cms-mpfs-rvu", "rvu25d.zip", "2025Q4"),
        ("cms-mpfs-rvu", "rvu25d-0.zip", "2025Q4"),
        ("cms-mpfs-rvu", "rvu25a-updated-01/10/2025.zip", "2025Q1"),
        ("cms-mpfs-rvu", "rvu24ar-posted-04/01/2024.zip", "2024Q1"),
        ("cms-mpfs-rvu", "rvu26a-updated-12-29-2025.zip", "2026Q1"),
        ("cms-pfs-amounts", "pfrev26c-posted-06-30-2026.zip", "2026Q3"),
        ("cms-zip-locality", "zip-code-carrier-locality-file-revised-08/14/2025.zip", "2025Q4"),
        ("cms-zip-locality", "zip-code-carrier-locality-file-updated-05-13-2026.zip", "2026Q3"),
        ("cms-anesthesia", "2022-anesthesia-base-units-cpt-code.zip", "2022"),
        ("cms-clfs", "26clabq2.zip", "2026Q2"),
        ("cms-asp", "january-2025-asp-pricing-file-12/19/24-final-file.zip", "2025Q1"),
        ("cms-asp", "october-2026-medicare-part-b-payment-limit-files-final.zip", "2026Q4"),
        ("cms-asp-ndc", "october-2025-asp-ndc-hcpcs-crosswalk-final-file.zip", "2025Q4"),
        ("cms-dmepos", "dme26.zip", "2026Q1"),
        ("cms-dmepos", "dme26-c.zip", "2026Q3"),
        ("cms-ncci-ptp-practitioner", "medicare-ncci-2026q3-practitioner-ptp-edits-ccipra-v322r0-f1.zip", "2026Q3"),
        ("cms-ncci-ptp-outpatient", "medicare-ncci-2026q2-hospital-outpatient-ptp-edits-ccioph-v321r0-f1.zip", "2026Q2"),
        ("cms-ncci-ptp-outpatient", "medicare-ncci-2026-q4-hospital-ptp-edits-ccioph-v323r0-f1.zip", "2026Q4"),
        ("cms-ncci-mue-practitioner", "medicare-ncci-2026-q3-practitioner-services-mue-table.zip", "2026Q3"),
        ("cms-ncci-mue-outpatient", "medicare-ncci-2026-q3-facility-outpatient-hospital-services-mue-table.zip", "2026Q3"),
        ("cms-ncci-mue-dme", "medicare-ncci-2026-q3-dme-supplier-services-mue-table.zip", "2026Q3"),
        ("cms-ncci-addon", "add-code-edits-medicare-effective-06012026.zip", "2026Q2"),
        ("cms-ncci-addon", "add-code-edits-replacement-file-medicare-effective-01012026-zip.zip", "2026Q1"),
        ("cms-asc", "october-2026-asc-approved-hcpcs-code-payment-rates.zip", "2026Q4"),
        ("cms-asc", "july-2026-asc-addenda.zip", "2026Q3"),
        ("cms-hcpcs", "july-2026-alpha-numeric-hcpcs-file.zip", "2026Q3"),
        ("cms-icd10cm-order", "2024-code-descriptions-tabular-order-updated-01112024.zip", "FY2024"),
        ("cms-icd10cm-order", "april-1-2026-code-descriptions-tabular-order.zip", "FY2026 April"),
        ("nchs-icd10cm-tabular", "2025-code-tables-tabular-and-index-april.zip", "FY2025 April"),
        ("nchs-icd10cm-tabular", "2027-code-tables-tabular-index.zip", "FY2027"),
        ("cms-icd10pcs", "2026-icd-10-pcs-code-tables-and-index-updated-01012026.zip", "FY2026"),
        ("cms-icd10pcs-order", "april-1-2026-icd-10-pcs-order-file-long-abbreviated-titles.zip", "FY2026 April"),
        ("cms-msdrg-table5", "fy-2025-ipps-final-rule-table-5.zip", "FY2025"),
        ("cms-msdrg-tables6", "fy-2025-ipps-final-rule-tables-6a-6k-and-tables-6p1a-6p4d.zip", "FY2025"),
        ("cms-physician-geo", "MUP_PHY_R26_P05_V10_D24_Geo.csv", "2024"),
    ],
    ids=lambda value: None,
)  # fmt: skip
def test_official_file_names_tell_their_release(catalogue: Catalogue, name: str, file: str, label: str) -> None:
    download = only(catalogue, name)
    match = re.fullmatch(download.link, file, re.IGNORECASE)
    assert match is not None
    issue = named_issue(file, match.groupdict(), download.cadence)
    assert issue is not None
    assert issue.label == label


@pytest.mark.parametrize(
    ("name", "file", "taken"),
    [
        ("cms-opps-a", "cy-2026-april-opps-addendum.zip", True),
        ("cms-opps-a", "january-2025-addendum-a.zip", True),
        ("cms-opps-a", "january-2026-opps-addendum-b.zip", False),
        ("cms-opps-b", "October-2026-OPPS-Addendum-B.zip", True),
        ("cms-opps-b", "july-2024-addendum-b-080524.zip", True),
        ("cms-opps-b", "cy-2026-april-opps-addendum.zip", False),
        ("cms-ncci-addon", "medicaid-ncci-q1-2026-mue-edits-practitioner-services.zip", False),
    ],
)
def test_addenda_are_told_apart(catalogue: Catalogue, name: str, file: str, taken: bool) -> None:
    assert (re.fullmatch(only(catalogue, name).link, file, re.IGNORECASE) is not None) is taken


def test_a_source_selects_all_its_downloads(catalogue: Catalogue) -> None:
    assert [d.id for d in catalogue.select(["cms-ncci-ptp"])] == [
        "cms-ncci-ptp-practitioner",
        "cms-ncci-ptp-outpatient",
    ]
    assert [d.id for d in catalogue.select(["cms-mpfs-gpci"])] == ["cms-mpfs-rvu"]
    assert len(catalogue.select([])) == len(catalogue.download)
    with pytest.raises(UsageError, match="no download 'cms-clf'\nDid you mean cms-clfs"):
        catalogue.select(["cms-clf"])


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("link = 'x(?P<ear>..)'", "download x: link: unknown group ear"),
        ("link = 'x('", "download x: link: missing"),
        ("", "download x: has neither link nor direct"),
        ('direct = ["https://example.gov/{century}.zip"]', "download x: direct: unknown field century"),
        ('direct = ["ftp://example.gov/x.zip"]', "download x: 'ftp://example.gov/x.zip' is no web address"),
        ('link = "x"\ncolour = "red"', "is no catalogue: Object contains unknown field `colour`"),
    ],
    ids=["group", "pattern", "nothing", "field", "address", "unknown key"],
)
def test_a_wrong_catalogue_is_refused(tmp_path: Path, lines: str, problem: str) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(HEAD + lines)
    with pytest.raises(BadInput, match=re.escape(problem)):
        load_catalogue(path)


def test_licences_and_ids_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(HEAD.replace('licence = "public"', 'licence = "mine"') + "link = 'x'")
    with pytest.raises(BadInput, match="unknown licence 'mine'"):
        load_catalogue(path)
    path.write_text(HEAD + "link = 'x'" + HEAD[HEAD.index("[[") :].join(["\n", "link = 'x'"]))
    with pytest.raises(BadInput, match="two downloads are called x"):
        load_catalogue(path)
