"""Writes `content/figures/*.csv`: figures of full official files for the codes that have plain-language text.

    python scripts/make_starter.py --from DIR [--codes FILE] [--out content/figures]

RVU rows of every modifier, CLFS rates, MUE of all settings, PTP edits with both codes in the list, GPCI whole. One csv an
official file; a second file of the same release (text beside csv) adds nothing and is left out, as is a release with
fewer rows than a whole one has.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from superbill.kb.discover import sources
from superbill.kb.files import walk
from superbill.sources.base import Edition, Part, Source, SourceFile
from superbill.sources.starter_figures import FORMAT, MARK, ROW, TABLES

ROOT = Path(__file__).resolve().parents[1]
CODE_COLUMNS = {
    "mpfs_rvu": ("hcpcs",),
    "clfs_rate": ("hcpcs",),
    "mue": ("hcpcs",),
    "ptp": ("column1", "column2"),
    "gpci": (),
}
RECONSTRUCTED = "taken from a reconstruction of the official file: row numbers and digest are its own"
REWORDED = "the wording of rationales is the reconstruction's own"

Row = tuple[object, ...]
Key = tuple[str, str, str]
"""Source, series, edition."""


@dataclass
class Excerpt:
    """The wanted rows of one official file."""

    source: Source
    edition: Edition
    table: str
    columns: tuple[str, ...]
    file: SourceFile
    rows: list[Row] = field(default_factory=list)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="folders", type=Path, action="append", required=True, metavar="DIR")
    parser.add_argument(
        "--codes", type=Path, help="a file with one code a line (default: the names of content/cpt/*.toml)"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "content" / "figures")
    options = parser.parse_args()
    codes = _codes(options.codes)
    excerpts, counts = _read(options.folders, codes)
    options.out.mkdir(parents=True, exist_ok=True)
    for old in options.out.glob("*.csv"):
        old.unlink()
    for excerpt in excerpts:
        series, floors = excerpt.edition.series, excerpt.source.floors
        floor = floors.get(f"{excerpt.table}:{series}", floors.get(excerpt.table, 0))
        if counts[_key(excerpt.source, excerpt.edition)] < floor:
            print(f"left out: {excerpt.file.name} is of a release that is not whole", file=sys.stderr)
        elif excerpt.rows:
            path = options.out / _file_name(excerpt)
            _write(path, excerpt)
            print(f"{path.stat().st_size:9,d} bytes  {len(excerpt.rows):6,d} rows  {path.name}")


def _codes(path: Path | None) -> frozenset[str]:
    if path is not None:
        return frozenset(path.read_text(encoding="utf-8").split())
    return frozenset(file.stem for file in (ROOT / "content" / "cpt").glob("*.toml"))


def _read(folders: list[Path], codes: frozenset[str]) -> tuple[list[Excerpt], dict[Key, int]]:
    excerpts: list[Excerpt] = []
    counts: dict[Key, int] = {}
    seen: dict[Key, set[Row]] = {}
    for source, file in _official_files(folders):
        for part in source.parse(file):
            key = _key(source, part.edition)
            excerpt = Excerpt(source, part.edition, part.table.name, part.table.row._fields, file)  # type: ignore[attr-defined]
            counts[key] = counts.get(key, 0) + _pick(part, codes, excerpt, seen.setdefault(key, set()))
            excerpts.append(excerpt)
    return excerpts, counts


def _official_files(folders: list[Path]) -> Iterator[tuple[Source, SourceFile]]:
    for folder in folders:
        for file in walk(folder):
            for source_id in TABLES:
                if sources()[source_id].recognises(file):
                    yield sources()[source_id], file


def _pick(part: Part, codes: frozenset[str], excerpt: Excerpt, seen: set[Row]) -> int:
    """Collects the wanted rows that no earlier file of the release had; counts all rows."""
    places = [excerpt.columns.index(name) for name in CODE_COLUMNS[part.table.name]]
    count = 0
    for row in part.rows:
        count += 1
        if all(row[place] in codes for place in places) and row[:-1] not in seen:
            seen.add(row[:-1])
            excerpt.rows.append(row)
    return count


def _key(source: Source, edition: Edition) -> Key:
    return source.id, edition.series, edition.name


def _file_name(excerpt: Excerpt) -> str:
    parts = [excerpt.source.id, excerpt.edition.series, excerpt.edition.name]
    piece = re.search(r"-f(\d+)", excerpt.file.name) if excerpt.table == "ptp" else None
    parts += [f"f{piece[1]}"] if piece is not None else []
    return "-".join(re.sub(r"[^a-z0-9.]+", "-", part.lower()) for part in parts if part) + ".csv"


def _write(path: Path, excerpt: Excerpt) -> None:
    edition, name = excerpt.edition, PurePosixPath(excerpt.file.name).name
    stated = {
        MARK: FORMAT,
        "source": excerpt.source.id,
        "series": edition.series,
        "edition": edition.name,
        "start": str(edition.period.start),
        "end": str(edition.period.end),
        "published": str(edition.published) if edition.published else None,
        "complete": excerpt.table == "gpci",
        "table": excerpt.table,
        "file": name,
        "sha256": excerpt.file.sha256(),
        "notes": [*edition.notes, *_reservations(excerpt.table, name)],
    }
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(f"# {json.dumps(stated)}\n")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*excerpt.columns, ROW])
        writer.writerows(["" if cell is None else cell for cell in row] for row in excerpt.rows)


def _reservations(table: str, name: str) -> list[str]:
    if ".RECON." not in name:
        return []
    return [RECONSTRUCTED, REWORDED] if table == "mue" else [RECONSTRUCTED]


if __name__ == "__main__":
    main()
