"""Tables of accounts. Secrets that a person presents (session, links, API keys) are kept as SHA-256 digests only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from superbill.office.tables import Base, Moment

ID = String(64)
DIGEST = String(64)
LONGEST_EMAIL = 254


def _owner() -> Mapped[str]:
    return mapped_column(ID, ForeignKey("account.id", ondelete="CASCADE"))


class Account(Base):
    """A person. `email` is in lower case; `totp_step` is the last time step that was used, so that no code works twice."""

    __tablename__ = "account"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    email: Mapped[str] = mapped_column(String(LONGEST_EMAIL), unique=True)
    password_hash: Mapped[str] = mapped_column(String(256))
    role: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    totp_step: Mapped[int] = mapped_column(default=0)


class LoginSession(Base):
    """A browser that is logged in. `strong` after a second factor or a passkey; `key` is shown where sessions are revoked."""

    __tablename__ = "login_session"
    __table_args__ = (Index("login_session_by_account", "account"),)
    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    key: Mapped[str] = mapped_column(String(24), unique=True)
    account: Mapped[str] = _owner()
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    strong: Mapped[bool]
    browser: Mapped[str] = mapped_column(String(80))


class Link(Base):
    """A link sent by e-mail, good for one use. `value` is the new address of a change."""

    __tablename__ = "account_link"
    __table_args__ = (Index("account_link_by_account", "account"),)
    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    account: Mapped[str] = _owner()
    purpose: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(String(LONGEST_EMAIL), default="")
    expires_at: Mapped[datetime] = mapped_column(Moment)


class RecoveryCode(Base):
    """A code that stands in for a lost second factor, once."""

    __tablename__ = "recovery_code"
    account: Mapped[str] = mapped_column(ID, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)


class Passkey(Base):
    """A WebAuthn credential."""

    __tablename__ = "passkey"
    __table_args__ = (Index("passkey_by_account", "account"),)
    id: Mapped[str] = mapped_column(String(400), primary_key=True)
    account: Mapped[str] = _owner()
    name: Mapped[str] = mapped_column(String(60))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class Challenge(Base):
    """What a browser must answer or bring back: a WebAuthn challenge, or the first half of a log-in. Used once."""

    __tablename__ = "challenge"
    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16))
    account: Mapped[str | None] = mapped_column(ID)
    value: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)


class ApiKey(Base):
    """A key for programs. `scopes` are separated by blanks."""

    __tablename__ = "api_key"
    __table_args__ = (Index("api_key_by_account", "account"),)
    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    digest: Mapped[str] = mapped_column(DIGEST, unique=True)
    account: Mapped[str] = _owner()
    name: Mapped[str] = mapped_column(String(60))
    scopes: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class Attempts(Base):
    """How often something was tried in a window of time, by all processes together."""

    __tablename__ = "attempts"
    __table_args__ = (Index("attempts_by_start", "starts_at"),)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    starts_at: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]
