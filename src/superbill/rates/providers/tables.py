"""Large CSV files as batches of chosen columns: plain, gzip, or the one member of a zip that is meant."""

from __future__ import annotations

import gzip
import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, cast

import pyarrow as pa
from pyarrow import csv

from superbill.errors import BadInput
from superbill.rates.reading.inputs import ZIP_MAGIC
from superbill.rates.reading.stream import GZIP_MAGIC

BLOCK = 16 << 20
MOST_HEADING = 1 << 16


class CsvTable:
    """One CSV with a heading row. `headings` are as they stand there."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream = stream
        self.name = name
        try:
            heading = stream.readline(MOST_HEADING)
        except (EOFError, OSError, zlib.error) as error:
            raise BadInput(f"cannot be read: {error}", file=name, hint="Download it again.") from error
        self.headings = _headings(heading, name)

    def batches(self, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """The columns, all as text. Raises `BadInput` for a row of another width and for a file that is cut."""
        places = [self.headings.index(name) for name in columns]
        names = [f"c{number}" for number in range(len(self.headings))]
        convert = csv.ConvertOptions(
            include_columns=[names[place] for place in places],
            column_types={names[place]: pa.string() for place in places},
            strings_can_be_null=False,
        )
        read = csv.ReadOptions(column_names=names, block_size=BLOCK, use_threads=False)
        parse = csv.ParseOptions(newlines_in_values=True)
        try:
            with csv.open_csv(self._stream, read_options=read, parse_options=parse, convert_options=convert) as reader:
                for batch in reader:
                    yield pa.RecordBatch.from_arrays(batch.columns, names=columns)
        except pa.ArrowInvalid as error:
            if "Empty CSV" in str(error):
                return
            raise BadInput(" ".join(str(error).split())[:200], file=self.name) from error
        except (EOFError, OSError, zlib.error, zipfile.BadZipFile) as error:
            raise BadInput(f"cannot be read to its end: {error}", file=self.name, hint="Download it again.") from error


def _headings(line: bytes, name: str) -> list[str]:
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("the heading row is no text", file=name, line=1) from error
    return [cell.strip().strip('"').strip() for cell in re.split(r",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", text.strip())]


@contextmanager
def csv_table(path: Path, member: str) -> Iterator[CsvTable]:
    """Opens a file; of a zip the one member whose name matches `member`. Raises `BadInput`."""
    with ExitStack() as closing:
        try:
            stream, name = _open(path, member, closing)
        except (OSError, zipfile.BadZipFile) as error:
            raise BadInput(f"cannot be opened: {error}", file=str(path)) from error
        yield CsvTable(stream, name)


def _open(path: Path, member: str, closing: ExitStack) -> tuple[IO[bytes], str]:
    raw = closing.enter_context(path.open("rb"))
    head = raw.read(4)
    raw.seek(0)
    if head == ZIP_MAGIC:
        archive = closing.enter_context(zipfile.ZipFile(raw))
        found = [one for one in archive.namelist() if re.fullmatch(member, Path(one).name, re.IGNORECASE)]
        if len(found) != 1:
            raise BadInput(f"{len(found)} files in the zip have a name like {member}", file=str(path))
        return closing.enter_context(archive.open(found[0])), f"{path.name}/{found[0]}"
    if head[:2] == GZIP_MAGIC:
        return cast(IO[bytes], closing.enter_context(gzip.GzipFile(fileobj=raw))), path.name
    return raw, path.name


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
