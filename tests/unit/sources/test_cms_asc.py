"""ASC Addenda AA, BB and DD1: rates, marks and their footnotes, repeats, releases, and what stops the import."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.cms_asc import SOURCE, AscRate

AA = "508-Version-Jan-2025-ASC-AA.csv"
BB = "508-Version-Jan-2025-ASC-BB.csv"
DD1 = "508-Version-Jan-2025-ASC-DD1.csv"
FIRST_QUARTER = Period(date(2025, 1, 1), date(2025, 3, 31))
Change = Callable[[bytes], bytes]


def swap(old: str, new: str) -> Change:
    def change(content: bytes) -> bytes:
        assert old.encode("cp1252") in content
        return content.replace(old.encode("cp1252"), new.encode("cp1252"))

    return change


def test_procedures_and_their_footnotes(bench: Any) -> None:
    part = bench.part(SOURCE, AA, bench.content(SOURCE, AA))
    assert (part.edition.name, part.edition.series, part.edition.period) == ("CY2025 Q1", "addendum-aa", FIRST_QUARTER)
    rows = {row[0]: AscRate(*row[:-1]) for row in part.rows}
    assert len(rows) == 10
    assert rows["45378"] == ("45378", "Y", None, "A2", "8.9164", "489.47", None, None, None)
    assert (rows["27447"].payment_indicator, rows["27447"].payment_rate_usd) == ("J8", "9255.60")
    assert (rows["20610"].payment_indicator, rows["20610"].payment_weight) == ("P3", None)
    assert (rows["0214T"].multiple_procedure_discount, rows["0214T"].payment_rate_usd) == ("N", None)
    assert str(rows["G0105"].note).endswith("These preventive services are identified with a double asterisk (**).")
    assert str(rows["0588T"].note).startswith("Asterisked codes(*) indicate that")


def test_ancillary_services_repeated_word_for_word_are_taken_once(bench: Any) -> None:
    part = bench.part(SOURCE, BB, bench.content(SOURCE, BB))
    assert (part.edition.series, part.edition.period) == ("addendum-bb", FIRST_QUARTER)
    assert part.edition.notes == ("given twice, word for word: 90684, A2027",)
    listed = list(part.rows)
    rows = {row[0]: AscRate(*row[:-1]) for row in listed}
    assert len(listed) == len(rows) == 10
    assert rows["J0558"][1:8] == ("", None, "K2", None, "17.37", "2.90", 0)
    assert (rows["J1302"].pass_through_expires, rows["77080"].payment_rate_usd) == (1, "28.79")
    assert "18 percent of the OPD fee schedule amount" in str(rows["J1885"].note)


def test_payment_indicators(bench: Any) -> None:
    part = bench.part(SOURCE, DD1, bench.content(SOURCE, DD1))
    assert (part.edition.name, part.edition.period.end) == ("CY2025", date(2025, 12, 31))
    rows = {row[0]: row[1] for row in part.rows}
    assert rows["N1"] == "Packaged service/item; no separate payment made."
    assert rows["L1"] == "Influenza vaccine; pneumococcal vaccine. Packaged item/service; no separate payment made."


def test_an_addendum_of_the_rule_is_for_the_year(bench: Any) -> None:
    content = swap("January 2025", "Final CY 2025")(bench.content(SOURCE, AA))
    edition = bench.part(SOURCE, "Addendum AA.11012024.csv", content).edition
    assert edition.name == "CY2025 final rule of 2024-11-01"
    assert edition.period == Period(date(2025, 1, 1), date(2025, 12, 31))


def test_descriptors_are_not_stored(bench: Any) -> None:
    assert (
        "DESCRIPTOR" not in repr([bench.rows(SOURCE, name, bench.content(SOURCE, name)) for name in (AA, BB)]).upper()
    )


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{name}" for name in (AA, BB, DD1)}


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        pytest.param(AA, swap("January 2025 Payment Rate", "April 2025 Payment Rate"), "line 4: column names of two releases: april 2025 , january 2025", id="two releases"),
        pytest.param(AA, swap("CY 2025 ", "CY 2024 "), "column names say 'january 2025', the title CY 2024", id="title of another year"),
        pytest.param(AA, swap("January 2025", "Proposed CY 2025"), "an addendum of the proposed rule for 2025", id="proposed"),
        pytest.param(AA, swap("Payment Rate", "Payment Amount"), "column 'payment amount' is unknown", id="column renamed"),
        pytest.param(AA, swap("Subject to Multiple Procedure Discounting,", "Comment Indicator,"), "column 'subject to multiple procedure discounting' is missing", id="column missing"),
        pytest.param(AA, swap("45378,,CPT descriptor withheld,Y", "45378,,CPT descriptor withheld,Yes"), "column multiple procedure discounting: 'Yes' is no Y or N", id="bad discount"),
        pytest.param(AA, swap("Y,A2,8.9164,$489.47", "Y,A22,8.9164,$489.47"), "column payment indicator: 'A22' is no payment indicator", id="bad indicator"),
        pytest.param(AA, swap("G0105,**", "G0105,****"), "column 2: no footnote explains '****'", id="mark without footnote"),
        pytest.param(AA, swap("45378,,", "4537,,"), "column hcpcs code: '4537' is no CPT or HCPCS code", id="bad code"),
        pytest.param(BB, swap("$73.19", "73,19"), "line 16: 9 columns where there must be 8", id="decimal comma"),
        pytest.param(BB, swap("J1302,,\"Inj, sutimlimab-jome, 10 mg\",*", "J1302,,w,1"), "column pass-through expiration: '1' where there can be * or nothing", id="bad mark"),
        pytest.param(DD1, swap("\nN1,Packaged service/item; no separate payment made.", "\nN1,"), "N1 has no meaning", id="no meaning"),
        pytest.param(DD1, swap("\nN1,", "\nNone,"), "column indicator: 'None' is no payment indicator", id="bad indicator in DD1"),
    ],
)  # fmt: skip
def test_a_damaged_addendum_stops_with_its_place(bench: Any, name: str, change: Change, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)) as error:
        bench.rows(SOURCE, name, change(bench.content(SOURCE, name)))
    assert error.value.file == name
