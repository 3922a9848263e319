"""Scrubbed claims as JSON, NDJSON and CSV, written as they come: a file of any size needs no more memory than a small one.

Every writer fills the tally that it is given, which is whole when the writer has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from superbill.edits.batch import Scrubbed
from superbill.edits.tally import QueueEntry, Tally, in_order, queue_entry
from superbill.model.claim import Refused
from superbill.model.finding import Result
from superbill.surfaces.answers import Data, to_json
from superbill.surfaces.claim_answers import (
    CHECKS,
    QUEUE,
    Row,
    queue_data,
    refused_data,
    rows_of,
    scrubbed_data,
    tally_data,
)
from superbill.surfaces.sheets import csv_lines

Found: TypeAlias = Scrubbed | Refused


@dataclass(frozen=True, slots=True)
class Shown:
    """What is listed: all claims or those that fail; the work queue instead of them; in JSON the checks that passed."""

    name: str = ""
    failed_only: bool = False
    queue: bool = False
    passes: bool = True

    def lists(self, scrubbed: Scrubbed) -> bool:
        """Whether a claim is listed."""
        return not self.queue and (not self.failed_only or scrubbed.answer.result is Result.FAIL)


Writer: TypeAlias = Callable[[Iterable[Found], Shown, Tally], Iterator[bytes]]


class Counting:
    """Counts claims as they pass by, and remembers those of the work queue (a short entry each)."""

    def __init__(self, found: Iterable[Found], tally: Tally, *, queue: bool) -> None:
        self._found = found
        self._tally = tally
        self._queued = queue
        self._entries: list[QueueEntry] = []

    def __iter__(self) -> Iterator[Found]:
        """The claims and refusals, in their order."""
        for place, each in enumerate(self._found, 1):
            if isinstance(each, Refused):
                self._tally.refuse(each)
            else:
                self._tally.add(each)
                entry = queue_entry(each, place) if self._queued else None
                if entry is not None:
                    self._entries.append(entry)
            yield each

    @property
    def queue(self) -> list[QueueEntry]:
        """The work queue, most money at risk first."""
        return in_order(self._entries)


def json_stream(found: Iterable[Found], shown: Shown, tally: Tally) -> Iterator[bytes]:
    """One object: `claims` (with `queue`: that instead), `refused`, `totals`. Each claim is a line of its own."""
    counting = Counting(found, tally, queue=shown.queue)
    refused: list[Data] = []
    yield b'{\n"claims": ['
    between = b"\n"
    for each in counting:
        if isinstance(each, Refused):
            refused.append(refused_data(each))
        elif shown.lists(each):
            yield between + to_json(scrubbed_data(each, shown.passes), indent=0)
            between = b",\n"
    yield b"],\n"
    if shown.queue:
        yield b'"queue": ' + to_json([queue_data(entry) for entry in counting.queue], indent=0) + b",\n"
    yield b'"refused": ' + to_json(refused, indent=0) + b",\n"
    yield b'"totals": ' + to_json(tally_data(tally), indent=0) + b"\n}\n"


def ndjson_stream(found: Iterable[Found], shown: Shown, tally: Tally) -> Iterator[bytes]:
    """A line each: `{"claim"}`, `{"refused"}`, `{"queued"}`, and at the end `{"totals"}`."""
    counting = Counting(found, tally, queue=shown.queue)
    for each in counting:
        if isinstance(each, Refused):
            yield _line("refused", refused_data(each))
        elif shown.lists(each):
            yield _line("claim", scrubbed_data(each, shown.passes))
    for entry in counting.queue:
        yield _line("queued", queue_data(entry))
    yield _line("totals", tally_data(tally))


def _line(kind: str, data: Data) -> bytes:
    return to_json({kind: data}, indent=0) + b"\n"


def csv_stream(found: Iterable[Found], shown: Shown, tally: Tally) -> Iterator[bytes]:
    """A row for each check that did not pass, and for each line without any; of the queue, a row for each claim."""
    counting = Counting(found, tally, queue=shown.queue)
    if shown.queue:
        for _ in counting:
            pass
        yield from (line.encode() for line in csv_lines(QUEUE, counting.queue))
        return
    yield from (line.encode() for line in csv_lines(CHECKS, _rows(counting, shown)))


def _rows(found: Iterable[Found], shown: Shown) -> Iterator[Row]:
    for each in found:
        if isinstance(each, Refused) or shown.lists(each):
            yield from rows_of(each)
