"""The workbench: everything Superbill answers, as plain typed calls. Surfaces parse, call this, and render."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from superbill.deferred import Deferred
from superbill.edits.coverage import check_coverage
from superbill.edits.covered_codes import diagnoses_of, procedures_of
from superbill.edits.known_codes import why_not
from superbill.edits.pairs import check_pair, check_pairs
from superbill.edits.policies import policies_of, policy_text
from superbill.edits.units import units_of
from superbill.errors import NotLoaded, UsageError
from superbill.guidelines.search import changes_naming, passages_naming, search_passages
from superbill.guidelines.store import DocumentStore, import_document, remove_document
from superbill.kb.build import BuildResult, Completeness, Progress, build
from superbill.kb.files import DiskFile, walk
from superbill.kb.home import content_folder, default_kb, private_folder
from superbill.kb.packs import installed_packs
from superbill.kb.store import KnowledgeBase
from superbill.model.changes import Change
from superbill.model.citation import NotAvailable, Release
from superbill.model.claim import Claim, Refused
from superbill.model.claim_price import ClaimPrice, PriceOptions
from superbill.model.codes import System, normalise_code, parse_code, systems_of
from superbill.model.coverage import CoverageAnswer, CoveredCodes, Policy
from superbill.model.edits import PairAnswer, PairResult, Setting, UnitsAnswer
from superbill.model.finding import ClaimAnswer
from superbill.model.guidance import Document, ImportedDocument, Passage, PassageChange
from superbill.model.lookup import CodeLine, KnownAnswer, LookupAnswer, NotLoadedHere, Unknown
from superbill.model.note import CodedText
from superbill.model.price import Locality, Price, PriceLine
from superbill.model.report import Report
from superbill.pricing.elsewhere import on_a_fee_schedule
from superbill.pricing.localities import Gpci, gpci, localities, locality_of_zip, parse_locality
from superbill.pricing.price import price
from superbill.rates.access import LakeAccess, default_lake
from superbill.rates.answer import Benchmark
from superbill.rates.question import RateQuestion
from superbill.report.assemble import assemble
from superbill.report.payer_prices import with_medicare
from superbill.report.section import Context
from superbill.terminology.books import Book, Books, Term
from superbill.terminology.changes import changes, comparable, updates
from superbill.terminology.descriptors import CptDescriptors, import_descriptors
from superbill.terminology.history import Event, history
from superbill.terminology.indexing import index_version
from superbill.terminology.lookup import Lookup
from superbill.terminology.outline import Outline, Outlines
from superbill.terminology.pcs import PcsBuild, PcsBuilder
from superbill.terminology.search import Hit, SearchIndex, SearchResult, build_index
from superbill.terminology.standing import on_a_day
from superbill.terminology.tree import Node, Tree

if TYPE_CHECKING:
    from superbill.casecode.engine import Coder
    from superbill.claims import read_claims
    from superbill.claims.inputs import Source
    from superbill.edits.batch import Scrubbed, ScrubOptions, scrub_claims, scrub_file
    from superbill.edits.claim_history import ClaimHistory
    from superbill.model.answer import Answer, Turn
    from superbill.model.answer import Event as AnswerEvent
    from superbill.pilot.desk import Desk
    from superbill.pilot.engine import Pilot
    from superbill.pilot.model_bridge.settings import model_settings
    from superbill.pricing.claim import price_claim
    from superbill.rates.contract.lines import ContractLine
    from superbill.remits.answer import RemitAnswer
    from superbill.remits.run import RemitOptions, work_file
    from superbill.report.contract import Contract, compare
else:
    Coder = Deferred("superbill.casecode.engine", "Coder")
    read_claims = Deferred("superbill.claims", "read_claims")
    ScrubOptions = Deferred("superbill.edits.batch", "ScrubOptions")
    scrub_claims = Deferred("superbill.edits.batch", "scrub_claims")
    scrub_file = Deferred("superbill.edits.batch", "scrub_file")
    ClaimHistory = Deferred("superbill.edits.claim_history", "ClaimHistory")
    Desk = Deferred("superbill.pilot.desk", "Desk")
    Pilot = Deferred("superbill.pilot.engine", "Pilot")
    model_settings = Deferred("superbill.pilot.model_bridge.settings", "model_settings")
    price_claim = Deferred("superbill.pricing.claim", "price_claim")
    work_file = Deferred("superbill.remits.run", "work_file")
    compare = Deferred("superbill.report.contract", "compare")

MAX_PAIR_CODES = 50
OWN = "own"
"""The patient of a claim that is handed in with its history."""


class Workbench:
    """One open knowledge base. Every call takes `on`, the date of service; None is today.

    Calls raise `UsageError` for a call that makes no sense; what is not known comes back as a typed answer.
    """

    def __init__(
        self,
        kb: KnowledgeBase,
        descriptors: CptDescriptors | None = None,
        documents: DocumentStore | None = None,
        lake: LakeAccess | None = None,
    ) -> None:
        self._kb = kb
        self._lake = lake or LakeAccess(default_lake())
        self._documents = documents
        self._lookup = Lookup(kb, descriptors, self._near)
        self._tree = Tree(kb)
        self._outlines = Outlines(kb, self._lookup, self._tree)

    @classmethod
    def open(cls, kb: Path | str | None = None, private: Path | None = None, lake: Path | None = None) -> Workbench:
        """Open a knowledge base (default: `SUPERBILL_KB`, else the one in `SUPERBILL_HOME`), the operator's private files,
        and with the first question to it a lake of rates (default: `SUPERBILL_LAKE`, else the one in `SUPERBILL_HOME`).
        Raises `NoKnowledgeBase` or `WrongFormat`."""
        path = Path(kb) if kb is not None else default_kb()
        folder = private or private_folder()
        found = LakeAccess(lake or default_lake())
        return cls(KnowledgeBase.open(path), CptDescriptors.open_in(folder), DocumentStore(folder), found)

    def close(self) -> None:
        """Close the files."""
        self._kb.close()
        if self._documents is not None:
            self._documents.close()

    def __enter__(self) -> Workbench:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def stamp(self) -> str:
        """Changes whenever the loaded data do."""
        return self._kb.stamp

    @property
    def releases(self) -> tuple[Release, ...]:
        """Everything that is loaded, by source, oldest first."""
        return self._kb.releases

    @property
    def sources(self) -> dict[str, tuple[str, str]]:
        """Every data set that could be loaded: its id, with its title and how to load it."""
        return dict(self._kb.sources)

    @cached_property
    def _index(self) -> SearchIndex:
        return SearchIndex.open(self._kb.search_index)

    def _near(self, code: str, systems: tuple[System, ...]) -> tuple[CodeLine, ...]:
        return tuple(
            CodeLine(hit.system, hit.code, hit.display, hit.billable) for hit in self._index.near(code, systems)
        )

    def lookup(self, code: str, on: date | None = None, system: System | None = None) -> LookupAnswer:
        """What a code is on a date: each outcome is a type of its own (`superbill.model.lookup`)."""
        return self._lookup.look_up(code, on or date.today(), system)

    def codes(self, system: str, on: date | None = None, *, after: str = "", limit: int = 1000) -> list[str]:
        """Codes of a system in force, in order, from behind `after`: for walking all of them in pages. CPT codes are
        those that the federal files list."""
        return self._lookup.codes(System(system), on or date.today(), after, limit)

    def code_lines(
        self, system: System, on: date | None = None, *, after: str = "", limit: int = 1000
    ) -> tuple[CodeLine, ...] | NotAvailable:
        """The same with what each code is called; `NotAvailable` when no list of the system is loaded for that day."""
        return self._lookup.lines(system, on or date.today(), after, limit)

    def search(
        self,
        text: str,
        systems: Collection[System] = (),
        limit: int = 20,
        offset: int = 0,
        *,
        on: date | None = None,
    ) -> SearchResult:
        """Codes by code or words, best first; `systems` empty searches all of them. Empty text is a `UsageError`.

        With `on`, each hit says whether it is in force that day, and those that are come first on the page; without,
        those that the newest releases have ended say since when."""
        found = self._index.search(text, systems, limit, offset)
        return replace(found, hits=on_a_day(found.hits, self._lookup, on))

    def suggest(self, text: str, limit: int = 10) -> list[Hit]:
        """As-you-type: the last word is taken as the beginning of one."""
        return self._index.suggest(text, limit)

    def children(self, code: str, on: date | None = None, system: System = System.ICD10CM) -> tuple[Node, ...]:
        """The nodes directly below a code, block or chapter; '' for the top."""
        return self._tree.children(system, _stem(code), on or date.today())

    def ancestors(self, code: str, on: date | None = None, system: System = System.ICD10CM) -> tuple[Node, ...]:
        """From the chapter down to the parent."""
        return self._tree.ancestors(system, _stem(code), on or date.today())

    def line(self, system: System, code: str, on: date | None = None) -> CodeLine | None:
        """A code as one line of a list; None when it is not known that day."""
        return self._lookup.line(system, code, on or date.today())

    def outline(self, system: System, at: str = "", on: date | None = None) -> Outline | None:
        """One level of a system's outline, its hierarchy or ranges of codes; None when there is no such place."""
        return self._outlines.outline(system, at, on or date.today())

    def totals(self, on: date | None = None) -> dict[System, int]:
        """How many complete codes of each system are in force."""
        return self._outlines.totals(on or date.today())

    def index_search(self, book: Book, text: str, on: date | None = None) -> tuple[Term, ...] | NotAvailable:
        """Terms of an index by their first letters or by words."""
        return Books(self._kb).search(book, text, on or date.today())

    def index_term(self, book: Book, term_id: int, on: date | None = None) -> Term | NotAvailable | None:
        """One term of an index with all that stands below it."""
        return Books(self._kb).term(book, term_id, on or date.today())

    def pcs_build(self, typed: str, on: date | None = None) -> PcsBuild | NotAvailable:
        """An ICD-10-PCS code in the making: what each character may be, given those before it."""
        return PcsBuilder(self._kb, self._tree).build(typed.upper(), on or date.today())

    def history(self, code: str, on: date | None = None, system: System | None = None) -> tuple[Event, ...]:
        """What happened to a code over the loaded releases; empty for an unknown one."""
        day = on or date.today()
        answer = self.lookup(code, day, system)
        return history(self._kb, answer.system, answer.code) if isinstance(answer, KnownAnswer) else ()

    def release(self, name: str) -> Release:
        """The release of that name: `SOURCE@EDITION` or `SOURCE/SERIES@EDITION`. Raises `UsageError` with the names there are."""
        source, _, edition = name.partition("@")
        source, _, series = source.partition("/")
        known = [r for r in self._kb.series(source, series) if r.edition.lower() == edition.strip().lower()]
        if known:
            return known[0]
        names = [r.name for r in self.releases if r.source == source]
        hint = f"Loaded: {', '.join(names)}" if names else "Names are SOURCE@EDITION; see: superbill releases"
        raise UsageError(f"no release {name!r} is loaded", hint=hint)

    def changes(
        self, before: str | None = None, after: str | None = None, codes: Collection[str] = (), on: date | None = None
    ) -> list[Change]:
        """Changes between two named releases; without names, of every data set's release in force against the one
        before it, which needs `codes`."""
        if before and after:
            return list(changes(self._kb, self.release(before), self.release(after), codes))
        if before or after or not codes:
            raise UsageError("name two releases (--from and --to), or give codes (--codes FILE)")
        day = on or date.today()
        pairs = [pair for pair in comparable(self._kb, day) if pair[1].source != "superbill-plain"]
        return [change for old, new in pairs for change in changes(self._kb, old, new, codes)]

    def updates(self, code: str, on: date | None = None, system: System | None = None) -> tuple[Change, ...]:
        """What the releases in force that day changed for one code; empty for an unknown one."""
        day = on or date.today()
        answer = self.lookup(code, day, system)
        if not isinstance(answer, KnownAnswer):
            return ()
        found = updates(self._kb, answer.system, answer.code, day)
        return tuple(change for change in found if change.source != "superbill-plain")

    def report(
        self,
        code: str,
        on: date | None = None,
        *,
        system: System | None = None,
        locality: str | None = None,
        zip_code: str | None = None,
        setting: Setting = Setting.PRACTITIONER,
    ) -> Report | Unknown | NotLoadedHere:
        """The whole report on a code, or why there is none. Place: `locality` as MAC/locality, or a ZIP code."""
        day = on or date.today()
        answer = self.lookup(code, day, system)
        if not isinstance(answer, KnownAnswer):
            return answer
        place = self.place(day, locality=locality, zip_code=zip_code)
        context = Context(
            self._kb, self._lookup, self._tree, answer, place, setting, documents=self._documents, rates=self._lake
        )
        return assemble(context)

    def place(
        self, on: date | None = None, *, locality: str | None = None, zip_code: str | None = None
    ) -> Locality | NotAvailable | None:
        """The payment locality meant, with its name; None when none was asked for."""
        day = on or date.today()
        if locality and zip_code:
            raise UsageError("give a locality or a ZIP code, not both")
        if not locality and not zip_code:
            return None
        found = parse_locality(locality) if locality else locality_of_zip(self._kb, zip_code or "", day)
        if isinstance(found, NotAvailable):
            return found
        indices = gpci(self._kb, found, day)
        return indices if isinstance(indices, NotAvailable) else indices.locality

    def localities(self, on: date | None = None) -> tuple[Gpci, ...] | NotAvailable:
        """Every payment locality with its indices."""
        return localities(self._kb, on or date.today())

    def price(
        self,
        code: str,
        on: date | None = None,
        *,
        modifiers: Sequence[str] = (),
        units: int = 1,
        locality: str | None = None,
        zip_code: str | None = None,
    ) -> Price:
        """The Medicare price of a line; modifiers may also be typed with the code (`71046-26`)."""
        day = on or date.today()
        typed = parse_code(code)
        if not typed.systems:
            raise UsageError(f"{code!r} is no code")
        if not 1 <= units <= 9999:
            raise UsageError(f"{units} units make no claim line", hint="Units are 1 to 9999.")
        place = self.place(day, locality=locality, zip_code=zip_code)
        line = PriceLine(typed.code, day, (*typed.modifiers, *(m.upper() for m in modifiers)), units)
        if isinstance(place, NotAvailable):
            return Price(line, "none", place, place)
        found = price(self._kb, PriceLine(line.code, day, line.modifiers, units, place))
        reason = self._why_not(code, day) if found.schedule == "none" else None
        return found if reason is None else Price(found.line, "none", reason, reason)

    def _why_not(self, code: str, on: date) -> NotAvailable | None:
        """Why no edit and no fee can be looked for; None for a procedure that some release lists."""
        if on_a_fee_schedule(self._kb, parse_code(code).code, on):
            return None
        return why_not(self._lookup.all_systems(code, on), self.lookup(code, on))

    def pairs(
        self, codes: Iterable[str], on: date | None = None, setting: Setting = Setting.PRACTITIONER
    ) -> tuple[PairAnswer, ...]:
        """Every two of 2 to 50 codes against the pair edits."""
        normal = [parse_code(code).code for code in codes]
        if not 2 <= len(set(normal)) <= MAX_PAIR_CODES:
            raise UsageError(f"pairs need 2 to {MAX_PAIR_CODES} different codes, got {len(set(normal))}")
        day = on or date.today()
        known: dict[str, NotAvailable | None] = {}
        answers = check_pairs(self._kb, tuple(normal), day, setting)
        return tuple(self._sensible(answer, known) for answer in answers)

    def _sensible(self, answer: PairAnswer, known: dict[str, NotAvailable | None]) -> PairAnswer:
        """No edit was found: that says something only of codes that there are. `known` keeps what was looked up."""
        if answer.result is not PairResult.NO_EDIT:
            return answer
        for code in answer.codes:
            if code not in known:
                known[code] = self._why_not(code, answer.on)
            if known[code] is not None:
                return replace(answer, result=PairResult.NOT_AVAILABLE, citation=None, reason=known[code])
        return answer

    def pair(
        self, first: str, second: str, on: date | None = None, setting: Setting = Setting.PRACTITIONER
    ) -> PairAnswer:
        """Two codes against the pair edits."""
        day = on or date.today()
        return self._sensible(check_pair(self._kb, parse_code(first).code, parse_code(second).code, day, setting), {})

    def units(self, code: str, on: date | None = None, setting: Setting = Setting.PRACTITIONER) -> UnitsAnswer:
        """The medically unlikely edit of a code."""
        day = on or date.today()
        answer = units_of(self._kb, parse_code(code).code, day, setting)
        reason = self._why_not(code, day) if answer.mue is None and answer.reason is None else None
        return answer if reason is None else replace(answer, meaning="", citation=None, reason=reason)

    def scrub(self, source: Source, options: ScrubOptions | None = None) -> Iterator[Scrubbed | Refused]:
        """Every claim of a file (837P, 837I, CSV, JSON), checked and priced, as it is read; what cannot be read is refused
        in its place. One file at a time: the iterator uses this workbench's knowledge base."""
        return scrub_file(self._kb, source, options or ScrubOptions())

    def check_claim(
        self, claim: Claim, options: ScrubOptions | None = None, history: Iterable[Claim] | None = None
    ) -> ClaimAnswer:
        """What every rule of the payer finds on one claim. `history` holds earlier claims of the patient; None: not known."""
        known = ClaimHistory(replace(each, patient=OWN) for each in history) if history is not None else None
        asked = replace(options or ScrubOptions(), prices=None, history=known)
        own = claim if known is None else replace(claim, patient=OWN)
        return next(each.answer for each in scrub_claims(self._kb, [own], asked) if not isinstance(each, Refused))

    def price_claim(self, claim: Claim, options: PriceOptions | None = None) -> ClaimPrice:
        """What Medicare pays for a claim, line by line, with the arithmetic."""
        return price_claim(self._kb, claim, options)

    def remit(
        self, remittances: Source, claims: Source | None = None, options: RemitOptions | None = None
    ) -> RemitAnswer:
        """A remittance file (835) worked: codes explained, claims matched and compared, what there is to do by money."""
        return work_file(self._kb, remittances, claims, options)

    def coverage(self, code: str, diagnosis: str, state: str, on: date | None = None) -> CoverageAnswer:
        """Whether Medicare's policies cover a procedure for an ICD-10-CM diagnosis in a state."""
        normal = normalise_code(diagnosis)
        if System.ICD10CM not in systems_of(normal):
            raise UsageError(f"{diagnosis!r} is no ICD-10-CM code", hint="Diagnoses are written E83.52 or E8352.")
        return check_coverage(self._kb, _procedure(code), normal, state.strip().upper(), on or date.today())

    def policies(
        self, code: str, on: date | None = None, state: str | None = None
    ) -> tuple[Policy, ...] | NotAvailable:
        """The coverage articles and LCDs in force that name a procedure code, of one state or of all."""
        return policies_of(self._kb, _procedure(code), on or date.today(), state.strip().upper() if state else None)

    def policy_text(self, policy: Policy, on: date | None = None) -> str:
        """The indications and limitations of an LCD or NCD; empty where the export has none."""
        return policy_text(self._kb, policy, on or date.today())

    def covered_diagnoses(
        self, code: str, on: date | None = None, state: str | None = None, limit: int = 50
    ) -> CoveredCodes | NotAvailable:
        """The diagnoses that coverage articles list as covered for a procedure code, those of most articles first."""
        where = state.strip().upper() if state else None
        return diagnoses_of(self._kb, _procedure(code), on or date.today(), where, limit)

    def covered_procedures(
        self, diagnosis: str, on: date | None = None, state: str | None = None, limit: int = 50
    ) -> CoveredCodes | NotAvailable:
        """The procedure codes of coverage articles that list a diagnosis as covered, those of most articles first."""
        where = state.strip().upper() if state else None
        return procedures_of(self._kb, normalise_code(diagnosis), on or date.today(), where, limit)

    @property
    def lake(self) -> LakeAccess:
        """The lake of payers' rates."""
        return self._lake

    def rates(
        self, question: RateQuestion, *, locality: str | None = None, zip_code: str | None = None
    ) -> Benchmark:  # fmt: skip
        """What payers pay, as distributions beside Medicare's amount; `missing` says what the question needs and is not loaded."""
        return self.beside_medicare(self._lake.benchmark(question), locality=locality, zip_code=zip_code)

    def contract(
        self, lines: Sequence[ContractLine], question: RateQuestion, *, locality: str | None = None, zip_code: str | None = None
    ) -> Contract:  # fmt: skip
        """A contract's lines against the market that a question describes and Medicare. `UsageError` without a lake."""
        return compare(lines, question, lambda asked: self.rates(asked, locality=locality, zip_code=zip_code))

    def beside_medicare(
        self, found: Benchmark, *, locality: str | None = None, zip_code: str | None = None
    ) -> Benchmark:  # fmt: skip
        """An answer of the lake with Medicare's amount at a place (default: that of the question)."""
        place = self.place(found.question.on, locality=locality, zip_code=zip_code)
        return found if found.missing else with_medicare(self._kb, found, place)

    def documents(self) -> tuple[Document, ...]:
        """The guideline documents that the operator imported, every edition."""
        return self._documents.documents() if self._documents is not None else ()

    def passages(self, code: str, on: date | None = None) -> tuple[Passage, ...]:
        """The passages of the documents in force that name a procedure code, or a range that holds it."""
        if self._documents is None:
            return ()
        return passages_naming(self._documents, _procedure(code), on or date.today())

    def passage_changes(self, code: str, on: date | None = None) -> tuple[PassageChange, ...]:
        """What changed in the passages that name a procedure code, from the edition before to the one in force."""
        if self._documents is None:
            return ()
        return changes_naming(self._documents, _procedure(code), on or date.today())

    def search_documents(self, text: str, on: date | None = None, limit: int = 20) -> tuple[Passage, ...]:
        """The passages of the documents in force by their words, best first."""
        return search_passages(self._documents, text, on or date.today(), limit) if self._documents is not None else ()

    @cached_property
    def _coder(self) -> Coder:
        return Coder(self._kb)

    def prepare_notes(self, on: date | None = None) -> None:
        """Compile and load what the first note of a day would wait for. `NotLoaded` without ICD-10-CM codes for that day."""
        self._coder.prepare(on)

    def code_note(
        self,
        note: str | bytes,
        on: date | None = None,
        *,
        setting: str = "outpatient",
        age_years: float | None = None,
        sex: str = "",
    ) -> CodedText:
        """The codes that a clinical note gives, with the words that prove them; stores nothing. `setting` is `outpatient` or
        `inpatient`. The first note with a knowledge base waits until its terms are compiled. `BadInput` for what is no text."""
        return self._coder.code_note(note, on, setting=setting, age_years=age_years, sex=sex)

    @cached_property
    def _pilot(self) -> Pilot:
        """The assistant at this workbench; it makes the same calls as every surface."""
        desk = Desk(
            self, self._kb, self._lookup, self._tree, self._documents, self._lake, getattr(self, "code_note", None)
        )
        return Pilot(desk, model_settings())

    def ask(self, question: str, on: date | None = None, turn: Turn | None = None) -> Answer:
        """The answer to a question in words, each value with its receipt. `turn` is that of the answer before, in a
        conversation."""
        return self._pilot.answer(question, on, turn)

    def ask_events(self, question: str, on: date | None = None, turn: Turn | None = None) -> Iterator[AnswerEvent]:
        """What comes while the question is answered: steps, statements, gaps, and last the answer."""
        return self._pilot.events(question, on, turn)


