"""Logs as JSON, one object a line, without anything that a person typed.

A request is logged with its route (`/api/v1/codes/{code}`), never with its address; an error with its kind and the lines of
code it passed, never with its message, which may quote the question.
"""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

import msgspec

ACCESS = "superbill.access"
_encode = msgspec.json.Encoder().encode


class JsonLines(logging.Formatter):
    """`fields` of a record go in as they are."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        fields = record.__dict__.get("fields")
        line |= fields if fields is not None else {"event": record.name, "message": _first_line(record)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["at"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(record.exc_info[2])]
        return _encode(line).decode()


def _first_line(record: logging.LogRecord) -> str:
    return record.getMessage().partition("\n")[0]


def start_logging(*, access: bool) -> None:
    """Send the logs of server and application to standard error; `access` False leaves single requests out."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in ("uvicorn", "superbill"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False
    logging.getLogger(ACCESS).setLevel(logging.INFO if access else logging.WARNING)
