"""The visible text of a file: one contiguous stretch of memory that moves forward block by block."""

from __future__ import annotations

import numpy as np

from superbill.rates.reading.stream import SLACK, Block, Blocks

BLANK = b" \t\r\n"


class Window:
    """Bytes `pos` to `stop` of `buffer` are unread. `base` is the address of the buffer's first byte for compiled code.

    `origin` is the offset in the unpacked file of the buffer's first byte, so `origin + pos` is where the reader stands.
    """

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self.buffer = np.zeros(SLACK, np.uint8)
        self._from_blocks = False
        self.pos = self.stop = self.origin = 0
        self.at_end = False

    @property
    def base(self) -> int:
        """Address of the buffer's first byte."""
        return int(self.buffer.ctypes.data)

    @property
    def offset(self) -> int:
        """Where the reader stands in the unpacked file."""
        return self.origin + self.pos

    @property
    def room(self) -> int:
        """Most bytes that can be kept visible when the window moves on."""
        return self._blocks.margin

    def more(self, keep: int | None = None) -> int | None:
        """Makes the next block visible behind the bytes from `keep` (default: the unread ones).

        Gives how far every offset into the buffer has moved; None when the file has ended. `keep` must leave no more than
        `room` bytes.
        """
        keep = self.pos if keep is None else keep
        block = None if self.at_end else self._blocks.take()
        if block is None:
            self.at_end = True
            return None
        return self._move(block, keep)

    def _move(self, block: Block, keep: int) -> int:
        kept = self.stop - keep
        start = block.start - kept
        block.buffer[start : block.start] = self.buffer[keep : self.stop]
        if self._from_blocks:
            self._blocks.give_back(self.buffer)
        shift = start - keep
        self.buffer, self._from_blocks = block.buffer, True
        self.pos += shift
        self.stop = block.stop
        self.origin -= shift
        return shift

    def text(self, start: int, stop: int) -> bytes:
        """Visible bytes."""
        return self.buffer[start:stop].tobytes()

    def peek(self) -> int:
        """The next byte that is no blank, -1 at the end of the file."""
        while True:
            while self.pos < self.stop:
                byte = int(self.buffer[self.pos])
                if byte not in BLANK:
                    return byte
                self.pos += 1
            if self.more() is None:
                return -1
