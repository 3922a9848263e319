"""What a question names."""

from __future__ import annotations

from datetime import date

import pytest

from superbill.model.codes import System, systems_of
from superbill.model.edits import Setting
from superbill.pilot.dates import named_days
from superbill.pilot.mentions import Found, mentions
from superbill.pilot.normalise import normalise

TODAY = date(2026, 11, 22)
KNOWN = {
    "82331": (System.CPT,), "82310": (System.CPT,), "99213": (System.CPT,), "80053": (System.CPT,), "20610": (System.CPT,), "E8352": (System.ICD10CM,),
    "E119": (System.ICD10CM,), "L10": (System.ICD10CM,), "I10": (System.ICD10CM,), "J1100": (System.HCPCS, System.ICD10CM), "J1885": (System.HCPCS,),
    "25000": (System.ICD9CM,), "0SRD0JZ": (System.ICD10PCS,), "X30": (System.ICD10CM,), "10021": (System.CPT,),
}  # fmt: skip


def known(code: str) -> tuple[System, ...]:
    plain = code.split("-")[0].upper().replace(".", "")
    return tuple(system for system in KNOWN.get(plain, ()) if system in systems_of(plain))


def found(text: str) -> Found:
    return mentions(normalise(text).text, TODAY, known)


CODES = {
    "Can 82331 be billed with 82310?": ["82331", "82310"],
    "is e83.52 valid": ["E83.52"],
    "99213-25 and 20610": ["99213-25", "20610"],
    "99213, E11.9": ["99213", "E11.9"],
    "fee for 99213 in 94110": ["99213"],
    "what is 10021": ["10021"],
    "HCPCS J1100": ["J1100"],
    "icd-9 250.00": ["250.00"],
    "my A1c was 7 and it paid $250.00 for 30 units": [],
    "is X30 valid": ["X30"],
    "what is 0SRD0JZ": ["0SRD0JZ"],
    "DRG 470": ["470"],
}


@pytest.mark.parametrize(("text", "codes"), CODES.items(), ids=CODES)
def test_codes(text: str, codes: list[str]) -> None:
    assert [code.typed for code in found(text).slots.codes] == codes


DOUBTS = {
    "is 8O053 valid": ["80053"],
    "what is 8233l": ["82331"],
    "l10": ["L10", "I10"],
    "J1100": ["J1100", "J11.00"],
    "EII.9": ["E11.9"],
}


@pytest.mark.parametrize(("text", "choices"), DOUBTS.items(), ids=DOUBTS)
def test_look_alikes_are_in_doubt(text: str, choices: list[str]) -> None:
    asked = found(text)
    assert asked.slots.codes == ()
    assert [code.display for code in asked.doubts[0].choices] == choices


MODIFIERS = {
    "is modifier 26 valid on 99213": ("26",),
    "modifiers 25, 59 and XS": ("25", "59", "XS"),
    "99213 with 25": ("25",),
    "and with modifier 59?": ("59",),
    "20610 RT and LT": ("RT", "LT"),
    "Is 26 a valid modifier on 99213?": ("26",),
    "99213 for 25 minutes": (),
    "is it in TX": (),
}


@pytest.mark.parametrize(("text", "modifiers"), MODIFIERS.items(), ids=MODIFIERS)
def test_modifiers(text: str, modifiers: tuple[str, ...]) -> None:
    assert set(found(text).slots.modifiers) == set(modifiers)


def test_places_payers_and_figures() -> None:
    slots = found(
        "What does Aetna pay for 99213 at zip 94110 in California, 3 units, outpatient, 30 minutes, moderate MDM, new patient"
    ).slots
    assert (slots.payer, slots.zip_code, slots.state, slots.units) == ("Aetna", "94110", "CA", 3)
    assert (slots.setting, slots.minutes, slots.level, slots.patient) == (Setting.OUTPATIENT, 30, "moderate", "new")


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("in Texas", "TX"),
        ("in tx?", "TX"),
        ("99213, NY", "NY"),
        ("is it covered in or out", ""),
        ("West Virginia", "WV"),
        ("for me", ""),
    ],
)
def test_states(text: str, state: str) -> None:
    assert found(text).slots.state == state


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on 2024-08-01", "2024-08-01"), ("8/1/2024", "2024-08-01"), ("Aug 1, 2024", "2024-08-01"), ("1st of August 2024", "2024-08-01"), ("2024Q3", "2024-07-01"),
        ("FY2025", "2024-10-01"), ("in 2023", "2023-01-01"), ("yesterday", "2026-11-21"), ("last year", "2025-01-01"), ("September 2025", "2025-09-01"),
    ],
)  # fmt: skip
def test_days(text: str, day: str) -> None:
    assert [each.day.isoformat() for each in named_days(text, TODAY)] == [day]


def test_a_day_that_is_none_is_no_day() -> None:
    assert named_days("2024-02-31 and 13/45/2024", TODAY) == []


@pytest.mark.parametrize(
    ("text", "denials"),
    [
        ("CO-97", ("CO-97",)),
        ("denied CARC 16", ("16",)),
        ("remark code MA130", ("MA130",)),
        ("in CO 80202", ()),
        ("PR 204 denial N290", ("PR-204", "N290")),
    ],
)
def test_denials(text: str, denials: tuple[str, ...]) -> None:
    assert found(text).slots.denials == denials


def test_spanish_is_translated_word_for_word() -> None:
    text = normalise("¿Se puede facturar 82331 con 82310 el mismo día?")
    assert text.spanish and text.text == "can be billed 82331 with 82310 the same day?"
    assert not normalise("Can 82331 be billed with E11.9 in LA?").spanish


def test_hidden_characters_are_taken_out() -> None:
    assert normalise("99\u200b213 \u2013 25").text == "99213 - 25"
