"""The rates of one file for the codes asked, with the reason of each why it does not count, and their providers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from superbill.rates.benchmarks.links import Links, links_of
from superbill.rates.benchmarks.provider_filter import Chosen, choose
from superbill.rates.index.build import BOTH, CLASS_NAMES, micros
from superbill.rates.lake.opened import RateFile, RateLake
from superbill.rates.question import ANY, EPOCH_ORDINAL, AskedCode, RateQuestion

Column = npt.NDArray[Any]

COUNTS, NO_NUMBER, NO_DOLLARS, WITH_MODIFIERS, EXPIRED, ZERO, ELSEWHERE, GHOST = range(8)
REASONS = {
    NO_NUMBER: "no number",
    NO_DOLLARS: "percentage or per diem",
    WITH_MODIFIERS: "other modifiers",
    EXPIRED: "expired",
    ZERO: "zero",
    ELSEWHERE: "other places or specialties",
    GHOST: "ghost",
}


@dataclass(frozen=True, slots=True)
class FileRates:
    """The rates of one code, kind and class in a file. `place` is that of a rate's list in `links`, -1 for none."""

    asked: AskedCode
    kind: str
    billing_class: str
    file: RateFile
    rate: Column
    reason: Column
    place: Column
    links: Links
    chosen: Chosen


def gather(lake: RateLake, file: RateFile, question: RateQuestion) -> Iterator[FileRates]:
    """All that the file has of the codes."""
    for asked in question.codes:
        places = file.index.items(asked)
        kinds = file.index["item_kind"][places]
        for kind in np.unique(kinds):
            items = np.unique(file.index["item_id"][places[kinds == kind]])
            yield from _of_items(lake, file, question, asked, kind.decode(), items)


def _of_items(
    lake: RateLake, file: RateFile, question: RateQuestion, asked: AskedCode, kind: str, items: Column
) -> Iterator[FileRates]:
    table = file.prices.rows(items, ["list_id", "terms_id", "rate"])
    if not table.num_rows:
        return
    rate = micros(table["rate"].combine_chunks())
    terms = file.terms
    used = terms.at(table["terms_id"].to_numpy())
    wanted = _wanted_terms(file, question)[used]
    reason = _reasons(file, question, used, rate)
    lists = table["list_id"].combine_chunks()
    has_list = lists.is_valid().to_numpy(zero_copy_only=False)
    ids = lists.fill_null(-1).to_numpy()
    known = np.unique(ids[has_list & wanted])
    links = links_of(file.index, file.reference_lists, known)
    place = np.where(has_list & wanted, np.searchsorted(known, ids), -1)
    chosen = choose(lake, question, asked, links)
    _judge(reason, place, chosen)
    classes = terms.billing_class[used]
    for number in np.unique(classes[wanted]).tolist():
        rows = np.flatnonzero(wanted & (classes == number))
        yield FileRates(
            asked, kind, CLASS_NAMES[number], file, rate[rows], reason[rows], place[rows], links, chosen
        )  # fmt: skip


def _wanted_terms(file: RateFile, question: RateQuestion) -> Column:
    """Terms of the class and at the place of service that are asked for: others play no part."""
    terms = file.terms
    wanted = np.ones(len(terms.ids), bool)
    if question.billing_class:
        number = CLASS_NAMES.index(question.billing_class)
        wanted &= (terms.billing_class == number) | (terms.billing_class == BOTH)
    if question.pos:
        wanted &= terms.at_place(question.pos)
    return wanted


def _reasons(file: RateFile, question: RateQuestion, used: Column, rate: Column) -> Column:
    """Why a rate does not count, as far as it says so itself; the first reason of several."""
    terms = file.terms
    day = question.on.toordinal() - EPOCH_ORDINAL
    reason = np.full(len(rate), COUNTS, np.uint8)
    if not question.raw:
        reason[rate == 0] = ZERO
        reason[(terms.expiry < day)[used]] = EXPIRED
    if question.modifiers != ANY:
        fits = terms.with_modifiers(question.modifiers) if question.modifiers else terms.unmodified
        reason[~fits[used]] = WITH_MODIFIERS
    reason[~terms.dollars[used]] = NO_DOLLARS
    reason[rate < 0] = NO_NUMBER
    return reason


def _judge(reason: Column, place: Column, chosen: Chosen) -> None:
    """Adds the reasons that lie with the providers. A rate without a list cannot be placed."""
    for mask, why in ((chosen.no_ghost, GHOST), (chosen.here, ELSEWHERE)):
        if mask is not None:
            fits = np.append(mask, why == GHOST)[place]
            reason[(reason == COUNTS) & ~fits] = why
