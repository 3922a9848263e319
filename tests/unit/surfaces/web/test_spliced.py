"""Pages compressed in pieces are gzip files like others."""

from __future__ import annotations

import gzip

from hypothesis import given
from hypothesis import strategies as st

from superbill.surfaces.web.spliced import Spliced


@given(st.lists(st.text(max_size=400), min_size=1, max_size=4), st.text(max_size=200))
def test_what_goes_in_comes_out(pieces: list[str], words: str) -> None:
    gaps = [f"{words}{number}" for number in range(len(pieces) - 1)]
    whole = "".join(piece + gap for piece, gap in zip(pieces, [*gaps, ""], strict=True)).encode()
    made = Spliced(pieces)
    assert gzip.decompress(made.gzip(gaps)) == whole == made.plain(gaps)


def test_large_pieces_and_large_gaps() -> None:
    pieces, gap = ["abc" * 100_000, "", "xyz" * 70_000], "é" * 100_000
    made = Spliced(pieces)
    assert gzip.decompress(made.gzip([gap, ""])).decode() == pieces[0] + gap + pieces[2]
    assert made.size < 10_000
