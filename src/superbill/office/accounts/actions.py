"""The only writer of accounts: register, confirm, reset, change, disable, delete.

What an outsider sees never tells whether an address has an account: the answers are the same, and so is the work done before
them. The owner of the address is told by e-mail.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from superbill.errors import UsageError
from superbill.office.accounts import letters
from superbill.office.accounts.models import (
    LONGEST_EMAIL,
    Account,
    ApiKey,
    Link,
    LoginSession,
    Passkey,
    RecoveryCode,
)  # fmt: skip
from superbill.office.accounts.passwords import check_password, hash_password, matches
from superbill.office.accounts.roles import Role
from superbill.office.accounts.throttle import (
    LETTERS_ACCOUNT,
    LETTERS_ADDRESS,
    PASSWORD_AGAIN,
    attempt,
    count,
)  # fmt: skip
from superbill.office.accounts.tokens import digest, new_token
from superbill.office.audit.actions import record
from superbill.office.conversations.actions import forget_all
from superbill.office.lists.models import Favourite, Note, Visit
from superbill.office.metering.actions import reset as reset_meter
from superbill.office.outbox.actions import post
from superbill.office.site.policy import Site
from superbill.office.tables import Counted

EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
CONFIRM, RESET, CHANGE = "confirm", "reset", "change"
GOOD_FOR = {CONFIRM: timedelta(hours=24), RESET: timedelta(hours=1), CHANGE: timedelta(hours=24)}
VOID = UsageError("The link is not valid any more.", hint="Links work once and for a short time. Ask for a new one.")


class WrongPassword(Counted, UsageError):
    """The password that was asked for again is not the account's."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What every action needs: the site's policy and the moment. `address` is the bucket of the network it comes from."""

    site: Site
    at: datetime
    address: str = ""


def email_of(text: str) -> str:
    """An address in the form in which it is kept. `UsageError` for what is none."""
    email = text.strip().lower()
    if len(email) > LONGEST_EMAIL or not EMAIL.fullmatch(email):
        raise UsageError("That is no e-mail address.", hint="Such as name@example.org.")
    return email


def register(session: Session, setting: Setting, email: str, password: str) -> None:
    """Make an account that its e-mail must confirm; an address that has one gets a letter that says so."""
    email = email_of(email)
    if not setting.site.open:
        raise UsageError("This site takes no new accounts.", hint="Its operator makes them.")
    check_password(password, setting.site.breach_list, email.split("@"))
    count(session, LETTERS_ADDRESS, setting.address, setting.at)
    hashed = hash_password(password)
    quiet = attempt(session, LETTERS_ACCOUNT, email, setting.at) > 0
    found = session.scalar(select(Account).where(Account.email == email))
    if found is None:
        found = _add(session, setting, email, hashed, Role.MEMBER)
    elif found.confirmed_at is None:
        found.password_hash = hashed  # whoever reads the mail confirms the password typed last
    if not quiet:
        fresh = found.confirmed_at is None
        letter = (
            letters.confirm(setting.site, _link(session, setting, found.id, CONFIRM))
            if fresh
            else letters.exists(setting.site)
        )
        post(session, email, *letter, setting.at)


def create(session: Session, setting: Setting, email: str, password: str, role: Role) -> str:
    """Make a confirmed account, for the command line. `UsageError` for an address that has one."""
    email = email_of(email)
    check_password(password, setting.site.breach_list, email.split("@"))
    if session.scalar(select(Account.id).where(Account.email == email)) is not None:
        raise UsageError(f"{email} has an account already.", hint="Give it a role: superbill admin role EMAIL ROLE")
    account = _add(session, setting, email, hash_password(password), role)
    account.confirmed_at = setting.at
    return account.id


def _add(session: Session, setting: Setting, email: str, hashed: str, role: Role) -> Account:
    id = secrets.token_hex(12)
    account = Account(id=id, email=email, password_hash=hashed, role=role.value, created_at=setting.at)
    session.add(account)
    session.flush()
    return account


def confirm(session: Session, setting: Setting, token: str) -> None:
    """Follow the link of a letter: a new account, or a new address. `UsageError` for a link that is void."""
    link = _used(session, setting, token, (CONFIRM, CHANGE))
    account = session.get_one(Account, link.account)
    if link.purpose == CONFIRM:
        account.confirmed_at = account.confirmed_at or setting.at
        return
    if session.scalar(select(Account.id).where(Account.email == link.value)) is not None:
        raise VOID
    post(session, account.email, *letters.notice(setting.site, "the address was changed"), setting.at)
    account.email = link.value


def ask_reset(session: Session, setting: Setting, email: str) -> None:
    """Send a link for a new password, if the address has an account."""
    email = email_of(email)
    count(session, LETTERS_ADDRESS, setting.address, setting.at)
    quiet = attempt(session, LETTERS_ACCOUNT, email, setting.at) > 0
    found = session.scalar(select(Account).where(Account.email == email))
    if found is not None and not quiet and found.disabled_at is None:
        token = _link(session, setting, found.id, RESET)
        post(session, email, *letters.reset(setting.site, token), setting.at)


def reset(session: Session, setting: Setting, token: str, password: str) -> None:
    """Set a new password with a link: logs out everywhere, voids other links, confirms the address. A second factor stays."""
    link = session.get(Link, digest(token))
    if link is None or link.purpose != RESET:
        raise VOID
    account = session.get_one(Account, link.account)
    check_password(password, setting.site.breach_list, account.email.split("@"))
    _used(session, setting, token, (RESET,))
    account.password_hash = hash_password(password)
    account.confirmed_at = account.confirmed_at or setting.at
    log_out_everywhere(session, account.id)
    session.execute(delete(Link).where(Link.account == account.id))
    post(session, account.email, *letters.notice(setting.site, "the password was changed"), setting.at)


def change_password(session: Session, setting: Setting, id: str, old: str, new: str, keep: str) -> None:
    """Set a new password; all other sessions end, and API keys stay."""
    account = authorised(session, setting, id, old)
    check_password(new, setting.site.breach_list, account.email.split("@"))
    account.password_hash = hash_password(new)
    log_out_everywhere(session, id, keep=keep)
    post(session, account.email, *letters.notice(setting.site, "the password was changed"), setting.at)


def ask_change(session: Session, setting: Setting, id: str, password: str, email: str) -> None:
    """Send a link to a new address; the old one counts until it is followed."""
    account, email = authorised(session, setting, id, password), email_of(email)
    count(session, LETTERS_ACCOUNT, account.email, setting.at)
    if session.scalar(select(Account.id).where(Account.email == email)) is None:
        post(session, email, *letters.change(setting.site, _link(session, setting, id, CHANGE, email)), setting.at)
    else:
        post(session, email, *letters.exists(setting.site), setting.at)


def authorised(session: Session, setting: Setting, id: str, password: str) -> Account:
    """The account, if the password is its own: asked again before what matters. `UsageError` if not."""
    count(session, PASSWORD_AGAIN, id, setting.at)
    account = session.get_one(Account, id)
    if not matches(password, account.password_hash):
        raise WrongPassword("The password is wrong.")
    return account


def remove(session: Session, setting: Setting, id: str, password: str) -> None:
    """Delete an account and all that is its own. The audit log keeps what was done, under an id that leads to nobody."""
    account = authorised(session, setting, id, password)
    if account.role == Role.ADMIN and _is_last_admin(session, id):
        raise UsageError("The last administrator cannot go.", hint="Make somebody else one first.")
    post(session, account.email, *letters.notice(setting.site, "it was deleted"), setting.at)
    erase(session, id)
    record(session, setting.at, id, "account deleted", id)


def erase(session: Session, id: str) -> None:
    """Take everything of a person out of the database."""
    for model in (Favourite, Note, Visit):
        session.execute(delete(model).where(model.owner == id))
    forget_all(session, id)
    for owned in (LoginSession, Link, RecoveryCode, Passkey, ApiKey):
        session.execute(delete(owned).where(owned.account == id))
    reset_meter(session, id)
    session.execute(delete(Account).where(Account.id == id))


def log_out_everywhere(session: Session, id: str, keep: str = "") -> None:
    """End all sessions of an account, except one."""
    session.execute(delete(LoginSession).where(LoginSession.account == id, LoginSession.digest != keep))


def set_role(session: Session, setting: Setting, actor: str, id: str, role: Role) -> None:
    """Give a role: new rights take a new log-in. `UsageError` rather than leave a site without an administrator."""
    account = _account(session, id)
    if account.role == Role.ADMIN and role is not Role.ADMIN and _is_last_admin(session, id):
        raise UsageError("The last administrator must stay one.", hint="Make somebody else one first.")
    record(session, setting.at, actor, "role", id, f"{account.role} -> {role.value}")
    account.role = role.value
    log_out_everywhere(session, id)


def set_disabled(session: Session, setting: Setting, actor: str, id: str, disabled: bool) -> None:
    """Shut an account, or open it again."""
    account = _account(session, id)
    if disabled and account.role == Role.ADMIN and _is_last_admin(session, id):
        raise UsageError("The last administrator cannot be shut out.", hint="Make somebody else one first.")
    account.disabled_at = setting.at if disabled else None
    record(session, setting.at, actor, "shut" if disabled else "opened", id)
    log_out_everywhere(session, id)


def drop_second_factor(session: Session, setting: Setting, actor: str, id: str) -> None:
    """For a person who lost everything: no second factor, no passkeys, logged out."""
    account = _account(session, id)
    account.totp_secret, account.totp_confirmed_at = None, None
    for owned in (Passkey, RecoveryCode):
        session.execute(delete(owned).where(owned.account == id))
    log_out_everywhere(session, id)
    record(session, setting.at, actor, "second factor removed", id)
    post(
        session, account.email, *letters.notice(setting.site, "an administrator removed the second factor"), setting.at
    )


def forget_unconfirmed(session: Session, before: datetime) -> None:
    """Let go of accounts that nobody confirmed."""
    stale = select(Account.id).where(Account.confirmed_at.is_(None), Account.created_at < before)
    for id in list(session.scalars(stale)):
        erase(session, id)


def _account(session: Session, id: str) -> Account:
    found = session.get(Account, id)
    if found is None:
        raise UsageError("There is no such account.")
    return found


def _is_last_admin(session: Session, id: str) -> bool:
    others = select(Account.id).where(Account.role == Role.ADMIN.value, Account.id != id, Account.disabled_at.is_(None))
    return session.scalar(others.limit(1)) is None


def _link(session: Session, setting: Setting, id: str, purpose: str, value: str = "") -> str:
    token = new_token()
    expires = setting.at + GOOD_FOR[purpose]
    session.add(Link(digest=digest(token), account=id, purpose=purpose, value=value, expires_at=expires))
    return token


def _used(session: Session, setting: Setting, token: str, purposes: tuple[str, ...]) -> Link:
    """The link, which is gone afterwards: of two that follow it at once, one succeeds."""
    link = session.get(Link, digest(token))
    if link is None or link.purpose not in purposes or link.expires_at <= setting.at:
        raise VOID
    gone = session.execute(delete(Link).where(Link.digest == link.digest), execution_options=_PLAIN)
    if not gone.rowcount:  # type: ignore[attr-defined]
        raise VOID
    session.expunge(link)
    return link


_PLAIN = {"synchronize_session": False}
