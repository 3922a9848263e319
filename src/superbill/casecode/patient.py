"""Age and sex of the patient, as given, else as the note says them in its first lines."""

from __future__ import annotations

import re

from superbill.model.note import Patient

_AGE = re.compile(r"\b(\d{1,3})(?:\.\d)?[\s-]*(year|yr|month|week|day|y)s?[\s./-]*(?:old|o)\b", re.IGNORECASE)
_PARTS = {"year": 1.0, "yr": 1.0, "y": 1.0, "month": 1 / 12, "week": 7 / 365.25, "day": 1 / 365.25}
_FEMALE = re.compile(r"\b(?:female|woman|girl|lady|she|her|ms|mrs|miss)\b", re.IGNORECASE)
_MALE = re.compile(r"\b(?:male|man|boy|gentleman|he|his|him|mr)\b", re.IGNORECASE)
_STATED = re.compile(
    r"\b(?:old|y/?o)\b\.?[\s,-]*(?:\w+[\s-]+){0,3}?(female|woman|girl|lady|male|man|boy|gentleman|f|m)\b", re.IGNORECASE
)
OLDEST = 124


def patient_of(text: str, age_years: float | None = None, sex: str = "") -> Patient:
    """What is given wins; sex is that stated behind the age, else that of nine in ten pronouns."""
    head = text[:4000]
    age = _AGE.search(head)
    if age_years is None and age is not None and float(age[1]) * _PARTS[age[2].lower()] <= OLDEST:
        age_years = round(float(age[1]) * _PARTS[age[2].lower()], 2)
    return Patient(age_years, sex.upper()[:1] or _sex(head))


def _sex(text: str) -> str:
    stated = _STATED.search(text)
    if stated:
        return "F" if stated[1].lower() in ("female", "woman", "girl", "lady", "f") else "M"
    women, men = len(_FEMALE.findall(text)), len(_MALE.findall(text))
    if women + men < 3:
        return ""
    return "F" if women > 9 * men else "M" if men > 9 * women else ""
