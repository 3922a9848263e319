"""The operator's documents: one SQLite file beside the private texts, written anew and swapped in with each import."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from superbill.errors import UsageError, WrongFormat
from superbill.guidelines.pages import read_pages
from superbill.guidelines.split import Piece, split
from superbill.kb.queries import load_queries
from superbill.model.code_spans import code_spans
from superbill.model.guidance import Document, ImportedDocument
from superbill.model.periods import day_number, from_day_number

FILE_NAME = "documents.sqlite"
FORMAT_VERSION = 1
WAIT_SECONDS = 60
BETWEEN_HEADINGS = "\n"

SQL = load_queries("superbill.guidelines", "store.sql")
_AGAIN = "Remove the file and import your documents again: superbill import document FILE ..."


class DocumentStore:
    """The documents of a folder, read-only; safe to use from several threads. Without any it is empty; an import or
    removal while it is open is seen at once. Raises `WrongFormat` for a file of another kind."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._local = threading.local()
        self.documents()

    def documents(self) -> tuple[Document, ...]:
        """Every edition, by payer, publisher, title and date."""
        found = [_document(row) for row in self.rows(SQL["documents"])]
        editions: list[Document] = []
        for _, group in groupby(found, key=lambda document: (document.payer, document.publisher, document.title)):
            listed = list(group)
            for document, following in zip(listed, [*listed[1:], None], strict=True):
                until = following.effective - timedelta(days=1) if following else None
                editions.append(replace(document, until=until))
        return tuple(editions)

    def in_force(self, on: date) -> tuple[Document, ...]:
        """The edition of each document that is in force on a day."""
        return tuple(
            document
            for document in self.documents()
            if document.effective <= on and (document.until is None or on <= document.until)
        )

    def rows(self, statement: str, **parameters: object) -> list[tuple[Any, ...]]:
        """Run one prepared statement; nothing when no document was ever imported."""
        return self._connection().execute(statement, parameters).fetchall() if self.path.is_file() else []

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection, to the file that stands there now."""
        stat = self.path.stat()
        version = (stat.st_ino, stat.st_mtime_ns)
        if getattr(self._local, "version", None) != version:
            self.close()
            self._local.connection = _opened(self.path, "mode=ro")
            self._local.version = version
        connection: sqlite3.Connection = self._local.connection
        return connection

    def close(self) -> None:
        """Close this thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = self._local.version = None


def import_document(
    file: Path, folder: Path, *, title: str, publisher: str, effective: date, payer: str = ""
) -> ImportedDocument:
    """Take a plain text or PDF into the store in `folder`. The same edition again replaces the one that is there.

    Raises `BadInput` for a file without text, `UsageError` for an empty title or publisher; the store is then as it was.
    """
    title, publisher, payer = (" ".join(text.split()) for text in (title, publisher, payer))
    if not title or not publisher:
        raise UsageError("a document needs a title and a publisher")
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    pages = read_pages(file)
    pieces = split(pages)
    edition = {"title": title, "publisher": publisher, "payer": payer, "effective": day_number(effective)}
    with _writing(folder) as connection:
        earlier = connection.execute(SQL["same_edition"], edition).fetchone()
        unchanged = earlier is not None and earlier[1] == sha256
        if not unchanged:
            if earlier is not None:
                connection.execute(SQL["remove_document"], {"document": earlier[0]})
            today = day_number(datetime.now(UTC).date())
            document = {"file": file.name, "sha256": sha256, "pages": len(pages), "imported": today}
            _add(connection, edition | document, pieces)
    store = DocumentStore(folder)
    try:
        key = (title, publisher, payer, effective)
        (found,) = (d for d in store.documents() if (d.title, d.publisher, d.payer, d.effective) == key)
        (codes,) = store.rows(SQL["count_mentions"], document=found.id)
    finally:
        store.close()
    return ImportedDocument(found, codes[0], earlier is not None and not unchanged, unchanged)


def remove_document(folder: Path, document_id: int) -> Document:
    """Take an edition out of the store. An unknown id is a `UsageError`."""
    store = DocumentStore(folder)
    found = next((each for each in store.documents() if each.id == document_id), None)
    store.close()
    if found is None:
        raise UsageError(f"there is no document {document_id}", hint="superbill documents list shows them.")
    with _writing(folder) as connection:
        connection.execute(SQL["remove_document"], {"document": document_id})
    return found


def _add(connection: sqlite3.Connection, document: dict[str, object], pieces: list[Piece]) -> None:
    document_id = connection.execute(SQL["add_document"], document).lastrowid
    for ordinal, piece in enumerate(pieces, 1):
        passage = {
            "document": document_id,
            "ordinal": ordinal,
            "heading": BETWEEN_HEADINGS.join(piece.heading),
            "page": piece.page,
            "last_page": piece.last_page,
            "line": piece.line,
            "text": piece.text,
        }
        passage_id = connection.execute(SQL["add_passage"], passage).lastrowid
        for span in code_spans(piece.text):
            mention = {"passage": passage_id, "first": span.first, "last": span.last, "width": span.width}
            connection.execute(SQL["add_mention"], mention)


@contextmanager
def _writing(folder: Path) -> Iterator[sqlite3.Connection]:
    """A copy of the store to write to; it takes the store's place in one step when all went well."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    work = folder / f"{FILE_NAME}.building"
    try:
        with FileLock(f"{path}.lock", timeout=WAIT_SECONDS):
            work.unlink(missing_ok=True)
            try:
                if path.is_file():
                    shutil.copyfile(path, work)
                    connection = _opened(work, "mode=rw")
                else:
                    connection = sqlite3.connect(work, isolation_level=None)
                    connection.executescript(files("superbill.guidelines").joinpath("schema.sql").read_text("utf-8"))
                    connection.execute(f"PRAGMA user_version = {FORMAT_VERSION:d}")
                try:
                    connection.execute("PRAGMA foreign_keys = ON")
                    connection.execute("BEGIN")
                    yield connection
                    connection.execute("COMMIT")
                finally:
                    connection.close()
                work.chmod(0o600)
                work.replace(path)
            finally:
                work.unlink(missing_ok=True)
    except Timeout:
        raise UsageError("another import is writing the documents", hint="Wait for it to end.") from None


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?{mode}", uri=True, check_same_thread=False, isolation_level=None
        )
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise WrongFormat(f"{path} is not readable: {error}", hint=_AGAIN) from error
    if version != FORMAT_VERSION:
        connection.close()
        raise WrongFormat(f"{path} has format {version}, this one reads {FORMAT_VERSION}", hint=_AGAIN)
    return connection


def _document(row: tuple[Any, ...]) -> Document:
    effective, imported = from_day_number(row[4]), from_day_number(row[8])
    return Document(
        id=row[0],
        title=row[1],
        publisher=row[2],
        payer=row[3],
        effective=effective or date.min,
        until=None,
        file=row[5],
        sha256=row[6],
        pages=row[7],
        passages=row[9],
        imported=imported or date.min,
    )
