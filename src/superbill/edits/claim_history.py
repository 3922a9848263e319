"""The earlier claims of patients, for the rules that look back: repeated lines, global periods."""

from __future__ import annotations

from collections.abc import Iterable

from superbill.model.claim import Claim, Refused


class ClaimHistory:
    """Earlier claims by patient; `claims` counts those that tell their patient, `refused` what could not be read."""

    def __init__(self, earlier: Iterable[Claim | Refused]) -> None:
        self._by_patient: dict[str, list[Claim]] = {}
        self.claims = self.refused = 0
        for each in earlier:
            if isinstance(each, Refused):
                self.refused += each.claims
            elif each.patient:
                self.claims += 1
                self._by_patient.setdefault(each.patient, []).append(each)

    def of(self, claim: Claim) -> tuple[Claim, ...] | None:
        """The other claims of the claim's patient; None when the claim does not tell its patient. A claim of the same id is
        the claim itself."""
        if not claim.patient:
            return None
        return tuple(each for each in self._by_patient.get(claim.patient, ()) if each.id != claim.id)
