"""What a question names, found in its text, and the text with a placeholder for each thing named.

A code is taken for the system that knows it. One that two systems know, or that holds an O for a 0 or an l for a 1, is not
assumed: it comes back as `Doubt`, to be asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from superbill.model.codes import CPT_MODIFIERS, PROCEDURES, System, display_code, parse_code, systems_of
from superbill.model.edits import Setting
from superbill.pilot.dates import named_days
from superbill.pilot.lexicon import payer_pattern, payers, source_pattern, state_pattern, visit_patterns, words
from superbill.pilot.slots import Code, Slots

Known = Callable[[str], tuple[System, ...]]
"""The systems that know a code, on the day that is asked about."""

LETTERS_FOR_DIGITS = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "i": "1"})
_TOKEN = re.compile(r"(?<![\w$.])[A-Za-z0-9]+(?:\.[A-Za-z0-9]{1,4})?(?:-[A-Za-z0-9]{2}(?![A-Za-z0-9]))*(?![A-Za-z0-9])")
_MODIFIER_LIST = re.compile(
    r"\b(?:modifiers?|mods?)\b[ :#(]*((?:[0-9A-Za-z]{2}\b(?:\s*(?:,|/|&|\band\b|\bor\b|\bvs\.?\b|\bversus\b)\s*(?:modifier )?)?)+)",
    re.IGNORECASE,
)
_BARE_MODIFIER = re.compile(
    r"(?:\b(?:with(?: an?)?|add|append|use|using|and|a|an|the|on|have|has|versus|vs|put)\s+|(?<![\w])-|\s-)(\d\d|[A-Z]{2}|[A-Z]\d)"
    r"(?![\w.%/-]|\s*(?:units?|minutes?|mins?|mg|years?|days?|hours?|weeks?|percent))"
)
_OWN_MODIFIERS = frozenset(
    ["LT", "RT", "TC", "QW", "XE", "XS", "XP", "XU", "KX", "JW", "JZ", "GT", "GQ", "AS", "GA", "GY", "GZ", "CO", "CQ"]
) - {"CO", "AS"}
_STANDING_MODIFIER = re.compile(rf"(?<![\w-])({'|'.join(sorted(_OWN_MODIFIERS))})(?![\w-])")
_DENIAL = re.compile(
    r"\b(?P<group>CO|PR|OA|PI|CR)[- ]?(?P<carc>[ABPWY]?\d{1,3})\b"
    r"|\b(?:carc|reason code|denial(?: reason)?(?: code)?|adjustment(?: reason)?(?: code)?|denied(?: with| as| for)?(?: code)?)\s*#?"
    r"(?P<reason>[ABPWY]?\d{1,3})\b"
    r"|\b(?:rarc|remark(?: code)?|remarks?|denial(?: code)?)\s*(?P<remark>(?:MA?|N)\d{1,3})\b"
)
_DENIAL = re.compile(_DENIAL.pattern, re.IGNORECASE)
_REMARK_ALONE = re.compile(r"\b(MA\d{2,3}|N\d{3}|M\d{2,3})\b")
_ZIP = re.compile(r"\b(?:zip(?: ?code)?|postal code)\s*:?\s*(\d{5})(?:-\d{4})?\b", re.IGNORECASE)
_AT_NUMBER = re.compile(r"\b(?:in|near|around|at)\s+(\d{5})\b", re.IGNORECASE)
_LOCALITY = re.compile(r"\b(\d{5})\s?/\s?(\d{2})\b|\blocality\s+(\d{5})[- ]?(\d{2})\b", re.IGNORECASE)
_STATE_LETTERS = re.compile(r"(?:\b(in|for|state of|from)\s+|,\s*|\()([A-Za-z]{2})\b(?![-'.]\w)", re.IGNORECASE)
_ENGLISH = frozenset(["in", "or", "me", "ok", "hi", "oh", "so", "la", "pa", "ma", "al", "id", "de", "as", "mo"])
_UNITS = re.compile(
    r"\b(\d{1,4})\s+units?\b|(?-i:(?<=\s)x\s?(\d{1,2})\b)|\bunits?:?\s+(\d{1,4})\b|\b(\d{1,3})\s+times\b", re.IGNORECASE
)
_MINUTES = re.compile(r"\b(\d{1,3})\s*-?\s*(?:minutes?|mins?)\b", re.IGNORECASE)
_LEVEL = re.compile(r"\b(straightforward|low|moderate|high)\b(?=[^.?]{0,30}\b(?:mdm|decision|complexity|level)\b)|"
                    r"\bmdm (?:is |was |of )?(straightforward|low|moderate|high)\b", re.IGNORECASE)  # fmt: skip
_PATIENT = re.compile(
    r"\b(new|established|initial|subsequent)\b[- ]?(?:patient|visit|office|hospital|care|nursing|home|pt)",
    re.IGNORECASE,
)
_OUTPATIENT = re.compile(
    r"\boutpatient\b|\bhospital(?:'s)? (?:claim|outpatient|side)\b|\bopps\b|\bfacility (?:claim|edit)s?\b",
    re.IGNORECASE,
)
_PRACTITIONER = re.compile(
    r"\bpractitioners?\b|\bphysician(?:'s)? (?:claim|side|edits?)\b|\bprofessional claim", re.IGNORECASE
)
_DME = re.compile(r"\bdme\b|\bsuppliers?\b", re.IGNORECASE)
_NON_FACILITY = re.compile(
    r"\bnon-?\s?facility\b|\b(?:in (?:the|my|an) |at (?:the|my|an) )office\b|\bin (?:a|the|my) clinic\b", re.IGNORECASE
)
_FACILITY = re.compile(
    r"(?<!non)(?<!non-)(?<!non )\bfacility\b(?! claim| edit)|\bin (?:a|the) (?:hospital|asc)\b", re.IGNORECASE
)
_NO_CODE = frozenset({"A1C", "H1N1", "B12", "T4", "T3", "G6PD", "CA125", "COVID19", "RVU25D"})
_ICD9 = re.compile(r"\bicd[- ]?9\b", re.IGNORECASE)
_PCS = re.compile(r"\bpcs\b", re.IGNORECASE)
_DRG = re.compile(r"\b(?:ms-?)?drg\s*#?(\d{3})\b", re.IGNORECASE)
_CODE_WORD = re.compile(
    r"\b(?:code|codes|dx|diagnosis|icd[- ]?10(?:[- ]?cm)?|cpt|hcpcs|category|icd)\s*:?#?\s*$", re.IGNORECASE
)
_WANTED = (
    (System.ICD10PCS, re.compile(r"\bicd[- ]?10[- ]?pcs\b|\bpcs\b", re.IGNORECASE)),
    (System.ICD9CM, _ICD9),
    (System.ICD10CM, re.compile(r"\bicd[- ]?10\b|\bdiagnosis code|\bdx code", re.IGNORECASE)),
    (System.HCPCS, re.compile(r"\bhcpcs\b", re.IGNORECASE)),
    (System.CPT, re.compile(r"\bcpt\b|\bprocedure code", re.IGNORECASE)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word that could be one of several codes: what was typed, and the codes it may mean."""

    typed: str
    choices: tuple[Code, ...]
    slip: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: the values, what is in doubt, the text with placeholders, and spans of codes in it (start, end)."""

    slots: Slots
    doubts: tuple[Doubt, ...]
    masked: str
    spans: tuple[tuple[int, int], ...]
    whole_days: bool = False


class _Mask:
    """Takes things named out of a text, span by span, so that nothing is read twice."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.taken: list[tuple[int, int, str]] = []

    def free(self, start: int, end: int) -> bool:
        return all(end <= a or start >= b for a, b, _ in self.taken)

    def take(self, start: int, end: int, name: str) -> bool:
        if not self.free(start, end):
            return False
        self.taken.append((start, end, name))
        return True

    @property
    def masked(self) -> str:
        parts: list[str] = []
        at = 0
        for start, end, name in sorted(self.taken):
            parts += [self.text[at:start], f" {name} " if name else self.text[start:end]]
            at = end
        return " ".join("".join([*parts, self.text[at:]]).split())


