"""Roles, and what each may do. A role may do what those before it may, but an employer is no step towards an editor."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is on this site."""

    GUEST = "guest"
    MEMBER = "member"
    EMPLOYER = "employer"
    EDITOR = "editor"
    ADMIN = "admin"

    def may(self, needed: Role) -> bool:
        """Whether a page for `needed` is open to this role."""
        return needed in _MAY[self]


_MAY = {
    Role.GUEST: {Role.GUEST},
    Role.MEMBER: {Role.GUEST, Role.MEMBER},
    Role.EMPLOYER: {Role.GUEST, Role.MEMBER, Role.EMPLOYER},
    Role.EDITOR: {Role.GUEST, Role.MEMBER, Role.EDITOR},
    Role.ADMIN: {Role.GUEST, Role.MEMBER, Role.EMPLOYER, Role.EDITOR, Role.ADMIN},
}
ASSIGNABLE = (Role.MEMBER, Role.EMPLOYER, Role.EDITOR, Role.ADMIN)
