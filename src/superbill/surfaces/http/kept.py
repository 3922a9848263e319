"""The answers asked for last, ready to send again: what people type begins alike."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

MOST_ANSWERS = 4_096
LARGEST = 16_384
"""Bytes of an answer that is kept: at most 64 MB in all, in practice about 8."""


class KeptAnswers:
    """Bodies by key; the one used longest ago goes first. A key names the data, so nothing is ever out of date."""

    def __init__(self, most: int = MOST_ANSWERS) -> None:
        self._most = most
        self._bodies: OrderedDict[Hashable, bytes] = OrderedDict()

    def get(self, key: Hashable) -> bytes | None:
        """The body of that key, which counts as used."""
        body = self._bodies.get(key)
        if body is not None:
            self._bodies.move_to_end(key)
        return body

    def put(self, key: Hashable, body: bytes) -> None:
        """Keep a body that is not too large."""
        if len(body) > LARGEST:
            return
        self._bodies[key] = body
        if len(self._bodies) > self._most:
            self._bodies.popitem(last=False)
