"""Everything that Superbill raises on purpose.

    SuperbillError              exit  http
    ├── UsageError               2    400   the call itself is wrong: bad date, empty search, unknown option value
    ├── BadInput                 3    422   a file is not what it should be; says file, line, column
    │   └── UnsafeArchive        3    422   an archive that would unpack to something dangerous
    ├── NotLoaded                4    404   the data that would answer is not in this knowledge base
    │   ├── NoKnowledgeBase      4    503   there is no knowledge base yet
    │   ├── WrongFormat          4    503   the file is of another format version, or no knowledge base at all
    │   └── Unreachable          4    502   an official page or file cannot be fetched; says which page to open
    └── InternalError            5    500   a defect in Superbill

Exit code 1 is no error: it is a clear "no" (a pair not allowed, a scrub with failures).
"""

from __future__ import annotations

from typing import ClassVar


class SuperbillError(Exception):
    """Base of all errors; `exit_code` and `http_status` tell surfaces how to end."""

    exit_code: ClassVar[int] = 5
    http_status: ClassVar[int] = 500

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class UsageError(SuperbillError):
    """The call is wrong; the message says which part and what is expected."""

    exit_code = 2
    http_status = 400


class BadInput(SuperbillError):
    """A file is not what it claims to be. `line` and `column` count from 1."""

    exit_code = 3
    http_status = 422

    def __init__(
        self, message: str, *, file: str, line: int | None = None, column: int | str | None = None, hint: str = ""
    ) -> None:
        where = file
        if line is not None:
            where += f", line {line}"
        if column is not None:
            where += f", column {column}"
        super().__init__(f"{where}: {message}", hint=hint)
        self.file = file
        self.line = line
        self.column = column


class UnsafeArchive(BadInput):
    """An archive that grows beyond its limits or points outside its folder."""


class NotLoaded(SuperbillError):
    """The question is fine, the data that would answer it is not here."""

    exit_code = 4
    http_status = 404


class NoKnowledgeBase(NotLoaded):
    """No knowledge base stands at the expected place."""

    http_status = 503


class WrongFormat(NotLoaded):
    """The file was written by another format version and is refused, never guessed at."""

    http_status = 503


class Unreachable(NotLoaded):
    """An official page or file cannot be fetched, or is not what it was; the hint names the page to open."""

    http_status = 502


class InternalError(SuperbillError):
    """A defect in Superbill itself."""
