"""What is asked of a lake: codes, a date of service, and which of the rates are meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from superbill.errors import UsageError
from superbill.rates.providers.states import STATES

MOST_CODES = 200
EPOCH_ORDINAL = 719_163
"""1970-01-01 as an ordinal."""
CLASSES = ("professional", "institutional")
ANY = ("any",)
"""In place of modifiers: rates with and without."""

PROCEDURE = "procedure"
"""The kind of CPT and HCPCS codes, which payers label one for the other."""
KINDS = {
    "CPT": PROCEDURE, "CPT4": PROCEDURE, "HCPCS": PROCEDURE, "HCPCS LEVEL II": PROCEDURE, "CDT": "CDT", "MS-DRG": "MS-DRG",
    "DRG": "MS-DRG", "APR-DRG": "APR-DRG", "RC": "RC", "REVENUE": "RC", "REV": "RC", "NDC": "NDC",
}  # fmt: skip
_CODE = re.compile(r"(?:(?P<kind>[A-Za-z][A-Za-z0-9 -]*):)?(?P<code>[A-Za-z0-9.-]{1,20})")


def kind_of(billing_code_type: str | None) -> str:
    """The kind of a code by its published type; a type that is not known stands for itself."""
    text = (billing_code_type or "").strip().upper()
    return KINDS.get(text, text)


@dataclass(frozen=True, slots=True)
class AskedCode:
    """A code, and the kind it must be of (empty: any)."""

    code: str
    kind: str = ""


def parse_rate_code(text: str) -> AskedCode:
    """`99213`, or with its kind `MS-DRG:470`, `RC:0360`. Raises `UsageError`."""
    match = _CODE.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text!r} is no billing code", hint="Write 99213, or with the kind: MS-DRG:470.")
    return AskedCode(match["code"].upper(), kind_of(match["kind"]) if match["kind"] else "")


@dataclass(frozen=True, slots=True)
class RateQuestion:
    """Raises `UsageError` for a question that makes no sense.

    `payers` are families or words of payers' names. Places are those of the providers' practices (NPPES). `pos` is a place of
    service code; `modifiers` empty means rates without modifier, `ANY` all. `specialty` is the beginning of a NUCC taxonomy code,
    compared with a provider's primary one. `raw` keeps expired, zero and ghost rates in. Cells of fewer providers than `min_cell`
    are suppressed. `pooled` puts all payers, and the classes that are asked for, into one row a code.
    """

    codes: tuple[AskedCode, ...]
    on: date
    payers: tuple[str, ...] = ()
    state: str = ""
    zip3: str = ""
    cbsa: str = ""
    billing_class: str = ""
    pos: str = ""
    modifiers: tuple[str, ...] = ()
    specialty: str = ""
    raw: bool = False
    min_cell: int = 0
    by_state: bool = False
    pooled: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.codes) <= MOST_CODES:
            raise UsageError(f"ask for 1 to {MOST_CODES} codes, not {len(self.codes)}")
        for value, pattern, name, hint in (
            (self.state, r"[A-Z]{2}", "state", "Two capital letters, such as TX."),
            (self.zip3, r"\d{3}", "beginning of a ZIP code", "Three digits, such as 941."),
            (self.cbsa, r"\d{5}", "core-based statistical area", "Five digits, such as 41860."),
            (self.pos, r"\d{2}", "place of service", "Two digits, such as 11."),
            (self.specialty, r"[0-9A-Z]{3,10}", "taxonomy", "3 to 10 characters of a NUCC code, such as 207R."),
        ):
            if value and not re.fullmatch(pattern, value):
                raise UsageError(f"{value!r} is no {name}", hint=hint)
        if self.state and self.state not in STATES:
            raise UsageError(f"{self.state} is no state", hint="Two letters of a state or territory.")
        if self.billing_class and self.billing_class not in CLASSES:
            raise UsageError(f"{self.billing_class!r} is no billing class", hint=f"Known: {', '.join(CLASSES)}.")
        if self.modifiers != ANY and any(not re.fullmatch(r"[A-Z0-9]{2}", one) for one in self.modifiers):
            raise UsageError(f"{' '.join(self.modifiers)!r} are no modifiers", hint="Two characters each, or: any.")
        if self.min_cell < 0:
            raise UsageError("the smallest cell cannot be negative")

    @property
    def placed(self) -> bool:
        """Whether only some providers are meant by where they are or what they are."""
        return bool(self.state or self.zip3 or self.cbsa or self.specialty)