def mentions(text: str, today: date, known: Known) -> Found:
    """Everything a text names. `known` tells which systems have a code."""
    mask = _Mask(text)
    days = [day for day in named_days(text, today) if mask.take(day.start, day.end, "<date>")]
    slots = _figures(_places(Slots(dates=tuple(day.day for day in days)), text, mask, known), text, mask)
    denials = tuple(_denials(text, mask))
    modifiers = list(_listed_modifiers(text, mask))
    codes, doubts = _codes(text, mask, known, denials=bool(denials))
    modifiers += _loose_modifiers(text, mask, bool(codes) or bool(doubts))
    slots = replace(
        slots,
        codes=tuple(dict.fromkeys(codes)),
        modifiers=tuple(dict.fromkeys(modifiers)),
        denials=denials,
        on=days[0].day if len(days) == 1 else None,
        system=next((system for system, pattern in _WANTED if pattern.search(mask.masked)), None),
        sources=tuple(dict.fromkeys(words()["sources"][m[1].lower()] for m in source_pattern().finditer(text))),
    )
    spans = tuple((a, b) for a, b, name in sorted(mask.taken) if name in ("<proc>", "<dx>", "<code>"))
    return Found(slots, tuple(doubts), mask.masked, spans, any(day.whole for day in days))


def _places(slots: Slots, text: str, mask: _Mask, known: Known) -> Slots:
    for match in _LOCALITY.finditer(text):
        if mask.take(match.start(), match.end(), "<place>"):
            slots = replace(slots, locality=f"{match[1] or match[3]}/{match[2] or match[4]}")
    for match in _ZIP.finditer(text):
        if mask.take(match.start(), match.end(), "<place>"):
            slots = replace(slots, zip_code=match[1])
    for match in _AT_NUMBER.finditer(text):
        another = any(
            len(m[0]) == 5 and m.start() != match.start(1) for m in _TOKEN.finditer(text) if systems_of(m[0].upper())
        )
        if (another or "<place>" in text) and not known(match[1]) and mask.take(match.start(), match.end(), "<place>"):
            slots = replace(slots, zip_code=match[1])
    for match in state_pattern().finditer(text):
        if mask.take(match.start(), match.end(), "<state>"):
            slots = replace(slots, state=words()["states"][match[1].lower()])
    two = set(words()["states"].values())
    for match in _STATE_LETTERS.finditer(text):
        letters = match[2]
        written = letters.isupper() or (match[1] and letters.lower() not in _ENGLISH)
        if written and letters.upper() in two and mask.take(match.start(2), match.end(2), "<state>"):
            slots = replace(slots, state=letters.upper())
    for match in payer_pattern().finditer(text):
        if mask.take(match.start(), match.end(), "<payer>"):
            slots = replace(slots, payer=payers()[match[1].lower()])
    return slots


