"""Takes what the compiled and the plain reader give and hands it to the tables; numbers what needs a number."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from superbill.rates.lake.schema import IN_NETWORK_TABLES
from superbill.rates.lake.writer import FileWriter
from superbill.rates.tic import control as c
from superbill.rates.tic.amounts import EXACT, Amount
from superbill.rates.tic.columns import Column, exact_sum, integers, nullable, rates, sparse_texts, strings
from superbill.rates.tic.counts import Findings
from superbill.rates.tic.items import Item
from superbill.rates.tic.members import Unreadable, read_value
from superbill.rates.tic.slow import Entry, Group, Reference, WholeItem, whole_number
from superbill.rates.tic.state import State
from superbill.rates.tic.terms import Terms

MOST_REMEMBERED_TERMS = 100_000
EXCERPT_BYTES = 200


class Rows(Findings):
    """All rows of one file on their way to its tables, and their counts."""

    def __init__(self, state: State, writer: FileWriter, tables: Iterable[str] = IN_NETWORK_TABLES) -> None:
        super().__init__()
        self.locations: list[tuple[int, str, str]] = []
        """Remote references: key, id, location."""
        self._state = state
        self._writer = writer
        for name in tables:
            writer.table(name)
        self._terms: dict[str, int] = {}
        self._flag_sets: dict[tuple[str, ...], int] = {(): 0}
        self._flag_set_of_terms = np.zeros(1 << 12, np.int32)
        self._networks: dict[int, list[str] | None] = {}
        self._inline_written = 0

    # Prices -------------------------------------------------------------------------------------------------------

    def prices(self, rows: Column, odd: dict[int, Amount]) -> None:
        """Prices of the compiled reader by row number; `odd` gives the amounts that are no plain decimals."""
        state = self._state
        if not len(rows):
            return
        micros = state.price_amount[rows]
        places = {int(row): place for place, row in enumerate(rows.tolist()) if row in odd} if odd else {}
        for row, place in places.items():
            micros[place] = odd[row].micro or 0
            self._odd(odd[row])
        nulls = np.array([place for row, place in places.items() if odd[row].micro is None], np.int64)
        texts = {place: odd[row].text for row, place in places.items()}
        terms = state.price_terms[rows]
        self._writer.table("price").append(
            [
                integers(state.price_item, rows),
                nullable(state.price_list, rows, -1),
                pa.array(terms),
                rates(micros, nulls),
                sparse_texts(len(rows), {place: text for place, text in texts.items() if text is not None}),
            ]
        )
        self._count_prices(micros, terms, len(nulls))

    def _count_prices(self, micros: Column, terms: Column, nulls: int) -> None:
        self.counts.prices += len(micros)
        self.counts.micros += exact_sum(micros)
        zeros = int((micros == 0).sum()) - nulls
        if zeros:
            self.counts.flags["zero_rate"] += zeros
        if len(self._flag_sets) > 1:
            used = np.bincount(self._flag_set_of_terms[terms], minlength=len(self._flag_sets))
            for flags, number in self._flag_sets.items():
                for flag in flags:
                    self.counts.flags[flag] += int(used[number])
            self.counts.flags += type(self.counts.flags)()

    def _odd(self, amount: Amount) -> None:
        if amount.flag:
            self.counts.flags[amount.flag] += 1
        if amount.text is not None and amount.micro is not None:
            beyond = EXACT.subtract(amount.exact, amount.decimal or 0)
            self.counts.beyond = EXACT.add(self.counts.beyond, beyond)

    # Terms and items ----------------------------------------------------------------------------------------------

    def terms(self, number: int, terms: Terms) -> None:
        """A row of terms under a number given out before."""
        self._writer.table("terms").row((number, *terms))
        while number >= len(self._flag_set_of_terms):
            self._flag_set_of_terms = np.concatenate([self._flag_set_of_terms, np.zeros_like(self._flag_set_of_terms)])
        self._flag_set_of_terms[number] = self._flag_sets.setdefault(tuple(terms.flags), len(self._flag_sets))

    def next_item(self) -> int:
        """The number of an item of the plain reader."""
        number = self._state[c.NEXT_ITEM]
        self._state[c.NEXT_ITEM] = number + 1
        return number

    def item(self, number: int, item: Item, offset: int) -> None:
        """A row of items."""
        self.counts.items += 1
        self.counts.flags.update(item.flags)
        self._writer.table("item").row((number, *_with_structs(item), offset))

    def whole_item(self, found: WholeItem, offset: int) -> None:
        """An item of the plain reader with all that belongs to it."""
        number = self.next_item()
        self.item(number, found.item, offset)
        for entry in found.entries:
            self.entry(number, entry)

    def entry(self, item: int, entry: Entry) -> None:
        """An entry of the plain reader."""
        self.counts.entries += 1
        self.counts.flags.update(entry.flags)
        list_id = self._list(entry)
        table = self._writer.table("price")
        for price in entry.prices:
            amount = price.amount
            table.row((item, list_id, self._terms_number(price.terms), amount.decimal, amount.text))
            self.counts.prices += 1
            self.counts.micros += amount.micro or 0
            self.counts.flags.update(price.terms.flags)
            self._odd(amount)
            if amount.micro == 0:
                self.counts.flags["zero_rate"] += 1

    def _terms_number(self, terms: Terms) -> int:
        known = repr(terms)
        if known not in self._terms:
            if len(self._terms) >= MOST_REMEMBERED_TERMS:
                self._terms.clear()
            self._terms[known] = self._state[c.NEXT_TERMS]
            self._state[c.NEXT_TERMS] += 1
            self.terms(self._terms[known], terms)
        return self._terms[known]

    # Reference lists, references and groups -----------------------------------------------------------------------

    def _list(self, entry: Entry) -> int | None:
        keys = [self.key(one) for one in entry.reference_ids]
        if entry.groups:
            key = c.INLINE_KEY - self._state[c.INLINE]
            self._state[c.INLINE] += 1
            keys.append(key)
            self.groups(key, entry.groups)
        if not keys:
            return None
        list_id = self._state[c.NEXT_LIST]
        self._state[c.NEXT_LIST] += 1
        for key in keys:
            self._writer.table("reference_list").row((list_id, key))
        self.counts.edges += len(keys)
        return list_id

    def key(self, reference_id: str) -> int:
        """The key of a reference id: the number itself, else negative."""
        number = whole_number(reference_id)
        if number is not None:
            return number
        place = self._state.ids.number(reference_id.encode())
        if place < 0:
            raise Unreadable("more reference ids that are no whole numbers than can be held")
        return -1 - place

    def reference(self, found: Reference) -> None:
        """A provider reference of the plain reader. The row of a remote one is written when it is resolved."""
        key = self.key(found.reference_id)
        self.counts.references += 1
        self.counts.flags.update(found.flags)
        if found.location is not None and not found.groups:
            self.locations.append((key, found.reference_id, found.location))
            return
        self._writer.table("reference").row(
            (key, found.reference_id, found.network_names, found.location, len(found.groups), found.other, None)
        )
        self.groups(key, found.groups)

    def remote(self, key: int, reference_id: str, location: str, groups: list[Group], problem: str | None) -> None:
        """A remote reference with what stood there, or the reason why nothing did."""
        if problem is not None:
            self.counts.flags["reference_unresolved"] += 1
        self._writer.table("reference").row((key, reference_id, None, location, len(groups), None, problem))
        self.groups(key, groups)

    def groups(self, key: int, groups: Iterable[Group]) -> None:
        """Provider groups of the plain reader under a reference key."""
        self.reference_columns()
        for group in groups:
            number = self._state[c.FIRST_GROUP]
            self._state[c.FIRST_GROUP] += 1
            self.counts.groups += 1
            self.counts.flags.update(group.flags)
            self._writer.table("provider_group").row(
                (number, key, group.tin_type, group.tin_value, group.business_name)
            )
            for npi in group.npis:
                self._writer.table("npi").row((number, npi))
            known = np.array([npi for npi in group.npis if npi is not None], np.int64)
            self._count_npis(known, len(group.npis))

    def _count_npis(self, npis: Column, count: int) -> None:
        self.counts.npis += count
        zero = int((npis == 0).sum())
        odd = int(((npis < 1_000_000_000) | (npis > 9_999_999_999)).sum()) - zero
        for flag, number in (("npi_zero", zero), ("npi_no_ten_digits", odd)):
            if number:
                self.counts.flags[flag] += number

    # Columns of the compiled reader -------------------------------------------------------------------------------

    def list_columns(self) -> None:
        """Takes the reference lists over."""
        state = self._state
        rows = slice(0, state[c.LIST_ROWS])
        if rows.stop:
            self._writer.table("reference_list").append([integers(state.list_id, rows), integers(state.list_key, rows)])
        state[c.LIST_ROWS] = 0
        self._flag("quoted_reference_id", c.QUOTED_IDS)

    def _flag(self, flag: str, word: int) -> None:
        if self._state[word]:
            self.counts.flags[flag] += self._state[word]
            self._state[word] = 0

    def reference_columns(self) -> None:
        """Takes references, groups and NPIs over."""
        state, first = self._state, self._state[c.FIRST_GROUP]
        size = state[c.GROUPS]
        if size:
            kinds = [state.tin_types.text(k).decode() for k in range(len(state.tin_types))]
            kind = pa.DictionaryArray.from_arrays(integers(state.group_tin_type, slice(0, size)), pa.array(kinds))
            self._writer.table("provider_group").append(
                [
                    pa.array(np.arange(first, first + size, dtype=np.int32)),
                    integers(state.group_key, slice(0, size)),
                    kind.cast(pa.string()),
                    strings(state.tin_text, state.tin_ends, size),
                    strings(state.name_text, state.name_ends, size, state.group_named),
                ]
            )
            self._npi_columns(first)
            self.counts.groups += size
            state[c.FIRST_GROUP], state[c.GROUPS] = first + size, 0
        self._reference_rows()
        self._flag("npi_quoted", c.NPI_QUOTED)

    def _npi_columns(self, first: int) -> None:
        state = self._state
        npis = np.array(state.npi_value[: state[c.NPIS]])
        groups = state.npi_group[: len(npis)] + np.int32(first)
        self._writer.table("npi").append([pa.array(groups), pa.array(npis)])
        self._count_npis(npis, len(npis))
        state[c.NPIS] = 0

    def _reference_rows(self) -> None:
        state, size = self._state, self._state[c.REFERENCES]
        if size:
            keys = state.reference_key[:size]
            ids = keys.astype("U20").astype(object)
            for place in np.flatnonzero(keys < 0).tolist():
                ids[place] = state.ids.text(-1 - int(keys[place])).decode()
            names = [self._network(k) for k in state.reference_network[:size].tolist()]
            self._writer.table("reference").append(
                [
                    integers(state.reference_key, slice(0, size)),
                    pa.array(ids, pa.string()),
                    pa.array(names, pa.list_(pa.string())),
                    pa.nulls(size, pa.string()),
                    integers(state.reference_groups, slice(0, size)),
                    pa.nulls(size, pa.string()),
                    pa.nulls(size, pa.string()),
                ]
            )
            self.counts.references += size
            state[c.REFERENCES] = 0

    def _network(self, number: int) -> list[str] | None:
        if number not in self._networks:
            try:
                value = [] if number < 0 else read_value(self._state.networks.text(number))
            except Unreadable:
                self.counts.flags["network_name_unreadable"] += 1
                value = []
            names = value if isinstance(value, list) else [value]
            self._networks[number] = None if number < 0 else [str(name) for name in names]
        return self._networks[number]

    def inline_references(self) -> None:
        """A row for every group list that stood inside an entry."""
        new = range(self._inline_written, self._state[c.INLINE])
        for place in new:
            self._writer.table("reference").row((c.INLINE_KEY - place, None, None, None, None, None, None))
        self._inline_written = new.stop

    def allowed(self, values: tuple[object, ...], amount: Amount) -> None:
        """An allowed amount, its columns, and the amount that is counted."""
        self.counts.prices += 1
        self.counts.micros += amount.micro or 0
        self._odd(amount)
        self._writer.table("allowed_amount").row(values)

    def charge(self, values: tuple[object, ...], negotiated: Amount | None) -> None:
        """A hospital's charge; `negotiated` is the amount in dollars that is counted, where there is one."""
        self.counts.prices += 1
        if negotiated is not None:
            self.counts.micros += negotiated.micro or 0
            self._odd(negotiated)
        self._writer.table("charge").row(values)

    # Quarantine ---------------------------------------------------------------------------------------------------

    def quarantine(self, kind: str, offset: int, size: int | None, reason: str, text: bytes) -> None:
        """A row of what could not be read."""
        super().quarantine(kind, offset, size, reason, text)
        excerpt = text[:EXCERPT_BYTES].decode("utf-8", "backslashreplace")
        self._writer.table("quarantine").row((kind, offset, size, reason, excerpt))


def _with_structs(item: Item) -> tuple[object, ...]:
    bundled, covered = (
        None if codes is None else [code._asdict() for code in codes]
        for codes in (item.bundled_codes, item.covered_services)
    )
    return item._replace(bundled_codes=bundled, covered_services=covered)  # type: ignore[arg-type]
