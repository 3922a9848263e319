"""Ask: questions in words, answered with receipts; the answer streams where a script asks for it.

A question by address (`?q=`) is answered and not kept. A posted one is kept with its answer in the person's conversation,
unless it may hold a patient's data or a clinical note. A guest has no conversation: the turn of the last answer comes back with the form.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date

import msgspec
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from superbill.errors import SuperbillError, UsageError
from superbill.model.answer import Answer, Turn
from superbill.model.periods import parse_day
from superbill.office.conversations import actions, queries
from superbill.pilot.normalise import LONGEST_NOTE, LONGEST_QUESTION
from superbill.pilot.style import Marks
from superbill.surfaces.answers import to_json
from superbill.surfaces.asking import event_data, read_turn
from superbill.surfaces.http.person import person
from superbill.surfaces.web.ask_stream import events, frame, problem_frame, whole
from superbill.surfaces.web.ask_view import (
    FORMATS,
    Shown,
    as_data,
    examples,
    markdown,
    not_kept_reason,
    shown_answer,
    shown_kept,
    talk_data,
)
from superbill.surfaces.web.asking import asked
from superbill.surfaces.web.forms import checked_form, form_token
from superbill.surfaces.web.office import ask, do, now
from superbill.surfaces.web.templating import NO_STORE, render, show

STREAM_HEADERS = {"cache-control": NO_STORE, "x-accel-buffering": "no"}
SHOWN_RATED = 200


@dataclass(frozen=True, slots=True)
class Put:
    """A question as it was put. `talk` is the conversation it goes on, empty for a new one."""

    question: str
    on: date | None
    turn: Turn | None
    talk: str = ""


async def show_ask(request: Request) -> Response:
    """`/ask`, and `/ask?q=` with the answer to one question."""
    if "q" not in request.query_params:
        return await _page(request)
    put = Put(_question(request.query_params["q"]), None if asked(request).dated else asked(request).on, None)
    made = await whole(request, put.question, put.on, None)
    reason = not_kept_reason(put.question, made) or "asked"
    return await _page(request, [shown_answer(put.question, as_data(made), 1, reason)], turn=made.turn)


async def answer(request: Request) -> Response:
    """`POST /ask`: without a script. A kept answer is a page of its own."""
    put = await _put(request, await checked_form(request))
    made = await whole(request, put.question, put.on, put.turn)
    talk, shown = await _kept(request, put, made)
    if not shown.not_kept:
        return RedirectResponse(f"/ask/{talk}#e{shown.number}", 303)
    earlier = await ask(request, queries.talk, talk) if talk else None
    exchanges = [shown_kept(each) for each in earlier.exchanges] if earlier else []
    return await _page(request, [*exchanges, shown], talk=talk, turn=_open_turn(request, shown, made))


async def stream(request: Request) -> Response:
    """`/ask/stream?q=`: steps, statements and the answer as server-sent events; nothing is kept."""
    put = Put(_question(request.query_params.get("q", "")), None if asked(request).dated else asked(request).on, None)
    return StreamingResponse(_frames(request, put, keep=False), 200, STREAM_HEADERS, "text/event-stream")


async def stream_kept(request: Request) -> Response:
    """`POST /ask/stream`: the same of a form; the last event `shown` holds the exchange as the page shows it."""
    put = await _put(request, await checked_form(request))
    return StreamingResponse(_frames(request, put, keep=True), 200, STREAM_HEADERS, "text/event-stream")


async def show_talk(request: Request) -> Response:
    """`/ask/{id}`: a conversation."""
    talk = await _talk(request)
    return await _page(request, [shown_kept(each) for each in talk.exchanges], talk=talk.heading.id)


async def export(request: Request) -> Response:
    """`/ask/{id}/conversation.{format}`: JSON or Markdown."""
    talk, kind = await _talk(request), request.path_params["format"]
    if kind not in FORMATS:
        raise HTTPException(404)
    body = to_json(talk_data(talk)) if kind == "json" else markdown(talk).encode()
    headers = {"content-disposition": f'attachment; filename="conversation.{kind}"', "cache-control": NO_STORE}
    return Response(body, media_type=FORMATS[kind], headers=headers)


async def rate(request: Request) -> Response:
    """`POST /ask/rate`."""
    form = await checked_form(request)
    talk, number, rating = (str(form.get(name, "")) for name in ("talk", "number", "rating"))
    if not number.isdecimal() or len(number) > 6 or rating not in ("1", "0", "-1"):
        raise UsageError("that is no rating of an answer")
    await do(request, actions.rate, talk, int(number), int(rating))
    if request.headers.get("x-superbill") == "ask":
        return Response(status_code=204, headers={"cache-control": NO_STORE})
    return RedirectResponse(f"/ask/{talk}#e{number}" if talk.isalnum() else "/ask", 303)


async def delete(request: Request) -> Response:
    """`POST /ask/delete`: one conversation, or `all`."""
    form = await checked_form(request)
    talk = str(form.get("talk", ""))
    await (do(request, actions.forget_all) if talk == "all" else do(request, actions.forget, talk))
    return RedirectResponse("/ask", 303)


async def rated(request: Request) -> Response:
    """`/ask/rated`: the answers that were rated, for review. Of a site, for its administrators."""
    exchanges = await ask(request, _rated)
    return show(
        request, "ask_rated.html.j2", asked=asked(request), private=True,
        exchanges=[(each, shown_kept(each)) for each in exchanges],
    )  # fmt: skip


def _rated(session: Session, _: str) -> tuple[queries.Kept, ...]:
    return queries.rated(session, SHOWN_RATED)


async def _frames(request: Request, put: Put, *, keep: bool) -> AsyncIterator[bytes]:
    marks = Marks()
    try:
        async with aclosing(events(request, put.question, put.on, put.turn)) as coming:  # type: ignore[type-var]
            async for event in coming:
                yield frame(*event_data(event, marks))
                if keep and isinstance(event, Answer):
                    yield await _shown_frame(request, put, event)
    except SuperbillError as error:
        yield problem_frame(error)


async def _shown_frame(request: Request, put: Put, made: Answer) -> bytes:
    talk, shown = await _kept(request, put, made)
    token = await form_token(request)
    html = render("ask_exchange.html.j2", each=shown, talk=talk, csrf=token.value)
    turn = _open_turn(request, shown, made)
    return frame("shown", {"html": html, "talk": talk, "kept": not shown.not_kept, "turn": turn})


async def _kept(request: Request, put: Put, made: Answer) -> tuple[str, Shown]:
    """Put the answer into the conversation, if it may be; the conversation, and how it is shown."""
    data, reason = as_data(made), not_kept_reason(put.question, made)
    if not reason and person(request).is_guest:
        reason = "guest"
    if reason:
        return put.talk, shown_answer(put.question, data, 0, reason)
    talk, number = await do(request, actions.keep, put.talk, put.question, data.decode(), now())
    return talk, shown_answer(put.question, data, number)


def _open_turn(request: Request, shown: Shown, made: Answer) -> Turn | None:
    """What the form carries on by itself: the turn of a guest's harmless question."""
    return made.turn if shown.not_kept and person(request).is_guest and "patient" not in shown.not_kept else None


