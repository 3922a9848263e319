"""Where the model is. Off unless `SUPERBILL_MODEL_URL` is set."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from superbill.errors import UsageError

URL, NAME, KEY, SECONDS = "SUPERBILL_MODEL_URL", "SUPERBILL_MODEL", "SUPERBILL_MODEL_KEY", "SUPERBILL_MODEL_SECONDS"


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """An endpoint that speaks the OpenAI protocol (`http://localhost:11434/v1`), the model's name, a key if it needs one, and how
    long it may take in all."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = 20.0


def model_settings() -> ModelSettings | None:
    """The operator's settings; None where there are none. Raises `UsageError` for one that makes no sense."""
    url = os.environ.get(URL, "").strip().rstrip("/")
    if not url:
        return None
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"{URL} is no address: {url!r}", hint="Such as http://localhost:11434/v1.")
    try:
        seconds = float(os.environ.get(SECONDS, "20"))
    except ValueError:
        raise UsageError(f"{SECONDS} is no number", hint="Seconds, such as 20.") from None
    return ModelSettings(url, os.environ.get(NAME, "default"), os.environ.get(KEY, ""), seconds)
