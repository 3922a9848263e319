"""The segment reader: numbers, offsets, terminators, and files that are not what they should be."""

from __future__ import annotations

import io

import pytest

from superbill.claims.x12.segments import BROKEN, LONGEST, Segment, SegmentReader, text_of

ISA = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260601*1200*^*00501*000000001*0*T*:~"
BODY = "GS*HC*A*B~ST*837*1~NTE*ADD*LISA ISABEL~IEA*1*000000001~"


def segments(text: str, block: int = 1 << 16) -> list[Segment]:
    return list(SegmentReader(io.BytesIO(text.encode("utf-8")), block))


@pytest.mark.parametrize("block", [1, 7, 107, 1 << 16])
def test_numbers_and_offsets_whatever_the_block(block: int) -> None:
    found = segments(ISA + BODY, block)
    assert [(elements[0], number, offset) for elements, number, offset in found] == [
        ("ISA", 1, 0),
        ("GS", 2, 106),
        ("ST", 3, 116),
        ("NTE", 4, 125),
        ("IEA", 5, 145),
    ]
    assert found[3][0] == ["NTE", "ADD", "LISA ISABEL"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n  "], ids=["lf", "crlf", "blank lines"])
def test_line_ends_after_terminators_shift_offsets_only(end: str) -> None:
    text = (ISA + BODY).replace("~", f"~{end}")
    found = segments(text)
    assert [one[0] for one in found] == [one[0] for one in segments(ISA + BODY)]
    assert all(text[offset:].startswith(elements[0]) for elements, _, offset in found)


def test_a_file_broken_into_lines_of_80_columns_reads_the_same() -> None:
    text = ISA + BODY
    folded = ISA + "\r\n".join(BODY[at : at + 8] for at in range(0, len(BODY), 8))
    assert [one[0] for one in segments(folded)] == [one[0] for one in segments(text)]


@pytest.mark.parametrize("terminator", ["\n", "\r", "'", "\x1c"], ids=["newline", "return", "quote", "control"])
def test_any_terminator(terminator: str) -> None:
    assert len(segments((ISA + BODY).replace("~", terminator))) == 5


@pytest.mark.parametrize("block", [1, 50, 1 << 16])
def test_each_interchange_brings_its_own_separators(block: int) -> None:
    other = (ISA + BODY).replace("*", "|").replace("~", "!").replace(":", ">")
    found = segments(ISA + BODY + "\r\n" + other, block)
    assert [one[0][0] for one in found] == ["ISA", "GS", "ST", "NTE", "IEA"] * 2
    assert found[5][0][16] == ">"
    assert found[5][1:] == (6, len(ISA + BODY) + 2)


def test_a_byte_order_mark_counts_in_offsets() -> None:
    assert [one[1:] for one in segments("\ufeff" + ISA + BODY)][:2] == [(1, 3), (2, 109)]


def test_a_header_without_its_padding() -> None:
    short = ISA.replace("          ", "").replace("         ", "").replace("       ", "")
    assert segments(short + BODY)[1] == (["GS", "HC", "A", "B"], 2, len(short))


def test_a_trailer_may_lack_its_terminator() -> None:
    assert segments((ISA + BODY)[:-1])[-1][0] == ["IEA", "1", "000000001"]


def test_a_cut_segment_is_named() -> None:
    *_, last = segments(ISA + "GS*HC*A*B~ST*837*1~CLM*77*1")
    assert last == ([BROKEN, "end of file", "the file ends inside a segment", "1"], 4, 125)


def test_a_lost_terminator_goes_on_at_the_next_interchange_and_counts_claims() -> None:
    lost = ISA + "GS*HC*A*B~" + ("CLM*1*5|SV1*X|" * (LONGEST // 10)) + "\n"
    found = segments(lost + ISA + BODY, 4096)
    broken = found[2]
    assert broken[0][0] == BROKEN
    assert int(broken[0][3]) == LONGEST // 10
    assert [one[0][0] for one in found[3:]] == ["ISA", "GS", "ST", "NTE", "IEA"]
    assert found[3][2] == len(lost)


@pytest.mark.parametrize("at", [3, 104, 105], ids=["element separator", "component separator", "terminator"])
def test_a_damaged_header_is_named(at: int) -> None:
    text = ISA[:at] + "X" + ISA[at + 1 :] + "GS*HC~ST*837*1~CLM*1*5~CLM*2*5~"
    assert segments(text)[0] == (
        [BROKEN, "ISA", "the interchange header is damaged, and with it the separators", "2"],
        1,
        0,
    )


def test_memory_holds_a_block_and_a_segment() -> None:
    reader = SegmentReader(io.BytesIO((ISA + "NTE*ADD*X~" * 50_000).encode()), 1024)
    longest = max(len(reader._text) for _ in reader)
    assert longest < 4096


@pytest.mark.parametrize(
    ("raw", "shown"), [(b"PLAIN", "PLAIN"), ("JOS\u00c9".encode(), "JOS\u00c9"), (b"JOS\xc9", "JOS\u00c9")], ids=str
)
def test_texts_in_utf8_and_latin1(raw: bytes, shown: str) -> None:
    assert text_of(raw.decode("latin-1")) == shown
