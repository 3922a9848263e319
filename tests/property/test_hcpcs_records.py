"""The HCPCS record file against a slow oracle: any records, written by the official layout, come back as they were."""

from __future__ import annotations

import string
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from superbill.kb.files import DiskFile, walk
from superbill.sources.cms_hcpcs import FIELDS, SOURCE, HcpcsDetail, fixed_width_lines, records

WORD = st.text(string.ascii_lowercase + string.digits + "/-(),;.", min_size=1, max_size=12)
PIECE = st.lists(WORD, min_size=1, max_size=6).map(" ".join)
DAY = st.dates().filter(lambda day: day.year >= 1000).map(lambda day: day.strftime("%Y%m%d"))
NUMBERED = {
    "HCPCS": (st.from_regex(r"[A-CE-V][0-9]{4}", fullmatch=True), "3", "4"),
    "modifier": (st.from_regex(r"[A-Z][0-9A-Z]", fullmatch=True), "7", "8"),
}


@st.composite
def cells(draw: st.DrawFn, name: str) -> str:
    """The blank-joined cells of one field."""
    _, length, occurs = FIELDS[name]
    if length == 8 and occurs == 1:
        return draw(st.just("") | DAY)
    if name == "anesthesia_base_units":
        return draw(st.just("") | st.integers(0, 999).map(str))
    one = st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=length)
    return " ".join(draw(st.lists(one, max_size=occurs)))


@st.composite
def record(draw: st.DrawFn) -> dict[str, object]:
    """A code with its pieces of text and the cells of its first line."""
    code, first, following = NUMBERED[draw(st.sampled_from(sorted(NUMBERED)))]
    names = [name for name in FIELDS if name not in ("code", "seq", "record_id", "long_description")]
    return {
        "code": draw(code),
        "kinds": (first, following),
        "pieces": draw(st.lists(PIECE.filter(lambda piece: len(piece) <= 80), min_size=1, max_size=4)),
        "cells": {name: draw(cells(name)) for name in names},
    }


def write(found: dict[str, object]) -> list[str]:
    """The lines of a record, character by character."""
    texts = []
    pieces, kinds, values = found["pieces"], found["kinds"], found["cells"]
    assert isinstance(pieces, list) and isinstance(kinds, tuple) and isinstance(values, dict)
    for number, piece in enumerate(pieces):
        line = [" "] * 320
        head = {"code": str(found["code"]).rjust(5), "seq": f"{number + 1:03d}00", "record_id": kinds[number > 0]}
        for name, value in (head | {"long_description": piece} | (values if number == 0 else {})).items():
            begin, length, occurs = FIELDS[name]
            parts = value.split(" ") if occurs > 1 else [value]
            for place, part in enumerate(parts):
                for offset, character in enumerate(part):
                    line[begin - 1 + place * length + offset] = character
        texts.append("".join(line))
    return texts


def join(pieces: list[str]) -> str:
    """The description, the slow way."""
    text = pieces[0]
    for piece in pieces[1:]:
        within_a_word = len(text) > 1 and text[-1] == "/" and text[-2].isalnum()
        text = text + piece if within_a_word else text + " " + piece
    return text


def stored(folder: Path, texts: list[str]) -> DiskFile:
    path = folder / "records.txt"
    path.write_bytes(b"***Disclaimers\xa0\t\r\n\r\n" + "".join(f"{text}\r\n" for text in texts).encode())
    return next(walk(path))


@settings(deadline=None)
@given(found=st.lists(record(), min_size=1, max_size=5))
def test_records_come_back_as_they_were(tmp_path_factory, found) -> None:  # type: ignore[no-untyped-def]
    file = stored(tmp_path_factory.mktemp("records"), [line for one in found for line in write(one)])
    read, passed_over = records(file, fixed_width_lines(file))
    assert passed_over == 0
    assert [(one.cells["code"], one.long) for one in read] == [(one["code"], join(one["pieces"])) for one in found]
    assert [
        {name: one.cells[name] for name in one.cells if name in other["cells"]}
        for one, other in zip(read, found, strict=True)
    ] == [one["cells"] for one in found]


@settings(deadline=None)
@given(one=record().filter(lambda one: one["cells"]["action_effective"]))
def test_rows_hold_every_cell(tmp_path_factory, one) -> None:  # type: ignore[no-untyped-def]
    concept, detail = (
        next(iter(part.rows)) for part in SOURCE.parse(stored(tmp_path_factory.mktemp("one"), write(one)))
    )
    values = HcpcsDetail(*detail[:-1])._asdict()
    said = {name: str(value) for name, value in values.items() if value is not None and name in one["cells"]}
    dates = {"code_added": concept[6], "termination": concept[7]}
    said |= {name: str(value) for name, value in dates.items() if value is not None}
    said |= {"short_description": concept[4] or "", "action_code": concept[8] or ""}
    assert {name: text for name, text in said.items() if text} == {
        name: text for name, text in one["cells"].items() if text
    }
