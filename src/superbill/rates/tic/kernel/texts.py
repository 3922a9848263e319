"""Memos of distinct texts, and the table of pairs of them, in compiled code.

A memo is eight words: hash table (uint32, number + 1), its mask, the texts end to end, their offsets, how many there are, bytes
used, most texts, most bytes.
"""

from __future__ import annotations

from superbill.rates.tic import control as w
from superbill.rates.tic.kernel.scan import NO_ROOM
from superbill.rates.tic.native import inner, load4, load8, store4, store8


@inner
def same(a: int, b: int, length: int) -> bool:
    """Whether so many bytes are equal."""
    k = 0
    while k + 8 <= length:
        if load8(a + k) != load8(b + k):
            return False
        k += 8
    return k == length or ((load8(a + k) ^ load8(b + k)) & ((1 << (8 * (length - k))) - 1)) == 0


@inner
def text_hash(start: int, end: int) -> int:
    """A hash of the bytes."""
    h = 0x243F6A8885A308D3 ^ (end - start)
    g = 0x13198A2E03707344
    while start + 16 <= end:
        h = (h ^ load8(start)) * 0x1E3779B97F4A7C15
        g = (g ^ load8(start + 8)) * 0x42B2AE3D27D4EB4F
        h ^= h >> 32
        g ^= g >> 29
        start += 16
    if start + 8 <= end:
        h = (h ^ load8(start)) * 0x1E3779B97F4A7C15
        h ^= h >> 32
        start += 8
    if start < end:
        g = (g ^ (load8(start) & ((1 << (8 * (end - start))) - 1))) * 0x42B2AE3D27D4EB4F
        g ^= g >> 29
    h = (h ^ g) * 0x1E3779B97F4A7C15
    return h ^ (h >> 32)


@inner
def memo_find(start: int, end: int, memo: int) -> int:
    """The text's number, -1 for an unknown one."""
    table, mask, texts, offsets = load8(memo), load8(memo + 8), load8(memo + 16), load8(memo + 24)
    place = text_hash(start, end) & mask
    while True:
        found = load4(table + place * 4)
        if found == 0:
            return -1
        at = load8(offsets + (found - 1) * 8)
        length = load8(offsets + found * 8) - at
        if length == end - start and same(texts + at, start, length):
            return found - 1
        place = (place + 1) & mask


@inner
def memo_add(start: int, end: int, memo: int) -> int:
    """The number of a new text, NO_ROOM when it does not fit."""
    table, mask, texts, offsets = load8(memo), load8(memo + 8), load8(memo + 16), load8(memo + 24)
    count, used, length = load8(memo + 32), load8(memo + 40), end - start
    if count >= load8(memo + 48) or used + length > load8(memo + 56):
        return NO_ROOM
    place = text_hash(start, end) & mask
    while load4(table + place * 4) != 0:
        place = (place + 1) & mask
    copy(start, end, texts + used)
    store8(memo + 40, used + length)
    store8(offsets + (count + 1) * 8, used + length)
    store8(memo + 32, count + 1)
    store4(table + place * 4, count + 1)
    return count


@inner
def copy(start: int, end: int, to: int) -> None:
    """Copies bytes; may write up to seven more, which the room behind every text column allows."""
    while start < end:
        store8(to, load8(start))
        start += 8
        to += 8


@inner
def pair_place(head: int, tail: int, s: int) -> int:
    """Where the pair stands in its table, or the empty place for it."""
    keys, mask, key = load8(s + w.PAIR_KEYS), load8(s + w.PAIR_MASK), ((head << 32) | tail) + 1
    h = key * 0x1E3779B97F4A7C15
    place = (h ^ (h >> 29)) & mask
    while True:
        found = load8(keys + place * 8)
        if found == key or found == 0:
            return place
        place = (place + 1) & mask
