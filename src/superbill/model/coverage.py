"""What Medicare's coverage policies answer about a procedure and a diagnosis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from superbill.model.citation import Citation, NotAvailable

VIEWER = "https://www.cms.gov/medicare-coverage-database/view"


class CoverageResult(StrEnum):
    """What the loaded policies say of a code with a diagnosis, in a state, on a day.

    `NO_POLICY` means only that no loaded policy of the state names the code; it is neither coverage nor denial."""

    COVERED = "covered"
    CONDITIONS = "covered with conditions"
    NOT_COVERED = "not covered"
    NO_DIAGNOSES = "policy lists no diagnoses"
    NO_POLICY = "no policy loaded"
    NOT_AVAILABLE = "not available"


class DocumentKind(StrEnum):
    """Billing and coding articles, local and national coverage determinations."""

    ARTICLE = "article"
    LCD = "lcd"
    NCD = "ncd"


@dataclass(frozen=True, slots=True)
class Policy:
    """One coverage document in one version. `id` as CMS prints it (`A52369`, `L34220`, `NCD 220.2`); `type` such as
    `Billing and Coding` or `SAD Exclusion List`; `effective_date` is this version's; None is not stated, or open."""

    kind: DocumentKind
    id: str
    number: int
    version: int
    type: str
    title: str
    effective_date: date | None
    end_date: date | None
    contractors: tuple[str, ...]
    states: tuple[str, ...]
    citation: Citation

    @property
    def url(self) -> str:
        """Its page at CMS."""
        names = {DocumentKind.ARTICLE: "articleid", DocumentKind.LCD: "lcdid", DocumentKind.NCD: "ncdid"}
        version = "ncdver" if self.kind is DocumentKind.NCD else "ver"
        return f"{VIEWER}/{self.kind}.aspx?{names[self.kind]}={self.number}&{version}={self.version}"


@dataclass(frozen=True, slots=True)
class DiagnosisGroup:
    """A group of an article that lists the diagnosis, with the paragraph above it. `note` is what the asterisk behind
    the diagnosis means; `names` the codes that the paragraph names, empty when it names none."""

    number: int
    covered: bool
    paragraph: str
    note: str
    names: tuple[str, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class PolicyFinding:
    """What one document says. `code_groups` are the groups of procedures that the code stands in; `n_covered` counts the
    diagnoses that the document covers; `related` are the LCDs and NCDs it belongs to."""

    policy: Policy
    result: CoverageResult
    why: str
    groups: tuple[DiagnosisGroup, ...]
    code_groups: tuple[int, ...]
    n_covered: int
    related: tuple[Policy, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class CoverageAnswer:
    """The answer, with every document that was weighed. `later` are documents whose loaded version begins after the day;
    `citation` the release when no document names the code; `reason` why nothing can be said."""

    code: str
    diagnosis: str
    state: str
    on: date
    result: CoverageResult
    why: str
    findings: tuple[PolicyFinding, ...] = ()
    later: tuple[Policy, ...] = ()
    remarks: tuple[str, ...] = ()
    citation: Citation | None = None
    reason: NotAvailable | None = None


@dataclass(frozen=True, slots=True)
class CoveredCode:
    """A code that articles go with: how many of them, and one as the receipt."""

    code: str
    n_articles: int
    article: Policy
    citation: Citation


@dataclass(frozen=True, slots=True)
class CoveredCodes:
    """The first codes and how many there are."""

    codes: tuple[CoveredCode, ...]
    total: int
    citation: Citation
