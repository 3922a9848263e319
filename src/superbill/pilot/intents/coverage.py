"""Does Medicare cover this procedure for this diagnosis?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.model.answer import Step, Unchecked, cited, gap, listed, say
from superbill.model.citation import NotAvailable
from superbill.model.codes import System, display_code
from superbill.model.coverage import CoverageAnswer, CoverageResult, Policy, PolicyFinding
from superbill.pilot.intent import Asked, Intent, Need, Said
from superbill.pilot.slots import Code, Slots

SHOWN = 8


class Coverage(Intent):
    """Coverage articles, local and national determinations, of one state or of all."""

    id = "coverage"
    title = "Medicare coverage for a diagnosis in a state"
    examples = (
        "is <proc> covered for <dx> in <state>", "does medicare cover <proc> for <dx>", "does <dx> support medical necessity for <proc> in <state>",
        "will medicare pay for <proc> with diagnosis <dx>", "coverage of <proc> in <state>", "which diagnoses are covered for <proc>", "lcd for <proc> in <state>",
        "is there an lcd for <proc>", "is <proc> covered for <dx>", "covered diagnosis codes for <proc>", "medical necessity <proc> <dx> <state>",
        "what diagnoses support <proc>", "local coverage determination <proc>", "coverage policy for <proc>", "does <dx> cover <proc>",
        "ncd for <proc>", "is <proc> medically necessary for <dx>", "which policies name <proc>", "covered icd-10 codes for <proc> in <state>",
        "can i bill <proc> with dx <dx> in <state>", "is <dx> a payable diagnosis for <proc>",
    )  # fmt: skip
    cues = ((r"\bcover(?:s|ed|age)?\b", 1.6), (r"\blcd|\bncd\b|local coverage|medical(?:ly)? necess", 2.0), (r"<proc>[^?]*<dx>|<dx>[^?]*<proc>", 0.8),
            (r"\bpolic(?:y|ies)\b", 0.6))  # fmt: skip
    needs = (
        Need("procedure", "Coverage of which procedure code?"),
        Need("state", "In which state? Policies are local.", "the policies of all states that name the code"),
    )
    sources = ("cms-mcd",)
    refusal = "Whether a patient's plan covers it; Medicare Advantage plans follow these policies and may add to them."

    def answer(self, asked: Asked) -> Iterator[Said]:
        """The result and the documents behind it; without a diagnosis what the policies list."""
        slots = asked.slots
        for code in slots.procedures[:2]:
            yield Step(
                f"looking up coverage policies of {code.display}{f' in {slots.state}' if slots.state else ''} on {asked.on}"
            )
            if slots.diagnoses and slots.state:
                for diagnosis in slots.diagnoses[:4]:
                    yield from _one(
                        asked.desk.calls.coverage(code.code, diagnosis.code, slots.state, asked.on), code, diagnosis
                    )
            else:
                yield from _policies(asked, code)
        yield Unchecked(
            "Not checked: frequency limits, documentation, and other payers. Medicare Advantage plans may add rules."
        )

    def fits(self, slots: Slots) -> float:
        """A procedure with a diagnosis, or a state."""
        if slots.procedures and slots.diagnoses:
            return 0.6
        return 0.3 if slots.procedures and slots.state else -0.2


def _one(found: CoverageAnswer, code: Code, diagnosis: Code) -> Iterator[Said]:
    about = f"{code.display} for {diagnosis.display} in {found.state}"
    if found.reason is not None:
        yield gap(found.reason, about)
        return
    if found.result is CoverageResult.NO_POLICY:
        if found.citation is not None:
            release = cited(f"{found.citation.title} {found.citation.release}", found.citation)
            yield say(
                f"No policy for {found.state} in ",
                release,
                f" names {code.display}; that is neither coverage nor denial.",
            )
    elif found.findings:
        yield say(f"{about}, {found.on}: ", cited(found.result.value, found.findings[0].citation), ".")
        yield from (_finding(each) for each in found.findings[:SHOWN])
    yield from (Unchecked(f"{remark[:1].upper()}{remark[1:]}.") for remark in found.remarks)


def _finding(found: PolicyFinding) -> Said:
    policy = found.policy
    return say(cited(policy.id, policy.citation), " (", cited(policy.title, policy.citation), "): ", cited(found.result.value, found.citation), "; ",
               cited(found.why, found.citation), ".")  # fmt: skip


def _policies(asked: Asked, code: Code) -> Iterator[Said]:
    state = asked.slots.state or None
    found = asked.desk.calls.policies(code.code, asked.on, state)
    where = f" in {state}" if state else ""
    if isinstance(found, NotAvailable):
        yield gap(found, f"Coverage of {code.display}")
        return
    covered = asked.desk.calls.covered_diagnoses(code.code, asked.on, state, 20)
    if not found:
        if not isinstance(covered, NotAvailable):
            release = cited(f"{covered.citation.title} {covered.citation.release}", covered.citation)
            yield say(f"No policy{where} in ", release, f" names {code.display}; that is neither coverage nor denial.")
        return
    yield say(f"Policies that name {code.display}{where}: ", cited(len(found), found[0].citation), ". ",
              *listed([cited(_policy(each), each.citation) for each in found[:SHOWN]], "; "), ".")  # fmt: skip
    if not isinstance(covered, NotAvailable) and covered.total:
        first = [cited(display_code(System.ICD10CM, each.code), each.citation) for each in covered.codes[:20]]
        yield say(
            f"Diagnoses that they list as covered{where}: ",
            cited(covered.total, covered.citation),
            ", such as ",
            *listed(first),
            ".",
        )
    if asked.slots.diagnoses:
        dx = asked.slots.diagnoses[0]
        yield from _by_state(asked, code, dx, found)


def _by_state(asked: Asked, code: Code, diagnosis: Code, found: tuple[Policy, ...]) -> Iterator[Said]:
    states = sorted({state for policy in found for state in policy.states if len(state) == 2})
    results: dict[str, list[tuple[str, PolicyFinding]]] = {}
    for state in states[:60]:
        answer = asked.desk.calls.coverage(code.code, diagnosis.code, state, asked.on)
        if answer.findings:
            results.setdefault(answer.result.value, []).append((state, answer.findings[0]))
    for result, where in results.items():
        yield say(f"{code.display} for {diagnosis.display}: ", cited(result, where[0][1].citation), " in ",
                  *listed([cited(state, each.citation) for state, each in where]), ".")  # fmt: skip


def _policy(policy: Policy) -> str:
    return f"{policy.id} {policy.title} ({', '.join(policy.states[:3])}{' ...' if len(policy.states) > 3 else ''})"


INTENT = Coverage()
