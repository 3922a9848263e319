"""Browse: every code system as an outline, the indexes, the ICD-10-PCS table builder."""

from __future__ import annotations

from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from superbill.model.citation import NotAvailable
from superbill.model.codes import System, display_code, parse_code
from superbill.surfaces.http.caching import not_modified
from superbill.surfaces.http.context import workbench
from superbill.surfaces.web.asking import Asked, asked, page_url, system_of
from superbill.surfaces.web.templating import show
from superbill.terminology.books import MOST_TERMS, Book

LONGEST_NODE = 16


async def browse(request: Request) -> Response:
    """`/browse`: the systems, and other ways in."""
    question = asked(request)
    fresh = not_modified(request, dated=question.dated)
    if fresh is not None:
        return fresh
    totals = workbench(request).totals(question.on)
    missing = [system for system in System if system not in totals]
    return show(request, "browse.html.j2", asked=question, totals=totals, missing=missing)


async def outline(request: Request) -> Response:
    """`/browse/{system}/{node}`: one level of a system."""
    question, bench = asked(request), workbench(request)
    fresh = not_modified(request, dated=question.dated)
    if fresh is not None:
        return fresh
    system = system_of(request.path_params["system"])
    node = request.path_params.get("node", "")[:LONGEST_NODE]
    if system is None:
        raise HTTPException(404)
    found = bench.outline(system, node, question.on)
    if found is None and node:
        raise HTTPException(404)
    if found is not None and found.at is not None and not found.below and found.at.is_code:
        return RedirectResponse(page_url(system, found.at.id, question.query()), 302)
    reason = None if found else _no_list(request, system, question)
    return show(request, "outline.html.j2", asked=question, system=system, outline=found, reason=reason)


def _no_list(request: Request, system: System, question: Asked) -> NotAvailable:
    """Why a system cannot be browsed that day."""
    loaded = bool(workbench(request).totals().get(system))
    if loaded:
        return NotAvailable(f"no list of {system.label} in force on {question.on} is loaded", "an older release")
    return NotAvailable(f"no list of {system.label} is loaded", "the releases page names the data sets")


async def index(request: Request) -> Response:
    """`/index/{book}?words=&id=`: from words to codes, as the official index leads."""
    question, bench = asked(request), workbench(request)
    fresh = not_modified(request, dated=question.dated)
    if fresh is not None:
        return fresh
    if request.path_params["book"] not in set(Book):
        raise HTTPException(404)
    book = Book(request.path_params["book"])
    words = request.query_params.get("words", "")[:100].strip()
    number = request.query_params.get("id", "")
    found = None
    if number.isascii() and number.isdigit() and len(number) < 9:
        found = bench.index_term(book, int(number), question.on)
        if found is None:
            raise HTTPException(404)
    terms = bench.index_search(book, words or "a", question.on) if found is None else ()
    reason = next((each for each in (found, terms) if isinstance(each, NotAvailable)), None)
    return show(
        request,
        "index.html.j2",
        asked=question,
        book=book,
        books=tuple(Book),
        words=words,
        reason=reason,
        term=None if reason else found,
        terms=terms if words and not reason else (),
        most=MOST_TERMS,
        dotted=lambda code: code if book is Book.PCS else display_code(System.ICD10CM, code),
        lead=lambda code: _lead(book, code, question),
    )


def _lead(book: Book, code: str, question: Asked) -> str:
    """Where a code of an index leads: a table of ICD-10-PCS, or a code or category of ICD-10-CM."""
    if book is Book.PCS:
        return f"/pcs?code={quote(code)}{question.query().replace('?', '&', 1)}"
    return page_url(System.ICD10CM, quote(code.rstrip("-")), question.query())


async def pcs(request: Request) -> Response:
    """`/pcs?code=`: an ICD-10-PCS code, character by character."""
    question, bench = asked(request), workbench(request)
    fresh = not_modified(request, dated=question.dated)
    if fresh is not None:
        return fresh
    typed = parse_code(request.query_params.get("code", "")).code[:7]
    built = bench.pcs_build(typed, question.on)
    reason = built if isinstance(built, NotAvailable) else None
    chosen = "" if isinstance(built, NotAvailable) else built.chosen
    return show(
        request,
        "pcs.html.j2",
        asked=question,
        build=None if reason else built,
        reason=reason,
        refused=typed[len(chosen) : len(chosen) + 1],
        line=bench.line(System.ICD10PCS, chosen, question.on) if len(chosen) == 7 else None,
        more=question.query().replace("?", "&", 1),
    )
