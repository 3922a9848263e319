"""Asks an endpoint of the OpenAI protocol for one phrasing, streamed; anything that is not as it should be is `NoPhrasing`."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import httpx

from superbill.pilot.model_bridge.settings import ModelSettings

MOST_CHARACTERS = 8_000
MOST_BYTES = 1_000_000
DATA, DONE = "data:", "[DONE]"


class NoPhrasing(Exception):
    """The endpoint gave nothing that can be used; the message says why."""


def phrase(settings: ModelSettings, messages: list[dict[str, str]]) -> str:
    """The whole text. Raises `NoPhrasing` for an error, a stall, an answer too long or not of the protocol."""
    end = time.monotonic() + settings.seconds
    headers = {"Authorization": f"Bearer {settings.key}"} if settings.key else {}
    body = {"model": settings.model, "messages": messages, "stream": True, "temperature": 0}
    limits = httpx.Timeout(settings.seconds, connect=min(5.0, settings.seconds))
    try:
        with (
            httpx.Client(timeout=limits, follow_redirects=False) as client,
            client.stream("POST", f"{settings.url}/chat/completions", json=body, headers=headers) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise NoPhrasing(f"the endpoint answered {response.status_code}")
            text = "".join(_pieces(response, end))
    except httpx.HTTPError as error:
        raise NoPhrasing(f"the endpoint cannot be asked: {type(error).__name__}") from error
    return text.strip()


def _pieces(response: httpx.Response, end: float) -> Iterator[str]:
    """The pieces of text in the stream."""
    length = 0
    for line in _lines(response, end):
        if not line.startswith(DATA):
            continue
        data = line.removeprefix(DATA).strip()
        if data == DONE:
            return
        piece = _content(data)
        length += len(piece)
        if length > MOST_CHARACTERS:
            raise NoPhrasing(f"longer than {MOST_CHARACTERS} characters")
        yield piece


def _lines(response: httpx.Response, end: float) -> Iterator[str]:
    waiting, size = b"", 0
    for chunk in response.iter_raw():
        size += len(chunk)
        if time.monotonic() > end:
            raise NoPhrasing("it took too long")
        if size > MOST_BYTES:
            raise NoPhrasing("the stream is too long")
        *lines, waiting = (waiting + chunk).split(b"\n")
        for line in lines:
            yield line.decode("utf-8", "replace").strip()
    yield waiting.decode("utf-8", "replace").strip()


def _content(data: str) -> str:
    try:
        choices = json.loads(data)["choices"]
        content = choices[0]["delta"].get("content") if choices else ""
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise NoPhrasing("the stream is not of the protocol") from error
    if content is not None and not isinstance(content, str):
        raise NoPhrasing("the stream is not of the protocol")
    return content or ""
