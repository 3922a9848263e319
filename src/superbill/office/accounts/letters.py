"""What the letters of accounts say. A link carries a secret that works once and is void soon."""

from __future__ import annotations

from superbill.office.site.policy import Site


def confirm(site: Site, token: str) -> tuple[str, str]:
    """To a new address: subject and text."""
    return f"Confirm your account at {site.name}", _text(
        site,
        f"Somebody, probably you, registered this address at {site.name}. To confirm it:",
        f"{site.url}/confirm?token={token}",
        "The link works once, within 24 hours. If it was not you, do nothing: without it there is no account.",
    )


def exists(site: Site) -> tuple[str, str]:
    """To an address that registers again."""
    return f"You have an account at {site.name}", _text(
        site,
        f"Somebody, probably you, tried to register this address at {site.name}. You have an account already. To log in:",
        f"{site.url}/login",
        f"If you have forgotten the password: {site.url}/reset. If it was not you, do nothing.",
    )


def reset(site: Site, token: str) -> tuple[str, str]:
    """To somebody who forgot the password."""
    return f"A new password for {site.name}", _text(
        site,
        f"Somebody, probably you, asked for a new password at {site.name}. To choose one:",
        f"{site.url}/reset/choose?token={token}",
        "The link works once, within an hour. If it was not you, do nothing: your password stays as it is.",
    )


def change(site: Site, token: str) -> tuple[str, str]:
    """To the new address of an account."""
    return f"Confirm your new address at {site.name}", _text(
        site,
        f"This address is to become the one of an account at {site.name}. To confirm it:",
        f"{site.url}/confirm?token={token}",
        "The link works once, within 24 hours. If it was not you, do nothing.",
    )


def notice(site: Site, what: str) -> tuple[str, str]:
    """About a change that somebody else might have made."""
    return f"Your account at {site.name}: {what}", _text(
        site,
        f"On your account at {site.name}: {what}.",
        f"{site.url}/account",
        f"If it was not you, choose a new password now: {site.url}/reset"
        + (f", and write to {site.contact}." if site.contact else "."),
    )


def _text(site: Site, first: str, link: str, last: str) -> str:
    return f"{first}\n\n{link}\n\n{last}\n\n-- \n{site.name}, {site.url}\n"
