"""An answer as it comes about: events off the workbench, and the frames of server-sent events.

Most questions take a few milliseconds and are answered on the event loop, with other requests in between when they
take longer than that. What may take longer (a note, a lake of rates, a model) is answered on a thread.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import date

from starlette.requests import Request

from superbill.errors import InternalError, SuperbillError
from superbill.model.answer import Answer, Event, Turn
from superbill.pilot.classify import scorer
from superbill.pilot.mentions import mentions
from superbill.pilot.model_bridge.settings import model_settings
from superbill.pilot.split import split
from superbill.surfaces.answers import to_json
from superbill.surfaces.http.context import apart, workbench
from superbill.workbench import Workbench

SLOW = frozenset({"note_codes", "payer_rates", "claim_check"})
LOOKED_AT = 400
"""Characters of a question that tell what it is."""
LONG = 600
TURN_SECONDS = 0.01
"""How long one question may hold others up; shorter turns would make all of many streams end last."""


def is_slow(question: str, turn: Turn | None) -> bool:
    """Whether a question is better answered on a thread."""
    if model_settings() is not None or len(question) > LONG or (turn is not None and turn.intent in SLOW):
        return True
    return any(_intent(part[:LOOKED_AT]) in SLOW for part in split(question))


def _intent(text: str) -> str:
    """What a question seems to be, before any table is asked."""
    found = mentions(text, date.today(), lambda code: ())
    return scorer().rank(found.masked, found.slots)[0].intent


async def events(request: Request, question: str, on: date | None, turn: Turn | None) -> AsyncIterator[Event]:
    """Steps, statements, gaps, and last the answer. Closing it ends the work at the next event."""
    if is_slow(question, turn):
        async for event in _on_thread(request, question, on, turn):
            yield event
        return
    loop = asyncio.get_running_loop()
    since = loop.time()
    for event in workbench(request).ask_events(question, on, turn):
        yield event
        if loop.time() - since > TURN_SECONDS:
            await asyncio.sleep(0)
            since = loop.time()


async def whole(request: Request, question: str, on: date | None, turn: Turn | None) -> Answer:
    """The answer alone."""
    async for event in events(request, question, on, turn):
        if isinstance(event, Answer):
            return event
    raise InternalError("no answer came about")


async def _on_thread(request: Request, question: str, on: date | None, turn: Turn | None) -> AsyncIterator[Event]:
    loop, coming, stopped = asyncio.get_running_loop(), asyncio.Queue[Event | None](), threading.Event()

    def put(event: Event | None) -> None:
        loop.call_soon_threadsafe(coming.put_nowait, event)

    def ask(bench: Workbench) -> None:
        for event in bench.ask_events(question, on, turn):
            if stopped.is_set():
                return
            put(event)

    async def asking() -> None:
        try:
            await apart(request, ask)
        finally:
            put(None)

    task = asyncio.create_task(asking())
    try:
        while (event := await coming.get()) is not None:
            yield event
        await task
    finally:
        stopped.set()
        if not task.done():
            task.cancel()


def frame(name: str, data: object) -> bytes:
    """One server-sent event; its data are JSON on one line."""
    return b"event: " + name.encode() + b"\ndata: " + to_json(data, indent=0) + b"\n\n"


def problem_frame(error: SuperbillError) -> bytes:
    """An error as the last event."""
    return frame("problem", {"detail": error.message, "hint": error.hint})
