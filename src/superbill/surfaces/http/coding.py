"""Which content coding a client takes."""

from __future__ import annotations

CODINGS = ("br", "gzip")
"""The best first."""


def chosen(accept_encoding: str) -> str | None:
    """The best coding that the client accepts; `q=0` refuses one."""
    accepted = {}
    for part in accept_encoding.lower().split(","):
        name, _, weight = part.partition(";")
        accepted[name.strip()] = weight.strip().removeprefix("q=").strip() not in ("0", "0.0", "0.00", "0.000")
    return next((name for name in CODINGS if accepted.get(name)), None)
