"""Figures for Prometheus: requests, how long they took, the knowledge base in use, the process.

With several workers (`PROMETHEUS_MULTIPROC_DIR` is set by `superbill serve --workers`) a scrape adds up all of them.
"""

from __future__ import annotations

import os

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.process_collector import ProcessCollector
from starlette.responses import Response

from superbill.surfaces.http.holder import Holder

SHARED = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.04, 0.1, 0.25, 1.0, 5.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The figures of one application."""

    def __init__(self, holder: Holder) -> None:
        self._holder = holder
        self._counted: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._registry = CollectorRegistry()
        kept = self._registry if SHARED not in os.environ else None
        self._requests = Counter(
            "superbill_requests", "Requests answered.", ("method", "route", "status"), registry=kept
        )  # fmt: skip
        self._seconds = Histogram(
            "superbill_request_seconds", "From the request's head to the end of its response.", ("route",),
            buckets=BUCKETS, registry=kept,
        )  # fmt: skip
        self._swaps = Gauge(
            "superbill_knowledge_base_swaps", "Newer knowledge bases taken into use.", registry=kept,
            multiprocess_mode="livesum",
        )  # fmt: skip
        self._ready = Gauge(
            "superbill_ready", "Processes that have a knowledge base.", registry=kept, multiprocess_mode="livesum"
        )  # fmt: skip
        if kept is None:
            MultiProcessCollector(self._registry)  # type: ignore[no-untyped-call]
        else:
            ProcessCollector(registry=self._registry)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request. Methods and routes are few, so their counters are kept at hand."""
        key = (method if method in METHODS else "other", route, status)
        counted = self._counted.get(key)
        if counted is None:
            counted = self._requests.labels(key[0], route, str(status)), self._seconds.labels(route)
            self._counted[key] = counted
        counted[0].inc()
        counted[1].observe(seconds)

    def look(self) -> None:
        """Take down how the knowledge base stands."""
        self._swaps.set(self._holder.swaps)
        self._ready.set(self._holder.held is not None)

    def response(self) -> Response:
        """A scrape."""
        self.look()
        return Response(
            generate_latest(self._registry), headers={"cache-control": "no-store"}, media_type=CONTENT_TYPE_LATEST
        )
