"""What is wrong with one element of a file, on its way to becoming a `Refused`."""

from __future__ import annotations


class Fault(Exception):
    """A value that cannot be taken. `element` names it (`SV102`, `charge`); `why` never repeats what a file says.

    `level_lost` tells that the segment belongs to another level of the file, so that what follows up to the next level
    cannot be trusted. `segment` is the number and offset of another segment than the one being read.
    """

    def __init__(
        self, element: str, why: str, *, level_lost: bool = False, segment: tuple[int, int] | None = None
    ) -> None:
        super().__init__(element, why)
        self.element = element
        self.why = why
        self.level_lost = level_lost
        self.segment = segment
