"""The tables that pricing writes down itself, and whole claims, against the full official files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.kb.store import KnowledgeBase, opened
from superbill.model.citation import Fact
from superbill.model.claim import Claim, ClaimKind, ClaimLine
from superbill.model.claim_price import PriceOptions
from superbill.model.price import Locality, Price, PriceLine
from superbill.pricing.adjustments import GLOBALS
from superbill.pricing.claim import ClaimPricer
from superbill.pricing.parts import TECHNICAL_CODES
from superbill.pricing.preventive import WITHOUT_COINSURANCE
from superbill.pricing.price import price
from superbill.pricing.rates import rates_of
from superbill.pricing.rvu import RvuRow

pytestmark = pytest.mark.releases

ON = date(2025, 11, 3)


@pytest.fixture(scope="module")
def kb(official: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folders = ("mpfs/2025q4/PPRRVU2025_Oct.csv", "mpfs/2025q4/GPCI2025.csv", "opps", "clfs")
    files = [file for name in folders for file in walk(official / name)]
    with opened(
        build(files, tmp_path_factory.mktemp("kb") / "kb.sqlite", completeness=Completeness.CHECK).path
    ) as found:
        yield found


@pytest.fixture(scope="module")
def codes(kb: KnowledgeBase) -> list[str]:
    rows = kb.rows("SELECT DISTINCT hcpcs FROM mpfs_rvu WHERE status IN ('A', 'R', 'T') ORDER BY hcpcs")
    return [row[0] for row in rows]


def test_global_only_tests_are_the_sum_of_their_parts(kb: KnowledgeBase) -> None:
    """Work of the technical codes is nil, their practice expense less than the whole; every such code is written down."""
    rows = kb.rows(
        "SELECT hcpcs FROM mpfs_rvu WHERE pctc = '4' AND multiple_procedure IN ('4', '6', '7') AND status = 'A'"
    )
    assert {row[0] for row in rows} == set(TECHNICAL_CODES)
    for code, technical in TECHNICAL_CODES.items():
        whole, *parts = (rates_of(kb).row(name, ON, "") for name in (code, *technical))
        assert whole is not None
        known = [part for part in parts if isinstance(part, RvuRow)]
        assert len(known) == len(technical) and all(part.work_rvu == 0 and part.pctc == "3" for part in known)
        assert sum(part.non_facility_pe_rvu for part in known) < whole.non_facility_pe_rvu


def test_shares_of_the_global_period_add_up(kb: KnowledgeBase) -> None:
    rows = kb.rows(
        "SELECT global_days, pre_op, intra_op, post_op FROM mpfs_rvu WHERE status = 'A' AND intra_op <> '0.00'"
    )
    assert {row[0] for row in rows} == GLOBALS
    sums = {sum(Decimal(share) for share in row[1:]) for row in rows}
    assert sums == {Decimal("1.00")}


def test_preventive_services_agree_with_addendum_b(kb: KnowledgeBase) -> None:
    """Services with a copayment of $0.00 that are no drug and no monoclonal antibody are on the list."""
    rows = kb.rows(
        "SELECT hcpcs FROM opps_hcpcs WHERE ifnull(national_copay_usd, minimum_copay_usd) = '0.00' "
        "AND status_indicator NOT IN ('G', 'K', 'U') AND hcpcs NOT LIKE 'M02%'"
    )
    assert {row[0] for row in rows} - WITHOUT_COINSURANCE == set()


def test_a_claim_of_one_line_pays_what_the_line_pays(kb: KnowledgeBase, codes: list[str]) -> None:
    place = Locality("02102", "01")
    pricer = ClaimPricer(kb, PriceOptions(locality=place))
    for code in codes:
        for modifiers in ((), ("26",), ("TC",), ("50",), ("80",)):
            line = ClaimLine(1, code, ON, modifiers, place_of_service="22")
            found = pricer.price(Claim("C", ClaimKind.PROFESSIONAL, (line,))).lines[0].allowed_usd
            alone = price(kb, PriceLine(code, ON, modifiers, locality=place))
            assert isinstance(alone, Price)
            if isinstance(alone.facility_usd, Fact):
                assert isinstance(found, Fact) and found.value == alone.facility_usd.value, (code, modifiers)
            elif modifiers:
                assert not isinstance(found, Fact), (code, modifiers)


def test_therapy_on_a_hospital_claim_ranks_its_units(kb: KnowledgeBase) -> None:
    """Status A: the physician schedule pays it; the unit with the highest practice expense in full, the others at half."""
    lines = tuple(ClaimLine(number, code, ON) for number, code in enumerate(("97112", "97110"), 1))
    claim = Claim("C", ClaimKind.INSTITUTIONAL, lines, bill_type="0131")
    found = ClaimPricer(kb, PriceOptions(national=True)).price(claim)
    assert [line.schedule for line in found.lines] == ["MPFS", "MPFS"]
    assert found.allowed_usd == Decimal("32.02") + Decimal("21.83")
