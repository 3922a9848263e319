"""Passkeys (WebAuthn level 2): registered by a person who is logged in, then a log-in of their own, strong by themselves.

Challenges are kept in the database, used once, and good for five minutes. User verification is required, so a stolen key alone
is not enough. Attestation is not asked for.
"""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)  # fmt: skip

from superbill.errors import UsageError
from superbill.office.accounts import throttle
from superbill.office.accounts.actions import Setting
from superbill.office.accounts.logins import Begun, begin
from superbill.office.accounts.models import Account, Challenge, Passkey
from superbill.office.accounts.tokens import digest
from superbill.office.site.policy import Site

MAKE, USE = "passkey-make", "passkey-use"
GOOD_FOR = timedelta(minutes=5)
MOST = 10
REFUSED = UsageError("The passkey was not accepted.", hint="Try again, or use your password.")


def ask_new(session: Session, setting: Setting, id: str) -> str:
    """What the browser needs to make a passkey: JSON of `PublicKeyCredentialCreationOptions`."""
    account = session.get_one(Account, id)
    own = list(session.scalars(select(Passkey.id).where(Passkey.account == id)))
    if len(own) >= MOST:
        raise UsageError(f"There are {MOST} passkeys already.", hint="Remove one first.")
    options = webauthn.generate_registration_options(
        rp_id=_host(setting.site),
        rp_name=setting.site.name,
        user_id=id.encode(),
        user_name=account.email,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in own],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    _keep(session, setting, options.challenge, MAKE, id)
    return webauthn.options_to_json(options)


def add(session: Session, setting: Setting, id: str, credential: str, name: str) -> None:
    """Add the passkey that the browser made. `UsageError` when it is not accepted."""
    challenge = _challenge(session, setting, credential, MAKE)
    if challenge.account != id:
        raise REFUSED
    try:
        found = webauthn.verify_registration_response(
            credential=credential, expected_challenge=challenge.value, expected_rp_id=_host(setting.site),
            expected_origin=setting.site.url, require_user_verification=True,
        )  # fmt: skip
    except WebAuthnException as error:
        raise REFUSED from error
    key = bytes_to_base64url(found.credential_id)
    if len(key) > 400 or session.get(Passkey, key) is not None:
        raise REFUSED
    named = " ".join(name.split())[:60] or "Passkey"
    row = Passkey(
        id=key, account=id, name=named, public_key=found.credential_public_key, sign_count=found.sign_count,
        created_at=setting.at,
    )  # fmt: skip
    session.add(row)


def ask_log_in(session: Session, setting: Setting) -> str:
    """What the browser needs to log in: JSON of `PublicKeyCredentialRequestOptions`. It names no account."""
    throttle.count(session, throttle.LOGIN_ADDRESS, f"passkey {setting.address}", setting.at)
    options = webauthn.generate_authentication_options(
        rp_id=_host(setting.site), user_verification=UserVerificationRequirement.REQUIRED
    )
    _keep(session, setting, options.challenge, USE, None)
    return webauthn.options_to_json(options)


def log_in(session: Session, setting: Setting, credential: str, browser: str) -> Begun:
    """Begin a session with a passkey. `UsageError` when it is not accepted."""
    challenge = _challenge(session, setting, credential, USE)
    key = session.get(Passkey, str(json.loads(credential).get("id", ""))[:400])
    account = session.get(Account, key.account) if key is not None else None
    if key is None or account is None or account.disabled_at is not None:
        raise REFUSED
    try:
        found = webauthn.verify_authentication_response(
            credential=credential, expected_challenge=challenge.value, expected_rp_id=_host(setting.site),
            expected_origin=setting.site.url, credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count, require_user_verification=True,
        )  # fmt: skip
    except WebAuthnException as error:
        raise REFUSED from error
    key.sign_count, key.used_at = found.new_sign_count, setting.at
    return Begun(begin(session, setting, account.id, browser, strong=True), account.id)


def remove(session: Session, account: str, id: str) -> bool:
    """Remove one of a person's own passkeys; False when it is not theirs or not there."""
    gone = session.execute(delete(Passkey).where(Passkey.account == account, Passkey.id == id))
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def _host(site: Site) -> str:
    return urlsplit(site.url).hostname or ""


def _keep(session: Session, setting: Setting, challenge: bytes, purpose: str, account: str | None) -> None:
    key = digest(bytes_to_base64url(challenge))
    expires = setting.at + GOOD_FOR
    session.add(Challenge(digest=key, purpose=purpose, account=account, value=challenge, expires_at=expires))


def _challenge(session: Session, setting: Setting, credential: str, purpose: str) -> Challenge:
    """The challenge that a credential answers; it is gone afterwards."""
    try:
        answer = json.loads(credential)
        told = json.loads(base64url_to_bytes(answer["response"]["clientDataJSON"]))
        found = session.get(Challenge, digest(str(told["challenge"])))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise REFUSED from error
    if found is None or found.purpose != purpose or found.expires_at <= setting.at:
        raise REFUSED
    session.delete(found)
    session.flush()
    return found
