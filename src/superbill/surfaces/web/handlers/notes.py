"""Notes: paste a clinical note, read its codes with the words that prove them, take the right ones into a claim.

Nothing is stored: the note is coded in memory and gone with the answer.
"""

from __future__ import annotations

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from superbill.casecode.plain import decode
from superbill.errors import SuperbillError, UsageError
from superbill.model.note import Band
from superbill.surfaces.http.context import apart, settings
from superbill.surfaces.note_view import NoteView, note_view
from superbill.surfaces.web.asking import asked
from superbill.surfaces.web.handlers.claims import prefilled
from superbill.surfaces.web.templating import show
from superbill.workbench import Workbench

MOST_FIELDS = 200
MOST_DIAGNOSES = 12
SETTINGS = ("outpatient", "inpatient")


async def notes(request: Request) -> Response:
    """`/notes`."""
    return _page(request)


async def code(request: Request) -> Response:
    """`POST /notes`: the codes beside the note; `as=claim` takes the accepted ones into a claim."""
    async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=settings(request).max_body) as form:
        if form.get("as") == "claim":
            return prefilled(request, _claim(form))
        return await _coded(request, form)


async def _coded(request: Request, form: FormData) -> Response:
    setting = str(form.get("setting", "outpatient"))
    day = asked(request).on
    try:
        text = await _text(form)
        if setting not in SETTINGS:
            raise UsageError(f"the setting is one of {', '.join(SETTINGS)}")

        def found(bench: Workbench) -> NoteView:
            return note_view(text, bench.code_note(text, day, setting=setting))

        return _page(request, await apart(request, found), text, setting)
    except SuperbillError as error:
        return _page(request, None, "", setting, error)


async def _text(form: FormData) -> str:
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        return decode(await file.read())
    text = str(form.get("note", "")).replace("\r\n", "\n")
    if not text.strip():
        raise UsageError("no note is given", hint="Paste one, or choose a file.")
    return text


def _claim(form: FormData) -> dict[str, str]:
    """The fields of a typed claim, from the codes that were accepted."""
    accepted = [str(code) for code in form.getlist("diagnosis")][:MOST_DIAGNOSES]
    services = [str(code) for code in form.getlist("service")]
    fields = {
        "diagnoses": " ".join(accepted),
        "date": str(form.get("on", ""))[:10],
        "sex": str(form.get("sex", ""))[:1],
    }
    fields |= {f"code{number}": code[:24] for number, code in enumerate(services[:6], 1)}
    return {name: text for name, text in fields.items() if text}


def _page(
    request: Request,
    view: NoteView | None = None,
    text: str = "",
    setting: str = "outpatient",
    wrong: SuperbillError | None = None,
) -> Response:
    return show(
        request,
        "notes.html.j2",
        asked=asked(request),
        private=True,
        status=wrong.http_status if wrong else 200,
        view=view,
        text=text,
        setting=setting,
        settings=SETTINGS,
        wrong=wrong,
        accept=Band.ACCEPT,
        limit_mb=settings(request).max_body / (1 << 20),
    )
