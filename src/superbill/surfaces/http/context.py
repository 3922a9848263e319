"""What a handler may ask of its request: the workbench, the settings, the date of service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from starlette.requests import Request
from starlette.types import Scope

from superbill.model.periods import parse_day
from superbill.surfaces.http.holder import Held, Holder
from superbill.surfaces.http.settings import Settings
from superbill.workbench import Workbench

STATE = "superbill"
T = TypeVar("T")


class Lease:
    """One request's hold on the knowledge base, taken when it first asks."""

    __slots__ = ("_held", "_holder", "settings")

    def __init__(self, holder: Holder, settings: Settings) -> None:
        self._holder = holder
        self._held: Held | None = None
        self.settings = settings

    @property
    def held(self) -> Held:
        """The same one throughout the request."""
        if self._held is None:
            self._held = self._holder.lease()
        return self._held

    async def apart(self, question: Callable[[Workbench], T]) -> T:
        """See `Holder.apart`."""
        return await self._holder.apart(question)

    def end(self) -> None:
        """The response has been sent."""
        if self._held is not None:
            self._held.release()
            self._held = None


def lease(scope: Scope) -> Lease:
    """The lease that the application put into the scope."""
    found: Lease = scope[STATE]
    return found


def workbench(request: Request) -> Workbench:
    """The workbench over this request's knowledge base. Raises `NoKnowledgeBase` (503) while there is none."""
    return lease(request.scope).held.bench


async def apart(request: Request, question: Callable[[Workbench], T]) -> T:
    """Ask something that takes long without holding other requests up: on a thread, of a workbench opened for it."""
    return await lease(request.scope).apart(question)


def settings(request: Request) -> Settings:
    """The operator's settings."""
    return lease(request.scope).settings


def today(request: Request) -> date:
    """The server's day."""
    return settings(request).today()


def asked_day(request: Request) -> date | None:
    """The date of service asked for with `?on=`; None when left out or empty. `UsageError` for what is no date."""
    text = request.query_params.get("on", "")
    return parse_day(text) if text.strip() else None


def day(request: Request) -> date:
    """The date of service: `?on=`, else today."""
    return asked_day(request) or today(request)
