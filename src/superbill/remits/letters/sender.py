"""Who signs the letters: the operator's own letterhead, as TOML. What it lacks stands in the letter as a `[placeholder]`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from superbill.errors import BadInput, UsageError

_TEXTS = ("name", "phone", "fax", "email", "npi", "tax_id", "signer", "signer_title")
_KEYS = frozenset((*_TEXTS, "address", "payer_address"))
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Sender:
    """A practice. `address` and `payer_address` (where appeals go) are lines."""

    name: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""
    fax: str = ""
    email: str = ""
    npi: str = ""
    tax_id: str = ""
    signer: str = ""
    signer_title: str = ""
    payer_address: tuple[str, ...] = ()


def read_sender(file: Path) -> Sender:
    """A TOML file with `name`, `address` (list of lines), `phone`, `fax`, `email`, `npi`, `tax_id`, `signer`, `signer_title`,
    `payer_address`. Raises `BadInput` naming the key that is wrong."""
    if not file.is_file():
        raise UsageError(f"{file} is no file")
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"no TOML: {error}", file=file.name) from None
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise BadInput(f"unknown key {unknown[0]!r}", file=file.name, hint=f"Keys are {', '.join(sorted(_KEYS))}.")
    for key in _TEXTS:
        if not isinstance(data.get(key, ""), str) or len(data.get(key, "")) > LONGEST:
            raise BadInput(f"{key} is no text of at most {LONGEST} characters", file=file.name)
    for key in ("address", "payer_address"):
        lines = data.get(key, [])
        if not isinstance(lines, list) or not all(isinstance(line, str) and len(line) <= LONGEST for line in lines):
            raise BadInput(f"{key} is no list of lines", file=file.name)
    texts = {key: data.get(key, "").strip() for key in _TEXTS}
    return Sender(address=tuple(data.get("address", [])), payer_address=tuple(data.get("payer_address", [])), **texts)
