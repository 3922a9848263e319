"""Tables of Medicare's risk-adjustment models, and the many ways in which their files write a model's name.

A model here is `CMS-HCC`, `CMS-HCC ESRD` or `RxHCC`, a version `V28`, an HCC its number alone (`38`). The files write
`CMS-HCC ESRD Model V24`; domain `ESRD`, version `D24` or `V24`; `R08` for version 08 of RxHCC; `HCC38` and `RXHCC30`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from superbill.errors import BadInput
from superbill.model.rows import Amount, Day, Interned, Table
from superbill.sources.base import SourceFile

MODELS = ("CMS-HCC", "CMS-HCC ESRD", "RxHCC")


class HccModel(NamedTuple):
    """A model that the mapping of a payment year holds, with its number in that mapping. `codes_through` is the last day of the newest fiscal year whose
    codes were in view when it was made: a later code that it lacks was not judged."""

    number: int
    model: str
    version: str
    codes_through: Day


class HccMap(NamedTuple):
    """A diagnosis and an HCC that it counts for in the model of that number (`HccModel`); a few diagnoses count for two."""

    number: int
    icd10cm: str
    hcc: str


class HccLabel(NamedTuple):
    """What an HCC is called. Apostrophes are lost in the file (`Alzheimers`)."""

    model: str
    version: str
    hcc: str
    label: Interned


class HccCoefficient(NamedTuple):
    """A relative factor. `segment` is the population (`CNA`: community, non-dual, aged); `variable` an HCC (`HCC38`,
    `RXHCC30`), an age and sex band, an interaction or a count. `variant` tells apart factors that one file gives for one
    name: the kind of plan where the file says so, else `unnamed 1`, `unnamed 2`."""

    model: str
    version: str
    variable: str
    segment: str
    variant: str
    coefficient: Amount


class HccHierarchy(NamedTuple):
    """Where a patient has `hcc`, the HCC `drops` no longer counts."""

    model: str
    version: str
    hcc: str
    drops: str


class HccEdit(NamedTuple):
    """A diagnosis that counts otherwise by age or sex. It applies to `sex` (1 male, 2 female; NULL both) and at ages of
    `age_min` and over or `age_max` and under: outside the band between where both are set and `age_min` is the higher.
    `replaced_by` is the HCC it then counts for, NULL for none. `mce` is 1 for edits of the Medicare Code Editor."""

    model: str
    version: str
    icd10cm: str
    seq: int
    sex: int | None
    age_min: int | None
    age_max: int | None
    replaced_by: str | None
    mce: int


_MODEL_KEY = ("model", "version")
HCC_MODEL = Table("hcc_model", HccModel, ("number",))
HCC_MAP = Table("hcc_map", HccMap, ("number", "icd10cm", "hcc"))
HCC_LABEL = Table("hcc_label", HccLabel, (*_MODEL_KEY, "hcc"))
HCC_COEFFICIENT = Table("hcc_coefficient", HccCoefficient, (*_MODEL_KEY, "variable", "segment", "variant"))
HCC_HIERARCHY = Table("hcc_hierarchy", HccHierarchy, (*_MODEL_KEY, "hcc", "drops"))
HCC_EDIT = Table("hcc_edit", HccEdit, (*_MODEL_KEY, "icd10cm", "seq"))

_FULL_NAME = re.compile(r"(CMS-HCC|CMS-HCC ESRD|RxHCC) Model (V[0-9][0-9])")
_DOMAINS = {"CMS-HCC": "CMS-HCC", "ESRD": "CMS-HCC ESRD", "RxHCC": "RxHCC"}
_VERSION = re.compile(r"[VCDR]([0-9][0-9])(?:_([A-Z_]+))?")
_HCC = re.compile(r"(?:(?:RX)?HCC)?([0-9]{1,3})")
_FACTOR = re.compile(r"(Rx_(?:CE|NE)_[A-Za-z]+|[A-Za-z0-9]+)_(\w+)")


def full_name(text: str, file: SourceFile, line: int) -> tuple[str, str]:
    """`CMS-HCC Model V28` as model and version."""
    found = _FULL_NAME.fullmatch(text)
    if found is None:
        raise BadInput(f"{text!r} is no model that is known", file=file.name, line=line, column="model_name")
    return found[1], found[2]


def domain_and_version(domain: str, version: str, file: SourceFile, line: int) -> tuple[str, str, str]:
    """`ESRD`, `D24` as model, version and variant; the variant is `""` unless the version names a kind of plan."""
    found = _VERSION.fullmatch(version)
    if domain not in _DOMAINS or found is None:
        raise BadInput(
            f"{domain!r} {version!r} is no model that is known", file=file.name, line=line, column="model_version"
        )
    return _DOMAINS[domain], f"V{found[1]}", (found[2] or "").replace("_", " ")


def hcc_number(text: str, file: SourceFile, line: int, column: str) -> str:
    """`HCC38`, `RXHCC30` or `38` as the number alone, which stays text."""
    found = _HCC.fullmatch(text)
    if found is None:
        raise BadInput(f"{text!r} is no HCC", file=file.name, line=line, column=column)
    return found[1]


def segment_and_variable(name: str, file: SourceFile, line: int) -> tuple[str, str]:
    """`CNA_HCC38` as `CNA`, `HCC38`; `Rx_CE_NoLowAged_RXHCC30` as `Rx_CE_NoLowAged`, `RXHCC30`."""
    found = _FACTOR.fullmatch(name)
    if found is None:
        raise BadInput(f"{name!r} names no segment", file=file.name, line=line, column="coefficient")
    return found[1], found[2]
