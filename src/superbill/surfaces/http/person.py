"""Who asks: the local person of an installation without accounts, or a guest or account of a site."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

from starlette.requests import Request
from starlette.types import Scope

from superbill.office.accounts.roles import Role
from superbill.office.tables import LOCAL_OWNER

PERSON = "superbill.person"
VARIANT = "superbill.variant"
DATABASE = "superbill.database"
"""In the scope of a request: who asks, what the page shows to that one, the database of the site."""


@dataclass(frozen=True, slots=True)
class Person:
    """`id` is the account, empty for a guest; `session` the digest of the log-in session; `strong` after a second factor."""

    id: str
    email: str
    role: Role
    session: str = ""
    strong: bool = False

    @property
    def is_guest(self) -> bool:
        """Whether nobody is logged in."""
        return not self.id


LOCAL = Person(LOCAL_OWNER, "", Role.MEMBER)
GUEST = Person("", "", Role.GUEST)


def person(request: Request) -> Person:
    """Who asks. Without accounts it is always the local person."""
    found: Person = request.scope.get(PERSON, LOCAL)
    return found


def variant(scope: Scope) -> str:
    """What an answer depends on besides its address: who asks, and what a page was made to show. Empty without accounts."""
    if PERSON not in scope:
        return ""
    who: Person = scope[PERSON]
    shown = f"{who.id} {who.role} {who.session} {scope.get(VARIANT, '')}"
    return f"{crc32(shown.encode()):08x}"
