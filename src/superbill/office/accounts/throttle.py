"""Counts attempts in windows of time, exactly over all processes, and says when there were too many.

Nobody can lock another person out: failed log-ins from unknown browsers count apart from those of a browser that this person
has logged in with before (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). A guesser closes the door for
unknown browsers only; a passkey and the reset by e-mail stay open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from superbill.errors import SuperbillError
from superbill.office.accounts.models import Attempts
from superbill.office.accounts.tokens import digest
from superbill.office.tables import Counted
from superbill.office.upserts import insert_into

KEPT_SECONDS = 2 * 24 * 3600


class TooMany(Counted, SuperbillError):
    """Too many attempts. `seconds` until it may be tried again."""

    exit_code = 2
    http_status = 429

    def __init__(self, seconds: int) -> None:
        minutes = max(1, round(seconds / 60))
        super().__init__("That was tried too often.", hint=f"Try again in {minutes} minute{'s' * (minutes != 1)}.")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Rule:
    """So many attempts in so many seconds."""

    name: str
    most: int
    seconds: int


LOGIN_DEVICE = Rule("login-device", 20, 900)
LOGIN_PAIR = Rule("login-pair", 8, 900)
LOGIN_ACCOUNT = Rule("login-account", 60, 3600)
LOGIN_ADDRESS = Rule("login-address", 60, 900)
LETTERS_ADDRESS = Rule("letters-address", 20, 3600)
LETTERS_ACCOUNT = Rule("letters-account", 4, 3600)
SECOND_FACTOR = Rule("second-factor", 8, 900)
PASSWORD_AGAIN = Rule("password-again", 10, 900)
REQUESTS = Rule("requests", 600, 60)


def count(session: Session, rule: Rule, who: str, at: datetime) -> None:
    """Count an attempt. `TooMany` beyond the rule; the attempt is counted all the same if the caller commits."""
    left = attempt(session, rule, who, at)
    if left:
        raise TooMany(left)


def attempt(session: Session, rule: Rule, who: str, at: datetime) -> int:
    """Count an attempt; seconds to wait when it was one too many, else 0."""
    now = int(at.timestamp())
    start = now - now % rule.seconds
    adding = insert_into(session, Attempts).values(key=_key(rule, who), starts_at=start, count=1)
    table = Attempts.__table__.c
    counting = adding.on_conflict_do_update(
        index_elements=[table.key, table.starts_at], set_={"count": table.count + 1}
    ).returning(table.count)
    found = session.execute(counting).scalar_one()
    return start + rule.seconds - now if found > rule.most else 0


def wait(session: Session, rule: Rule, who: str, at: datetime) -> int:
    """Seconds to wait before the next attempt, without counting one; 0 for none."""
    now = int(at.timestamp())
    start = now - now % rule.seconds
    key = (Attempts.key == _key(rule, who), Attempts.starts_at == start)
    found = session.scalar(select(Attempts.count).where(*key)) or 0
    return start + rule.seconds - now if found >= rule.most else 0


def forgive(session: Session, rule: Rule, who: str) -> None:
    """Forget attempts: this one succeeded."""
    session.execute(delete(Attempts).where(Attempts.key == _key(rule, who)))


def clear_old(session: Session, at: datetime) -> None:
    """Let go of windows that are over."""
    session.execute(delete(Attempts).where(Attempts.starts_at < int(at.timestamp()) - KEPT_SECONDS))


def _key(rule: Rule, who: str) -> str:
    return f"{rule.name}:{digest(who)[:40]}"
