"""`site.toml`: what it means, and what is wrong with it."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from superbill.errors import BadInput
from superbill.office.site.policy import Limits, read_site

GOOD = """
[site]
name = "Codes"
url = "https://codes.example.org/"
trusted_proxies = ["10.0.0.0/8"]
[mail]
host = "mail.example.org"
sender = "codes@example.org"
[meter]
period = "week"
[plans.pro]
title = "Pro"
code_pages = "unlimited"
emails = 20
"""


def written(folder: Path, text: str) -> Path:
    """A policy."""
    path = folder / "site.toml"
    path.write_text(text)
    return path


def test_a_policy_with_what_is_left_out(tmp_path: Path) -> None:
    site = read_site(written(tmp_path, GOOD), {})
    assert (site.url, site.secure, site.period, site.guests) == ("https://codes.example.org", True, "week", Limits(1))
    assert site.plans["free"].limits == Limits(5, 100, 5) and site.plans["pro"].limits == Limits(None, 0, 0, 20)
    assert site.mail is not None and (site.mail.port, site.mail.security) == (587, "starttls")
    assert pickle.loads(pickle.dumps(site)) == site


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[site", "is no TOML"),
        ("", "site.url must be the address"),
        ('[site]\nurl = "http://codes.example.org"', "must begin with https://"),
        ('[site]\nurl = "https://x.org"\nnmae = "x"', "site.nmae is unknown"),
        ('[site]\nurl = "https://x.org"\n[metre]\n', "'metre' is unknown"),
        ('[site]\nurl = "https://x.org"\n[meter]\nperiod = "hour"', "meter.period must be one of: day, week"),
        (
            '[site]\nurl = "https://x.org"\n[guests]\ncode_pages = -1',
            "guests.code_pages must be a number or 'unlimited'",
        ),
        ('[site]\nurl = "https://x.org"\n[guests]\ncode_pages = true', "guests.code_pages must be a number"),
        ('[site]\nurl = "https://x.org"\n[accounts]\nopen = "yes"', "accounts.open must be of type bool"),
        ('[site]\nurl = "https://x.org"\n[accounts]\nbreach_list = "none.txt"', "there is no file"),
        ('[site]\nurl = "https://x.org"\ntrusted_proxies = ["all"]', "'all' does not appear to be"),
        ('[site]\nurl = "https://x.org"\n[search_engines]\npolicy = "full"', "needs networks"),
        ('[site]\nurl = "https://x.org"\n[plans.pro]\nstripe_price = "p"', "needs payments.provider"),
        ('[site]\nurl = "https://x.org"\n[payments]\nprovider = "stripe"', "payments need SUPERBILL_STRIPE_KEY"),
        ('[site]\nurl = "https://x.org"\n[plans.P]\n', "a plan is named in small letters"),
        ('[site]\nurl = "https://x.org"\n[mail]\nhost = "m"\nsender = "x"', "mail.sender must be an e-mail address"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_site(written(tmp_path, text), {})
    assert says in str(caught.value)


def test_secrets_come_from_the_environment_and_are_not_shown(tmp_path: Path) -> None:
    text = '[site]\nurl = "https://x.org"\n[payments]\nprovider = "stripe"'
    keys = {"SUPERBILL_STRIPE_KEY": "sk_secret", "SUPERBILL_STRIPE_WEBHOOK_SECRET": "wh_secret"}
    site = read_site(written(tmp_path, text), keys)
    assert site.secrets["stripe_key"] == "sk_secret" and "secret" not in repr(site).replace("webhook_secret", "")
