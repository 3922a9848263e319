"""The header of an in-network item: everything but its negotiated rates.

Descriptors of CPT (AMA), CDT (ADA) and revenue codes (NUBC) are not stored: payers' files carry them under licences that
do not pass on. Names and descriptions of all other code types are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from superbill.rates.tic.members import Members, Unreadable, kind_of, read_members

ARRANGEMENTS = frozenset({"ffs", "bundle", "capitation"})
CODE_TYPES = frozenset(
    [
        "CPT",
        "HCPCS",
        "ICD",
        "MS-DRG",
        "R-DRG",
        "S-DRG",
        "APS-DRG",
        "AP-DRG",
        "APR-DRG",
        "APC",
        "NDC",
        "HIPPS",
        "LOCAL",
        "EAPG",
        "CDT",
        "RC",
        "CSTM-ALL",
    ]
)
WITHHELD_TYPES = frozenset({"CPT", "CDT", "RC"})
_LICENSED_HCPCS = re.compile(r"\d{4}[0-9A-Z]|D\d{4}")


class ContainedCode(NamedTuple):
    """A code inside a bundle or a capitation."""

    billing_code_type: str | None
    billing_code_type_version: str | None
    billing_code: str | None
    description: str | None


class Item(NamedTuple):
    """`name` and `description` are None where the descriptor is licensed. `problem` says why an item is not whole."""

    negotiation_arrangement: str | None
    billing_code_type: str | None
    billing_code_type_version: str | None
    billing_code: str | None
    severity_of_illness: str | None
    name: str | None
    description: str | None
    bundled_codes: list[ContainedCode] | None
    covered_services: list[ContainedCode] | None
    other: str | None
    flags: list[str]
    problem: str | None = None


def read_header(text: bytes) -> Item:
    """A header as JSON text, its `negotiated_rates` empty. Raises `Unreadable`."""
    return read_members(text, item_of)


def item_of(found: Members) -> Item:
    """The item of an object's members; its rates are left out."""
    found.take("negotiated_rates")
    arrangement = found.text("negotiation_arrangement")
    code_type, version, code = (found.text(key) for key in CODE_KEYS)
    severity, name, description = found.text("severity_of_illness"), found.text("name"), found.text("description")
    bundled, covered = _contained(found, "bundled_codes"), _contained(found, "covered_services")
    other = found.rest
    if not code:
        found.flags.add("billing_code_missing")
    if code_type not in CODE_TYPES:
        found.flags.add("unknown_billing_code_type")
    if arrangement not in ARRANGEMENTS:
        found.flags.add("unknown_arrangement")
    if is_licensed(code_type, code) and (name or description):
        name = description = None
        found.flags.add("descriptor_withheld")
    return Item(
        arrangement, code_type, version, code, severity, name, description, bundled, covered, other, sorted(found.flags)
    )


CODE_KEYS = ("billing_code_type", "billing_code_type_version", "billing_code")


def is_licensed(code_type: str | None, code: str | None) -> bool:
    """Whether the descriptor of a code belongs to the AMA, the ADA or the NUBC; an unknown type is taken as if."""
    kind = (code_type or "").upper()
    return kind in WITHHELD_TYPES or (
        kind not in CODE_TYPES - {"HCPCS"} and bool(_LICENSED_HCPCS.fullmatch(code or ""))
    )


def _contained(found: Members, key: str) -> list[ContainedCode] | None:
    codes = list(_codes(found.take(key), found.flags))
    return codes or None


def _codes(value: Any, flags: set[str]) -> Iterator[ContainedCode]:
    for one in value if isinstance(value, list) else [] if value is None else [value]:
        if not isinstance(one, dict):
            raise Unreadable(f"{kind_of(one)} among contained codes where an object must be")
        members = Members(one)
        code_type, version, code = (members.text(key) for key in CODE_KEYS)
        description = members.text("description")
        if members.rest is not None:
            members.flags.add("unknown_key")
        flags |= members.flags
        yield ContainedCode(code_type, version, code, None if is_licensed(code_type, code) else description)
