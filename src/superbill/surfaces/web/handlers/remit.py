"""Remittances: hand in an 835, the claims and the contract, and read what to do about it, most money first.

Nothing is stored: what is posted is worked in memory and gone with the answer. The address of the chart holds sums only.
"""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from superbill.errors import SuperbillError, UsageError
from superbill.remits.answer import RemitAnswer
from superbill.remits.contract import Contract
from superbill.remits.contract_files import contracts_of
from superbill.remits.letters import compose_letters, render_docx, render_letter_pdf
from superbill.remits.run import RemitOptions
from superbill.surfaces.http.context import apart, settings, today
from superbill.surfaces.placing import prices_at
from superbill.surfaces.remit_answers import remit_csv, remit_json, usd
from superbill.surfaces.remit_page import Picture, remit_body
from superbill.surfaces.web.asking import asked
from superbill.surfaces.web.charts import NARROW, WIDTH, Bar, chart_size, fee_chart
from superbill.surfaces.web.templating import NO_STORE, show
from superbill.workbench import Workbench

MOST_FIELDS = 12
MOST_BARS = 14
LONGEST_BARS = 600
MOST_USD = Decimal(1_000_000)
WANTED = ("page", "csv", "json", "letters")
_BAR = re.compile(r"([A-Z]{2}-[0-9A-Z]{1,5}):(\d{1,12}(?:\.\d{1,2})?)")
_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "zip": "application/zip"}


@dataclass(frozen=True, slots=True)
class Handed:
    """What was posted."""

    remittance: bytes
    claims: bytes | None
    contracts: tuple[Contract, ...]
    tolerance_usd: Decimal
    place: str
    wanted: str
    name: str
    claims_name: str


async def remit(request: Request) -> Response:
    """`/remit`."""
    return _page(request, None, {})


async def work(request: Request) -> Response:
    """`POST /remit`: the answer above the form; `as=csv`, `json` and `letters` give files."""
    async with request.form(max_files=3, max_fields=MOST_FIELDS, max_part_size=settings(request).max_body) as form:
        fields = {name: value for name in ("tolerance", "place", "as") if isinstance(value := form.get(name, ""), str)}
        try:
            handed = await _handed(form)
        except SuperbillError as error:
            return _page(request, None, fields, error)
    try:
        answer = await apart(request, lambda bench: _work(request, bench, handed))
        if handed.wanted == "page":
            return _page(request, answer, fields)
        return await asyncio.to_thread(_file, request, answer, handed.wanted)
    except SuperbillError as error:
        return _page(request, None, fields, error)


async def chart(request: Request) -> Response:
    """`/remit/chart.svg?sums=CO-97:700.00,...`: adjustments by group and reason. The address holds sums, nothing of a claim."""
    parts = [_BAR.fullmatch(part) for part in request.query_params.get("sums", "")[:LONGEST_BARS].split(",")]
    bars = [Bar(part[1], "", float(part[2])) for part in parts[:MOST_BARS] if part is not None]
    if not bars or None in parts:
        raise UsageError("the chart needs sums=GROUP-REASON:USD,...")
    scheme = "dark" if request.query_params.get("scheme") == "dark" else "light"
    width = NARROW if "narrow" in request.query_params else WIDTH
    svg = await asyncio.to_thread(fee_chart, tuple(bars), scheme, width)
    return Response(svg, media_type="image/svg+xml", headers={"cache-control": NO_STORE})


async def _handed(form: FormData) -> Handed:
    remittance, name = await _upload(form, "file")
    if not remittance:
        raise UsageError("no remittance was handed in", hint="Choose an X12 835 file.")
    claims, claims_name = await _upload(form, "claims")
    contract, contract_name = await _upload(form, "contract")
    wanted = str(form.get("as", "page")) or "page"
    if wanted not in WANTED:
        raise UsageError(f"{wanted[:20]!r} is no form of answer", hint=f"It is one of {', '.join(WANTED)}.")
    agreed = contracts_of(contract, contract_name) if contract else ()
    place = str(form.get("place", "")).strip()
    return Handed(remittance, claims or None, agreed, _tolerance(form), place, wanted, name, claims_name)


