"""Whether Medicare's policies cover a procedure for a diagnosis in a state. Authority: Social Security Act 1862(a)(1)(A);
the billing and coding articles of the Medicare Coverage Database.

An article covers its codes for the diagnoses of its covered groups. That a group of codes belongs to the group of
diagnoses of the same number is a convention, told by the paragraph above the group only. So a diagnosis is covered
outright when the article has one group, or the paragraph of its group names the code, and no paragraph, asterisk or
second list attaches a condition; in every other case the answer is "with conditions", with group and paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from superbill.edits.exports import SQL, Snapshot, snapshot
from superbill.edits.policies import Naming, namings, related_policies
from superbill.kb.store import KnowledgeBase
from superbill.model.citation import NotAvailable, Release
from superbill.model.code_spans import code_spans
from superbill.model.codes import System, display_code
from superbill.model.coverage import (
    CoverageAnswer,
    CoverageResult,
    DiagnosisGroup,
    DocumentKind,
    Policy,
    PolicyFinding,
)

AGES_AFTER_DAYS = 31
"""An export older than this on the day of service is remarked upon: documents are revised every week."""

_SENTENCE = re.compile(r"(?<=[.;:])\s+|\n")
_STANDING_TEXT = re.compile(
    r"highest level|does not assure|reasonable and necessary|criteria specified|responsibility of the provider", re.I
)
"""Sentences that stand above nearly every group and attach no condition to a single diagnosis."""
_CONDITION = re.compile(
    r"\b(?:must|requir\w+|only|both|primary|secondary|dual|in addition|along with|together with|in conjunction|"
    r"limited to|not (?:be )?(?:covered|payable|reported)|at least (?:one|two)|unless|except)\b",
    re.I,
)


def check_coverage(kb: KnowledgeBase, code: str, diagnosis: str, state: str, on: date) -> CoverageAnswer:
    """The verdict and every document behind it. `code`, `diagnosis` normalised; `state` by its two letters.

    Raises `UsageError` for a state that the export does not know.
    """
    state = state.upper()
    found = namings(kb, code, on, state)
    if isinstance(found, NotAvailable):
        return CoverageAnswer(
            code, diagnosis, state, on, CoverageResult.NOT_AVAILABLE, "no coverage database is loaded", reason=found
        )
    later = tuple(naming.policy for naming in found if not naming.begun)
    findings = tuple(_weigh(kb, naming, code, diagnosis, on) for naming in found if naming.begun and not naming.ended)
    loaded = snapshot(kb, DocumentKind.ARTICLE, on)
    if isinstance(loaded, NotAvailable):
        return CoverageAnswer(code, diagnosis, state, on, CoverageResult.NOT_AVAILABLE, "", reason=loaded)
    result, why = _overall(findings, code, diagnosis, state)
    answer = CoverageAnswer(
        code, diagnosis, state, on, result, why, findings, later, _remarks(loaded, later, on),
        kb.cite(loaded.release, None, on),
    )  # fmt: skip
    return _limited(answer, loaded, kb)


def _limited(answer: CoverageAnswer, loaded: Snapshot, kb: KnowledgeBase) -> CoverageAnswer:
    """What an export of a later day, an excerpt, or one that has only later versions cannot say."""
    positive = answer.result in (CoverageResult.COVERED, CoverageResult.CONDITIONS)
    reason = ""
    if loaded.early and not positive:
        reason = (
            f"the oldest export that is loaded is of {loaded.release.period.start}; documents that had ended by then "
            "are not in it"
        )
    elif answer.result is CoverageResult.NO_POLICY and answer.later:
        ids = ", ".join(policy.id for policy in answer.later)
        reason = f"{ids} names the code, in a version that begins later; the one in force is not in the export"
    elif answer.result is CoverageResult.NO_POLICY and not loaded.release.complete:
        reason = "only an excerpt of the coverage database is loaded"
    if not reason:
        return answer
    missing = NotAvailable(reason, "an export of that time (the archive of the Medicare Coverage Database)")
    return CoverageAnswer(
        answer.code, answer.diagnosis, answer.state, answer.on, CoverageResult.NOT_AVAILABLE, reason, answer.findings,
        answer.later, answer.remarks, answer.citation, missing,
    )  # fmt: skip


def _remarks(loaded: Snapshot, later: Sequence[Policy], on: date) -> tuple[str, ...]:
    exported = loaded.release.period.start
    remarks = []
    if loaded.early:
        remarks.append(f"answered from the export of {exported}, by the documents that had begun on {on}")
    elif (on - exported).days > AGES_AFTER_DAYS:
        remarks.append(f"the export is of {exported}, {(on - exported).days} days before; documents may have changed")
    remarks += [f"{policy.id} has a version that begins on {policy.effective_date}" for policy in later]
    return tuple(remarks)


def _overall(findings: Sequence[PolicyFinding], code: str, diagnosis: str, state: str) -> tuple[CoverageResult, str]:
    """One covering document covers; a document that lists the diagnosis as not covered makes it a condition."""
    if not findings:
        return (
            CoverageResult.NO_POLICY,
            f"no loaded policy for {state} names {code}; that is neither coverage nor denial",
        )
    by_result: dict[CoverageResult, list[PolicyFinding]] = {}
    for finding in findings:
        by_result.setdefault(finding.result, []).append(finding)
    denied = [finding for finding in by_result.get(CoverageResult.NOT_COVERED, ()) if _denies(finding)]
    for result in (CoverageResult.COVERED, CoverageResult.CONDITIONS):
        if result in by_result:
            if denied:
                against = f"{denied[0].policy.id} speaks against it: {denied[0].why}"
                return CoverageResult.CONDITIONS, f"{_said(by_result[result])}; {against}"
            return result, _said(by_result[result])
    if CoverageResult.NOT_COVERED in by_result:
        return CoverageResult.NOT_COVERED, _said(denied or by_result[CoverageResult.NOT_COVERED])
    return CoverageResult.NO_DIAGNOSES, _said(by_result[CoverageResult.NO_DIAGNOSES])


def _denies(finding: PolicyFinding) -> bool:
    """Lists the diagnosis as not covered, or the drug as excluded; leaving a diagnosis out of a list is less."""
    return bool(finding.groups) or not finding.code_groups


def _said(findings: Sequence[PolicyFinding]) -> str:
    more = len({finding.policy.id for finding in findings}) - 1
    others = f" (and {more} more {'document' if more == 1 else 'documents'})" if more else ""
    return f"{findings[0].policy.id}: {findings[0].why}{others}"


def _weigh(kb: KnowledgeBase, naming: Naming, code: str, diagnosis: str, on: date) -> PolicyFinding:
    """What one document says of the diagnosis."""
    found, release = naming.policy, naming.release
    groups: tuple[DiagnosisGroup, ...] = ()
    n_covered = 0
    if naming.excluded:
        result = CoverageResult.NOT_COVERED
        why = f"on the self-administered drug exclusion list ({naming.excluded})"
    elif found.kind is DocumentKind.LCD:
        result, why = CoverageResult.NO_DIAGNOSES, "names the code; diagnoses, if any, are listed in its articles"
    else:
        key = {"release": release.id, "document": found.number, "version": found.version}
        sizes = kb.rows(SQL["group_sizes"], **key)
        n_covered = sum(size for covered, _, size in sizes if covered)
        rows = kb.rows(SQL["diagnosis"], **key, diagnosis=diagnosis)
        groups = tuple(_group(kb, release, found, row, on) for row in rows)
        n_groups = sum(covered for covered, *_ in sizes)
        result, why = _verdict(groups, code, n_covered, bool(sizes), n_groups)
        if not groups and n_covered:
            why += _below(kb, key, diagnosis)
    return PolicyFinding(
        policy=found,
        result=result,
        why=why,
        groups=groups,
        code_groups=naming.groups,
        n_covered=n_covered,
        related=related_policies(kb, found, on),
        citation=groups[0].citation if groups else found.citation,
    )


def _below(kb: KnowledgeBase, key: dict[str, int], diagnosis: str) -> str:
    """What to ask instead when the diagnosis is a header: the complete codes below it that are covered."""
    rows = kb.rows(SQL["diagnoses_below"], **key, diagnosis=diagnosis)
    below = [display_code(System.ICD10CM, row[0]) for row in rows]
    return f", but {', '.join(below)} below it {'is' if len(below) == 1 else 'are'}" if below else ""


def _group(
    kb: KnowledgeBase, release: Release, found: Policy, row: tuple[int, int, int, int], on: date
) -> DiagnosisGroup:
    covered, number, asterisk, src = row
    said = kb.rows(
        SQL["group"], release=release.id, document=found.number, version=found.version,
        kind="covered" if covered else "noncovered", group=number,
    )  # fmt: skip
    paragraph, note = (
        ("\n".join(dict.fromkeys(filter(None, texts))) for texts in zip(*said, strict=True)) if said else ("", "")
    )
    names = tuple(str(span) for span in code_spans(paragraph))
    starred = (note or "marked with an asterisk that is not explained") if asterisk else ""
    return DiagnosisGroup(number, bool(covered), paragraph, starred, names, kb.cite(release, src, on))


def _together(texts: Iterable[str]) -> str:
    """The paragraphs of a group that has several, each once."""
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _verdict(
    groups: Sequence[DiagnosisGroup], code: str, n_covered: int, lists_any: bool, n_groups: int
) -> tuple[CoverageResult, str]:
    covering = [group for group in groups if group.covered]
    against = [group for group in groups if not group.covered]
    if not lists_any:
        return CoverageResult.NO_DIAGNOSES, "names the code and lists no diagnoses"
    if against and not covering:
        return (
            CoverageResult.NOT_COVERED,
            f"lists the diagnosis as not supporting medical necessity, {_numbers(against)}",
        )
    if not covering and not n_covered:
        return CoverageResult.NO_DIAGNOSES, "lists only diagnoses that are not covered, and this is none of them"
    if not covering:
        return CoverageResult.NOT_COVERED, f"the diagnosis is not among the {n_covered} it covers"
    conditions = [_condition(group, code, n_groups) for group in covering]
    if against:
        conditions = [f"listed as not covered too, {_numbers(against)}", *conditions]
    elif "" in conditions:
        return CoverageResult.COVERED, f"lists the diagnosis as covered, {_numbers(covering)}"
    first = next(condition for condition in conditions if condition)
    return CoverageResult.CONDITIONS, f"lists the diagnosis as covered, {_numbers(covering)}: {first}"


def _condition(group: DiagnosisGroup, code: str, n_groups: int) -> str:
    """Why a covered group does not cover the code outright; empty when it does."""
    if group.note:
        return f"asterisk: {group.note}"
    own = [sentence for sentence in _SENTENCE.split(group.paragraph) if not _STANDING_TEXT.search(sentence)]
    if any(_CONDITION.search(sentence) for sentence in own):
        return "its paragraph attaches a condition"
    named = any(span.holds(code) for span in code_spans(group.paragraph))
    if group.names and not named:
        return f"its paragraph names other codes ({', '.join(group.names[:5])})"
    if n_groups > 1 and not named:
        return f"one of {n_groups} groups, and its paragraph does not say for which codes"
    return ""


def _numbers(groups: Iterable[DiagnosisGroup]) -> str:
    listed = [str(group.number) for group in groups]
    return f"group {listed[0]}" if len(listed) == 1 else f"groups {', '.join(listed)}"
