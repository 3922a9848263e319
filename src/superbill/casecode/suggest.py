"""From weighed candidates to what is shown: combination codes, bands, what is missing, what was not coded and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from superbill.casecode.assertion import Status
from superbill.casecode.content import begins, combinations
from superbill.casecode.sections import DECIDING
from superbill.casecode.weigh import REASONS, Weighed
from superbill.model.codes import System
from superbill.model.note import Band, Conflict, Missing, NotCoded, Span, Suggestion

ACCEPT, REVIEW, AN_IDEA = 0.85, 0.6, 0.5
"""The least probability of each band; the most of a symptom that belongs to a diagnosis of the note."""
COMBINED = 0.5
"""The least probability of both diagnoses of a combination code."""
MOST_NOT_CODED = 40
_NEVER_FIRST = (
    "V",
    "W",
    "X",
    "Y",
    "Z79",
    "Z80",
    "Z81",
    "Z82",
    "Z83",
    "Z84",
    "Z85",
    "Z86",
    "Z87",
    "Z88",
    "Z9",
    "B95",
    "B96",
    "B97",
    "Z68",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A suggestion in the making; spans are places in the text that was read."""

    code: str
    probability: float
    spans: tuple[Span, ...]
    section: str = ""
    alone: bool = False
    why: str = ""
    conflicts: tuple[Conflict, ...] = field(default=())
    origin: str = ""
    """How it came about, where its own words do not tell how likely it is: see `Suggestion`."""

    @property
    def band(self) -> Band:
        """By probability."""
        return Band.ACCEPT if self.probability >= ACCEPT else Band.REVIEW if self.probability >= REVIEW else Band.IDEA


def drafts_of(weighed: Iterable[Weighed]) -> list[Draft]:
    """Candidates with usable evidence as drafts."""
    return [
        Draft(one.code, one.probability, one.spans, one.section, one.alone, one.why) for one in weighed if one.usable
    ]


def merged(drafts: Iterable[Draft]) -> list[Draft]:
    """Drafts of the same code made one: the likeliest, with the spans of all."""
    found: dict[str, Draft] = {}
    for draft in drafts:
        other = found.get(draft.code)
        if other is None:
            found[draft.code] = draft
            continue
        first = max(draft, other, key=lambda d: d.probability)
        spans = outermost({*draft.spans, *other.spans})
        found[draft.code] = replace(first, spans=spans, alone=draft.alone or other.alone)
    return list(found.values())


def outermost(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, without those that lie in another."""
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return tuple(kept)


def combined(drafts: Sequence[Draft]) -> list[Draft]:
    """Pairs that one code says at once are replaced by it (`content/casecode/combinations.toml`), in the order of the rules."""
    found = list(drafts)
    for rule in combinations():
        first = next((d for d in found if begins(d.code, rule.first) and d.probability >= COMBINED), None)
        also = next((d for d in found if begins(d.code, rule.also) and d.probability >= COMBINED), None)
        if first is None or also is None:
            continue
        gives = rule.gives + first.code[len(rule.gives) :] if rule.tail else rule.gives
        there = next((d for d in found if d.code == gives), None)
        probability = max(min(first.probability, also.probability), there.probability if there else 0.0)
        spans = outermost({*first.spans, *also.spans})
        alone = first.alone or also.alone
        joined = Draft(gives, probability, spans, first.section, alone, f"{first.code} + {also.code}: {rule.why}")
        dropped = [
            d for d in (first, also, there) if d is not None and (not rule.keeps or not begins(d.code, rule.keeps))
        ]
        found = [joined, *(d for d in found if not any(d is other for other in dropped))]
    return sorted(found, key=lambda d: (-d.probability, d.code))


def first_listed(drafts: Sequence[Draft], manifestations: frozenset[str]) -> str:
    """The code to list first: the first stated alone in the assessment, else the likeliest of the assessment, else of all."""
    able = [
        d
        for d in drafts
        if not begins(d.code, _NEVER_FIRST) and d.code not in manifestations and d.band is not Band.IDEA
    ]
    stated = sorted((d for d in able if d.alone and d.section in DECIDING), key=lambda d: d.spans[0])
    deciding = [d for d in able if d.section in DECIDING]
    return next((d.code for d in [*stated, *deciding, *able]), "")


def finished(
    drafts: Sequence[Draft],
    title: Callable[[str], str],
    missing: Callable[[str], tuple[Missing, ...]],
    unspecified: Callable[[str], str],
    manifestations: frozenset[str],
    back: Callable[[int, int], Span],
    *,
    calibrated: bool,
) -> tuple[Suggestion, ...]:
    """Drafts as suggestions, the likeliest first, spans in the original."""
    first = first_listed(drafts, manifestations)
    return tuple(
        Suggestion(
            system=System.ICD10CM,
            code=draft.code,
            text=title(draft.code),
            probability=round(draft.probability, 3),
            band=draft.band,
            spans=tuple(back(*span) for span in draft.spans),
            why=draft.why,
            section=draft.section,
            missing=missing(draft.code) if draft.band is not Band.IDEA else (),
            conflicts=draft.conflicts,
            unspecified=unspecified(draft.code),
            first_listed=draft.code == first,
            calibrated=calibrated,
            origin=draft.origin,
        )
        for draft in drafts
    )


def refused(
    weighed: Sequence[Weighed], drafts: Sequence[Draft], text: str, back: Callable[[int, int], Span]
) -> tuple[NotCoded, ...]:
    """What the note names and does not assert, each stretch of words once, the longest term of it."""
    coded = {draft.code for draft in drafts}
    best: dict[tuple[int, int], tuple[float, NotCoded]] = {}
    for one in weighed:
        if one.usable or one.code in coded:
            continue
        for status, evidences in one.refused.items():
            for evidence in evidences:
                mention = evidence.mention
                if evidence.covered > 0 or evidence.rank > 0:
                    continue
                spans = tuple(back(*span) for span in mention.spans)
                note = NotCoded(text[mention.start : mention.end], one.code, REASONS[Status(status)], spans)
                key = (mention.sentence.number, mention.at[-1])
                if key not in best or evidence.weight > best[key][0]:
                    best[key] = (evidence.weight, note)
    return tuple(best[key][1] for key in sorted(best))[:MOST_NOT_CODED]


def with_conflict(draft: Draft, conflict: Conflict) -> Draft:
    """The draft with one more conflict."""
    return replace(draft, conflicts=(*draft.conflicts, conflict))


def shared(drafts: Sequence[Draft], share: Callable[[float], float], derived: Mapping[str, float]) -> list[Draft]:
    """Drafts with the probabilities that are shown: the share of right ones among such drafts, the likeliest first."""
    found = []
    for draft in drafts:
        shown = derived.get(draft.origin, draft.probability) if draft.origin else share(draft.probability)
        found.append(replace(draft, probability=min(shown, AN_IDEA) if draft.origin == "integral" else shown))
    return sorted(found, key=lambda d: (-d.probability, d.code))
