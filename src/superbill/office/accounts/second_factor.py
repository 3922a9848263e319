"""Time-based codes (RFC 6238) and recovery codes. No code works twice."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from superbill.errors import UsageError
from superbill.office.accounts.models import Account, RecoveryCode
from superbill.office.accounts.tokens import digest

STEP_SECONDS = 30
DRIFT = 1
"""Steps that a clock may be off."""

RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def is_on(account: Account) -> bool:
    """Whether log-in asks for a code."""
    return account.totp_secret is not None and account.totp_confirmed_at is not None


def prepare(session: Session, account: Account, issuer: str) -> tuple[str, str]:
    """Make a new secret, not in force until a code confirms it: the secret and the address for an authenticator app."""
    if is_on(account):
        raise UsageError("A second factor is on already.", hint="Turn it off first.")
    account.totp_secret = account.totp_secret or pyotp.random_base32()
    address = pyotp.TOTP(account.totp_secret).provisioning_uri(name=account.email, issuer_name=issuer)
    return account.totp_secret, address


def turn_on(session: Session, account: Account, code: str, at: datetime) -> list[str]:
    """Confirm the secret with a first code; the recovery codes, which are shown only now. `UsageError` for a wrong code."""
    if account.totp_secret is None or is_on(account):
        raise UsageError("There is nothing to turn on.", hint="Begin again.")
    if not _accept_timed(session, account, code, at):
        raise UsageError(
            "The code is wrong.", hint="Check the clock of the device, and type the code that it shows now."
        )
    account.totp_confirmed_at = at
    return new_recovery_codes(session, account.id)


def turn_off(session: Session, account: Account) -> None:
    """No second factor any more."""
    account.totp_secret, account.totp_confirmed_at = None, None
    session.execute(delete(RecoveryCode).where(RecoveryCode.account == account.id))


def new_recovery_codes(session: Session, account: str) -> list[str]:
    """Ten codes, each good once; earlier ones are void."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account == account))
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(account=account, digest=digest(code)) for code in codes)
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def accept(session: Session, account: Account, code: str, at: datetime) -> bool:
    """Whether a code is right; it is used up."""
    if not is_on(account):
        return False
    return _accept_timed(session, account, code, at) or _accept_recovery(session, account.id, code)


def _accept_timed(session: Session, account: Account, code: str, at: datetime) -> bool:
    typed = re.sub(r"\s", "", code)
    if not re.fullmatch(r"[0-9]{6}", typed) or account.totp_secret is None:
        return False
    timed, now = pyotp.TOTP(account.totp_secret), int(at.timestamp()) // STEP_SECONDS
    right = [n for n in range(now - DRIFT, now + DRIFT + 1) if hmac.compare_digest(timed.generate_otp(n), typed)]
    if not right:
        return False
    using = update(Account).where(Account.id == account.id, Account.totp_step < right[-1])
    done = session.execute(using.values(totp_step=right[-1]), execution_options={"synchronize_session": False})
    return bool(done.rowcount)  # type: ignore[attr-defined]


def _accept_recovery(session: Session, account: str, code: str) -> bool:
    typed = re.sub(r"[\s-]", "", code.lower())
    gone = session.execute(
        delete(RecoveryCode).where(RecoveryCode.account == account, RecoveryCode.digest == digest(typed))
    )
    return bool(gone.rowcount)  # type: ignore[attr-defined]
