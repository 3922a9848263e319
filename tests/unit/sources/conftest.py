"""Files for parsers, held in memory: official fixtures, whole or damaged."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from superbill.errors import BadInput
from superbill.kb.files import DiskFile, walk
from superbill.sources.base import Part, Source


class Bench:
    """Fixtures as bytes, bytes as files, files as rows."""

    def __init__(self, fixtures: Path) -> None:
        self.fixtures = fixtures

    def content(self, source: Source, name: str) -> bytes:
        """A fixture of that source."""
        return (self.fixtures / source.id / name).read_bytes()

    def file(self, name: str, content: bytes, *beside: DiskFile) -> DiskFile:
        """A file of that content; `beside` are its siblings."""

        def folder(sibling: str) -> DiskFile:
            for file in beside:
                if file.name == sibling:
                    return file
            raise BadInput(f"names {sibling}, which is not beside it", file=name)

        return DiskFile(name, lambda: io.BytesIO(content), len(content), folder, limited=False)

    def part(self, source: Source, name: str, content: bytes, *beside: DiskFile) -> Part:
        """The one part of a file, which its source must recognise."""
        file = self.file(name, content, *beside)
        assert source.recognises(file)
        (part,) = source.parse(file)
        return part

    def rows(self, source: Source, name: str, content: bytes, *beside: DiskFile) -> list[tuple[object, ...]]:
        """All rows of a file, recognised or not."""
        return [row for part in source.parse(self.file(name, content, *beside)) for row in part.rows]

    def recognised(self, source: Source) -> set[str]:
        """Every fixture, of whatever source, that this one takes for its own."""
        return {file.name for file in walk(self.fixtures) if source.recognises(file)}


@pytest.fixture
def bench(fixtures: Path) -> Bench:
    """See `Bench`."""
    return Bench(fixtures)