def _procedure(code: str) -> str:
    """A CPT, HCPCS or CDT code, normalised; its modifiers play no part in coverage articles."""
    typed = parse_code(code)
    if not {System.CPT, System.HCPCS, System.CDT} & set(typed.systems):
        raise UsageError(f"{code!r} is no procedure code", hint="CPT, HCPCS and CDT codes have five characters.")
    return typed.code


def _stem(code: str) -> str:
    """Block and chapter ids stay as they are; codes are normalised."""
    return code if "-" in code else parse_code(code).code if code else ""


def build_knowledge_base(
    folders: Sequence[Path] = (),
    out: Path | None = None,
    *,
    packs: bool = True,
    starter: bool = True,
    completeness: Completeness = Completeness.CHECK,
    progress: Progress = lambda what, done, total: None,
) -> BuildResult:
    """Build from the installed data packs, the project's own content, and any folders or files of official downloads.

    Raises `BadInput` naming file, line and column; the knowledge base that was there stays as it was.
    """
    inputs: list[DiskFile] = [file for folder in folders for file in walk(folder)]
    if packs:
        inputs += [file for _, file in installed_packs()]
    if starter:
        inputs += [file for part in ("cpt", "figures") if (content_folder() / part).is_dir()
                   for file in walk(content_folder() / part)]  # fmt: skip
    return build(
        inputs, out or default_kb(), indexer=build_index, index_version=index_version(), completeness=completeness,
        progress=progress,
    )  # fmt: skip


