"""CPT descriptors out of the operator's own licensed file: a private store beside the knowledge base, never inside it."""

from __future__ import annotations

import codecs
import contextlib
import csv
import hashlib
import io
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

from superbill.errors import BadInput, UsageError, WrongFormat
from superbill.kb.queries import load_queries
from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.codes import System, systems_of

FILE_NAME = "cpt-descriptors.sqlite"
HEADINGS = {
    "code": ("code", "cpt", "cpt code", "cptcode"),
    "short": ("short", "short description", "short descriptor"),
    "medium": ("medium", "medium description", "medium descriptor"),
    "long": ("long", "long description", "long descriptor", "full", "description", "descriptor"),
}
FORMAT_VERSION = 1
_QUOTES = "A text with a comma stands in double quotes, and a double quote within it is doubled."

_SQL = load_queries("superbill.terminology", "descriptors.sql")


@dataclass(frozen=True, slots=True)
class Descriptor:
    """One code's texts; None where the file has no such column or cell."""

    code: str
    short: str | None
    medium: str | None
    long: str | None
    line: int


class CptDescriptors:
    """The private store, opened read-only."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        again = "Import the file again: superbill import cpt-descriptors FILE"
        try:
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            if version != FORMAT_VERSION:
                raise WrongFormat(f"{path} has format {version}", hint=again)
            self._file, self._sha256, imported = self._connection.execute(_SQL["origin"]).fetchone()
        except sqlite3.DatabaseError as error:
            raise WrongFormat(f"{path} is damaged: {error}", hint=again) from error
        self._imported = date.fromisoformat(imported)

    @classmethod
    def open_in(cls, folder: Path) -> CptDescriptors | None:
        """The store in `folder`, or None when nothing was imported."""
        path = folder / FILE_NAME
        return cls(path) if path.is_file() else None

    def description(self, code: str) -> Fact[str] | NotAvailable:
        """The fullest text of a code."""
        row = self._connection.execute(_SQL["text"], {"code": code}).fetchone()
        if row is None:
            return NotAvailable(f"your CPT file does not hold {code}", "superbill import cpt-descriptors FILE (newer)")
        return Fact(row[2] or row[1] or row[0], self._cite(row[3]))

    def texts(self, code: str) -> dict[str, Fact[str]]:
        """Short, medium and long text, as far as the file has them."""
        row = self._connection.execute(_SQL["text"], {"code": code}).fetchone()
        if row is None:
            return {}
        return {
            name: Fact(text, self._cite(row[3]))
            for name, text in zip(("short", "medium", "long"), row, strict=False)
            if text
        }

    def _cite(self, line: int) -> Citation:
        return Citation(
            source="ama-cpt",
            title="CPT descriptors, your licensed file",
            publisher="American Medical Association",
            release=f"imported {self._imported}",
            file=self._file,
            locator=f"line {line}",
            effective_from=self._imported,
        )


def import_descriptors(file: Path, folder: Path) -> int:
    """Import a csv or tab file with a heading row (code, and any of short, medium, long); returns the number of codes.

    Replaces the earlier import in one step. Raises `BadInput` with the line; the earlier import then stays.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    rows = list(_parse(content, file.name))
    try:
        _store(rows, file.name, content, folder)
    except (OSError, sqlite3.OperationalError) as error:
        raise UsageError(f"{folder} cannot be written: {error}") from error
    return len(rows)


def _store(rows: list[Descriptor], name: str, content: bytes, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    work = folder / f"{FILE_NAME}.building"
    work.unlink(missing_ok=True)
    connection = sqlite3.connect(work)
    try:
        connection.executescript(files("superbill.terminology").joinpath("descriptors_schema.sql").read_text("utf-8"))
        connection.execute(f"PRAGMA user_version = {FORMAT_VERSION:d}")
        today = datetime.now(UTC).date().isoformat()
        connection.execute(
            _SQL["add_origin"], {"file": name, "sha256": hashlib.sha256(content).hexdigest(), "on": today}
        )
        connection.executemany(_SQL["add_text"], [asdict(row) for row in rows])
        connection.commit()
    finally:
        connection.close()
    work.chmod(0o600)
    work.replace(folder / FILE_NAME)


def _parse(content: bytes, name: str) -> Iterator[Descriptor]:
    lines = _cells(content, name)
    _, heading = next(lines, (1, []))
    places = _places(heading, name)
    seen: dict[str, int] = {}
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(heading) :]):
            raise BadInput(f"{len(cells)} cells under {len(heading)} headings", file=name, line=line, hint=_QUOTES)
        texts = {field: cells[at].strip() or None if at < len(cells) else None for field, at in places.items()}
        code = (texts.pop("code") or "").upper()
        if System.CPT not in systems_of(code):
            raise BadInput(f"{code!r} is no CPT code", file=name, line=line, column="code")
        if code in seen:
            raise BadInput(f"{code} is given twice, first in line {seen[code]}", file=name, line=line)
        if not any(texts.values()):
            raise BadInput(f"{code} has no text", file=name, line=line)
        seen[code] = line
        yield Descriptor(code, texts.get("short"), texts.get("medium"), texts.get("long"), line)
    if not seen:
        raise BadInput("holds no code", file=name)


def _cells(content: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells. A byte or a quote that makes no sense is a `BadInput`: a text must not be garbled."""
    text = _text(content, name)
    if "\0" in text:
        raise BadInput("holds a NUL, which no text does", file=name, line=text.count("\n", 0, text.index("\0")) + 1)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ",", strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise BadInput(f"not readable as CSV: {error}", file=name, line=reader.line_num, hint=_QUOTES) from error


def _text(content: bytes, name: str) -> str:
    """UTF-16 where a mark says so, else UTF-8, else the Windows code page."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise BadInput("is neither UTF-8 nor Windows text", file=name, hint="Save it as UTF-8.")


def _places(heading: list[str], name: str) -> dict[str, int]:
    names = [cell.strip().lower() for cell in heading]
    places: dict[str, int] = {}
    for at, heading_name in enumerate(names):
        field = next((field for field, aliases in HEADINGS.items() if heading_name in aliases), None)
        if field in places:
            raise BadInput(f"two columns hold the {field} text or code", file=name, line=1, column=heading_name)
        if field is not None:
            places[field] = at
    if "code" not in places or len(places) < 2:
        raise BadInput(
            "the first line must name a column `code` and at least one of `short`, `medium`, `long`", file=name, line=1
        )
    return places
