"""`benchmark`: the distributions that a question asks for, over all files of a lake."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt

from superbill.errors import NotLoaded
from superbill.model.citation import NotAvailable
from superbill.rates.answer import Benchmark, Ghosts, Outlier, PayerRates, StateRates
from superbill.rates.benchmarks.gather import COUNTS, GHOST, REASONS, FileRates, gather
from superbill.rates.benchmarks.links import DistinctNpis, distinct
from superbill.rates.benchmarks.statistics import dollars, merged, outlying, percentile, sampled, spread
from superbill.rates.index.open import spread_ranges
from superbill.rates.lake.opened import RateFile, RateLake
from superbill.rates.providers.registry import UNKNOWN
from superbill.rates.providers.states import STATES
from superbill.rates.question import RateQuestion

Column = npt.NDArray[Any]
SHOWN_OUTLIERS = 20
ALL_PAYERS, ALL_CLASSES = "all payers", "all classes"
THREADS = min(4, os.cpu_count() or 1)
NO_SPECIALTIES = NotAvailable(
    "which specialties bill the code is not loaded, so ghost rates are not left out",
    "superbill rates practitioners FILE (CMS, Medicare Physician & Other Practitioners by Provider and Service), and "
    "superbill rates providers FILE (NPPES)",
)


class _Cell:
    """What the files add up to for one payer, kind, code and class."""

    def __init__(self) -> None:
        self.rates: list[tuple[Column, Column, str]] = []
        self.ghosts: list[tuple[Column, Column]] = []
        self.left_out: Counter[str] = Counter()
        self.npis = DistinctNpis()
        self.tins: list[Column] = []
        self.files: list[RateFile] = []
        self.unlisted = False
        self.filtered = False

    def add(self, found: FileRates) -> None:
        counted = found.reason == COUNTS
        values, counts = merged(found.rate[counted])
        self.files.append(found.file)
        self.rates.append((values, counts, found.file.entry.path))
        self.ghosts.append(merged(found.rate[found.reason == GHOST]))
        self.filtered |= found.chosen.no_ghost is not None
        for number, why in REASONS.items():
            n = int((found.reason == number).sum())
            if n:
                self.left_out[why] += n
        self._add_providers(found, counted)

    def _add_providers(self, found: FileRates, counted: Column) -> None:
        places = found.place[counted]
        self.unlisted |= bool((places < 0).any())
        links = found.links
        lists = np.zeros(len(links.lists), bool)
        lists[places[places >= 0]] = True
        references = links.references_of(lists)
        npis = references[links.npi_reference]
        groups = references[links.group_reference]
        if found.chosen.npis is not None:
            npis &= found.chosen.npis
            groups = np.zeros(len(links.tins), bool)
            groups[links.npi_group[npis]] = True
        self.npis.add(links.npis[npis])
        self.tins.append(distinct(links.tins[groups]))


def benchmark(lake: RateLake, question: RateQuestion) -> Benchmark:
    """Rows by code, payer and class. Raises `NotLoaded` where the question needs what is not loaded, `NotLoaded` too where no
    file of the lake is meant."""
    files = [file for file in lake.files if _asked_for(file, question.payers)]
    if not files:
        known = ", ".join(sorted({file.payer for file in lake.files})) or "none"
        raise NotLoaded(f"no rates of {', '.join(question.payers) or 'any payer'} are loaded", hint=f"Loaded: {known}.")
    cells: dict[tuple[str, str, str, str], _Cell] = defaultdict(_Cell)
    states: dict[str, _States] = defaultdict(_States)
    with ThreadPoolExecutor(min(THREADS, len(files))) as pool:
        for part in pool.map(lambda file: list(gather(lake, file, question)), files):
            for found in part:
                cells[_cell_of(question, found)].add(found)
                if question.by_state:
                    states[found.asked.code].add(lake, found)
    rows = tuple(_row(question, key, cell) for key, cell in sorted(cells.items()))
    by_state = tuple(row for code, one in sorted(states.items()) for row in one.rows(code, question.min_cell))
    return Benchmark(question, rows, by_state, _remarks(lake, files))


def _cell_of(question: RateQuestion, found: FileRates) -> tuple[str, str, str, str]:
    if question.pooled:
        return found.asked.code, found.kind, ALL_PAYERS, question.billing_class or ALL_CLASSES
    return found.asked.code, found.kind, found.file.payer, found.billing_class


def _asked_for(file: RateFile, payers: tuple[str, ...]) -> bool:
    names = f"{file.payer}\n{file.name}".lower()
    return not payers or any(one.lower() in names for one in payers)


def _remarks(lake: RateLake, files: list[RateFile]) -> tuple[str, ...]:
    broken = [file.entry.path for file in files if not file.entry.complete]
    unresolved = sum(len(file.entry.unresolved) for file in files)
    said = []
    if broken:
        said.append(f"not whole, so some of their rates are missing: {', '.join(broken)}")
    if unresolved:
        said.append(f"{unresolved:,} remote provider references were not resolved: their providers are not counted")
    if lake.registry is not None:
        said.append(f"providers as of NPPES {lake.registry.edition.file}")
    return tuple(said)


def _row(question: RateQuestion, key: tuple[str, str, str, str], cell: _Cell) -> PayerRates:
    code, kind, payer, billing_class = key
    values, counts = _all([(values, counts) for values, counts, _ in cell.rates])
    providers, groups = cell.npis.count(), len(distinct(np.concatenate(cell.tins)))
    few = providers < question.min_cell
    far = outlying(values, counts)
    found = spread(values, counts)
    files = tuple(dict.fromkeys(cell.files))
    return PayerRates(
        payer, kind, code, billing_class,
        n_rates=found.n if found and not few else 0,
        n_providers=None if few or (cell.unlisted and not providers) else providers,
        n_groups=None if few or (cell.unlisted and not groups) else groups,
        spread=None if few else found,
        left_out={} if few else dict(cell.left_out),
        ghosts=None if few or question.raw else _ghosts(cell, values, counts),
        outliers=() if few else _outliers(cell, values, counts, far),
        n_outliers=0 if few else int(counts[far].sum()),
        suppressed=f"fewer than {question.min_cell} providers" if few else "",
        names=tuple(sorted({file.name for file in files})),
        files=tuple(file.entry.path for file in files),
        dates=tuple(sorted({file.dated for file in files})),
        sample=() if few else sampled(values, counts),
    )  # fmt: skip


def _all(parts: list[tuple[Column, Column]]) -> tuple[Column, Column]:
    return merged(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _ghosts(cell: _Cell, values: Column, counts: Column) -> Ghosts | NotAvailable:
    if not cell.filtered:
        return NO_SPECIALTIES
    ghost_values, ghost_counts = _all(cell.ghosts)
    every = _all([(values, counts), (ghost_values, ghost_counts)])
    removed, kept = int(ghost_counts.sum()), int(counts.sum())
    medians = [dollars(percentile(v, np.cumsum(c), 50)) if len(v) else None for v, c in (every, (values, counts))]
    return Ghosts(removed, removed + kept, *medians)


def _outliers(cell: _Cell, values: Column, counts: Column, far: Column) -> tuple[Outlier, ...]:
    """Those with the largest distance from the middle first."""
    if not len(far):
        return ()
    middle = percentile(values, np.cumsum(counts), 50)
    order = far[np.argsort(-np.abs(values[far] - middle), kind="stable")][:SHOWN_OUTLIERS]
    found = []
    for place in order.tolist():
        path = next(path for part, _, path in cell.rates if values[place] in part)
        found.append(Outlier(dollars(int(values[place])), int(counts[place]), path))
    return tuple(found)


class _States:
    """Rates by the states of their providers: a rate counts once in each state that one of its providers is in."""

    def __init__(self) -> None:
        self._rates: list[tuple[Column, Column]] = []
        self._npis: list[tuple[Column, Column]] = []

    def add(self, lake: RateLake, found: FileRates) -> None:
        """Adds the rates of a file that count."""
        places, links, registry = found.chosen.registry_places, found.links, lake.registry
        if places is None or registry is None:
            return
        known = np.flatnonzero(places >= 0)
        state = registry.state[places[known]].astype(np.int64)
        known, state = known[state != UNKNOWN], state[state != UNKNOWN]
        size = len(STATES)
        pairs = distinct(links.npi_reference[known].astype(np.int64) * size + state)
        first = np.searchsorted(pairs, links.edge_reference * size)
        behind = np.searchsorted(pairs, (links.edge_reference + 1) * size)
        at, edge = spread_ranges(first, behind)
        by_list = distinct(links.edge_list[edge].astype(np.int64) * size + pairs[at] % size)
        counted = (found.reason == COUNTS) & (found.place >= 0)
        rate, place = found.rate[counted], found.place[counted]
        at, owner = spread_ranges(
            np.searchsorted(by_list, place * size), np.searchsorted(by_list, (place + 1) * size)
        )  # fmt: skip
        self._rates.append((by_list[at] % size, rate[owner]))
        lists = np.zeros(len(links.lists), bool)
        lists[place] = True
        used = links.references_of(lists)[links.npi_reference[known]]
        self._npis.append((state[used], links.npis[known[used]]))

    def rows(self, code: str, min_cell: int) -> list[StateRates]:
        """One row a state."""
        if not self._rates:
            return []
        states, rates = (np.concatenate(parts) for parts in zip(*self._rates, strict=True))
        npi_states, npis = (np.concatenate(parts) for parts in zip(*self._npis, strict=True))
        found = []
        for number in np.unique(states).tolist():
            values, counts = merged(rates[states == number])
            providers = len(distinct(npis[npi_states == number]))
            few = providers < min_cell
            median = None if few else dollars(percentile(values, np.cumsum(counts), 50))
            found.append(
                StateRates(STATES[number], code, 0 if few else int(counts.sum()), 0 if few else providers, median)
            )
        return sorted(found, key=lambda row: row.state)
