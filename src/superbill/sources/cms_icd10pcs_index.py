"""ICD-10-PCS Index: common terms, and the codes or tables that each leads to. XML of ICD-10-PCS, much like that of ICD-10-CM.

`<code>` is a complete code; `<codes>` the beginning of one, `<tab>` a table: both are `incomplete` here. A subterm without
title is an alternative of the term above it: its references count for that term, a further code becomes a term that is ''.
`<use>` names the value to choose in the tables (`Peritoneal Cavity`) and leads to no term.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from superbill.errors import BadInput
from superbill.model.rows import Table
from superbill.sources.base import Part, Source, SourceFile
from superbill.sources.icd_edition import stated_edition
from superbill.sources.index_terms import INDEX_SEE, INDEX_TERM, Entry, book_parts
from superbill.sources.layout import NEW_LAYOUT
from superbill.sources.xml_tree import Element, read_xml

BOOK = "pcs"
LENGTHS = {"code": range(7, 8), "codes": range(1, 7), "tab": range(3, 4)}
"""Element to the number of characters it may have."""

_ROOT = re.compile(rb"<ICD10PCS\.index[\s>]")
_CHARACTERS = re.compile(r"[0-9A-HJ-NP-Z]+")


class CmsIcd10pcsIndex(Source):
    """The index XML."""

    id = "cms-icd10pcs-index"
    title = "ICD-10-PCS Index"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/coding-billing/icd-10-codes"
    licence = "Public domain (work of the US government)"
    cadence = "Yearly on October 1, with an update on April 1"
    authority = (
        "ICD-10-PCS Official Guidelines for Coding and Reporting, A6 and A7 (the index; codes come from the tables)"
    )
    tables: ClassVar[tuple[Table, ...]] = (INDEX_TERM, INDEX_SEE)
    floors: ClassVar[dict[str, int]] = {"index_term": 18_000, "index_see": 3_500}
    fetch_hint = f"superbill fetch cms-icd10pcs-index, or superbill build --from DIR with the code tables from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """XML whose root is `<ICD10PCS.index>`."""
        return _ROOT.search(file.head) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """Two parts: terms, references. Row numbers are lines of the XML."""
        root = read_xml(file)
        version = root.child("version")
        if version is None:
            raise BadInput("has no <version>", file=file.name, line=root.line, hint=NEW_LAYOUT)
        edition = stated_edition(file, version.text, version.line)
        yield from book_parts(edition, file, BOOK, _Walk(file, root).entries)


class _Walk:
    def __init__(self, file: SourceFile, root: Element) -> None:
        self._file = file
        self.entries: list[Entry] = []
        for letter in root.children:
            if letter.tag == "letter":
                for child in letter.children:
                    if child.tag == "mainTerm":
                        self._term(child, None)
                    elif child.tag != "title":
                        raise self._unknown(child, letter)
            elif letter.tag not in ("version", "title"):
                raise self._unknown(letter, root)

    def _term(self, element: Element, above: Entry | None) -> None:
        title = element.child("title")
        level = above.level + 1 if above else 0
        if element.attributes.get("level", "0") != str(level):
            raise self._bad(f"level {element.attributes.get('level')} where {level} must be", element)
        if title is not None:
            entry = self._entry(title.text, above, level, element)
        elif above is not None and element.child("term") is None:
            entry = above if element.child("code") is None else self._entry("", above, level, element)
        else:
            raise self._bad(f"<{element.tag}> has no <title>", element)
        for child in element.children:
            if child.tag == "term":
                self._term(child, entry)
            elif child.tag in LENGTHS:
                self._code(entry, child)
            elif child.tag in ("see", "use"):
                entry.see.append((child.tag, child.text, "".join(self._characters(code) for code in child.children)))
            elif child.tag != "title":
                raise self._unknown(child, element)

    def _entry(self, term: str, above: Entry | None, level: int, element: Element) -> Entry:
        entry = Entry(len(self.entries) + 1, above.id if above else 0, level, term, element.line)
        self.entries.append(entry)
        return entry

    def _code(self, entry: Entry, child: Element) -> None:
        if entry.code:
            raise self._bad(f"{entry.term} has two codes", child)
        entry.code, entry.incomplete = self._characters(child), child.tag != "code"

    def _characters(self, child: Element) -> str:
        if child.tag not in LENGTHS:
            raise self._bad(f"<{child.tag}> is not known in a reference", child)
        if not _CHARACTERS.fullmatch(child.text) or len(child.text) not in LENGTHS[child.tag]:
            raise self._bad(f"{child.text!r} is no {child.tag} of ICD-10-PCS", child)
        return child.text

    def _unknown(self, child: Element, parent: Element) -> BadInput:
        return self._bad(f"<{child.tag}> is not known in <{parent.tag}>", child)

    def _bad(self, message: str, element: Element) -> BadInput:
        return BadInput(message, file=self._file.name, line=element.line, hint=NEW_LAYOUT)


SOURCE = CmsIcd10pcsIndex()
