"""Passwords: argon2id, and which ones are refused (NIST SP 800-63B, section 3.1.1.2; ASVS 4.0.3, V2.1).

The list of breached passwords is a local file in the layout of Have I Been Pwned: `SHA1HEX:COUNT` a line, ordered by hash. It is
searched in place, line by halves; nothing is asked of a server.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable
from pathlib import Path

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from superbill.errors import UsageError

SHORTEST, LONGEST = 12, 128
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
"""OWASP's parameters for argon2id: 19 MiB, two rounds, one lane."""

_AT_ONCE = threading.BoundedSemaphore(2)
"""Hashes under way in one process: a flood of log-ins takes neither all memory nor all cores."""

_COMMON = """123456789012 1234567890123 123123123123 111111111111 000000000000 qwertyuiop12 qwertyuiop123 qwerty123456
    qwertyqwerty password1234 password12345 passwordpassword password123456 adminadmin123 administrator letmein12345
    letmeinletmein welcome12345 welcomewelcome iloveyou1234 iloveyouiloveyou 1q2w3e4r5t6y 1qaz2wsx3edc zaq12wsxcde3
    abcdefghijkl abcd12345678 abc123456789 changeme1234 changemechangeme superbill123 superbillsuperbill monkeymonkey
    dragondragon footballfootball baseballbaseball sunshine1234 princess1234 trustno1trustno1 correcthorsebatterystaple
    qazwsxedcrfv asdfghjkl123 asdfasdfasdf zxcvbnm12345 aaaaaaaaaaaa 987654321098 112233445566 123456123456
    1234567890ab hospital1234 medicalcoding medicalbilling icd10icd10icd10"""
COMMON = frozenset(_COMMON.split())
"""Refused without a list, too."""


def hash_password(password: str) -> str:
    """The argon2id hash to keep."""
    with _AT_ONCE:
        return _HASHER.hash(password)


_NOBODY = _HASHER.hash("nobody has this password")


def matches(password: str, kept: str | None) -> bool:
    """Whether a password is that of a hash. Without a hash it takes as long and is False."""
    try:
        with _AT_ONCE:
            return _HASHER.verify(kept or _NOBODY, password[: LONGEST * 4]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def check_password(password: str, breach_list: Path | None, personal: Iterable[str] = ()) -> None:
    """`UsageError` for a password that is too short, too long, known from a breach, or made of the person's own address."""
    if len(password) < SHORTEST:
        raise UsageError(f"The password has fewer than {SHORTEST} characters.", hint="A few words make a good one.")
    if len(password) > LONGEST:
        raise UsageError(f"The password has more than {LONGEST} characters.")
    low = password.casefold()
    if any(len(part) >= 5 and part.casefold() in low for part in personal):
        raise UsageError("The password contains your e-mail address.", hint="Choose another one.")
    if low in COMMON or len(set(low)) < 4 or (breach_list is not None and in_breach_list(password, breach_list)):
        raise UsageError("The password is on a list of passwords that have been stolen.", hint="Choose another one.")


def in_breach_list(password: str, path: Path) -> bool:
    """Whether the SHA-1 of a password is in a file ordered by hash: about thirty reads in the largest one."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as stream:
        low, high = 0, stream.seek(0, 2)
        while low < high:
            middle = (low + high) // 2
            stream.seek(max(0, middle - 1))
            if middle:
                stream.readline()
            start, line = stream.tell(), stream.readline()
            found = line[:40].upper()
            if found == wanted:
                return True
            if line and found < wanted:
                low = start + len(line)
            else:
                high = middle
    return False
