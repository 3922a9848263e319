"""What a site with accounts adds to the application: who asks, its chores, its list of defects."""

from __future__ import annotations

import logging
import sys
from collections.abc import Coroutine
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.middleware import Middleware
from starlette.requests import Request

from superbill.office.defects import actions as defects
from superbill.office.migrating import require_newest
from superbill.office.site.policy import Site
from superbill.surfaces.http.desk import Desk, now
from superbill.surfaces.serving.chores import keep_sending, keep_tidy
from superbill.surfaces.serving.observe import route_of
from superbill.surfaces.serving.visitors import Visitors

SWITCH_SECONDS = 0.0005
"""A thread that has its answer from the database waits so long for one that computes; Python's own ten times that would be
waited for at each answer."""

log = logging.getLogger("superbill.server")


class SiteParts:
    """One for each process. Raises `WrongFormat` when the tables are not those of this version."""

    def __init__(self, site: Site) -> None:
        self._desk = Desk(site)
        require_newest(self._desk.database)
        self._desk.prepare()
        sys.setswitchinterval(SWITCH_SECONDS)
        self.middleware = [Middleware(Visitors, at_desk=self._desk)]

    def chores(self) -> tuple[Coroutine[Any, Any, None], ...]:
        """What runs beside the requests."""
        return keep_sending(self._desk), keep_tidy(self._desk)

    async def note_defect(self, request: Request, error: Exception) -> None:
        """Put a defect on the administrators' list."""
        try:
            await self._desk.write(defects.record, error, route_of(request.scope), now())
        except SQLAlchemyError as failure:
            log.warning("defect not noted: %s", type(failure).__name__)

    def close(self) -> None:
        """The server ends."""
        self._desk.close()