def prepare_notes(kb: Path) -> None:
    """Compile the terms of note-to-code for today beside a knowledge base, so that the first note does not wait for it. Does
    nothing where no ICD-10-CM codes are loaded."""
    with Workbench.open(kb) as bench, suppress(NotLoaded):
        bench.prepare_notes()


def import_cpt_descriptors(file: Path, private: Path | None = None) -> int:
    """Take the operator's licensed CPT file into the private store; the number of codes."""
    return import_descriptors(file, private or private_folder())


def import_guideline(
    file: Path, *, title: str, publisher: str, effective: date, payer: str = "", private: Path | None = None
) -> ImportedDocument:
    """Take a plain text or PDF document into the operator's store. Raises `BadInput` for a file without text."""
    return import_document(
        file, private or private_folder(), title=title, publisher=publisher, effective=effective, payer=payer
    )


def claim_history(file: Path, *, today: date | None = None) -> ClaimHistory:
    """Earlier claims out of a file, by patient; needs no knowledge base. Raises `BadInput` for a file of no known format."""
    return ClaimHistory(read_claims(file, today=today))


def guideline_documents(private: Path | None = None) -> tuple[Document, ...]:
    """The imported documents; needs no knowledge base."""
    store = DocumentStore(private or private_folder())
    found = store.documents()
    store.close()
    return found


def remove_guideline(document_id: int, private: Path | None = None) -> Document:
    """Take an imported document out again. An unknown id is a `UsageError`."""
    return remove_document(private or private_folder(), document_id)
