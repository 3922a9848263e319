"""SQL kept in `.sql` files beside the module that runs it; statements are separated by `-- name: ...` lines."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from superbill.errors import InternalError

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


@cache
def load_queries(package: str, file: str) -> dict[str, str]:
    """The statements of `file` in `package`, by name.

    >>> sorted(load_queries("superbill.kb", "registry.sql"))
    ['files', 'meta', 'releases', 'sources']
    """
    text = files(package).joinpath(file).read_text(encoding="utf-8")
    pieces = _NAME.split(text)
    statements = {name: body.strip().rstrip(";") for name, body in zip(pieces[1::2], pieces[2::2], strict=True)}
    if not statements:
        raise InternalError(f"{package}/{file} holds no named statement")
    return statements