def _figures(slots: Slots, text: str, mask: _Mask) -> Slots:
    for match in _MINUTES.finditer(text):
        if mask.take(match.start(), match.end(), "<minutes>"):
            slots = replace(slots, minutes=int(match[1]))
    for match in _UNITS.finditer(text):
        if mask.take(match.start(), match.end(), "<n> units"):
            slots = replace(slots, units=int(next(filter(None, match.groups()))))
    level, patient = _LEVEL.search(text), _PATIENT.search(text)
    found = "new" if patient and patient[1].lower() in ("new", "initial") else "established" if patient else ""
    setting = (
        Setting.OUTPATIENT if _OUTPATIENT.search(text) else Setting.PRACTITIONER if _PRACTITIONER.search(text)
        else Setting.DME if _DME.search(text) else None
    )  # fmt: skip
    site = "non-facility" if _NON_FACILITY.search(text) else "facility" if _FACILITY.search(text) else ""
    return replace(
        slots,
        level=(level[1] or level[2]).lower() if level else "",
        patient=found,
        visit=next((name for name, pattern in visit_patterns() if pattern.search(text)), ""),
        setting=setting,
        site=site,
    )


def _denials(text: str, mask: _Mask) -> Iterator[str]:
    for match in _DENIAL.finditer(text):
        if match["group"] and not match[0][:2].isupper():
            continue
        if mask.take(match.start(), match.end(), "<denial>"):
            if match["group"]:
                yield f"{match['group'].upper()}-{match['carc'].upper()}"
            else:
                yield (match["reason"] or match["remark"]).upper()
    if re.search(r"\b(?:remark|rarc|denial|denied|remittance|eob)\b", text, re.IGNORECASE):
        for match in _REMARK_ALONE.finditer(text):
            if mask.take(match.start(), match.end(), "<denial>"):
                yield match[1]


def _listed_modifiers(text: str, mask: _Mask) -> Iterator[str]:
    for match in _MODIFIER_LIST.finditer(text):
        for part in re.finditer(r"[0-9A-Za-z]{2}\b", match[1]):
            typed = part[0]
            if (
                any(each.isdigit() for each in typed) or typed.isupper() or typed.upper() in _OWN_MODIFIERS
            ) and mask.take(match.start(1) + part.start(), match.start(1) + part.end(), "<mod>"):
                yield typed.upper()


def _loose_modifiers(text: str, mask: _Mask, codes: bool) -> Iterator[str]:
    for match in _STANDING_MODIFIER.finditer(text):
        if mask.take(match.start(1), match.end(1), "<mod>"):
            yield match[1]
    for match in _BARE_MODIFIER.finditer(text):
        if match[1] in CPT_MODIFIERS and mask.take(match.start(1), match.end(1), "<mod>"):
            yield match[1]
    for match in re.finditer(
        r"(?<![\w.$/-])(\d\d)(?=[^.?<]{0,18}\bmodifier|\s*\?|\s+(?:mean|on|for|with|modifier|apply|versus|vs)\b|\s*$)",
        text,
    ):
        if codes and match[1] in CPT_MODIFIERS and mask.take(match.start(1), match.end(1), "<mod>"):
            yield match[1]


