"""ICD-10-CM tabular list: chapters, blocks, categories and codes, their instructional notes, and 7th characters.

The official XML nests `<chapter>`, `<section>` (a block) and `<diag>` (category, subcategory, code). How it is read:

- A chapter's id is `chapter-4`, a block's `E70-E88`. A block of one category has that category's name as its id in the file
  (`B20`); here it is `B20-B20`, so that both can be told apart. Their `long` text ends with the range, as published.
- Blocks stand side by side in the file. One without categories (`M00-M25`) holds the following blocks of its range.
- A code at the end of the tree for which it or an ancestor defines 7th characters (the nearest definition counts) is no
  complete code; its expansions follow it, with `X` up to the 6th character. The text of each is the code's text, a comma,
  and the meaning. Together with the other ends of the tree they are exactly the official list of billable codes.
- A note can except codes from a 7th character (S06 with 6th character 7 or 8); those expansions are left out. A note about
  that which cannot be read stops the import.
- Notes stay where the list has them; their inheritance downwards is left to queries. A note among the 7th characters
  explains the character above it and becomes a `seventh_note` that begins with it (`7th character B: ...`). The table of
  visual impairment at H54.8 becomes a `note` for each category.
- The XML says only the year. Whether it is the October list or the April update is told by the name alone of the file that
  the publisher offers; the release says so in its notes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from superbill.errors import BadInput
from superbill.model.codes import System
from superbill.model.periods import Period
from superbill.model.rows import CONCEPT, CONCEPT_NOTE, SEVENTH_CHARACTER, Concept, ConceptNote, SeventhCharacter, Table
from superbill.sources.base import Edition, Part, Source, SourceFile
from superbill.sources.code_pack import FETCH_HINT
from superbill.sources.xml_tree import Element, read_xml

NOTE_KINDS = {
    "inclusionTerm": "inclusion",
    "includes": "includes",
    "excludes1": "excludes1",
    "excludes2": "excludes2",
    "codeFirst": "code_first",
    "useAdditionalCode": "use_additional",
    "codeAlso": "code_also",
    "notes": "note",
    "sevenChrNote": "seventh_note",
}
"""Element of the XML to the kind of note."""

OUT_OF_PLACE = {("W08", "Fall from stool")}
"""Inclusion terms of a code that the XML has among its 7th characters (April 2025, April 2026)."""

MISPLACED = {"H54.512A"}
"""Codes that do not begin with the code they stand under (H54.511 in the list of FY2021). They keep that place."""

_ICD10CM = System.ICD10CM.value
_ROOT = re.compile(rb"<ICD10CM\.tabular[\s>]")
_CODE = re.compile(r"[A-Z][0-9A-Z]{2}(?:\.[0-9A-Z]{1,4})?")
_BLOCK = re.compile(r"([A-Z][0-9A-Z]{2})(?:-([A-Z][0-9A-Z]{2}))?")
_APRIL = re.compile(r"april(?:[-_ ]*1)?[-_ ]+(\d{4})|april", re.IGNORECASE)
_EXCEPTS = re.compile(r"7th characters?\b.*\bnot apply", re.IGNORECASE)
_EXCEPTION = re.compile(
    r"7th characters? ([0-9A-Z](?:(?:,|,? and) [0-9A-Z])*) do(?:es)? not apply to codes in (?:sub)?category ([0-9A-Z.]+)"
    r" with 6th character (.*)"
)
_SIXTH = re.compile(r"\b([0-9A-Z]) - ")


@dataclass(frozen=True, slots=True)
class Seventh:
    """The 7th characters defined at a code, in the order of the list, and what is excepted from them: characters, the
    codes' common beginning, and their 6th characters."""

    meanings: tuple[tuple[str, str], ...]
    exceptions: tuple[tuple[str, str, str], ...] = ()

    def expand(self, code: str) -> Iterator[tuple[str, str]]:
        """The complete codes made of a code of 3 to 6 characters, each with the meaning of its 7th character.

        >>> list(Seventh((("A", "initial encounter"),)).expand("T14"))
        [('T14XXXA', 'initial encounter')]
        """
        stem = code.ljust(6, "X")
        for character, meaning in self.meanings:
            if not any(character in c and stem.startswith(b) and stem[5] in s for c, b, s in self.exceptions):
                yield stem + character, meaning


