"""What there is to do, as it comes in: kept packed, counted by payer, handed out by money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from superbill.remits.amounts import ZERO
from superbill.remits.answer import WORK, Total, WorkItem
from superbill.remits.packed import Arranged, Packed


class WorkList:
    """`count` and `usd` are of the items that are money to get."""

    def __init__(self) -> None:
        self.count = 0
        self.usd = ZERO
        self._items: Packed[WorkItem] = Packed()
        self._keys: list[tuple[bool, Decimal, str, int]] = []
        self._counts: Counter[tuple[str, str]] = Counter()
        self._usd: dict[tuple[str, str], Decimal] = {}

    def add(self, item: WorkItem, payer: str = "") -> None:
        """One thing to do about a claim of `payer`."""
        self._items.append(item)
        self._keys.append((item.kind not in WORK, -item.usd, item.claim, item.line))
        if item.kind in WORK:
            key = (payer, item.kind.value)
            self.count += 1
            self.usd += item.usd
            self._counts[key] += 1
            self._usd[key] = self._usd.get(key, ZERO) + item.usd

    def in_order(self) -> Sequence[WorkItem]:
        """Money to get before what is for looking at, most money first."""
        return Arranged(self._items, sorted(range(len(self._keys)), key=self._keys.__getitem__))

    def by_payer(self) -> tuple[Total, ...]:
        """Money to get by payer and kind."""
        rows = (Total(key, count, self._usd[key]) for key, count in self._counts.items())
        return tuple(sorted(rows, key=lambda row: (-row.usd, row.key)))