async def _put(request: Request, form: FormData) -> Put:
    """The form as a question. Raises `UsageError` for no question, one too long, or no date."""
    day, talk, given = (str(form.get(name, "")).strip() for name in ("on", "talk", "turn"))
    question = _question(str(form.get("question", "")), LONGEST_NOTE)
    turn = read_turn(await ask(request, queries.last_turn, talk[:24])) if talk else _read(given)
    return Put(question, parse_day(day) if day else None, turn, talk[:24])


def _read(text: str) -> Turn | None:
    try:
        return read_turn(msgspec.json.decode(text, type=dict[str, object])) if text else None
    except msgspec.DecodeError:
        raise UsageError("the turn of the conversation cannot be read", hint="Begin a new one.") from None


def _question(text: str, longest: int = LONGEST_QUESTION) -> str:
    found = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not found:
        raise UsageError("no question is given", hint="Ask one, such as: what is 99213?")
    if len(found) > longest:
        raise UsageError(f"A question has at most {longest:,} characters, this one {len(found):,}.")
    return found


async def _talk(request: Request) -> queries.Talk:
    found = await ask(request, queries.talk, request.path_params["id"][:24])
    if found is None:
        raise HTTPException(404)
    return found


async def _page(
    request: Request, exchanges: Sequence[Shown] = (), *, talk: str = "", turn: Turn | None = None
) -> Response:
    token, guest = await form_token(request), person(request).is_guest
    response = show(
        request,
        "ask.html.j2",
        asked=asked(request),
        private=True,
        csrf=token.value,
        exchanges=exchanges,
        talk=talk,
        turn=to_json(turn, indent=0).decode() if turn is not None else "",
        guest=guest,
        headings=() if guest else await ask(request, queries.headings),
        examples=() if exchanges else examples(),
        longest=LONGEST_QUESTION,
    )
    return token.keep(request, response)
