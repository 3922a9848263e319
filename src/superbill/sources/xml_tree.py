"""Reads official XML as a tree that remembers line numbers. Document types and entities are refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from superbill.errors import BadInput
from superbill.sources.base import SourceFile
from superbill.sources.layout import DOWNLOAD_AGAIN

MAX_DEPTH = 64
_BLOCK = 1 << 16


@dataclass(slots=True)
class Element:
    """An element: its tag, attributes, the line it begins on, its own text without blank runs, and its children.

    A child within the text counts as a blank: `auto<b>(poly)</b>neuropathy` has the text `auto neuropathy`."""

    tag: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def child(self, tag: str) -> Element | None:
        """The first child of that tag."""
        return next((child for child in self.children if child.tag == tag), None)


class _Builder:
    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.roots: list[Element] = []
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, self.parser.CurrentLineNumber, attributes)
        (self._open[-1].children if self._open else self.roots).append(element)
        if len(self._open) == MAX_DEPTH:
            raise BadInput(f"elements nested more than {MAX_DEPTH} deep", file=self.file.name, line=element.line)
        if self._texts:
            self._texts[-1].append(" ")
        self._open.append(element)
        self._texts.append([])

    def _end(self, tag: str) -> None:
        self._open.pop().text = " ".join("".join(self._texts.pop()).split())

    def _text(self, data: str) -> None:
        self._texts[-1].append(data)

    def _refuse(self, name: str, *_: object) -> None:
        raise BadInput(
            f"declares the document type or entity {name}",
            file=self.file.name,
            line=self.parser.CurrentLineNumber,
            column=self.parser.CurrentColumnNumber + 1,
            hint="Official files declare none. Download it again.",
        )


def read_xml(file: SourceFile) -> Element:
    """The root element. Raises `BadInput` with line and column where the file is no well-formed XML or ends too soon."""
    builder = _Builder(file)
    try:
        with file.open() as stream:
            while block := stream.read(_BLOCK):
                builder.parser.Parse(block, False)
        builder.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise BadInput(
            f"not readable as XML: {expat.ErrorString(error.code)}",
            file=file.name,
            line=error.lineno,
            column=error.offset + 1,
            hint="It is damaged or cut off. Download it again.",
        ) from error
    except (LookupError, ValueError) as error:  # an encoding that is unknown, or of several bytes a character
        raise BadInput(f"not readable as XML: {error}", file=file.name, line=1, hint=DOWNLOAD_AGAIN) from error
    return builder.roots[0]  # expat has refused a file without one
