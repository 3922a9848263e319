"""Asks the example of every call in earnest, so that the documentation shows what this server answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from superbill.errors import SuperbillError
from superbill.surfaces.answers import to_json
from superbill.surfaces.http.problems import Problem, Refusal, problem_of
from superbill.surfaces.rest.calls import Asked, Call, Listing
from superbill.surfaces.rest.reading import read_parameters
from superbill.surfaces.rest.registry import calls
from superbill.surfaces.rest.resource import answer
from superbill.surfaces.rest.writing import json_data
from superbill.workbench import Workbench

T = TypeVar("T")
SHOWN_ENTRIES = 2
"""Of a list, this many are shown: what is shown still follows the schema."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An example as asked and answered. `data` is the answer with its lists cut, `cut` whether any was."""

    call: Call
    address: str
    status: int
    data: Any
    cut: bool

    @property
    def text(self) -> str:
        """The answer as JSON for people."""
        return msgspec.json.format(msgspec.json.encode(self.data), indent=2).decode()

    @property
    def command(self) -> str:
        """The question as a command line."""
        if self.call.example.body is None:
            return f'curl "$SUPERBILL{self.address}"'
        body = msgspec.json.encode(self.call.example.body).decode()
        return f"""curl "$SUPERBILL{self.address}" --json '{body}'"""


async def shown_examples(bench: Workbench, today: date) -> dict[str, Shown]:
    """Every example by the name of its call."""
    return {call.name: await _shown(call, bench, today) for call in calls()}


async def _shown(call: Call, bench: Workbench, today: date) -> Shown:
    address = example_address(call)
    try:
        found = await _asked(call, bench, today)
    except SuperbillError as error:
        return _refused(call, address, problem_of(error))
    except Refusal as refusal:
        return _refused(call, address, refusal.problem)
    whole = msgspec.json.decode(found)
    data = shortened(whole)
    return Shown(call, address, 200, data, data != whole)


async def _asked(call: Call, bench: Workbench, today: date) -> bytes:
    query = tuple(call.example.query.items())
    values, _ = read_parameters(call, call.example.path, query, today)
    if call.body is not None:
        values["body"] = msgspec.convert(call.example.body, call.body)
    elif call.takes:
        values["body"] = msgspec.json.encode(call.example.body)
    found = await answer(
        call, Asked(bench, lambda question: _at_once(bench, question), today, "json", address_path(call), query), values
    )
    if isinstance(found, Listing):
        found = await json_data(found)
    return found if isinstance(found, bytes) else to_json(found, indent=0)


async def _at_once(bench: Workbench, question: Callable[[Workbench], T]) -> T:
    return question(bench)


def _refused(call: Call, address: str, problem: Problem) -> Shown:
    whole = msgspec.json.decode(to_json(problem.data()))
    data = shortened(whole)
    return Shown(call, address, problem.status, data, data != whole)


def address_path(call: Call) -> str:
    """The path of the example."""
    path = call.path
    for name, value in call.example.path.items():
        path = path.replace(f"{{{name}}}", quote(value))
    return path


def example_address(call: Call) -> str:
    """Path and query of the example."""
    query: Mapping[str, str] = call.example.query
    return f"{address_path(call)}?{urlencode(query, safe=',:/')}" if query else address_path(call)


def shortened(data: Any) -> Any:
    """The same with its lists cut to their first entries; the fixed four of a clinical table stay."""
    if isinstance(data, dict):
        return {key: shortened(value) for key, value in data.items()}
    if isinstance(data, list):
        fixed = len(data) == 4 and isinstance(data[0], int)
        return [shortened(entry) for entry in (data if fixed else data[:SHOWN_ENTRIES])]
    return data
