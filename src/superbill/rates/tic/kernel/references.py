"""Provider references in compiled code."""

from __future__ import annotations

from superbill.rates.tic import control as w
from superbill.rates.tic.kernel.groups import give_key, provider_groups
from superbill.rates.tic.kernel.lists import reference_id
from superbill.rates.tic.kernel.prices import remember
from superbill.rates.tic.kernel.scan import (
    CLOSE_OBJECT,
    NETWORK_NAME,
    NO_ROOM,
    OPEN_OBJECT,
    PROVIDER_GROUP_ID,
    PROVIDER_GROUPS,
    SHORT,
    WRONG,
    after_member,
    first_member,
    key_is,
    string_end,
    trouble,
    value_end,
    value_start,
)
from superbill.rates.tic.native import inner, load1, load8, store4, store8


@inner
def reference(i: int, n: int, s: int) -> int:
    """Behind one provider reference, which becomes a row with its groups."""
    first = load8(s + w.GROUPS)
    key, has_key, has_groups, network = 0, False, False, -1
    if load1(i) != OPEN_OBJECT:
        return trouble(i, n)
    i = first_member(i, n)
    while True:
        if i <= 0:
            return i
        name = i + 1
        i = string_end(name, n)
        if i == SHORT:
            return SHORT
        name_end = i - 1
        i = value_start(i, n)
        if i <= 0:
            return i
        if key_is(name, name_end, 17, PROVIDER_GROUP_ID) and not has_key:
            has_key = True
            i, key = reference_id(i, n, s)
        elif key_is(name, name_end, 15, PROVIDER_GROUPS) and not has_groups:
            has_groups = True
            i = provider_groups(i, n, s)
        elif key_is(name, name_end, 12, NETWORK_NAME) and network < 0:
            end = value_end(i, n)
            if end == SHORT:
                return SHORT
            network = remember(i, end, load8(s + w.NETWORKS))
            if network < 0:
                return NO_ROOM
            i = end
        else:
            return WRONG
        if i <= 0:
            return i
        i = after_member(i, n)
        if i > 0 and load1(i) == CLOSE_OBJECT:
            break
    if not (has_key and has_groups):
        return WRONG
    row = load8(s + w.REFERENCES)
    store8(load8(s + w.REFERENCE_KEY) + row * 8, key)
    store4(load8(s + w.REFERENCE_NETWORK) + row * 4, network)
    store4(load8(s + w.REFERENCE_GROUPS) + row * 4, load8(s + w.GROUPS) - first)
    store8(s + w.REFERENCES, row + 1)
    give_key(first, key, s)
    return i + 1
