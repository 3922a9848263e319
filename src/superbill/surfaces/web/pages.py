"""The pages as routes, for the application (`superbill.surfaces.serving.app` states the contract)."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from superbill.surfaces.web.assets import static
from superbill.surfaces.web.handlers import (
    ask,
    browse,
    changes,
    claims,
    code,
    compare,
    fees,
    home,
    lists,
    notes,
    pairs,
    rate_contract,
    rates,
    releases,
    remit,
    search,
)
from superbill.surfaces.web.handlers.errors import error_page

__all__ = ["error_page", "pages"]


def pages() -> list[BaseRoute]:
    """Every page, its fragments, files and forms."""
    return [
        Route("/", home.home),
        Route("/ask", ask.show_ask),
        Route("/ask", ask.answer, methods=["POST"]),
        Route("/ask/stream", ask.stream),
        Route("/ask/stream", ask.stream_kept, methods=["POST"]),
        Route("/ask/rate", ask.rate, methods=["POST"]),
        Route("/ask/delete", ask.delete, methods=["POST"]),
        Route("/ask/rated", ask.rated),
        Route("/ask/{id}", ask.show_talk),
        Route("/ask/{id}/conversation.{format}", ask.export),
        Route("/search", search.search),
        Route("/suggest", search.suggest),
        Route("/code/{code}", code.any_system),
        Route("/code/{system}/{code}", code.code_page),
        Route("/code/{system}/{code}/report.{format}", code.report_file),
        Route("/browse", browse.browse),
        Route("/browse/{system}", browse.outline),
        Route("/browse/{system}/{node}", browse.outline),
        Route("/index/{book}", browse.index),
        Route("/pcs", browse.pcs),
        Route("/compare", compare.compare),
        Route("/pairs", pairs.pairs),
        Route("/fees", fees.fees),
        Route("/fees.csv", fees.csv_file),
        Route("/fees.xlsx", fees.xlsx_file),
        Route("/fees/chart.svg", fees.chart),
        Route("/rates", rates.rates),
        Route("/rates/contract", rate_contract.contract),
        Route("/rates/contract.{format}", rate_contract.contract_file),
        Route("/rates.csv", rates.csv_file),
        Route("/rates/chart.svg", rates.chart),
        Route("/rates/map.svg", rates.state_chart),
        Route("/changes", changes.changes),
        Route("/claims", claims.claims),
        Route("/claims", claims.check, methods=["POST"]),
        Route("/claims/chart.svg", claims.chart),
        Route("/notes", notes.notes),
        Route("/notes", notes.code, methods=["POST"]),
        Route("/remit", remit.remit),
        Route("/remit", remit.work, methods=["POST"]),
        Route("/remit/chart.svg", remit.chart),
        Route("/lists", lists.lists),
        Route("/lists/favourites", lists.change_favourites, methods=["POST"]),
        Route("/lists/notes", lists.write_note, methods=["POST"]),
        Route("/lists/history", lists.forget_history, methods=["POST"]),
        Route("/lists/card/{system}/{code}", lists.card),
        Route("/lists/{system}/{code}", lists.mine),
        Route("/releases", releases.releases),
        Route("/help", releases.help_page),
        Route("/static/{name}", static),
    ]
