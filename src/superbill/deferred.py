"""Names whose modules are imported when they are first called: a lookup need not wait for what a claim file needs.

For a facade over everything, whose calls each need a part of it. Type checkers see the true import beside it:

    if TYPE_CHECKING:
        from superbill.remits.run import work_file
    else:
        work_file = Deferred("superbill.remits.run", "work_file")
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Deferred:
    """A function or class of another module, which is imported at its first call."""

    __slots__ = ("_module", "_name", "_target")

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name
        self._target: Any = None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What the name's own call gives."""
        if self._target is None:
            self._target = getattr(import_module(self._module), self._name)
        return self._target(*args, **kwargs)

    def __repr__(self) -> str:
        return f"{self._module}.{self._name}"
