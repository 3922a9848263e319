"""The term dictionary in memory: flat arrays that load in a fraction of a second.

A *set* is a set of stems, rarest first, that some terms share; its *entries* are the codes they lead to. Sets are ordered
by their rarest and second rarest stem, so that the sets to try for a stem stand together.
"""

from __future__ import annotations

import json
import os
import re
import struct
import tempfile
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from math import log
from pathlib import Path

from superbill.casecode.marks import marks_of
from superbill.casecode.phrases import OTHER, UNSPECIFIED
from superbill.casecode.terms import CodeText, Kind, Term
from superbill.casecode.words import folded, words_of
from superbill.errors import WrongFormat

FORMAT = 1
"""Raised when a file of an older version can no longer be read, or would give other matches."""

READABLE = 0o644
"""Like the knowledge base beside it: whoever serves it may be another user than who built it."""
_MAGIC = b"SBNOTES\x00"
_ARRAYS = (
    "set_at",
    "set_stems",
    "entry_at",
    "entry_code",
    "entry_kind",
    "entry_marks",
    "text_at",
    "text_stems",
    "frequency",
    "code_marks",
    "described",
    "described_code",
)
_BYTES = frozenset(("entry_kind", "entry_marks", "code_marks"))
_NOT_TEXT = re.compile(r"[^a-z0-9]+")


class Dictionary:
    """Stems, sets and codes. `code_list` is in order, so that the codes below a heading follow it."""

    def __init__(
        self, stems: Sequence[str], codes: Sequence[str], billable: bytes, arrays: dict[str, array[int]]
    ) -> None:
        self.stems = stems
        self.codes = codes
        self.billable = billable
        self.arrays = arrays
        self.stem_ids = {stem: number for number, stem in enumerate(stems)}
        self.set_at, self.set_stems = arrays["set_at"], arrays["set_stems"]
        self.entry_at, self.entry_code = arrays["entry_at"], arrays["entry_code"]
        self.entry_kind, self.entry_marks = arrays["entry_kind"], arrays["entry_marks"]
        self.text_at, self.text_stems = arrays["text_at"], arrays["text_stems"]
        total = max(1, len(codes))
        self.weights = [log(1 + total / (1 + count)) for count in arrays["frequency"]]
        self.groups = self._group()

    def _group(self) -> dict[int, dict[int, tuple[int, int]]]:
        """Rarest stem to second rarest (-1 for none) to the range of sets."""
        groups: dict[int, dict[int, tuple[int, int]]] = {}
        stems, at = self.set_stems, self.set_at
        for number in range(len(at) - 1):
            start = at[number]
            second = stems[start + 1] if at[number + 1] - start > 1 else -1
            inner = groups.setdefault(stems[start], {})
            first = inner[second][0] if second in inner else number
            inner[second] = (first, number + 1)
        return groups

    def stems_in(self, number: int) -> array[int]:
        """The stems of a set, rarest first."""
        return self.set_stems[self.set_at[number] : self.set_at[number + 1]]

    def entries(self, number: int) -> range:
        """The entries of a set."""
        return range(self.entry_at[number], self.entry_at[number + 1])

    def text_of(self, code: int) -> frozenset[int]:
        """The stems of a code's description."""
        return frozenset(self.text_stems[self.text_at[code] : self.text_at[code + 1]])

    def place(self, code: str) -> int | None:
        """The number of a code."""
        at = bisect_left(self.codes, code)
        return at if at < len(self.codes) and self.codes[at] == code else None

    def described(self, text: str) -> int | None:
        """The number of the complete code whose official description a text is; None for none."""
        key, marks = text_mark(text), self.arrays["described"]
        at = bisect_left(marks, key)
        return self.arrays["described_code"][at] if at < len(marks) and marks[at] == key else None

    def below(self, code: int) -> range:
        """The numbers of the codes under a heading, itself left out."""
        text = self.codes[code]
        end = bisect_left(self.codes, text + "~", code)
        return range(code + 1, end)

    def save(self, path: Path) -> None:
        """Write the file beside its place, then move it there: readers see the old or the new one."""
        blobs = ["\n".join(self.stems).encode(), "\n".join(self.codes).encode(), self.billable]
        blobs += [self.arrays[name].tobytes() for name in _ARRAYS]
        head = json.dumps({"format": FORMAT, "sizes": [len(blob) for blob in blobs]}).encode()
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(_MAGIC + struct.pack("<I", len(head)) + head)
            for blob in blobs:
                file.write(blob)
        Path(name).chmod(READABLE)
        Path(name).replace(path)

    @classmethod
    def load(cls, path: Path) -> Dictionary:
        """Read a file. Raises `WrongFormat` for one of another version or a cut-off one."""
        content = memoryview(path.read_bytes())
        if bytes(content[:8]) != _MAGIC:
            raise WrongFormat(f"{path} is no term dictionary.", hint="Delete it: it is made again at the next use.")
        size = struct.unpack("<I", content[8:12])[0] if len(content) >= 12 else 0
        try:
            head = json.loads(bytes(content[12 : 12 + size]))
        except ValueError:
            head = {"format": 0, "sizes": []}
        if head["format"] != FORMAT or 12 + size + sum(head["sizes"]) != len(content):
            raise WrongFormat(f"{path} is of another version.", hint="Delete it: it is made again at the next use.")
        blobs, at = [], 12 + size
        for length in head["sizes"]:
            blobs.append(content[at : at + length])
            at += length
        arrays = {}
        for name, blob in zip(_ARRAYS, blobs[3:], strict=True):
            arrays[name] = array(_type(name))
            arrays[name].frombytes(blob)
        return cls(bytes(blobs[0]).decode().split("\n"), bytes(blobs[1]).decode().split("\n"), bytes(blobs[2]), arrays)


