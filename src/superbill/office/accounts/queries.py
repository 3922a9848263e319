"""What an account page and the administration show, and the export of all that is a person's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from superbill.office.accounts.models import Account, ApiKey, LoginSession, Passkey, RecoveryCode
from superbill.office.accounts.second_factor import is_on
from superbill.office.conversations.queries import talks
from superbill.office.lists.queries import favourites, notes, visits
from superbill.office.metering import queries as metering
from superbill.office.payments.models import Subscription

PAGE = 50


@dataclass(frozen=True, slots=True)
class Profile:
    """An account as its owner and an administrator see it."""

    id: str
    email: str
    role: str
    created_at: datetime
    confirmed_at: datetime | None
    disabled_at: datetime | None
    totp: bool
    recovery_codes: int
    passkeys: tuple[Passkey, ...]
    sessions: tuple[LoginSession, ...]
    api_keys: tuple[ApiKey, ...]


def profile(session: Session, id: str) -> Profile | None:
    """One account; None when there is none of that id."""
    account = session.get(Account, id)
    if account is None:
        return None
    own_sessions = select(LoginSession).where(LoginSession.account == id).order_by(LoginSession.seen_at.desc())
    own_keys = select(ApiKey).where(ApiKey.account == id).order_by(ApiKey.created_at.desc())
    return Profile(
        account.id,
        account.email,
        account.role,
        account.created_at,
        account.confirmed_at,
        account.disabled_at,
        is_on(account),
        session.scalar(select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account == id)) or 0,
        tuple(session.scalars(select(Passkey).where(Passkey.account == id).order_by(Passkey.created_at))),
        tuple(session.scalars(own_sessions)),
        tuple(session.scalars(own_keys)),
    )


def found(session: Session, text: str, after: str = "") -> tuple[Account, ...]:
    """Accounts whose address contains a text, by address, fifty at a time."""
    query = select(Account).order_by(Account.email).limit(PAGE).where(Account.email > after)
    if text:
        query = query.where(Account.email.contains(text.strip().lower(), autoescape=True))
    return tuple(session.scalars(query))


def id_of(session: Session, email: str) -> str | None:
    """The id of the account with that address."""
    return session.scalar(select(Account.id).where(Account.email == email.strip().lower()))


def totals(session: Session) -> dict[str, int]:
    """How many accounts there are, by role."""
    rows = session.execute(select(Account.role, func.count()).group_by(Account.role).order_by(Account.role))
    return {row[0]: row[1] for row in rows}


def export(session: Session, id: str) -> dict[str, Any]:
    """Everything that is a person's own, without secrets."""
    own = profile(session, id)
    if own is None:
        return {}
    subscriptions = session.scalars(select(Subscription).where(Subscription.account == id))
    return {
        "account": {
            "id": own.id, "email": own.email, "role": own.role, "created_at": own.created_at,
            "confirmed_at": own.confirmed_at, "second_factor": own.totp,
        },
        "sessions": [{"created_at": s.created_at, "seen_at": s.seen_at, "browser": s.browser} for s in own.sessions],
        "passkeys": [{"name": k.name, "created_at": k.created_at, "used_at": k.used_at} for k in own.passkeys],
        "api_keys": [
            {"name": k.name, "scopes": k.scopes.split(), "created_at": k.created_at, "used_at": k.used_at,
             "revoked_at": k.revoked_at}
            for k in own.api_keys
        ],
        "favourites": [{"code": str(f.ref), "system": f.ref.system.value, "added_at": f.added_at}
                       for f in favourites(session, id)],
        "notes": [{"code": str(n.ref), "system": n.ref.system.value, "text": n.text, "changed_at": n.changed_at}
                  for n in notes(session, id)],
        "history": [{"code": str(v.ref), "times": v.times, "last_at": v.last_at} for v in visits(session, id, 500)],
        "conversations": [
            {"title": t.heading.title, "exchanges": [
                {"question": e.question, "answer": e.answer["answer"], "rating": e.rating, "asked_at": e.asked_at}
                for e in t.exchanges]}
            for t in talks(session, id)
        ],
        "meter": [{"kind": m.kind, "period": m.period, "used": m.used} for m in metering.of_subject(session, id)],
        "views": [{"period": period, "code": item} for period, item in metering.items(session, id)],
        "subscriptions": [{"plan": s.plan, "status": s.status, "until": s.until} for s in subscriptions],
    }  # fmt: skip
