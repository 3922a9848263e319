"""The payment family against full official files: counts, oddities, and prices worked out to the cent.

The payment amount file has 113 lines: 109 amounts, one a locality, and four lines of trailer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.kb.store import KnowledgeBase, opened
from superbill.model.citation import Fact
from superbill.model.money import round_cents
from superbill.model.price import Locality, Price, PriceLine
from superbill.pricing.localities import Gpci, gpci
from superbill.pricing.mpfs import price_mpfs
from superbill.pricing.rvu import RvuRow, rvu_row
from superbill.sources import (
    cms_anesthesia,
    cms_anesthesia_cf,
    cms_asp,
    cms_asp_ndc,
    cms_ncci_addon,
    cms_opps,
    cms_opps_indicators,
    cms_oppscap,
    cms_pfs_amounts,
)
from superbill.sources.base import Part, Source
from superbill.sources.cms_asp import AspLimit
from superbill.sources.cms_ncci_addon import AddonCode
from superbill.sources.cms_opps import OppsApc, OppsHcpcs
from superbill.sources.cms_oppscap import OppsCap
from superbill.sources.cms_pfs_amounts import MpfsAmount

pytestmark = pytest.mark.releases

ON = date(2025, 11, 1)


def parts(source: Source, folder: Path) -> list[Part]:
    """The parts of every file of that source below a folder, rows read."""
    return [
        Part(part.edition, part.file, part.table, list(part.rows))
        for file in walk(folder)
        if source.recognises(file)
        for part in source.parse(file)
    ]


@pytest.fixture(scope="module")
def opps(official: Path) -> dict[str, Part]:
    return {part.edition.series: part for part in parts(cms_opps.SOURCE, official / "opps")}


@pytest.fixture(scope="module")
def kb(official: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = official / "mpfs" / "2025q4"
    files = [file for name in ("PPRRVU2025_Oct.csv", "GPCI2025.csv") for file in walk(folder / name)]
    out = tmp_path_factory.mktemp("kb") / "kb.sqlite"
    build(files, out, completeness=Completeness.CHECK)
    with opened(out) as found:
        yield found


def groups(part: Part) -> dict[str, OppsApc]:
    return {row[0]: OppsApc(*row[:-1]) for row in part.rows}  # type: ignore[arg-type, misc]


def codes(part: Part) -> dict[str, OppsHcpcs]:
    return {row[0]: OppsHcpcs(*row[:-1]) for row in part.rows}  # type: ignore[arg-type, misc]


def test_opps_counts(opps: dict[str, Part]) -> None:
    assert {series: (part.edition.name, len(list(part.rows))) for series, part in opps.items()} == {
        "addendum-a": ("CY2025 final rule of 2024-11-12", 994),
        "addendum-b": ("CY2025 final rule of 2024-11-12", 18_682),
    }
    found = codes(opps["addendum-b"]).values()
    assert Counter(row.status_indicator for row in found) == {
        "J1": 3_140, "N": 2_228, "A": 1_952, "C": 1_731, "M": 1_469, "Q4": 1_306, "E1": 1_251, "T": 1_051, "B": 998,
        "Y": 770, "Q1": 726, "S": 665, "K": 490, "Q3": 182, "Q2": 177, "E2": 142, "D": 121, "G": 107, "L": 52, "R": 41,
        "V": 21, "H": 17, "U": 17, "J2": 13, "H1": 5, "K1": 5, "P": 4, "F": 1,
    }  # fmt: skip
    assert sum(row.payment_rate_usd is not None for row in found) == 6_636
    assert sum(row.adjusted_copay_usd is not None for row in found) == 945
    assert sum(bool(row.pass_through_expires) for row in found) == 27
    assert Counter(row.comment_indicator for row in found) == {None: 17_702, "CH": 374, "NC": 324, "NI": 282}


def test_addendum_b_pays_what_its_apc_pays(opps: dict[str, Part]) -> None:
    """36 screening and preventive services differ in their copayment, which is 0.00; one inpatient code has a rate."""
    rates = groups(opps["addendum-a"])
    assigned = [row for row in codes(opps["addendum-b"]).values() if row.apc]
    assert len(assigned) == 6_657
    assert all((row.relative_weight, row.payment_rate_usd) == rates[str(row.apc)][3:5] for row in assigned)
    other_copay = [row for row in assigned if row.minimum_copay_usd != rates[str(row.apc)].minimum_copay_usd]
    assert {(row.national_copay_usd, row.minimum_copay_usd) for row in other_copay} == {("0.00", "0.00")}
    assert len(other_copay) == 36
    without = [row for row in codes(opps["addendum-b"]).values() if row.payment_rate_usd and not row.apc]
    assert [(row.hcpcs, row.status_indicator, row.payment_rate_usd) for row in without] == [("50600", "C", "10411.22")]


def test_every_status_indicator_has_a_meaning(official: Path, opps: dict[str, Part]) -> None:
    found = {part.edition.series: list(part.rows) for part in parts(cms_opps_indicators.SOURCE, official / "opps")}
    assert {series: len(rows) for series, rows in found.items()} == {"addendum-d1": 55, "addendum-d2": 4}
    meant = {row[0] for row in found["addendum-d1"]}
    assert len(meant) == 28
    assert {row.status_indicator for row in codes(opps["addendum-b"]).values()} == meant
    assert {row.comment_indicator for row in codes(opps["addendum-b"]).values()} - {row[0] for row in found["addendum-d2"]} == {None}  # fmt: skip


def test_no_descriptor_is_stored(official: Path, opps: dict[str, Part]) -> None:
    stored = [*parts(cms_asp.SOURCE, official / "asp"), *parts(cms_asp_ndc.SOURCE, official / "asp"), *opps.values()]
    assert not [row for part in stored for row in part.rows if "withheld" in repr(row)]


def test_drug_limits_and_packages(official: Path) -> None:
    (limits,) = parts(cms_asp.SOURCE, official / "asp")
    assert limits.edition.name == "2026Q4 of 2026-09-16"
    found = {row[0]: AspLimit(*row[:-1]) for row in limits.rows}  # type: ignore[arg-type, misc]
    assert len(found) == 8
    assert [row.short_description for code, row in found.items() if code[0].isdigit()] == [None, None]
    assert (found["J9035"].payment_limit_usd, found["A9606"].payment_limit_usd) == ("75.492", None)
    (packages,) = parts(cms_asp_ndc.SOURCE, official / "asp")
    assert [(row[0], row[2]) for row in packages.rows] == [
        ("J7331", None),
        ("J9035", "50242006001"),
        ("J9035", "50242006101"),
        ("Q5105", "00069130510"),
        ("Q5106", "00069130510"),
    ]


def test_anesthesia(official: Path) -> None:
    (units,) = parts(cms_anesthesia.SOURCE, official / "mpfs")
    counted = Counter(row[1] for row in units.rows)
    assert (len(list(units.rows)), counted[5], counted[30], counted[0]) == (276, 53, 1, 1)
    layouts = parts(cms_anesthesia_cf.SOURCE, official / "mpfs")
    assert sorted(part.edition.name for part in layouts) == ["CY2025", "CY2025", "CY2025 of 2024-12-23"]
    by_place = [{row[:2]: row[3] for row in part.rows} for part in layouts]
    assert [len(places) for places in by_place] == [109] * 3
    assert by_place[0] == by_place[1] == by_place[2]


def test_conversion_factors_follow_from_the_indices(official: Path, kb: KnowledgeBase) -> None:
    part = next(part for part in parts(cms_anesthesia_cf.SOURCE, official / "mpfs" / "2025q4") if part.file.name.endswith("csv"))  # fmt: skip
    work, pe, mp = Decimal("0.769"), Decimal("0.166"), Decimal("0.065")
    for mac, locality, _, factor, national, _ in part.rows:
        indices = gpci(kb, Locality(str(mac), str(locality)), ON)
        assert isinstance(indices, Gpci)
        expected = Decimal(str(national)) * (work * indices.work + pe * indices.pe + mp * indices.mp)
        assert round_cents(expected) == Decimal(str(factor)), (mac, locality)


def test_add_on_codes(official: Path) -> None:
    (part,) = parts(cms_ncci_addon.SOURCE, official / "ncci")
    assert part.edition.name == "2024Q3"
    rows = [AddonCode(*row[:-1]) for row in part.rows]  # type: ignore[arg-type]
    assert Counter(row.addon_type for row in rows) == {1: 6_860, 3: 569, 2: 36}
    assert Counter(row.addon_type for row in rows if row.primary_code == "CCCCC") == {2: 36, 3: 8}
    assert len({row.addon for row in rows}) == 668
    assert {row.primary_code for row in rows if row.addon == "G2212"} == {"99205", "99215", "99483"}


def test_every_payment_amount_comes_out_to_the_cent(official: Path, kb: KnowledgeBase) -> None:
    (part,) = parts(cms_pfs_amounts.SOURCE, official / "mpfs")
    rows = [MpfsAmount(*row[:-1]) for row in part.rows]  # type: ignore[arg-type]
    assert (part.edition.name, len(rows), len({row[:2] for row in rows})) == ("PFREV25C", 109, 109)
    for row in rows:
        price = price_mpfs(kb, PriceLine(row.hcpcs, ON, locality=Locality(row.mac, row.locality)))
        assert isinstance(price, Price)
        assert isinstance(price.non_facility_usd, Fact) and isinstance(price.facility_usd, Fact)
        amounts = (str(price.non_facility_usd.value), str(price.facility_usd.value))
        assert amounts == (row.non_facility_usd, row.facility_usd), row


@pytest.fixture(scope="module")
def caps(official: Path) -> list[OppsCap]:
    (part,) = parts(cms_oppscap.SOURCE, official / "mpfs")
    assert (part.edition.name, part.edition.period.start) == ("RVU25D", date(2025, 10, 1))
    return [OppsCap(*row[:-1]) for row in part.rows]  # type: ignore[arg-type]


def test_caps_by_locality(caps: list[OppsCap]) -> None:
    assert len(caps) == 16_100
    assert Counter(row.status for row in caps) == {"C": 9_430, "A": 6_670}
    assert Counter(row.modifier for row in caps) == {"TC": 8_855, "": 7_245}
    assert len({(row.mac, row.locality) for row in caps}) == 115
    assert all(row.facility_usd == row.non_facility_usd for row in caps)


def test_six_californian_localities_stand_under_two_contractors(caps: list[OppsCap]) -> None:
    amounts = {(row.hcpcs, row.modifier, row.mac, row.locality): row.facility_usd for row in caps}
    north = {key[3] for key in amounts if key[2] == "01112"}
    south = {key[3] for key in amounts if key[2] == "01182"}
    assert north & south == {"17", "18", "71", "72", "73", "74"}
    for (hcpcs, modifier, mac, locality), amount in amounts.items():
        if mac == "01182" and locality in north:
            assert amounts[hcpcs, modifier, "01112", locality] == amount


def test_caps_that_are_not_carrier_priced_come_out_to_the_cent(caps: list[OppsCap], kb: KnowledgeBase) -> None:
    indices: dict[tuple[str, str], Gpci] = {}
    checked = 0
    for cap in caps:
        place = ("01182", cap.locality) if cap.mac == "01112" and cap.locality in {"17", "18", "71", "72", "73", "74"} else (cap.mac, cap.locality)  # fmt: skip
        found = indices.get(place) or gpci(kb, Locality(*place), ON)
        assert isinstance(found, Gpci), place
        indices[place] = found
        if cap.status != "A":
            continue
        row = rvu_row(kb, cap.hcpcs, cap.modifier, ON)
        assert isinstance(row, RvuRow) and row.status == "A"
        expected = [
            round_cents((row.work_rvu * found.work + pe * found.pe + row.opps_mp * found.mp) * row.conversion_factor)
            for pe in (row.facility_opps_pe, row.non_facility_opps_pe)
        ]
        assert [str(amount) for amount in expected] == [cap.facility_usd, cap.non_facility_usd], cap
        modifiers = (cap.modifier,) if cap.modifier else ()
        price = price_mpfs(kb, PriceLine(cap.hcpcs, ON, modifiers, locality=Locality(*place)))
        assert isinstance(price, Price) and isinstance(price.non_facility_usd, Fact)
        assert price.non_facility_usd.value <= expected[1]
        checked += 1
    assert (checked, len(indices)) == (6_670, 109)


def test_only_the_files_meant_are_taken(official: Path) -> None:
    sources = (
        cms_opps, cms_opps_indicators, cms_asp, cms_asp_ndc, cms_anesthesia, cms_anesthesia_cf, cms_oppscap,
        cms_ncci_addon, cms_pfs_amounts,
    )  # fmt: skip
    claimed = [file.name for file in walk(official) for module in sources if module.SOURCE.recognises(file)]
    assert len(claimed) == len(set(claimed)) == 13