def compile_dictionary(codes: Sequence[CodeText], terms: Iterable[Term]) -> Dictionary:
    """Put terms into arrays. The order of the terms does not matter: equal input gives equal bytes."""
    numbers = {line.code: number for number, line in enumerate(codes)}
    sets: dict[tuple[str, ...], dict[int, tuple[int, int]]] = {}
    for term in terms:
        entries = sets.setdefault(tuple(sorted(term.reading.stems)), {})
        found = (int(term.kind), term.reading.marks)
        number = numbers[term.code]
        entries[number] = min(found, entries.get(number, found), key=_trust)
    frequency = Counter(stem for stems in sets for stem in stems)
    texts = [tuple(dict.fromkeys(w.stem for w in words_of(line.text) if w.stem)) for line in codes]
    vocabulary = sorted(set(frequency) | {stem for text in texts for stem in text})
    ids = {stem: number for number, stem in enumerate(vocabulary)}
    order = [frequency.get(stem, 0) for stem in vocabulary]
    rows = sorted(
        (tuple(sorted((ids[stem] for stem in stems), key=lambda s: (order[s], s))), entries)
        for stems, entries in sets.items()
    )
    arrays = {name: array(_type(name)) for name in _ARRAYS}
    arrays["frequency"].extend(order)
    for stems, entries in rows:
        arrays["set_at"].append(len(arrays["set_stems"]))
        arrays["set_stems"].extend(stems)
        arrays["entry_at"].append(len(arrays["entry_code"]))
        for number, (kind, marks) in sorted(entries.items(), key=lambda e: (_trust(e[1]), len(codes[e[0]].code), e[0])):
            arrays["entry_code"].append(number)
            arrays["entry_kind"].append(kind)
            arrays["entry_marks"].append(marks)
    arrays["set_at"].append(len(arrays["set_stems"]))
    arrays["entry_at"].append(len(arrays["entry_code"]))
    arrays["code_marks"].extend(int(marks_of(line.text)) for line in codes)
    for text in texts:
        arrays["text_at"].append(len(arrays["text_stems"]))
        arrays["text_stems"].extend(ids[stem] for stem in text)
    arrays["text_at"].append(len(arrays["text_stems"]))
    for key, number in sorted(_described(codes).items()):
        arrays["described"].append(key)
        arrays["described_code"].append(number)
    billable = bytes(int(line.billable) for line in codes)
    return Dictionary(vocabulary, [line.code for line in codes], billable, arrays)


def _described(codes: Sequence[CodeText]) -> dict[int, int]:
    """The mark of each description to its code; a complete code goes before a heading of the same words."""
    found: dict[int, int] = {}
    for number, line in enumerate(codes):
        key = text_mark(line.text)
        if key not in found or (line.billable and not codes[found[key]].billable):
            found[key] = number
    return found


def text_mark(text: str) -> int:
    """A number for the letters and digits of a text, the same for `Crohn's disease.` and `crohns disease`."""
    letters = _NOT_TEXT.sub("", folded(text))
    return int.from_bytes(blake2b(letters.encode(), digest_size=8).digest(), "big", signed=True)


def _type(name: str) -> str:
    return "B" if name in _BYTES else "q" if name == "described" else "i"


def _trust(entry: tuple[int, int]) -> tuple[int, int, int]:
    """What is chosen first among the codes of a set: by kind, but plain and `unspecified` texts before `other` ones."""
    kind, marks = entry
    other = bool(marks & OTHER) and kind not in (Kind.LEXICON, Kind.INDEX)
    later = bool(marks & OTHER) and kind == Kind.LEXICON  # the second choice of an entry
    return (int(other), kind, 2 if later else 0 if marks & UNSPECIFIED else 1)
