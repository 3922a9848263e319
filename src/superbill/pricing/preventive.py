"""Preventive services of which the patient pays neither coinsurance nor deductible.

Authority: Claims Processing Manual, chapter 18, section 1.2 (Social Security Act 1833(a)(1)(Y), 1861(ddd)); the same services
have a copayment of $0.00 in OPPS Addendum B, where it lists them as paid. Laboratory tests never have coinsurance, vaccines
have their share in the drug file. 33 marks a service as preventive; PT a screening of the colon that became a procedure.
"""

from __future__ import annotations

from datetime import date

from superbill.model.citation import Citation
from superbill.pricing.authority import COLORECTAL, PREVENTIVE, colorectal_coinsurance

WITHOUT_COINSURANCE = frozenset(
    {
        "71271", "74263", "76706", "76977", "77063", "77067", "77078", "77080", "77081", "77085", "90480", "97802",
        "97803", "97804", "99406", "99407", "G0008", "G0009", "G0010", "G0011", "G0012", "G0013", "G0101", "G0104",
        "G0105", "G0121", "G0130", "G0270", "G0271", "G0296", "G0402", "G0438", "G0439", "G0442", "G0443", "G0444",
        "G0445", "G0446", "G0447", "G0473", "G0513", "G0514", "Q0091",
    }
)  # fmt: skip
MARKED, TURNED = "33", "PT"


def coinsurance(code: str, modifiers: tuple[str, ...], on: date) -> tuple[int, str, Citation] | None:
    """Percent that the patient pays, why, and its authority; None for the usual 20 percent."""
    if code in WITHOUT_COINSURANCE:
        return 0, f"{code} is a preventive service: no coinsurance, no deductible", PREVENTIVE
    if not modifiers:
        return None
    if MARKED in modifiers:
        return 0, "marked as preventive (33): no coinsurance, no deductible", PREVENTIVE
    if TURNED in modifiers:
        percent = colorectal_coinsurance(on)
        return percent, f"screening that became a procedure (PT): coinsurance {percent} %, no deductible", COLORECTAL
    return None