class _Walk:
    """Goes through the tree in document order and collects the rows of the three tables."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        self.concepts: list[tuple[object, ...]] = []
        self.notes: list[tuple[object, ...]] = []
        self.sevenths: list[tuple[object, ...]] = []
        self._counts: Counter[tuple[str, str]] = Counter()

    def bad(self, message: str, element: Element) -> BadInput:
        return BadInput(message, file=self._file.name, line=element.line)

    def text(self, element: Element, tag: str) -> str:
        child = element.child(tag)
        if child is None or not child.text:
            raise self.bad(f"<{element.tag}> has no <{tag}>", element)
        return child.text

    def chapter(self, element: Element) -> None:
        chapter = f"chapter-{self.text(element, 'name')}"
        self._concept(element, chapter, None, 0, self.text(element, "desc"))
        self._notes(element, chapter, {"name", "desc", "sectionIndex", "section"})
        around: list[tuple[str, str, str]] = []
        for section in element.children:
            if section.tag == "section":
                self._section(section, chapter, around)

    def _section(self, element: Element, chapter: str, around: list[tuple[str, str, str]]) -> None:
        ends = _BLOCK.fullmatch(element.attributes.get("id", ""))
        if ends is None:
            raise self.bad(f"{element.attributes.get('id')!r} is no id of a block", element)
        first, last = ends[1], ends[2] or ends[1]
        block = f"{first}-{last}"
        while around and not around[-1][0] <= first <= last <= around[-1][1]:
            around.pop()
        self._concept(element, block, around[-1][2] if around else chapter, 0, self.text(element, "desc"))
        self._notes(element, block, {"desc", "diag"})
        if element.child("diag") is None:
            around.append((first, last, block))
        self._diags(element, block, "", None)

    def _diags(self, element: Element, parent: str, stem: str, seventh: Seventh | None) -> None:
        for diag in element.children:
            if diag.tag == "diag":
                self._diag(diag, parent, stem, seventh)

    def _diag(self, element: Element, parent: str, stem: str, seventh: Seventh | None) -> None:
        name, long = self.text(element, "name"), self.text(element, "desc")
        code = name.replace(".", "")
        if not _CODE.fullmatch(name) or not (code.startswith(stem) or name in MISPLACED):
            raise self.bad(f"{name!r} is no ICD-10-CM code below {parent}", element)
        definition = element.child("sevenChrDef")
        if definition is not None:
            seventh = Seventh(tuple(self._seventh(definition, code)), tuple(self._exceptions(element)))
        has_children = element.child("diag") is not None
        expansions = () if has_children or seventh is None or len(code) == 7 else tuple(seventh.expand(code))
        self._concept(element, code, parent, int(not has_children and not expansions), long)
        self._notes(element, code, {"name", "desc", "diag", "sevenChrDef", "visualImpairment"})
        for expanded, meaning in expansions:
            self._concept(element, expanded, code, 1, f"{long}, {meaning}")
        for child in element.children:
            if child.tag == "visualImpairment":
                self._visual_impairment(child, code)
            elif child.tag == "sevenChrDef":
                self._seventh_notes(child, code)
        self._diags(element, code, code, seventh)

    def _seventh(self, definition: Element, code: str) -> Iterator[tuple[str, str]]:
        for element in definition.children:
            if element.tag == "extension":
                character = element.attributes.get("char", "")
                if not re.fullmatch(r"[0-9A-Z]", character) or not element.text:
                    raise self.bad(f"{character!r} of {code} is no 7th character with a meaning", element)
                self.sevenths.append((*SeventhCharacter(_ICD10CM, code, character, element.text), element.line))
                yield character, element.text
            elif element.tag != "note":
                raise self.bad(f"<{element.tag}> is not known in <sevenChrDef>", element)

    def _seventh_notes(self, definition: Element, code: str) -> None:
        character = ""
        for element in definition.children:
            if element.tag == "extension":
                character = element.attributes["char"]
            elif (code, element.text) in OUT_OF_PLACE:
                self._note(code, "inclusion", element.text, element.line)
            else:
                self._note(code, "seventh_note", f"7th character {character}: {element.text}", element.line)

    def _exceptions(self, element: Element) -> Iterator[tuple[str, str, str]]:
        for note in (note for child in element.children if child.tag == "notes" for note in child.children):
            if not _EXCEPTS.search(note.text):
                continue
            said = _EXCEPTION.match(note.text)
            sixth = "".join(_SIXTH.findall(said[3])) if said else ""
            if said is None or not sixth:
                raise self.bad(f"an exception from 7th characters that cannot be read: {note.text}", note)
            yield re.sub(r"and|\W", "", said[1]), said[2].replace(".", ""), sixth

    def _visual_impairment(self, table: Element, code: str) -> None:
        top = table.child("visCategory")
        limits = top.child("visRange") if top else None
        if top is None or limits is None:
            raise self.bad("the table of visual impairment has no headings", table)
        title = f"{self.text(limits, 'heading')}. "
        bounds = [(part.tag, self.text(part, "heading")) for part in limits.children if part.tag != "heading"]
        for category in table.children[1:]:
            said = []
            for tag, heading in bounds:
                parts = [part for scale in category.children for part in scale.children if part.tag == tag]
                if parts:
                    said.append(f"{heading} {', '.join(self.text(part, 'value') for part in parts)}")
            name = f"{self.text(top, 'heading')} {self.text(category, 'value')}. "
            self._note(code, "note", name + title + "; ".join(said), category.line)

    def _notes(self, element: Element, code: str, others: set[str]) -> None:
        for child in element.children:
            if child.tag in others:
                continue
            if child.tag not in NOTE_KINDS:
                raise self.bad(f"<{child.tag}> is not known in <{element.tag}>", child)
            for note in child.children:
                self._note(code, NOTE_KINDS[child.tag], note.text, note.line)

    def _note(self, code: str, kind: str, text: str, line: int) -> None:
        self._counts[code, kind] += 1
        self.notes.append((*ConceptNote(_ICD10CM, code, kind, self._counts[code, kind], text), line))

    def _concept(self, element: Element, code: str, parent: str | None, billable: int, long: str) -> None:
        ordinal = len(self.concepts)
        row = Concept(_ICD10CM, code, parent, billable, None, long, None, None, None, ordinal)
        self.concepts.append((*row, element.line))


class Icd10cmTabular(Source):
    """The tabular list XML; its layout has been the same since FY2021."""

    id = "nchs-icd10cm-tabular"
    title = "ICD-10-CM Tabular List of Diseases and Injuries"
    publisher = "National Center for Health Statistics"
    page = "https://www.cdc.gov/nchs/icd/icd-10-cm/files.html"
    licence = "Public domain (work of the US government)"
    cadence = "Yearly on October 1, with an update on April 1"
    authority = "ICD-10-CM Official Guidelines for Coding and Reporting, section I.A (conventions for the ICD-10-CM)"
    tables: ClassVar[tuple[Table, ...]] = (CONCEPT, CONCEPT_NOTE, SEVENTH_CHARACTER)
    trees = (System.ICD10CM,)
    floors: ClassVar[dict[str, int]] = {"concept": 90_000, "concept_note": 22_000, "seventh_character": 1_700}
    fetch_hint = FETCH_HINT

    def recognises(self, file: SourceFile) -> bool:
        """XML whose root is `<ICD10CM.tabular>`."""
        return _ROOT.search(file.head) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """Three parts of one edition: codes, notes, 7th characters. Row numbers are lines of the XML."""
        root = read_xml(file)
        walk = _Walk(file)
        edition = _edition(file, root, walk.text(root, "version"))
        for element in root.children:
            if element.tag == "chapter":
                walk.chapter(element)
            elif element.tag not in ("version", "introduction"):
                raise walk.bad(f"<{element.tag}> is not known in <{root.tag}>", element)
        yield Part(edition, file, CONCEPT, walk.concepts)
        yield Part(edition, file, CONCEPT_NOTE, walk.notes)
        yield Part(edition, file, SEVENTH_CHARACTER, walk.sevenths)


def _edition(file: SourceFile, root: Element, version: str) -> Edition:
    if not re.fullmatch(r"20\d\d", version):
        raise BadInput(f"version {version!r} is no year", file=file.name, line=root.line)
    year = int(version)
    april = _APRIL.search(file.name)
    if april is None:
        note = f"The file states only the year {year}; its name does not call it an April update"
        return Edition(f"FY{year}", Period(date(year - 1, 10, 1), date(year, 9, 30)), notes=(note,))
    if april[1] not in (None, version):
        raise BadInput(
            f"its name says April {april[1]}, its version {year}",
            file=file.name,
            line=root.line,
            hint="One of the two is wrong. Download it again.",
        )
    note = f"The file states only the year {year}; that it is the April update is known from its name"
    return Edition(f"April {year}", Period(date(year, 4, 1), date(year, 9, 30)), notes=(note,))


SOURCE = Icd10cmTabular()
