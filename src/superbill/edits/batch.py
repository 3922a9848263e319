"""Claims of a file, one after another: read, checked, priced. Streams; whatever cannot be read comes out as refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from superbill.claims import read_claims
from superbill.claims.inputs import Source
from superbill.edits.claim_history import ClaimHistory
from superbill.edits.payers import Policies, Policy
from superbill.edits.scrub import Scrubber
from superbill.kb.store import KnowledgeBase
from superbill.model.claim import Claim, Refused
from superbill.model.claim_price import ClaimPrice, PriceOptions
from superbill.model.finding import ClaimAnswer
from superbill.pricing.claim import ClaimPricer


@dataclass(frozen=True, slots=True)
class ScrubOptions:
    """How claims are checked. `policies`: those that claims find their own in, or one for all; None for the built-in ones.
    `today` is the day of filing (None: the machine's). `prices` None leaves prices out. `strict` has X12 claims checked by
    validated models, too. `name` is what messages call an open stream."""

    policies: Policies | Policy | None = None
    history: ClaimHistory | None = None
    today: date | None = None
    prices: PriceOptions | None = field(default_factory=PriceOptions)
    strict: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """A claim with what its checks found and what it pays; `price` is None when prices were left out."""

    claim: Claim
    answer: ClaimAnswer
    price: ClaimPrice | None


def scrub_file(kb: KnowledgeBase, source: Source, options: ScrubOptions) -> Iterator[Scrubbed | Refused]:
    """Every claim of a file. Raises `BadInput` for a file of no known format and `UsageError` for a path that is no file."""
    read = read_claims(source, name=options.name, today=options.today, strict=options.strict)
    return scrub_claims(kb, read, options)


def scrub_claims(
    kb: KnowledgeBase, claims: Iterable[Claim | Refused], options: ScrubOptions
) -> Iterator[Scrubbed | Refused]:
    """Claims as they come; refusals are passed on in their place."""
    pricer = ClaimPricer(kb, options.prices) if options.prices is not None else None
    with Scrubber(kb, options.policies, today=options.today) as scrubber:
        for claim in claims:
            if isinstance(claim, Refused):
                yield claim
                continue
            history = options.history.of(claim) if options.history is not None else None
            answer = scrubber.check(claim, history)
            yield Scrubbed(claim, answer, pricer.price(claim) if pricer is not None else None)
