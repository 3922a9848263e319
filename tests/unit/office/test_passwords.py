"""Passwords: what is refused, the list of breached ones, hashes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from superbill.errors import UsageError
from superbill.office.accounts.passwords import check_password, hash_password, in_breach_list, matches, outdated


def breach_list(folder: Path, passwords: list[str]) -> Path:
    """A file in the layout of Have I Been Pwned."""
    path = folder / "breached.txt"
    hashes = sorted({hashlib.sha1(each.encode()).hexdigest().upper() for each in passwords})
    path.write_text("".join(f"{each}:{n + 1}\r\n" for n, each in enumerate(hashes)))
    return path


def test_a_breached_password_is_refused(tmp_path: Path) -> None:
    path = breach_list(tmp_path, ["correct horse battery", "another stolen one"])
    with pytest.raises(UsageError, match="have been stolen"):
        check_password("correct horse battery", path)
    check_password("one that nobody stole", path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.text(max_size=20), max_size=60), st.text(max_size=20))
def test_the_search_by_halves_finds_what_is_there(tmp_path: Path, known: list[str], other: str) -> None:
    path = breach_list(tmp_path, known)
    assert all(in_breach_list(each, path) for each in known)
    assert in_breach_list(other, path) == (other in known)


def test_a_hash_is_argon2id_and_matches_only_its_password() -> None:
    kept = hash_password("a good long password")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$") and not outdated(kept)
    assert matches("a good long password", kept) and not matches("a good long passworD", kept)
    assert not matches("anything", None) and not matches("anything", "nonsense")
    assert outdated("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$BSPM0eMrNQX1dkcPoJG5Ag")
