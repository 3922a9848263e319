"""Groupers, crosswalks and small code sets in full: the data packs and the official files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from superbill.kb.files import DiskFile, walk
from superbill.kb.packs import installed_packs
from superbill.kb.store import KnowledgeBase, opened
from superbill.model.citation import Fact, NotAvailable
from superbill.sources import (
    ahrq_ccsr,
    cms_gems,
    cms_hcc,
    cms_icd9,
    cms_mdc,
    cms_msdrg,
    cms_poa,
    cms_pos,
    nchs_icd10cm_codes,
    nubc_codes,
    nucc_taxonomy,
)
from superbill.sources.base import Part, Source
from superbill.terminology.crosswalks import Chronic, Severity, ccsr, chronic, icd9_of, icd10cm_of, severity
from superbill.terminology.hcc import hccs

pytestmark = pytest.mark.releases

Rows = list[tuple[object, ...]]
PACKED = (ahrq_ccsr.SOURCE, cms_gems.SOURCE, cms_hcc.SOURCE, cms_icd9.SOURCE, cms_mdc.SOURCE, cms_msdrg.SOURCE)

COUNTS = {
    ("ahrq-ccsr", "v2023.1", "", "ccsr"): 74_549,
    ("ahrq-ccsr", "v2023.1", "chronic", "chronic_indicator"): 74_549,
    ("cms-gems", "FY2015", "from-icd10", "gem"): 78_838,
    ("cms-gems", "FY2015", "from-icd9", "gem"): 23_912,
    ("cms-hcc", "PY2025", "", "hcc_model"): 6,
    ("cms-hcc", "PY2025", "", "hcc_map"): 53_951,
    ("cms-hcc", "PY2026", "", "hcc_model"): 6,
    ("cms-hcc", "PY2026", "", "hcc_map"): 55_297,
    ("cms-hcc", "PY2027", "", "hcc_model"): 5,
    ("cms-hcc", "PY2027", "", "hcc_map"): 44_860,
    ("cms-hcc", "PY2025", "coefficients-cms-hcc", "hcc_coefficient"): 3_206,
    ("cms-hcc", "PY2025", "coefficients-esrd", "hcc_coefficient"): 1_489,
    ("cms-hcc", "PY2025", "coefficients-rxhcc", "hcc_coefficient"): 1_598,
    ("cms-hcc", "PY2026", "coefficients-cms-hcc", "hcc_coefficient"): 4_475,
    ("cms-hcc", "PY2026", "coefficients-esrd", "hcc_coefficient"): 1_489,
    ("cms-hcc", "PY2026", "coefficients-rxhcc", "hcc_coefficient"): 2_391,
    ("cms-hcc", "PY2027 proposed", "proposed", "hcc_coefficient"): 3_721,
    ("cms-hcc", "PY2026", "edits", "hcc_edit"): 486,
    ("cms-hcc", "model software of PY2026", "hierarchies", "hcc_hierarchy"): 734,
    ("cms-hcc", "model software of PY2026", "labels", "hcc_label"): 783,
    ("cms-icd9", "v32 FY2015", "", "concept"): 14_567 + 3_882,
    ("cms-mdc", "undated", "", "mdc"): 25,
    ("cms-msdrg", "FY2026", "exclusions", "cc_exclusion"): 18_432,
    ("cms-msdrg", "FY2026", "severity", "cc_mcc"): 15_078 + 3_354,
    ("cms-msdrg", "FY2026", "", "concept"): 772,
    ("cms-msdrg", "FY2026", "", "msdrg_weight"): 772,
}
"""Source, edition, series and table to the rows of the pinned packs."""


@pytest.fixture(scope="module")
def packs() -> dict[str, list[Part]]:
    """The parts of the packs by source, rows in memory."""
    found: dict[str, list[Part]] = {source.id: [] for source in (*PACKED, nchs_icd10cm_codes.SOURCE)}
    for _, file in installed_packs():
        for source in (*PACKED, nchs_icd10cm_codes.SOURCE):
            if source.recognises(file):
                found[source.id] += [Part(p.edition, p.file, p.table, list(p.rows)) for p in source.parse(file)]
    if not all(found.values()):
        pytest.skip("the data packs are not installed")
    return found


@pytest.fixture(scope="module")
def lists(packs: dict[str, list[Part]]) -> dict[str, set[object]]:
    """The codes of each ICD-10-CM list."""
    return {part.edition.name: {row[1] for row in part.rows} for part in packs["nchs-icd10cm-codes"]}


def rows(packs: dict[str, list[Part]], source: Source, table: str, edition: str = "", series: str = "") -> Rows:
    parts = [p for p in packs[source.id] if p.table.name == table and p.edition.series == series]
    return [row for part in parts if edition in ("", part.edition.name) for row in part.rows]


def test_counts_of_the_packs(packs: dict[str, list[Part]]) -> None:
    found: Counter[tuple[str, str, str, str]] = Counter()
    for source in PACKED:
        for part in packs[source.id]:
            found[source.id, part.edition.name, part.edition.series, part.table.name] += len(list(part.rows))
    assert found == COUNTS


def test_icd_9_has_all_its_diacritics(packs: dict[str, list[Part]]) -> None:
    texts = [str(row[5]) for row in rows(packs, cms_icd9.SOURCE, "concept")]
    assert sum(not text.isascii() for text in texts) == 7
    assert not [text for text in texts if "\ufffd" in text or text != text.strip()]


def test_mappings_hold_the_codes_that_are_said_to_be_in_view(
    packs: dict[str, list[Part]], lists: dict[str, set[object]]
) -> None:
    """New codes of each fiscal year in the mapping of each payment year."""
    found = {}
    for year in (2025, 2026, 2027):
        codes = {row[1] for row in rows(packs, cms_hcc.SOURCE, "hcc_map", f"PY{year}")}
        pairs = (("FY2024", "FY2025"), ("FY2025", "FY2026"), ("FY2026", "FY2027"))
        found[year] = [len((lists[new] - lists[old]) & codes) for old, new in pairs]
    assert found == {2025: [0, 0, 0], 2026: [111, 159, 0], 2027: [111, 159, 0]}
    assert [cms_hcc.CODES_THROUGH[year].year for year in found] == [2024, 2026, 2026]


def test_every_hcc_has_a_label_and_a_factor(packs: dict[str, list[Part]]) -> None:
    labels = {row[:3] for row in rows(packs, cms_hcc.SOURCE, "hcc_label", series="labels")}
    mapped = set()
    for year in ("PY2025", "PY2026", "PY2027"):
        models = {row[0]: row[1:3] for row in rows(packs, cms_hcc.SOURCE, "hcc_model", year)}
        mapped |= {(*models[row[0]], row[2]) for row in rows(packs, cms_hcc.SOURCE, "hcc_map", year)}
    assert mapped <= labels
    factors = {
        row[:3] for s in cms_hcc.SERIES.values() for row in rows(packs, cms_hcc.SOURCE, "hcc_coefficient", series=s)
    }
    names = {(m, v, f"{'RX' if m == 'RxHCC' else ''}HCC{hcc}") for m, v, hcc in mapped}
    assert names <= factors


def test_factors_that_nothing_tells_apart(packs: dict[str, list[Part]]) -> None:
    series = cms_hcc.SERIES["RxHCC"]
    values = {}
    for edition in ("PY2025", "PY2026"):
        found = rows(packs, cms_hcc.SOURCE, "hcc_coefficient", edition, series)
        assert Counter(row[4] for row in found if row[1] == "V08") == {"": 58, "unnamed 1": 770, "unnamed 2": 770}
        values[edition] = Counter((row[2], row[3], Decimal(str(row[5]))) for row in found if row[1] == "V08")
    assert values["PY2025"] == values["PY2026"]


def test_gems_hold_the_codes_of_before_october_2015(packs: dict[str, list[Part]]) -> None:
    """Every ICD-9-CM diagnosis of version 32 and nothing else; ICD-10-CM codes that CCSR, which begins then, lacks."""
    gems = [row for series in cms_gems.SERIES.values() for row in rows(packs, cms_gems.SOURCE, "gem", series=series)]
    icd9 = {row[1] for row in rows(packs, cms_icd9.SOURCE, "concept") if row[0] == "icd9cm"}
    assert {row[1] for row in gems if row[0] == 9} == icd9
    assert {row[2] for row in gems if row[0] == 10} - icd9 == {"NoDx"}
    since = {row[0] for row in rows(packs, ahrq_ccsr.SOURCE, "chronic_indicator", series="chronic")}
    icd10 = {row[1] for row in gems if row[0] == 10}
    assert (len(icd10), icd10 - since) == (69_832, {"M4717", "M4718", "M5107"})
    assert Counter(row[4] for row in gems if row[0] == 10) == {0: 78_169, 1: 669}
    assert Counter(row[4] for row in gems if row[0] == 9) == {0: 23_487, 1: 425}


def test_categories_have_the_codes_of_the_chronic_indicator(packs: dict[str, list[Part]]) -> None:
    """What the version of the file of categories is derived from."""
    categories = rows(packs, ahrq_ccsr.SOURCE, "ccsr")
    indicators = rows(packs, ahrq_ccsr.SOURCE, "chronic_indicator", series="chronic")
    assert {row[0] for row in categories} == {row[0] for row in indicators}
    assert len({row[2] for row in categories}) == 515
    assert Counter(row[1] for row in indicators) == {0: 51_685, 1: 12_504, 9: 10_360}


def test_severity_lists_agree_with_the_exclusions(packs: dict[str, list[Part]], lists: dict[str, set[object]]) -> None:
    listed = {row[0]: row[1] for row in rows(packs, cms_msdrg.SOURCE, "cc_mcc", series=cms_msdrg.SEVERITY)}
    exclusions = rows(packs, cms_msdrg.SOURCE, "cc_exclusion", series=cms_msdrg.EXCLUSIONS)
    assert listed == {row[0]: row[1] for row in exclusions}
    assert set(listed) <= lists["FY2026"]
    assert sum(row[2] is None for row in exclusions) == 41
    assert sum(bool(row[4]) for row in exclusions) == 8


def test_weights(packs: dict[str, list[Part]]) -> None:
    weights = {row[0]: cms_msdrg.MsdrgWeight(*row[:-1]) for row in rows(packs, cms_msdrg.SOURCE, "msdrg_weight")}  # type: ignore[arg-type]
    assert Counter(weight.kind for weight in weights.values()) == {"SURG": 403, "MED": 367, "**": 2}
    assert [drg for drg, weight in weights.items() if weight.weight is None] == ["998", "999"]
    assert sum(weight.weight != weight.uncapped_weight for weight in weights.values()) == 30
    assert (weights["470"].weight, weights["470"].mdc, weights["981"].mdc) == ("1.9289", "08", None)
    assert sum(weight.post_acute for weight in weights.values()) == 285
    assert sum(weight.special_pay for weight in weights.values()) == 49
    mdcs = {row[0] for row in rows(packs, cms_mdc.SOURCE, "mdc")}
    assert {weight.mdc for weight in weights.values()} - mdcs == {"PRE", None}


@pytest.mark.parametrize(
    ("source", "path", "series", "count"),
    [
        (cms_msdrg.SOURCE, "msdrg/fy2026/drg_weights.txt", "FY2026", 2 * 772),
        (cms_msdrg.SOURCE, "msdrg/fy2026/cc_list.txt", "FY2026", 15_078),
        (cms_msdrg.SOURCE, "msdrg/fy2026/mcc_list.txt", "FY2026", 3_354),
        (nucc_taxonomy.SOURCE, "nucc/nucc_taxonomy_251.csv", "25.1", 883),
        (cms_pos.SOURCE, "reference/pos_codes.csv", "undated", 99),
        (cms_poa.SOURCE, "reference/present_on_admission.csv", "undated", 4),
        (cms_mdc.SOURCE, "reference/mdc.csv", "undated", 25),
        (nubc_codes.SOURCE, "reference/revenue_center_code.csv", "undated", 526),
        (nubc_codes.SOURCE, "reference/discharge_disposition.csv", "undated", 41),
        (nubc_codes.SOURCE, "reference/admit_type.csv", "undated", 9),
        (nubc_codes.SOURCE, "reference/admit_source.csv", "undated", 16),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_official_files(official: Path, source: Source, path: str, series: str, count: int) -> None:
    file = next(walk(official / path))
    assert source.recognises(file)
    parts = list(source.parse(file))
    assert {part.edition.name for part in parts} == {series}
    assert sum(len(list(part.rows)) for part in parts) == count


def test_only_their_own_official_files_are_taken(official: Path) -> None:
    found: dict[str, list[str]] = {}
    for source in (*PACKED, cms_poa.SOURCE, cms_pos.SOURCE, nubc_codes.SOURCE, nucc_taxonomy.SOURCE):
        found[source.id] = sorted(file.name for file in _small(official) if source.recognises(file))
    assert found == {
        "ahrq-ccsr": [],
        "cms-gems": [],
        "cms-hcc": [],
        "cms-icd9": [],
        "cms-mdc": ["reference/mdc.csv"],
        "cms-msdrg": ["msdrg/fy2026/cc_list.txt", "msdrg/fy2026/drg_weights.txt", "msdrg/fy2026/mcc_list.txt"],
        "cms-place-of-service": ["reference/pos_codes.csv"],
        "cms-present-on-admission": ["reference/present_on_admission.csv"],
        "nubc-codes": [
            "reference/admit_source.csv", "reference/admit_type.csv", "reference/discharge_disposition.csv",
            "reference/revenue_center_code.csv",
        ],
        "nucc-taxonomy": ["nucc/nucc_taxonomy_251.csv"],
    }  # fmt: skip


def _small(official: Path) -> Iterator[DiskFile]:
    """Everything but the folders of many thousand notes and messages."""
    for folder in sorted(path for path in official.iterdir() if path.is_dir() and path.name not in ("notes", "x12")):
        for file in walk(folder):
            file.name = f"{folder.name}/{file.name}"
            yield file


@pytest.fixture(scope="module")
def kb(embedded_kb: Path) -> Iterator[KnowledgeBase]:
    with opened(embedded_kb) as found:
        yield found


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("E1165", date(2026, 11, 22), {"CMS-HCC V28": "38", "CMS-HCC V22": "18", "RxHCC V08": "30"}),
        ("E1165", date(2025, 6, 1), {"CMS-HCC V28": "38", "CMS-HCC V24": "18", "RxHCC V08": "30"}),
        ("I10", date(2025, 6, 1), {"CMS-HCC V28": "none", "CMS-HCC V24": "none", "RxHCC V08": "187"}),
        ("E8352", date(2025, 6, 1), {"CMS-HCC V28": "none", "CMS-HCC V24": "none", "RxHCC V08": "none"}),
    ],
)
def test_hccs_of_known_codes(kb: KnowledgeBase, code: str, on: date, expected: dict[str, str]) -> None:
    answers = hccs(kb, code, on)
    assert isinstance(answers, tuple)
    found = {f"{a.model} {a.version}": a.hcc.value for a in answers if isinstance(a.hcc, Fact)}
    assert {model: found.get(model) for model in expected} == expected


def test_groupings_of_known_codes(kb: KnowledgeBase) -> None:
    on = date(2026, 5, 1)
    levels = [severity(kb, code, on) for code in ("E8352", "J189", "I10", "N179", "A419")]
    assert [level.value for level in levels if isinstance(level, Fact)] == [
        Severity.NEITHER, Severity.MCC, Severity.NEITHER, Severity.CC, Severity.MCC,
    ]  # fmt: skip
    lasting = chronic(kb, "I10", on)
    assert isinstance(lasting, Fact) and lasting.value is Chronic.CHRONIC
    categories = ccsr(kb, "I10", on)
    assert isinstance(categories, tuple) and categories[0].value.category == "CIR007"
    back, forth = icd9_of(kb, "E8352", on), icd10cm_of(kb, "27542", on)
    assert isinstance(back, tuple) and isinstance(forth, tuple)
    assert (back[0].value.display, forth[0].value.display) == ("275.42", "E83.52")
    assert isinstance(severity(kb, "C7831", date(2026, 11, 22)), NotAvailable)
