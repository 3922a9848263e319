"""Which release an ICD-10 file belongs to. The files state a fiscal year at most; only their names, or the name of the
archive around them, tell the April update from the October list. An edition says in its notes what it was told by."""

from __future__ import annotations

import re
from datetime import date

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.base import Edition, SourceFile
from superbill.sources.release_names import year_in_name

_APRIL = re.compile(r"april(?:[-_ ]*1)?[-_ ]+(20\d\d)|april", re.IGNORECASE)


def stated_edition(file: SourceFile, version: str, line: int) -> Edition:
    """The edition of a file that states its year on `line`. Raises `BadInput` for no year, and for a name of another."""
    if not re.fullmatch(r"20\d\d", version):
        raise BadInput(f"version {version!r} is no year", file=file.name, line=line)
    april = _APRIL.search(file.name)
    if april is not None and april[1] not in (None, version):
        raise BadInput(
            f"its name says April {april[1]}, its version {version}",
            file=file.name,
            line=line,
            hint="One of the two is wrong. Download it again.",
        )
    told = "calls it an April update" if april else "does not call it an April update"
    return _edition(int(version), april is not None, f"The file states only the year {version}; its name {told}")


def named_edition(file: SourceFile) -> Edition:
    """The edition of a file whose content holds neither year nor date: the one year in its own name.

    Nothing in the file can confirm it. Raises `BadInput` where the name states no year, or two.
    """
    year = year_in_name(file)
    if year is None:
        raise BadInput(
            "its name does not state one year, and nothing in the file does",
            file=file.name,
            hint="Give it the name under which it was published, such as icd10cm-order-2026.txt.",
        )
    april = _APRIL.search(file.name)
    if april is not None and april[1] not in (None, str(year)):
        raise BadInput(f"is named both for April {april[1]} and for {year}", file=file.name)
    return _edition(year, april is not None, "The file holds no year; its release is known from its name only")


def _edition(year: int, april: bool, note: str) -> Edition:
    if april:
        return Edition(f"April {year}", Period(date(year, 4, 1), date(year, 9, 30)), notes=(note,))
    return Edition(f"FY{year}", Period(date(year - 1, 10, 1), date(year, 9, 30)), notes=(note,))
