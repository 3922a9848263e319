"""Everything that a file says about one claim, together: parts of a split claim, a reversal and the corrected claim after it.

Two readings: the first counts how often each claim id stands in the file, the second hands a claim out when its last part is
in. So memory holds one transaction, the claims whose parts are still open, and the ids; the claims that were filed are packed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from superbill.model.claim import Claim, Refused
from superbill.model.remittance import ClaimPayment, Remittance
from superbill.remits.packed import Packed

REVERSAL = "22"
PREDETERMINATION = "25"


@dataclass(frozen=True, slots=True)
class Part:
    """A claim payment with the remittance it stands in, whose claims are left out."""

    payment: ClaimPayment
    remittance: Remittance


@dataclass(frozen=True, slots=True)
class Gathered:
    """All parts of a claim in the order of the file. `standing` are those that no reversal of the file has undone;
    `takebacks` are reversals of payments that are not in the file."""

    id: str
    parts: tuple[Part, ...]
    standing: tuple[Part, ...]
    takebacks: tuple[Part, ...]


Reading = Callable[[], Iterable[Remittance | Refused]]


def count_claims(reading: Iterable[Remittance | Refused]) -> Counter[str]:
    """How often each claim id stands in a file."""
    counts: Counter[str] = Counter()
    for read in reading:
        if isinstance(read, Remittance):
            counts.update(payment.id for payment in read.claims)
    return counts


def gathered(
    reading: Iterable[Remittance | Refused], counts: Counter[str]
) -> Iterator[Gathered | Remittance | Refused]:
    """Each claim when it is complete; each remittance, whole, before its claims; each refusal as it comes."""
    waiting: dict[str, list[Part]] = {}
    left = {name: count for name, count in counts.items() if count > 1}
    for read in reading:
        yield read
        if isinstance(read, Refused):
            continue
        head = _without_claims(read)
        for payment in read.claims:
            part = Part(payment, head)
            left[payment.id] = left.get(payment.id, 1) - 1
            if left[payment.id]:
                waiting.setdefault(payment.id, []).append(part)
            else:
                del left[payment.id]
                yield _sorted_out(payment.id, (*waiting.pop(payment.id, ()), part))


def _without_claims(read: Remittance) -> Remittance:
    return Remittance(
        read.trace, read.payer_name, read.payer_id, read.payee, read.paid, read.credit, read.method, read.on, read.produced,
        (), read.adjustments, read.refused, read.spot,
    )  # fmt: skip


def _sorted_out(id: str, parts: tuple[Part, ...]) -> Gathered:
    """Each reversal undoes the payment before it with the same amounts, of the same payer's number where there is one."""
    standing: list[Part] = []
    takebacks: list[Part] = []
    for part in parts:
        if part.payment.status == PREDETERMINATION:
            continue
        if part.payment.status != REVERSAL:
            standing.append(part)
            continue
        undone = [each for each in standing if _undoes(part.payment, each.payment)]
        closest = next((each for each in undone if each.payment.payer_control == part.payment.payer_control), None)
        if undone:
            standing.remove(closest or undone[-1])
        else:
            takebacks.append(part)
    return Gathered(id, parts, tuple(standing), tuple(takebacks))


def _undoes(reversal: ClaimPayment, payment: ClaimPayment) -> bool:
    return reversal.charge == -payment.charge and reversal.paid == -payment.paid


class FiledClaims:
    """Claims as they were filed, by id; an id may stand for several."""

    def __init__(self) -> None:
        self._claims: Packed[Claim] = Packed()
        self._places: dict[str, tuple[int, ...]] = {}

    def add(self, claim: Claim) -> None:
        """One more."""
        self._places[claim.id] = (*self._places.get(claim.id, ()), len(self._claims))
        self._claims.append(claim)

    def of(self, id: str) -> tuple[Claim, ...]:
        """The claims of an id, in the order of the file."""
        return tuple(self._claims[place] for place in self._places.get(id, ()))


def claims_wanted(claims: Iterable[Claim | Refused], wanted: Counter[str]) -> tuple[FiledClaims, list[Refused], int]:
    """The claims of a file that the remittances speak of; what could not be read; how many others there are."""
    found = FiledClaims()
    refused: list[Refused] = []
    others = 0
    for claim in claims:
        if isinstance(claim, Refused):
            refused.append(claim)
        elif claim.id in wanted:
            found.add(claim)
        else:
            others += 1
    return found, refused, others
