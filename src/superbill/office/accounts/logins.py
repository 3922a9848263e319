"""Log-ins and the sessions they begin.

A session's secret is made new at every log-in, so one that was planted before is worth nothing. Sessions end by log-out, after
`session_days` at the latest, after two weeks without use, and at once when the account is shut or its role changes.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.orm import Session

from superbill.errors import UsageError
from superbill.office.accounts import second_factor, throttle
from superbill.office.accounts.actions import Setting
from superbill.office.accounts.models import Account, Challenge, LoginSession
from superbill.office.accounts.passwords import hash_password, matches, outdated
from superbill.office.accounts.roles import Role
from superbill.office.accounts.tokens import digest, new_token

IDLE = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=1)
HALF = "half-login"
HALF_GOOD_FOR = timedelta(minutes=5)
WRONG = UsageError(
    "E-mail address or password is wrong, or the address is not confirmed yet.",
    hint="Look for our letter, or ask for a new password.",
)


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Who a session belongs to. `strong` after a second factor or a passkey; `digest` names the session."""

    account: str
    email: str
    role: Role
    digest: str
    strong: bool
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """A log-in: the secret of a new session, or (`half`) of the step that asks for the second factor."""

    token: str
    account: str
    half: bool = False


def log_in(session: Session, setting: Setting, email: str, password: str, browser: str, known: str) -> Begun | None:
    """Begin a session with a password; None when it is wrong, for whatever reason. `known` is the account that this browser
    has logged in with before, by its signed cookie. `TooMany` beyond the limits; the caller commits in each case."""
    email = email.strip().lower()[:254]
    account = session.scalar(select(Account).where(Account.email == email))
    at_home = account is not None and known == account.id
    rules = [(throttle.LOGIN_DEVICE, known)] if at_home else [
        (throttle.LOGIN_PAIR, f"{email} {setting.address}"), (throttle.LOGIN_ACCOUNT, email),
        (throttle.LOGIN_ADDRESS, setting.address),
    ]  # fmt: skip
    waits = [throttle.wait(session, rule, who, setting.at) for rule, who in rules]
    if any(waits):
        raise throttle.TooMany(max(waits))
    right = matches(password, account.password_hash if account is not None else None)
    if account is None or not right or account.confirmed_at is None or account.disabled_at is not None:
        for rule, who in rules:
            throttle.attempt(session, rule, who, setting.at)
        return None
    throttle.forgive(session, *rules[0])
    if outdated(account.password_hash):
        account.password_hash = hash_password(password)
    if second_factor.is_on(account):
        return Begun(_begin_half(session, setting, account.id), account.id, half=True)
    return Begun(begin(session, setting, account.id, browser, strong=False), account.id)


def finish_log_in(session: Session, setting: Setting, half: str, code: str, browser: str) -> Begun | None:
    """The second step: a time-based code, or a recovery code. None when it is wrong."""
    found = session.get(Challenge, digest(half))
    if found is None or found.purpose != HALF or found.expires_at <= setting.at or found.account is None:
        raise UsageError("The log-in took too long.", hint="Begin again.")
    account = session.get(Account, found.account)
    left = throttle.attempt(session, throttle.SECOND_FACTOR, found.account, setting.at)
    if left:
        raise throttle.TooMany(left)
    if (
        account is None
        or account.disabled_at is not None
        or not second_factor.accept(session, account, code, setting.at)
    ):
        return None
    session.delete(found)
    throttle.forgive(session, throttle.SECOND_FACTOR, account.id)
    return Begun(begin(session, setting, account.id, browser, strong=True), account.id)


def begin(session: Session, setting: Setting, account: str, browser: str, *, strong: bool) -> str:
    """Begin a session; its secret for the cookie."""
    token = new_token()
    row = LoginSession(
        digest=digest(token), key=secrets.token_hex(8), account=account, created_at=setting.at, seen_at=setting.at,
        strong=strong, browser=browser[:80],
    )  # fmt: skip
    session.add(row)
    return token


_WHO = (
    select(
        LoginSession.created_at, LoginSession.seen_at, LoginSession.strong, LoginSession.digest,
        Account.id, Account.email, Account.role, Account.disabled_at,
    )
    .join(Account, Account.id == LoginSession.account)
    .where(LoginSession.digest == bindparam("token"))
)  # fmt: skip


def who_is(asked: Connection, setting: Setting, token: str) -> LoggedIn | None:
    """Who a session's secret belongs to, if the session still counts."""
    row = asked.execute(_WHO, {"token": digest(token)}).first()
    if row is None or row.disabled_at is not None or row.seen_at + IDLE <= setting.at:
        return None
    if row.created_at + timedelta(days=setting.site.session_days) <= setting.at:
        return None
    return LoggedIn(row.id, row.email, Role(row.role), row.digest, row.strong, row.seen_at)


def seen(session: Session, who: LoggedIn, at: datetime) -> None:
    """Note that a session is in use."""
    session.execute(update(LoginSession).where(LoginSession.digest == who.digest).values(seen_at=at))


def strengthen(session: Session, digest: str) -> None:
    """A second factor was shown in this session."""
    session.execute(update(LoginSession).where(LoginSession.digest == digest).values(strong=True))


def log_out(session: Session, who: LoggedIn) -> None:
    """End this session."""
    session.execute(delete(LoginSession).where(LoginSession.digest == who.digest))


def revoke(session: Session, account: str, key: str) -> bool:
    """End one of a person's own sessions; False when it is not theirs or not there."""
    gone = session.execute(delete(LoginSession).where(LoginSession.account == account, LoginSession.key == key))
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def clear_old(session: Session, setting: Setting) -> None:
    """Let go of sessions and challenges that are over."""
    oldest = setting.at - timedelta(days=setting.site.session_days)
    session.execute(delete(LoginSession).where(LoginSession.created_at < oldest))
    session.execute(delete(LoginSession).where(LoginSession.seen_at < setting.at - IDLE))
    session.execute(delete(Challenge).where(Challenge.expires_at < setting.at))


def _begin_half(session: Session, setting: Setting, account: str) -> str:
    token = new_token()
    expires = setting.at + HALF_GOOD_FOR
    session.add(Challenge(digest=digest(token), purpose=HALF, account=account, value=b"", expires_at=expires))
    return token
