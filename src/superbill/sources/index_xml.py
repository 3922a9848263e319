"""Reads the XML of the ICD-10-CM index books, which is one layout for all of them.

`<letter>` holds `<mainTerm>`, which nests `<term level="1">` and so on. A term has a `<title>`, in which `<nemod>` marks
non-essential modifiers, then references, codes or the `<cell>`s of a table, then its subterms. `<seecat>` and `<subcat>`
are references to a category. What the layout does not know stops the import.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from superbill.errors import BadInput
from superbill.sources.base import Edition, SourceFile
from superbill.sources.icd_edition import stated_edition
from superbill.sources.index_terms import Entry, bare_code
from superbill.sources.layout import NEW_LAYOUT
from superbill.sources.xml_tree import Element, read_xml

REFERENCES = {"see": "see", "seeAlso": "see_also", "seecat": "see", "subcat": "see"}
"""Element to the kind of reference."""

CATEGORIES = {"seecat": "category", "subcat": "subcategory"}
"""Elements that name a category, and how it is spoken of."""

_CATEGORY = re.compile(r"[A-Z][0-9A-Z]{2}(?:\.[0-9A-Z]{1,4})?-*")
_BEFORE_MARK = re.compile(r" ([,;:)])")
_MANIFESTATIONS = re.compile(r"[^\s,\[\]]+")
_ROOT = re.compile(rb"<ICD10CM\.index[\s>]")


def is_index(file: SourceFile, mark: str) -> bool:
    """XML whose root is `<ICD10CM.index>`, with the title or first heading that tells the book."""
    return _ROOT.search(file.head) is not None and f">{mark}<".encode() in file.head


def _one_category(text: str) -> str:
    """The code of a reference to one category; '' for a range, or a phrase."""
    return text.replace(".", "").rstrip("-") if _CATEGORY.fullmatch(text) else ""


class IndexXml:
    """A file of that layout. `headings` are the names of its columns by number, none for a book without columns."""

    def __init__(self, file: SourceFile, headings: tuple[str, ...] = ()) -> None:
        self._file = file
        self._headings = headings
        self._root = read_xml(file)
        self._entries: list[Entry] = []

    @property
    def edition(self) -> Edition:
        """Whose year is that of `<version>`."""
        version = self._root.child("version")
        if version is None:
            raise self._bad("has no <version>", self._root)
        return stated_edition(self._file, version.text, version.line)

    def entries(self) -> list[Entry]:
        """All terms in the order of the book, numbered from 1."""
        known = {"version", "letter", "indexHeading" if self._headings else "title"}
        self._check_headings()
        for element in self._root.children:
            if element.tag not in known:
                raise self._unknown(element, self._root)
            if element.tag == "letter":
                for child in element.children:
                    if child.tag == "mainTerm":
                        self._term(child, 0, 0)
                    elif child.tag != "title":
                        raise self._unknown(child, element)
        return self._entries

    def _check_headings(self) -> None:
        heading = self._root.child("indexHeading")
        found = tuple(head.text for head in heading.children) if heading else ()
        if found != self._headings:
            changed = next(
                (name for name in (*self._headings, *found) if (name in found) != (name in self._headings)), ""
            )
            raise BadInput(
                f"its columns are {', '.join(found) or 'missing'}"
                + (f": {changed!r} is the difference" if changed else ""),
                file=self._file.name,
                line=heading.line if heading else None,
                hint=NEW_LAYOUT,
            )

    def _term(self, element: Element, parent: int, level: int) -> None:
        title = element.child("title")
        if title is None:
            raise self._bad(f"<{element.tag}> has no <title>", element)
        if element.attributes.get("level", "0") != str(level):
            raise self._bad(f"level {element.attributes.get('level')} where {level} must be", element)
        modifiers = " ".join(self._modifiers(title))
        term = _BEFORE_MARK.sub(r"\1", title.text)
        entry = Entry(len(self._entries) + 1, parent, level, term, element.line, modifiers)
        self._entries.append(entry)
        for child in element.children:
            if child.tag == "term":
                self._term(child, entry.id, level + 1)
            elif child.tag != "title":
                self._detail(entry, child, element)

    def _modifiers(self, title: Element) -> Iterator[str]:
        for child in title.children:
            if child.tag != "nemod":
                raise self._unknown(child, title)
            yield child.text

    def _detail(self, entry: Entry, child: Element, element: Element) -> None:
        if child.tag in REFERENCES:
            category = CATEGORIES.get(child.tag, "")
            code = _one_category(child.text) if category else ""
            entry.see.append((REFERENCES[child.tag], f"{category} {child.text}".strip(), code))
        elif child.tag == "manif":
            self._manifestation(entry, child)
        elif child.tag == "code" and not self._headings:
            if entry.code:
                raise self._bad(f"{entry.term} has two codes", child)
            entry.code, entry.incomplete = bare_code(child.text, self._file, child.line, "code")
        elif child.tag == "cell" and self._headings:
            self._cell(entry, child)
        else:
            raise self._unknown(child, element)

    def _manifestation(self, entry: Entry, child: Element) -> None:
        """A code in an index; in the neoplasm table an explanation in brackets, kept with the modifiers."""
        if self._headings:
            entry.modifiers = f"{entry.modifiers} [{child.text}]".strip()
        else:
            codes = _MANIFESTATIONS.findall(child.text)
            entry.manifestation = " ".join(bare_code(code, self._file, child.line, "manif")[0] for code in codes)

    def _cell(self, entry: Entry, child: Element) -> None:
        column = child.attributes.get("col", "")
        known = {str(number) for number in range(2, len(self._headings) + 1)}
        if column not in known or int(column) in entry.cells:
            raise self._bad(f"column {column!r} of {entry.term} is unknown or stands twice", child)
        entry.cells[int(column)] = child.text

    def _unknown(self, child: Element, parent: Element) -> BadInput:
        return self._bad(f"<{child.tag}> is not known in <{parent.tag}>", child)

    def _bad(self, message: str, element: Element) -> BadInput:
        return BadInput(message, file=self._file.name, line=element.line, hint=NEW_LAYOUT)
