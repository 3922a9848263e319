"""Medicare risk adjustment: HCCs of each diagnosis, their labels, hierarchies and relative factors, from a data pack.

Covered are CMS-HCC (V22, V24, V28), the ESRD models (V21, V24) and RxHCC (V08); labels and factors go back to V20. A payment
year uses the diagnoses of the calendar year before, so the mapping of payment year 2027 is in force for dates of service
in 2026. Mappings, factors, labels and edits are series of their own.

What the files leave open, and how it is handled:

- No file states its year; it is in the name. The mapping named 2025 holds no code new in FY2025, those named 2026 and 2027
  none new after FY2026 (`CODES_THROUGH`): a newer code that a mapping lacks is not known, rather than unmapped.
- Factors of RxHCC V08 stand twice, with different values and nothing that tells them apart (the files of 2025 and 2026 hold
  the same two sets): both are kept as `unnamed 1` and `unnamed 2`, so that no answer picks one.
- The factors named 2027 are those *proposed* in the Advance Notice of 2026-01-26 and have a series of their own. CMS did not
  adopt the ones of CMS-HCC and continues the model of 2026 (Rate Announcement of 2026-04-06); the factors of CMS-HCC of
  payment year 2026 are therefore in force for 2027 too. It adopted separate RxHCC models for MA-PD and PDP plans.
- The hierarchies named 2025 lack HCC 191, 192, 221 and 222 of V28 and are not read; those named 2026 are complete.
- Edits by age and sex carry no year; their documentation says the packages of payment year 2026.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby
from typing import ClassVar

from superbill.errors import BadInput
from superbill.model.periods import Period, day_number
from superbill.sources.base import Edition, Part, Source, SourceFile, amount
from superbill.sources.hcc_tables import (
    HCC_COEFFICIENT,
    HCC_EDIT,
    HCC_HIERARCHY,
    HCC_LABEL,
    HCC_MAP,
    HCC_MODEL,
    HccCoefficient,
    HccEdit,
    HccHierarchy,
    HccLabel,
    HccMap,
    HccModel,
    domain_and_version,
    full_name,
    hcc_number,
    segment_and_variable,
)
from superbill.sources.layout import last_name, whole_number
from superbill.sources.plain_table import Row, code_cell, filled, headings, table_rows, year_in_name

MAP = ("diagnosis_code", "cc", "model_name")
COEFFICIENTS = ("coefficient", "value", "model_domain", "model_version")
LABELS = ("cc", "label", "model_domain", "model_version", "model_fullname")
HIERARCHIES = ("cc_parent", "cc_child", "model_domain", "model_version", "model_fullname")
EDITS = ("icd10", "edit_type", "sex", "age_min", "age_max", "action", "cc_override", "model_name", "description")

SERIES = {"CMS-HCC": "coefficients-cms-hcc", "CMS-HCC ESRD": "coefficients-esrd", "RxHCC": "coefficients-rxhcc"}
PROPOSED = "proposed"
CODES_THROUGH = {2025: date(2024, 9, 30), 2026: date(2026, 9, 30), 2027: date(2026, 9, 30)}
"""Payment year of a mapping to the end of the newest fiscal year of which it holds new codes."""
KEPT_FOR = {("CMS-HCC", 2026): 2027}
"""Model and payment year of factors to the last payment year they are kept for."""
EDITS_YEAR = 2026
LABELS_FROM = date(2023, 1, 1)
"""Labels and hierarchies belong to a model version. V28, the newest, first paid in 2024, on diagnoses of 2023."""

_ICD10CM = re.compile(r"[A-Z][0-9A-Z]{2,6}")
_KEPT = "Kept for payment year {}: the Rate Announcement of 2026-04-06 did not adopt the factors proposed for it"
_PROPOSAL = (
    "Proposed in the CY 2027 Advance Notice of 2026-01-26",
    "CMS-HCC: not adopted, the Rate Announcement of 2026-04-06 continues the model of 2026",
    "RxHCC: separate models for MA-PD and PDP plans were adopted; whether with these very factors the file does not say",
)


class CmsHcc(Source):
    """Mappings, labels, factors, hierarchies and edits, csv."""

    id = "cms-hcc"
    title = "CMS-HCC and RxHCC risk adjustment"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/medicare-advantage-rates-statistics/risk-adjustment"
    licence = "Public domain (work of the US government)"
    cadence = "yearly: initial, midyear and final mappings of each payment year"
    authority = "42 CFR 422.308(c); the yearly Rate Announcement"
    tables = (HCC_MODEL, HCC_MAP, HCC_LABEL, HCC_COEFFICIENT, HCC_HIERARCHY, HCC_EDIT)
    floors: ClassVar[dict[str, int]] = {
        "hcc_map": 40_000, "hcc_label": 700, "hcc_hierarchy": 700, "hcc_edit": 450, "hcc_coefficient:proposed": 3_700,
        "hcc_coefficient:coefficients-cms-hcc": 3_000, "hcc_coefficient:coefficients-esrd": 1_400,
        "hcc_coefficient:coefficients-rxhcc": 1_500,
    }  # fmt: skip
    fetch_hint = "pip install 'superbill[data]', then superbill build (sh scripts/demo does both)"

    def recognises(self, file: SourceFile) -> bool:
        """One of the five heading rows."""
        return headings(file) in _READERS

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """Parts by the kind of file: a mapping gives its models too, factors one part for each model."""
        yield from _READERS[headings(file)](file)


def _rows(file: SourceFile, columns: tuple[str, ...]) -> Iterator[tuple[int, Row]]:
    return table_rows(file, columns)


def _payment_year(year: int, series: str, *notes: str, last: int | None = None) -> Edition:
    period = Period(date(year - 1, 1, 1), date((last or year) - 1, 12, 31))
    how = f"Payment year {year}: diagnoses of {year - 1}; the year is known from the file's name"
    return Edition(f"PY{year}", period, series, notes=(how, *notes))


def _map(file: SourceFile) -> Iterator[Part]:
    year = year_in_name(file, "ra_dx_to_cc_2027.csv")
    through = CODES_THROUGH.get(year, date(year - 2, 9, 30))
    mapped: list[tuple[object, ...]] = []
    models: dict[tuple[str, str], tuple[int, int]] = {}
    for line, row in _rows(file, MAP):
        number, _ = models.setdefault(full_name(row["model_name"], file, line), (len(models) + 1, line))
        code = code_cell(row, "diagnosis_code", _ICD10CM, "ICD-10-CM code", file, line)
        mapped.append((*HccMap(number, code, hcc_number(row["cc"], file, line, "cc")), line))
    edition = _payment_year(year, "", f"Codes that came into force after {through} are not in view")
    known = day_number(through) or 0
    numbered = [(*HccModel(number, *model, known), line) for model, (number, line) in models.items()]
    yield Part(edition, file, HCC_MODEL, numbered)
    yield Part(edition, file, HCC_MAP, mapped)


def _coefficients(file: SourceFile) -> Iterator[Part]:
    year = year_in_name(file, "ra_coefficients_2026.csv")
    found = _factors(file)
    if "proposed" in last_name(file).lower():
        edition = Edition(f"PY{year} proposed", _payment_year(year, "").period, PROPOSED, notes=_PROPOSAL)
        yield Part(edition, file, HCC_COEFFICIENT, [(*factor, line) for factor, line in found])
        return
    for model, series in SERIES.items():
        last = KEPT_FOR.get((model, year), year)
        edition = _payment_year(year, series, *([_KEPT.format(last)] if last > year else []), last=last)
        rows = [(*factor, line) for factor, line in found if factor.model == model]
        if rows:
            yield Part(edition, file, HCC_COEFFICIENT, rows)


def _factors(file: SourceFile) -> list[tuple[HccCoefficient, int]]:
    """All factors; a name with several values has each as a variant, one that is given twice alike stands once."""
    found: list[tuple[HccCoefficient, int]] = []
    for line, row in _rows(file, COEFFICIENTS):
        model, version, variant = domain_and_version(row["model_domain"], row["model_version"], file, line)
        segment, variable = segment_and_variable(row["coefficient"], file, line)
        value = amount(row["value"], file, line, "value")
        found.append((HccCoefficient(model, version, variable, segment, variant, value), line))
    found.sort(key=lambda entry: entry[0][:5])
    result: list[tuple[HccCoefficient, int]] = []
    for _, group in groupby(found, key=lambda entry: entry[0][:5]):
        result += _told_apart(file, list(group))
    return result


def _told_apart(file: SourceFile, alike: list[tuple[HccCoefficient, int]]) -> list[tuple[HccCoefficient, int]]:
    if len({factor.coefficient for factor, _ in alike}) == 1:
        return alike[:1]
    first = alike[0][0]
    if (first.model, first.version) != ("RxHCC", "V08") or first.variant:
        raise BadInput(
            f"{first.segment}_{first.variable} of {first.model} {first.version} is given twice with different values",
            file=file.name,
            line=alike[1][1],
        )
    return [(factor._replace(variant=f"unnamed {n}"), line) for n, (factor, line) in enumerate(alike, 1)]


def _version_set(file: SourceFile, series: str) -> Edition:
    year = year_in_name(file, "ra_labels_2026.csv")
    note = "It belongs to the versions of the models, whatever the payment year"
    return Edition(f"model software of PY{year}", Period(LABELS_FROM), series, notes=(note,))


def _labels(file: SourceFile) -> Iterator[Part]:
    rows: list[tuple[object, ...]] = []
    for line, row in _rows(file, LABELS):
        model, version, _ = domain_and_version(row["model_domain"], row["model_version"], file, line)
        label = filled(row, "label", file, line)
        rows.append((*HccLabel(model, version, hcc_number(row["cc"], file, line, "cc"), label), line))
    yield Part(_version_set(file, "labels"), file, HCC_LABEL, rows)


def _hierarchies(file: SourceFile) -> Iterator[Part]:
    rows: list[tuple[object, ...]] = []
    for line, row in _rows(file, HIERARCHIES):
        model, version, _ = domain_and_version(row["model_domain"], row["model_version"], file, line)
        parent, child = (hcc_number(row[name], file, line, name) for name in HIERARCHIES[:2])
        rows.append((*HccHierarchy(model, version, parent, child), line))
    yield Part(_version_set(file, "hierarchies"), file, HCC_HIERARCHY, rows)


def _edits(file: SourceFile) -> Iterator[Part]:
    rows: list[tuple[object, ...]] = []
    for line, row in _rows(file, EDITS):
        model, version = full_name(row["model_name"], file, line)
        code = code_cell(row, "icd10", _ICD10CM, "ICD-10-CM code", file, line)
        sex, low, high = (_whole(row, name, file, line) for name in ("sex", "age_min", "age_max"))
        override = row["action"] == "override"
        if row["action"] not in ("override", "invalid") or override != bool(row["cc_override"]):
            raise BadInput(f"action {row['action']!r} is not known", file=file.name, line=line, column="action")
        replaced_by = hcc_number(row["cc_override"], file, line, "cc_override") if override else None
        mce = int(row["edit_type"] == "mce_age")
        rows.append((*HccEdit(model, version, code, len(rows), sex, low, high, replaced_by, mce), line))
    note = "The file states no year; its documentation names the model packages of payment year 2026"
    period = _payment_year(EDITS_YEAR, "").period
    yield Part(Edition(f"PY{EDITS_YEAR}", period, "edits", notes=(note,)), file, HCC_EDIT, rows)


def _whole(row: Row, column: str, file: SourceFile, line: int) -> int | None:
    return whole_number(row[column], file, line, column) if row[column] else None


_READERS: dict[tuple[str, ...], Callable[[SourceFile], Iterator[Part]]] = {
    MAP: _map,
    COEFFICIENTS: _coefficients,
    LABELS: _labels,
    HIERARCHIES: _hierarchies,
    EDITS: _edits,
}

SOURCE = CmsHcc()
