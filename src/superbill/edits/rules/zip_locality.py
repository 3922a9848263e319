"""The ZIP code where the service was given leads to a payment locality."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case
from superbill.edits.facts import ZIPS, Answer
from superbill.edits.rule import PROFESSIONAL, Rule
from superbill.model.finding import Finding


class ZipLocality(Rule):
    """See the module."""

    id = "zip-locality"
    title = "ZIP code to payment locality"
    about = "The ZIP code of the place of service (else of the billing provider) is one that Medicare prices by, in the state given."
    authority = "CMS ZIP code to carrier locality file; Medicare Claims Processing Manual, chapter 1, section 10.1.1"
    kinds = PROFESSIONAL
    medicare = True
    order = 7

    def check(self, case: Case) -> Iterator[Finding]:
        """The one ZIP code of the claim."""
        state, zip_code = case.place_provider
        if not zip_code:
            yield self.unknown(
                (), "the claim tells no ZIP code of the place of service", "give it: the payment depends on it"
            )
            return
        zip5 = zip_code[:5]
        key = ("zip", case.epoch, zip5)
        found: Answer[str] | None = case.facts.shared.get(key)
        if found is None:
            rows, release = case.facts.first_rows(case.epoch.shelves[ZIPS], "zip_row", code=zip5)
            found = case.facts.shared.keep(
                key, Answer(rows[0][0] if rows else None, release, rows[0][-1] if rows else None)
            )
        if found.release is None:
            yield self.missing(case, ZIPS, (), case.on)
        elif found.value is None:
            citation = case.facts.cite(found.release.id, None, case.on)
            if self.outdated(case, citation):
                why = f"ZIP code {zip5}: {citation.name} does not list it, but ended {citation.stale_days} days before"
                yield self.unknown((), why, f"load the release of {case.on:%Y-%m}", citation=citation)
                return
            yield self.fail_claim(
                case,
                f"ZIP code {zip5} is none that Medicare prices by",
                "correct the ZIP code of the place",
                citation=citation,
            )
        elif state and found.value != state.upper():
            citation = case.facts.cite(found.release.id, found.src, case.on)
            yield self.fail_claim(
                case,
                f"ZIP code {zip5} lies in {found.value}, not {state.upper()[:2]}",
                "correct state or ZIP code",
                citation=citation,
            )
        else:
            yield self.clear(case, found.release.id, "the ZIP code has a payment locality")


RULE = ZipLocality()
