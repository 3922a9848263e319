"""Passing over a value of any size without holding it."""

from __future__ import annotations

import numpy as np

from superbill.rates.reading.window import Window
from superbill.rates.tic.control import DONE
from superbill.rates.tic.kernel.calls import skip


def skip_value(window: Window, depth: int = 0) -> int:
    """Moves the window behind the value at which it stands (`depth` brackets in already); gives its size as far as it goes."""
    words = np.array([0, depth, 0, 0, int(depth > 0)], np.int64)
    start = window.offset
    while True:
        window.pos = int(skip(window.base, window.pos, window.stop, words.ctypes.data))
        if words[0] == DONE or window.more() is None:
            return window.offset - start
