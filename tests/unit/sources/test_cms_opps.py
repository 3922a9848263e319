"""OPPS Addenda A, B, D1 and D2: rates, releases, indicators, and what stops the import."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources import cms_opps_indicators
from superbill.sources.cms_opps import SOURCE, OppsApc, OppsHcpcs

A = "2025 NFRM Addendum A.11122024.txt"
B = "2025 NFRM Addendum B.11122024.txt"
WEB_B = "2026 July Web Addendum B.07.13.26.csv"
D1 = "2025 NFRM Addendum D1.10242024.txt"
D2 = "2025 NFRM Addendum D2.10102024.txt"
INDICATORS = cms_opps_indicators.SOURCE
Change = Callable[[bytes], bytes]


def swap(old: str, new: str) -> Change:
    def change(content: bytes) -> bytes:
        assert old.encode("cp1252") in content
        return content.replace(old.encode("cp1252"), new.encode("cp1252"))

    return change


def by_code(part: Any) -> dict[str, OppsHcpcs]:
    return {row[0]: OppsHcpcs(*row[:-1]) for row in part.rows}


def test_addendum_a_has_a_rate_an_apc(bench: Any) -> None:
    part = bench.part(SOURCE, A, bench.content(SOURCE, A))
    assert (part.edition.name, part.edition.series) == ("CY2025 final rule of 2024-11-12", "addendum-a")
    assert part.edition.period == Period(date(2025, 1, 1), date(2025, 12, 31))
    assert part.edition.published == date(2024, 11, 12)
    rows = {row[0]: (OppsApc(*row[:-1]), row[-1]) for row in part.rows}
    assert len(rows) == 11
    drug, line = rows["0701"]
    assert (drug.payment_rate_usd, drug.national_copay_usd, drug.minimum_copay_usd, line) == (
        "1740.720",
        None,
        "348.15",
        4,
    )
    capped = rows["0713"][0]
    assert (capped.minimum_copay_usd, capped.adjusted_copay_usd, capped.ira_coinsurance_percent) == ("2401.57", "1632.00", "20.000")  # fmt: skip
    assert capped.note == "Copayments capped at inpatient deductible of $1,632.00."
    device = rows["2041"][0]
    assert (device.status_indicator, device.payment_rate_usd, device.minimum_copay_usd) == ("H", None, None)
    assert rows["9013"][0].title == "Inj risankizumab-rzaa 1 mg"
    assert (rows["5311"][0].relative_weight, rows["5311"][0].pass_through_expires, rows["5311"][0].changed) == ("10.2245", 0, None)  # fmt: skip


def test_addendum_b_assigns_codes(bench: Any) -> None:
    part = bench.part(SOURCE, B, bench.content(SOURCE, B))
    assert part.edition.series == "addendum-b"
    rows = by_code(part)
    assert len(rows) == 19
    assert rows["27447"][2:9] == ("J1", "5115", "144.2970", "12866.82", None, "2573.37", None)
    assert (rows["27447"].adjusted_copay_usd, rows["27447"].comment_indicator) == ("1632.00", None)
    assert (rows["82331"].status_indicator, rows["82331"].apc, rows["82331"].payment_rate_usd) == ("Q4", None, None)
    assert (rows["0526U"].comment_indicator, rows["0526U"].status_indicator) == ("NI", "Q4")
    assert (rows["A4341"].status_indicator, rows["J1885"].apc) == ("N", "0764")
    # A screening test has no copayment in an APC that has one.
    assert (rows["71271"].national_copay_usd, rows["71271"].minimum_copay_usd) == ("0.00", "0.00")
    # Inpatient only, yet printed with a rate, and its copayment without a sign.
    assert rows["50600"][2:8] == ("C", None, "116.7583", "10411.22", None, "2082.24")


def test_a_web_addendum_states_its_quarter_in_its_name(bench: Any) -> None:
    part = bench.part(SOURCE, WEB_B, bench.content(SOURCE, WEB_B))
    assert part.edition.name == "CY2026 Q3 of 2026-07-13"
    assert part.edition.period == Period(date(2026, 7, 1), date(2026, 9, 30))
    rows = by_code(part)
    assert (rows["45378"].payment_rate_usd, rows["45378"].changed, rows["45380"].changed) == ("950.10", 0, 1)
    assert rows["45378"].comment_indicator is None


@pytest.mark.parametrize(
    ("name", "edition", "end"),
    [
        ("2025 CN Addendum B.01082025.txt", "CY2025 correction notice of 2025-01-08", date(2025, 12, 31)),
        ("508 Version of January 2025 Web Addendum B.12.31.24.csv", "CY2025 Q1 of 2024-12-31", date(2025, 3, 31)),
        ("addendum b.txt", "CY2025", date(2025, 12, 31)),
    ],
)
def test_other_names(bench: Any, name: str, edition: str, end: date) -> None:
    found = bench.part(SOURCE, name, bench.content(SOURCE, B)).edition
    assert (found.name, found.period) == (edition, Period(date(2025, 1, 1), end))


def test_descriptors_are_not_stored(bench: Any) -> None:
    content = bench.content(SOURCE, B).replace(b"82331\tCPT descriptor withheld", b"82331\tA DESCRIPTOR")
    assert "DESCRIPTOR" not in repr(bench.rows(SOURCE, B, content)).upper()


def test_only_the_addenda_are_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{name}" for name in (A, B, WEB_B)}
    assert bench.recognised(INDICATORS) == {f"{INDICATORS.id}/{name}" for name in (D1, D2)}


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        pytest.param(A, lambda c: c[:-20], "line 14: 5 columns where there must be 11", id="cut off"),
        pytest.param(A, swap("$911.71", "$911,71"), "line 9, column payment rate: '$911,71' is no amount in dollars", id="decimal comma"),
        pytest.param(A, swap("10.2245", "10.22.45"), "line 9, column relative weight: '10.22.45' is no number", id="bad weight"),
        pytest.param(A, swap("20.000%", "200.00%"), "column ira coinsurance percentage: '200.00%' is no percentage", id="over 100 %"),
        pytest.param(A, swap("\n5311\t", "\n53I1\t"), "line 9, column apc: '53I1' is no APC", id="bad APC"),
        pytest.param(A, swap("\tSI\t", "\tStatus\t"), "line 3, column 3: column 'status' is unknown", id="column renamed"),
        pytest.param(B, swap("Payment Rate\t", ""), "line 5: column 'payment rate' is missing", id="column missing"),
        pytest.param(B, swap("HCPCS Code\t", "Code\t"), "the header row that begins with HCPCS CODE is missing", id="no header"),
        pytest.param(B, swap("\n82331\t", "\n8233\t"), "column hcpcs code: '8233' is no CPT or HCPCS code", id="bad code"),
        pytest.param(B, swap("withheld\t\tB\t", "withheld\t\tBB\t"), "column status indicator: 'BB' is no status indicator", id="bad status"),
        pytest.param(B, swap("NI \tQ4", "N1\tQ4"), "column ci: 'N1' is no comment indicator", id="bad comment"),
        pytest.param(WEB_B, swap(",,,,,*", ",,,,,x"), "column change: 'x' where there can be * or nothing", id="bad mark"),
        pytest.param(WEB_B, lambda c: c[:900] + b"\x81" + c[900:], "byte 0x81 is no cp1252", id="byte of no encoding"),
        pytest.param("2024 NFRM Addendum B.11122024.txt", swap("\tB\t", "\tB\t"), "is named for 2024, its title says 2025", id="name of another year"),
        pytest.param("2025 NPRM Addendum B.07102024.txt", swap("\tB\t", "\tB\t"), "an addendum of the proposed rule for 2025", id="proposed by name"),
        pytest.param(B, swap("B.-- OPPS", "B.- Proposed OPPS"), "an addendum of the proposed rule for 2025", id="proposed by title"),
    ],
)  # fmt: skip
def test_a_damaged_addendum_stops_with_its_place(bench: Any, name: str, change: Change, message: str) -> None:
    source_name = name if (bench.fixtures / SOURCE.id / name).is_file() else B
    with pytest.raises(BadInput, match=re.escape(message)) as error:
        bench.rows(SOURCE, name, change(bench.content(SOURCE, source_name)))
    assert error.value.file == name


def test_a_status_indicator_runs_over_several_lines(bench: Any) -> None:
    part = bench.part(INDICATORS, D1, bench.content(INDICATORS, D1))
    assert (part.edition.series, part.edition.period.end) == ("addendum-d1", date(2025, 12, 31))
    assert part.edition.notes[0].startswith('* Note -- Payments "under a fee schedule')
    rows = list(part.rows)
    assert [row[:2] for row in rows if row[0] == "A"] == [("A", n) for n in range(1, 10)]
    assert rows[2] == ("A", 3, "- Ambulance Services", "", 6)
    assert rows[3][2:4] == ("- Separately Payable Clinical Diagnostic Laboratory Services", "Not subject to deductible or coinsurance.")  # fmt: skip
    lines = {row[0]: row for row in rows if row[1] == 1}
    assert lines["T"][2:4] == ("Procedure or Service, Multiple Procedure Reduction Applies", "Paid under OPPS; separate APC payment.")  # fmt: skip
    assert rows[-1][0] == "Y" and "Note" not in rows[-1][2]


def test_comment_indicators(bench: Any) -> None:
    part = bench.part(INDICATORS, D2, bench.content(INDICATORS, D2))
    assert part.edition.name == "CY2025 final rule of 2024-10-10"
    rows = list(part.rows)
    assert [row[0] for row in rows] == ["NI", "CH", "NC"]
    assert rows[1][1].startswith(
        "Active HCPCS code in current year and next calendar year, status indicator and/or APC"
    )


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        pytest.param(D1, swap("\nC\t", "\nSEE\t"), "column indicator: 'SEE' is no status indicator", id="bad indicator"),
        pytest.param(D1, swap("\nA\t", "\n\t"), "line 3, column item: a line of text before the first status indicator", id="no indicator"),
        pytest.param(D1, swap("Item/Code/Service", "Item"), "column 'item' is unknown", id="column renamed"),
        pytest.param(D2, swap("\nCH \t", "\n1H \t"), "column indicator: '1H' is no comment indicator", id="bad comment indicator"),
        pytest.param(D2, lambda c: b"\r\n".join(c.splitlines()[:2]), "no rows", id="header only"),
    ],
)  # fmt: skip
def test_damaged_indicators_stop_with_their_place(bench: Any, name: str, change: Change, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(INDICATORS, name, change(bench.content(INDICATORS, name)))
