"""Whether the process lives, whether it can answer, and its figures."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from superbill.surfaces.answers import to_json
from superbill.surfaces.http.context import lease
from superbill.surfaces.serving.metrics import Metrics

_FRESH = {"cache-control": "no-store"}


async def alive(request: Request) -> Response:
    """`/healthz`: the process answers."""
    return PlainTextResponse("ok\n", headers=_FRESH)


async def ready(request: Request) -> Response:
    """`/readyz`: there is a knowledge base; 503 while there is none."""
    stamp = lease(request.scope).held.bench.stamp
    return Response(to_json({"ready": True, "stamp": stamp}, indent=0), headers=_FRESH, media_type="application/json")


def routes(metrics: Metrics, *, show_metrics: bool) -> list[BaseRoute]:
    """The probes and, if wanted, `/metrics`."""

    async def figures(request: Request) -> Response:
        return metrics.response()

    found: list[BaseRoute] = [Route("/healthz", alive), Route("/readyz", ready)]
    return [*found, Route("/metrics", figures)] if show_metrics else found
