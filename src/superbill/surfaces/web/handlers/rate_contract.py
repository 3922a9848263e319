"""A contract's rates against the market, pasted as lines: the page and its workbook and PDF."""

from __future__ import annotations

import asyncio
from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from superbill.errors import SuperbillError, UsageError
from superbill.rates.contract.lines import contract_of
from superbill.report.contract import Contract
from superbill.report.render.contract import contract_pdf, contract_xlsx, explained, row_data
from superbill.surfaces.http.context import apart
from superbill.surfaces.rate_answers import rate_question
from superbill.surfaces.web.asking import Asked, asked
from superbill.surfaces.web.templating import show
from superbill.workbench import Workbench

FIELDS = ("payer", "state", "zip3", "specialty", "min_cell")
MOST = 3_000
HEADING = "code,rate,volume,modifiers,pos"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def contract(request: Request) -> Response:
    """`/rates/contract?lines=&payer=&state=&zip3=&specialty=&min_cell=&on=&where=`."""
    question = asked(request)
    lines, wrong = _lines(request), list[SuperbillError](question.wrong.values())
    found: Contract | None = None
    if lines:
        try:
            found = await _found(request, question)
        except SuperbillError as error:
            wrong.append(error)
    return show(
        request,
        "rate_contract.html.j2",
        asked=question,
        private=True,
        status=400 if wrong else 200,
        wrong=wrong,
        lines=lines,
        fields={name: _field(request, name) for name in FIELDS},
        found=found,
        rows=[] if found is None else [(row, row_data(row)) for row in found.rows],
        notes=[] if found is None else explained(found),
        query=_query(request, question),
    )


async def contract_file(request: Request) -> Response:
    """`/rates/contract.xlsx` and `/rates/contract.pdf`, with the query of the page."""
    kind = request.path_params["format"]
    if kind not in ("xlsx", "pdf"):
        raise UsageError(f"{kind[:10]!r} is no format", hint="Formats: xlsx, pdf.")
    question = asked(request)
    found = await _found(request, question)
    write = contract_xlsx if kind == "xlsx" else partial(contract_pdf, title="Contract review")
    content = await asyncio.to_thread(write, found)
    headers = {
        "content-disposition": f'attachment; filename="superbill-contract-{question.on}.{kind}"',
        "cache-control": "no-store",
    }
    return Response(content, media_type=XLSX if kind == "xlsx" else "application/pdf", headers=headers)


async def _found(request: Request, question: Asked) -> Contract:
    text = _lines(request)
    if not text.lower().lstrip().startswith("code"):
        text = f"{HEADING}\n{text.replace(chr(9), ',')}"
    lines = contract_of(text, "the lines")
    typed = {name: _field(request, name) for name in FIELDS}
    asks = rate_question({**typed, "code": lines[0].code, "class": "professional"}, question.on)

    def compared(bench: Workbench) -> Contract:
        return bench.contract(lines, asks, locality=question.locality, zip_code=question.zip_code)

    return await apart(request, compared)


def _lines(request: Request) -> str:
    return request.query_params.get("lines", "")[:MOST].replace("\r\n", "\n").strip()


def _field(request: Request, name: str) -> str:
    return request.query_params.get(name, "").strip()[:100]


def _query(request: Request, question: Asked) -> str:
    terms = {name: _field(request, name) for name in FIELDS}
    return urlencode({"lines": _lines(request), **{k: v for k, v in terms.items() if v}, **question.terms()})