async def _upload(form: FormData, field: str) -> tuple[bytes, str]:
    """The content of a file field, and its name as messages call it."""
    given = form.get(field)
    if not isinstance(given, UploadFile):
        return (given or "").encode("utf-8", "replace"), field
    name = re.sub(r"[^\w. -]", "_", (given.filename or field).rsplit("/", 1)[-1])[:60]
    return await given.read(), name or field


def _tolerance(form: FormData) -> Decimal:
    text = str(form.get("tolerance", "")).strip().removeprefix("$") or "1.00"
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not 0 <= found <= MOST_USD:
        raise UsageError(f"{text[:20]!r} is no tolerance in dollars", hint="Such as 1.00.")
    return found


def _work(request: Request, bench: Workbench, handed: Handed) -> RemitAnswer:
    national = handed.place.lower() == "national"
    locality = handed.place if "/" in handed.place else ""
    zip_code = handed.place if not national and not locality else ""
    prices = prices_at(bench, today(request), locality=locality, zip_code=zip_code, national=national)
    options = RemitOptions(
        prices, handed.contracts, handed.tolerance_usd, handed.name, handed.claims_name, today(request)
    )
    claims = io.BytesIO(handed.claims) if handed.claims is not None else None
    return bench.remit(io.BytesIO(handed.remittance), claims, options)


def _file(request: Request, answer: RemitAnswer, wanted: str) -> Response:
    if wanted == "csv":
        return _download("csv", b"\xef\xbb\xbf" + b"".join(remit_csv(answer)))
    if wanted == "json":
        return _download("json", b"".join(remit_json(answer)))
    letters = compose_letters(answer, today(request))
    if not letters:
        raise UsageError("there is nothing to appeal", hint="Choose the page to see what there is to do.")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for letter in letters:
            archive.writestr(f"{letter.stem}.docx", render_docx(letter))
            archive.writestr(f"{letter.stem}.pdf", render_letter_pdf(letter))
    return _download("zip", out.getvalue())


def _download(ending: str, content: bytes) -> Response:
    response = Response(content, media_type=_TYPES[ending])
    response.headers["content-disposition"] = f'attachment; filename="superbill-remittance.{ending}"'
    response.headers["cache-control"] = NO_STORE
    return response


def _picture(answer: RemitAnswer) -> Picture | None:
    rows = [row for row in answer.by_reason if row.usd > 0 and _BAR.fullmatch(f"{'-'.join(row.key)}:{row.usd}")]
    if len(rows) < 2:
        return None
    bars = [Bar("-".join(row.key), "", float(row.usd)) for row in rows[:MOST_BARS]]
    width, height = chart_size(bars)
    sums = ",".join(f"{'-'.join(row.key)}:{row.usd}" for row in rows[:MOST_BARS])
    words = "; ".join(f"{'-'.join(row.key)} {usd(row.usd)}" for row in rows[:6])

    def url(**more: str) -> str:
        return f"/remit/chart.svg?{urlencode({'sums': sums, **more})}"

    narrow, narrow_dark = url(narrow="1"), url(narrow="1", scheme="dark")
    return Picture(url(), url(scheme="dark"), narrow, narrow_dark, f"Bar chart of adjustments: {words}", width, height)


def _page(
    request: Request, answer: RemitAnswer | None, fields: dict[str, str], wrong: SuperbillError | None = None
) -> Response:
    return show(
        request,
        "remit.html.j2",
        asked=asked(request),
        private=True,
        status=wrong.http_status if wrong else 200,
        body=remit_body(answer, _picture(answer)) if answer is not None else None,
        fields=fields,
        wanted=_wanted(),
        limit_mb=settings(request).max_body / (1 << 20),
        wrong=wrong,
    )


def _wanted() -> Sequence[tuple[str, str]]:
    return (
        ("page", "a page"),
        ("csv", "CSV"),
        ("json", "JSON"),
        ("letters", "letters of appeal (DOCX and PDF, zipped)"),
    )
