"""Reading the members of a JSON object as files really write them: keys in any case, numbers where text is meant.

Whatever departs from the schema is accepted, and named in `flags`; only what is no JSON at all is `Unreadable`. A number that
stands where text is meant keeps its digits: `320.10` is not `320.1`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, TypeVar

import orjson

T = TypeVar("T")


class Unreadable(Exception):
    """An element that cannot be read; the message says why. It is quarantined, the rest of the file goes on."""


class Number(str):
    """A JSON number as its text."""

    __slots__ = ()


class _Inexact(Exception):
    """A number with a point stands where text is meant: its digits are needed."""


def read_value(text: bytes) -> Any:
    """Any JSON value, strictly; every number is a `Number`. Raises `Unreadable`."""
    try:
        return json.loads(text.decode("utf-8"), parse_int=Number, parse_float=Number, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not valid JSON: {error}") from error


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON value")


def read_object(text: bytes) -> dict[str, Any]:
    """A JSON object as `read_value` reads it."""
    return _object(read_value(text))


def read_members(text: bytes, build: Callable[[Members], T]) -> T:
    """What `build` makes of a JSON object's members. Fast; digits are kept as `read_object` keeps them."""
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Unreadable(f"not valid JSON: {error}") from error
    try:
        return build(Members(_object(found)))
    except _Inexact:
        return build(Members(read_object(text)))


def _object(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise Unreadable(f"{kind_of(found)} where an object must be")
    return found


def kind_of(value: Any) -> str:
    """What a JSON value is, for messages."""
    kinds = {dict: "an object", list: "a list", Number: "a number", int: "a number", float: "a number", str: "a text"}
    return kinds.get(type(value), "null" if value is None else "true or false")


class Members:
    """The members of one object, taken out one by one; `rest` is what nobody took."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.flags: set[str] = set()
        if all(key.islower() for key in found):
            self._left = dict(found)
        else:
            self._left = {}
            self._fold(found)

    def _fold(self, found: dict[str, Any]) -> None:
        for key, value in found.items():
            folded = key.strip().lower()
            if folded != key:
                self.flags.add("key_case")
            if folded in self._left:
                self.flags.add("key_twice")
            self._left[folded] = value

    def take(self, key: str) -> Any:
        """The value, None where it is missing."""
        return self._left.pop(key, None)

    def text(self, key: str) -> str | None:
        """A text; a number is taken as its digits."""
        value = self.take(key)
        return None if value is None else self._text(value)

    def texts(self, key: str) -> list[str] | None:
        """A list of texts; a single text is taken as a list of one."""
        value = self.take(key)
        if value is None:
            return None
        if not isinstance(value, list):
            self.flags.add("no_list")
            value = [value]
        return [self._text(one) for one in value]

    def _text(self, value: Any) -> str:
        if isinstance(value, float):
            raise _Inexact
        if isinstance(value, Number) or (isinstance(value, int) and not isinstance(value, bool)):
            self.flags.add("number_for_text")
            return str(value)
        if not isinstance(value, str):
            self.flags.add("no_text")
            return as_text(value)
        return value

    def objects(self, key: str) -> Iterator[dict[str, Any]]:
        """A list of objects, empty where it is missing; a single object is taken as a list of one."""
        value = self.take(key)
        if value is not None and not isinstance(value, list):
            self.flags.add("no_list")
            value = [value]
        for one in value or ():
            if not isinstance(one, dict):
                raise Unreadable(f"{kind_of(one)} in {key} where an object must be")
            yield one

    @property
    def rest(self) -> str | None:
        """What was not taken, as JSON; None for nothing."""
        if not self._left:
            return None
        self.flags.add("unknown_key")
        return as_text(self._left)


def as_text(value: Any) -> str:
    """A value as JSON text."""
    return orjson.dumps(_plain(value)).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, Number):
        return float(value) if set(value) & set(".eE") or len(value) > 18 else int(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return value
