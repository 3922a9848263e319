"""API keys: shown once, kept as a digest, good for the calls of their scopes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from superbill.errors import UsageError
from superbill.office.accounts.actions import Setting
from superbill.office.accounts.models import Account, ApiKey
from superbill.office.accounts.roles import Role
from superbill.office.accounts.tokens import digest, new_token

PREFIX = "sb_"
MOST = 10
SCOPES = {
    "codes": "codes, search, trees, reports, changes, releases",
    "edits": "pairs, units, coverage, documents",
    "fees": "fees, localities",
}
USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Who an API key belongs to, and what it is good for."""

    key: str
    account: str
    email: str
    role: Role
    scopes: frozenset[str]


def make(session: Session, setting: Setting, account: str, name: str, scopes: list[str]) -> str:
    """Make a key; the key itself, which is shown only now."""
    chosen = [scope for scope in SCOPES if scope in scopes]
    named = " ".join(name.split())[:60]
    if not chosen or not named:
        raise UsageError("A key needs a name and at least one scope.")
    own = select(func.count()).where(ApiKey.account == account, ApiKey.revoked_at.is_(None))
    if (session.scalar(own) or 0) >= MOST:
        raise UsageError(f"There are {MOST} keys already.", hint="Revoke one first.")
    key = PREFIX + new_token()
    row = ApiKey(
        id=secrets.token_hex(8), digest=digest(key), account=account, name=named, scopes=" ".join(chosen),
        created_at=setting.at,
    )  # fmt: skip
    session.add(row)
    return key


def revoke(session: Session, setting: Setting, account: str, id: str) -> bool:
    """Revoke one of a person's own keys; False when it is not theirs or not there."""
    key = session.scalar(select(ApiKey).where(ApiKey.account == account, ApiKey.id == id))
    if key is None:
        return False
    key.revoked_at = key.revoked_at or setting.at
    return True


def holder(session: Session, setting: Setting, given: str) -> KeyHolder | None:
    """Who a key belongs to; None for one that is not valid. Its last use is noted, by the minute."""
    query = select(ApiKey, Account).join(Account, Account.id == ApiKey.account).where(ApiKey.digest == digest(given))
    row = session.execute(query).first()
    if row is None or row[0].revoked_at is not None or row[1].disabled_at is not None:
        return None
    key, account = row
    if key.used_at is None or key.used_at + USED_EVERY <= setting.at:
        key.used_at = setting.at
    return KeyHolder(key.id, account.id, account.email, Role(account.role), frozenset(key.scopes.split()))
