"""The level of a visit: decision making by problems, data and risk, or time; each element with the words that prove it.

Authority: the evaluation and management rules in force since 2021 (office) and 2023 (hospital, emergency, nursing, home). Two
of the three columns must reach a level. Time counts where the family allows it and the note states a total.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from superbill.casecode.content import begins, read
from superbill.casecode.sections import DECIDING
from superbill.casecode.sentences import Sentence
from superbill.casecode.suggest import Draft
from superbill.model.codes import System, display_code
from superbill.model.note import Band, Column, Element, Span, Visit

LEVELS = ("none", "straightforward", "low", "moderate", "high")
_PLANS = DECIDING | {"plan", "opening", "history", "complaint", "instructions", "procedure"}
_DATA_IN = DECIDING | {"plan", "results", "opening", "procedure", "history"}
_MINOR = (
    "J00",
    "J06",
    "R05",
    "L23",
    "L24",
    "L25",
    "B07",
    "T63",
    "W57",
    "H61.2",
    "L60",
    "R09.8",
    "K30",
    "B35",
    "L70",
    "J30",
)
_NOT_A_PROBLEM = ("Z", "V", "W", "X", "Y")


@dataclass(frozen=True, slots=True)
class Family:
    """One family of codes: from the lowest to the highest, the level of decision making and the least minutes of each."""

    id: str
    codes: tuple[str, ...]
    levels: tuple[int, ...]
    minutes: tuple[int, ...]

    def by_level(self, level: int) -> str:
        """The highest code that a level of decision making supports; the lowest code for one below."""
        fitting = [code for code, least in zip(self.codes, self.levels, strict=True) if least <= level]
        return fitting[-1] if fitting else self.codes[0]

    def by_minutes(self, minutes: int | None) -> str:
        """The highest code that a total time supports; '' for none."""
        if minutes is None or not self.minutes:
            return ""
        fitting = [code for code, least in zip(self.codes, self.minutes, strict=True) if least <= minutes]
        return fitting[-1] if fitting else ""


@cache
def families() -> dict[str, Family]:
    """All families by id."""
    tables = read("visit.toml")["family"]
    return {
        name: Family(name, tuple(t["codes"]), tuple(t["levels"]), tuple(t["minutes"])) for name, t in tables.items()
    }


@cache
def _patterns(part: str) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in read("visit.toml")[part].items()}


def visit_of(
    sentences: Sequence[Sentence],
    text: str,
    drafts: Sequence[Draft],
    chronic: frozenset[str],
    setting: str = "outpatient",
) -> Visit | None:
    """The level that a note supports; None for a note that states no diagnosis and no plan."""
    if not drafts and not any(s.section in _PLANS for s in sentences):
        return None
    family, why = _family(text, setting)
    columns = (_problems(sentences, text, drafts, chronic), _data(sentences, text), _risk(sentences, text))
    ordered = sorted(column.level for column in columns)
    level = max(1, ordered[1])
    minutes, time_span = _minutes(text)
    by_level, by_time = family.by_level(level), family.by_minutes(minutes)
    timed = bool(by_time) and family.codes.index(by_time) > family.codes.index(by_level)
    return Visit(
        family=family.id,
        code=by_time if timed else by_level,
        level=LEVELS[level],
        basis="time" if timed else "mdm",
        columns=columns,
        minutes=minutes,
        raise_by=_raise_by(columns, level),
        lower_by=_lower_by(columns, level),
        spans=tuple(span for span in (why, time_span) if span is not None),
        alternatives=_other_family(family),
    )


def _family(text: str, setting: str) -> tuple[Family, Span | None]:
    """The family by the place that the note names, and whether it is a first visit there."""
    place, where = "office", None
    if setting == "inpatient":
        place = "hospital"
    else:
        for name, pattern in _patterns("place").items():
            found = pattern.search(text)
            if found and not (name == "emergency" and _only_told(text, found)):
                place, where = name, found.span()
                break
    if place == "emergency":
        return families()["emergency"], where
    first = _patterns("first")[place].search(text)
    kind = (
        {True: "new", False: "established"} if place in ("office", "home") else {True: "initial", False: "subsequent"}
    )
    return families()[f"{place}_{kind[first is not None]}"], first.span() if first else where


def _only_told(text: str, found: re.Match[str]) -> bool:
    """A visit to an emergency department that the note only tells of: in the past, or elsewhere."""
    around = text[max(0, found.start() - 90) : found.end() + 60].lower()
    told = (
        "went to",
        "was seen in",
        "seen in the",
        "visited",
        "follow",
        "last",
        "recent",
        "ago",
        "discharged from",
        "go to",
        "present to the",
        "return to",
        "report to",
    )
    return any(word in around for word in told)


def _other_family(family: Family) -> tuple[str, ...]:
    pair = {"office_new": "office_established", "office_established": "office_new", "home_new": "home_established",
            "home_established": "home_new"}.get(family.id)  # fmt: skip
    return families()[pair].codes if pair else ()


def _found(
    part: str, name: str, sentences: Sequence[Sentence], text: str, sections: frozenset[str] | set[str]
) -> Iterator[tuple[str, Span]]:
    pattern = _patterns(part)[name]
    for sentence in sentences:
        if sentence.section in sections:
            for match in pattern.finditer(text, sentence.start, sentence.end):
                yield " ".join(match.group().split()), match.span()


def _problems(sentences: Sequence[Sentence], text: str, drafts: Sequence[Draft], chronic: frozenset[str]) -> Column:
    stated = [
        d for d in drafts if d.section in DECIDING and d.band is not Band.IDEA and not begins(d.code, _NOT_A_PROBLEM)
    ]
    able = stated or [d for d in drafts if d.band is Band.ACCEPT and not begins(d.code, _NOT_A_PROBLEM)]
    lasting = [d for d in able if d.code in chronic]
    acute = [d for d in able if d.code not in chronic]
    found = [Element("chronic", _printed(d.code), 2, d.spans) for d in lasting]
    found += [
        Element(
            "minor" if begins(d.code, _MINOR) else "acute",
            _printed(d.code),
            1 if begins(d.code, _MINOR) else 2,
            d.spans,
        )
        for d in acute
    ]
    if len(lasting) >= 2:
        found.append(
            Element(
                "chronic_two", "two or more stable chronic illnesses", 3, tuple(s for d in lasting for s in d.spans[:1])
            )
        )
    elif len([d for d in acute if begins(d.code, _MINOR)]) >= 2:
        found.append(Element("minor_two", "two or more minor problems", 2))
    for name, level, label in (
        ("worse", 3, "a chronic illness that is worse"), ("systemic", 3, "an acute illness with systemic symptoms"),
        ("uncertain", 3, "a new problem of uncertain prognosis"), ("injury", 3, "an acute complicated injury"),
        ("threat", 4, "a threat to life or bodily function"),
    ):  # fmt: skip
        spans = tuple(
            span for _, span in _found("problems", name, sentences, text, DECIDING) if not _denied(span, text)
        )
        if spans and (name != "worse" or lasting):
            found.append(Element(name, label, level, spans))
    return Column("problems", max((e.level for e in found), default=0), tuple(found))


def _denied(span: Span, text: str) -> bool:
    before = text[max(0, span[0] - 30) : span[0]].lower()
    return any(
        word in before for word in ("no ", "not ", "denies", "without", "if ", "should ", "prevent", "risk of", "avoid")
    )


def _data(sentences: Sequence[Sentence], text: str) -> Column:
    tests: dict[str, Span] = {}
    for words, span in _found("data", "test", sentences, text, _DATA_IN):
        tests.setdefault(words.lower().rstrip("s"), span)
    found = [Element("test", name, 0, (span,)) for name, span in tests.items()]
    for name, label in (("external", "external notes"), ("historian", "an independent historian")):
        spans = tuple(span for _, span in _found("data", name, sentences, text, _PLANS | _DATA_IN))
        if spans:
            found.append(Element(name, label, 0, spans))
    first = len(tests) + sum(1 for e in found if e.id == "external")
    historian = any(e.id == "historian" for e in found)
    categories = int(first + historian >= 3)
    for name, label in (
        ("interpretation", "own interpretation of a test"),
        ("discussion", "discussion with another professional"),
    ):
        spans = tuple(span for _, span in _found("data", name, sentences, text, _PLANS | _DATA_IN))
        if spans:
            found.append(Element(name, label, 3, spans))
            categories += 1
    level = 4 if categories >= 2 else 3 if categories == 1 else 2 if first >= 2 or historian else 1
    return Column("data", level, tuple(found))


def _risk(sentences: Sequence[Sentence], text: str) -> Column:
    found = []
    for name, level, label in (
        ("high", 4, "a decision of high risk"), ("prescription", 3, "prescription drug management"), ("surgery", 3, "a decision about surgery"),
        ("social", 3, "social determinants that limit care"), ("low", 2, "treatment of low risk"),
    ):  # fmt: skip
        spans = tuple(span for _, span in _found("risk", name, sentences, text, DECIDING | {"plan", "instructions", "opening", "history"}
                      if name not in ("high", "low") else DECIDING | {"plan", "instructions"}) if not _denied(span, text))  # fmt: skip
        if spans:
            found.append(Element(name, label, level, spans[:6]))
    return Column("risk", max((e.level for e in found), default=1), tuple(found))


def _minutes(text: str) -> tuple[int | None, Span | None]:
    found = _patterns("time")["minutes"].search(text)
    if found is None:
        return None, None
    number = next(group for group in found.groups() if group)
    return int(number), found.span()


_NEXT = {
    "problems": {1: "a stable chronic illness or an acute uncomplicated one", 2: "a second chronic illness, or one that is worse",
                 3: "a severe exacerbation or a threat to life"},
    "data": {1: "two tests or notes, or a historian", 2: "three tests or notes, own interpretation, or discussion",
             3: "two of: three tests or notes, own interpretation, discussion"},
    "risk": {1: "treatment of low risk", 2: "prescription drug management", 3: "a decision of high risk, such as admission"},
}  # fmt: skip


def _raise_by(columns: Sequence[Column], level: int) -> str:
    """What one column more would have to hold: of the columns at or below the level, the highest."""
    if level >= 4:
        return ""
    open_columns = [c for c in columns if c.level <= level]
    if len(open_columns) == len(columns) or not open_columns:
        wanted = " and ".join(f"{c.id}: {_NEXT[c.id][level]}" for c in columns[:3:2])
        return f"two columns at {LEVELS[level + 1]}, for instance {wanted}"
    best = max(open_columns, key=lambda c: c.level)
    return f"{best.id}: {_NEXT[best.id][level]}"


def _lower_by(columns: Sequence[Column], level: int) -> str:
    """Which column's loss would lower the level: none when all three hold it."""
    holding = [c for c in columns if c.level >= level]
    if len(holding) != 2 or level <= 1:
        return ""
    return " or ".join(
        f"{c.id} ({', '.join(dict.fromkeys(e.text for e in c.elements if e.level >= level)) or f'{len(c.elements)} elements'})"
        for c in holding
    )


def _printed(code: str) -> str:
    return display_code(System.ICD10CM, code)
