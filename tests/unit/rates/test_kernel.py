"""The compiled reader by itself."""

from __future__ import annotations

import hashlib
from pathlib import Path

import superbill.rates.tic.kernel as kernel
from superbill.rates.tic.kernel.calls import BUILT_FROM
from superbill.rates.tic.memo import TextMemo


def test_the_kept_machine_code_is_of_these_modules() -> None:
    """Compiled code is kept by the date of `calls.py`: it must change when what it is built from changes."""
    folder = Path(kernel.__file__).parent
    parts = [path for path in sorted(folder.glob("*.py")) if path.name != "calls.py"]
    parts += [folder.parent / "control.py", folder.parent / "native.py"]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()[:16]
    assert digest == BUILT_FROM, f'kernel/calls.py: BUILT_FROM = "{digest}"'


def test_a_memo_numbers_texts_and_says_when_it_is_full() -> None:
    """Texts of all lengths; the same text has the same number."""
    memo = TextMemo(most_texts=64, most_bytes=4096)
    texts = [bytes([65 + n % 7]) * n for n in range(60)]
    assert [memo.number(text) for text in texts] == list(range(60))
    assert [memo.number(text) for text in reversed(texts)] == list(range(59, -1, -1))
    assert [memo.text(n) for n in range(60)] == texts
    assert [memo.number(b"new%d" % n) for n in range(6)] == [60, 61, 62, 63, -2, -2]
    memo.clear()
    assert (len(memo), memo.number(b"again")) == (0, 0)