def _codes(text: str, mask: _Mask, known: Known, *, denials: bool) -> tuple[list[Code], list[Doubt]]:
    codes: list[Code] = []
    doubts: list[Doubt] = []
    for match in _DRG.finditer(text):
        if mask.take(match.start(1), match.end(1), "<code>"):
            codes.append(Code(System.MSDRG, match[1]))
    for match in _TOKEN.finditer(text):
        if not mask.free(match.start(), match.end()):
            continue
        read = _read(text, match, known, denials)
        if isinstance(read, Code):
            mask.take(match.start(), match.end(), _name(read))
            codes.append(read)
        elif isinstance(read, Doubt):
            mask.take(match.start(), match.end(), _name(read.choices[0]))
            doubts.append(read)
    return codes, doubts


def _name(code: Code) -> str:
    if code.system in PROCEDURES:
        return "<proc>"
    return "<dx>" if code.system is System.ICD10CM else "<code>"


def _read(text: str, match: re.Match[str], known: Known, denials: bool) -> Code | Doubt | None:
    token = match[0]
    if not any(each.isdigit() for each in token) and not _slip_shape(token):
        return None
    if token.upper() in _NO_CODE or len(token) < 3:
        return None
    before = text[: match.start()]
    typed = parse_code(token)
    systems = _sensible(typed.code, token, typed.systems, text, before)
    if systems:
        have = tuple(system for system in known(token) if system in systems)
        slip = _slip(token, known) if token[0] == "l" and (System.ICD10CM in have or not have) else ()
        if slip:
            own = tuple(Code(system, typed.code) for system in have)
            return Doubt(token, (*own, *slip), True)
        return _settled(token, typed.code, typed.modifiers, systems, have, before)
    slip = _slip(token, known)
    return Doubt(token, slip, True) if slip else None


def _settled(
    token: str, code: str, modifiers: tuple[str, ...], systems: Sequence[System], have: Sequence[System], before: str
) -> Code | Doubt | None:
    if not have and (len(code) == 3 or systems[0] not in PROCEDURES) and not _looks_meant(token, before):
        return None
    if len(have) > 1 and "." not in token:
        wanted = _wanted_by(before)
        if wanted is not None and wanted in have:
            return Code(wanted, code, modifiers)
        return Doubt(token, tuple(Code(system, code) for system in have), False)
    system = (tuple(have) or tuple(systems))[0]
    return Code(system, code, modifiers if system in PROCEDURES else ())


def _wanted_by(before: str) -> System | None:
    """The system that is named right before a code."""
    tail = before[-24:]
    return next((system for system, pattern in _WANTED if pattern.search(tail)), None)


def _looks_meant(token: str, before: str) -> bool:
    """An unknown code is one still when it has a dot, a digit behind two others in capitals, or the word code before it."""
    return (
        "." in token
        or bool(_CODE_WORD.search(before))
        or (token.isupper() and len(token) in (4, 5, 7) and token[0].isalpha())
    )


def _sensible(code: str, token: str, systems: Sequence[System], text: str, before: str) -> tuple[System, ...]:
    """The systems that a word can be meant for: numbers of three digits are codes only where the text says so."""
    found = [system for system in systems if system not in (System.MODIFIER, System.MSDRG, System.ICD9PROC)]
    if System.ICD9CM in found and not _ICD9.search(text) and "." not in token:
        found.remove(System.ICD9CM)
    if System.ICD10PCS in found and (len(code) == 3 or not (token.isupper() or _PCS.search(text))):
        found.remove(System.ICD10PCS)
    if System.ICD10PCS in found and System.CPT not in found and code.isdigit():
        found.remove(System.ICD10PCS)
    return tuple(found)


def _slip_shape(token: str) -> bool:
    return (
        len(token) >= 4
        and token[:1].isalpha()
        and any(each in "OolI" for each in token[1:])
        and token.upper() == token
        and "." in token
    )


def _slip(token: str, known: Known) -> tuple[Code, ...]:
    """The known codes that a word would be with 0 for O and 1 for l or I."""
    if not any(each in "OolIi" for each in token) or not 3 <= len(token) <= 9 or (token.isalpha() and "." not in token):
        return ()
    whole = token.translate(LETTERS_FOR_DIGITS)
    variants = [whole, token[0] + token[1:].translate(LETTERS_FOR_DIGITS), "I" + token[1:] if token[0] in "l1" else ""]
    found: dict[Code, None] = {}
    for variant in variants:
        if not variant or variant == token:
            continue
        typed = parse_code(variant)
        for system in known(variant):
            if (
                system in typed.systems
                and len(typed.code) >= 3
                and system not in (System.MODIFIER, System.MSDRG, System.ICD9PROC)
            ):
                if system is System.ICD9CM and "." not in variant:
                    continue
                found.setdefault(Code(system, typed.code, typed.modifiers if system in PROCEDURES else ()))
    return tuple(found)


def display(doubt: Doubt) -> str:
    """The choices of a doubt in words."""
    return " or ".join(f"{display_code(c.system, c.code)} ({c.system.label})" for c in doubt.choices)
