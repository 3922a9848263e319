"""National Drug Codes as the eleven digits that claims carry.

The FDA prints ten digits as 4-4-2, 5-3-2 or 5-4-1 (21 CFR 207.33). HIPAA claims want eleven without hyphens (5-4-2): the
part that is one digit short takes a leading zero. Ten digits without hyphens do not tell which part that is.
"""

from __future__ import annotations

import re

from superbill.errors import UsageError

_HYPHENATED = re.compile(r"([0-9]{4,5})-([0-9]{3,4})-([0-9]{1,2})")
_PREFIX = re.compile(r"^NDC\s*[:#]?\s*", re.IGNORECASE)
_PARTS = (5, 4, 2)
_SHAPES = frozenset({(4, 4, 2), (5, 3, 2), (5, 4, 1), (5, 4, 2)})


def ndc11(text: str) -> str:
    """Eleven digits of an NDC in any of its formats: `50242-060-01`, `50242-0060-01` and `50242006001` are one.

    Raises `UsageError` for text that is no NDC, and for ten digits without hyphens, which can be three of them
    (`ndc11_candidates` gives all three).
    """
    found = ndc11_candidates(text)
    if not found:
        raise UsageError(f"{text!r} is no NDC", hint="An NDC has 10 or 11 digits, such as 50242-060-01 or 50242006001.")
    if len(found) > 1:
        raise UsageError(
            f"{text!r} can be {', '.join(found)}",
            hint="Write it with hyphens, as printed on the package: 50242-060-01.",
        )
    return found[0]


def ndc11_candidates(text: str) -> tuple[str, ...]:
    """Every NDC of eleven digits that the text can mean: one, three for ten digits without hyphens, none for no NDC."""
    cleaned = _PREFIX.sub("", text.strip())
    hyphenated = _HYPHENATED.fullmatch(cleaned)
    if hyphenated is not None:
        parts = hyphenated.groups()
        if tuple(len(part) for part in parts) not in _SHAPES:
            return ()
        return ("".join(part.zfill(width) for part, width in zip(parts, _PARTS, strict=True)),)
    if not cleaned.isascii() or not cleaned.isdigit():
        return ()
    if len(cleaned) == 11:
        return (cleaned,)
    if len(cleaned) != 10:
        return ()
    # Padded as 4-4-2, 5-3-2 and 5-4-1; digits such as 0000000000 give the same one thrice.
    return tuple(dict.fromkeys(f"{cleaned[:place]}0{cleaned[place:]}" for place in (0, 5, 9)))


def hyphenated_ndc(digits: str) -> str:
    """Eleven digits as 5-4-2, for people to read."""
    return f"{digits[:5]}-{digits[5:9]}-{digits[9:]}"
