"""Which providers are meant: by place and specialty, and whether they bill the code at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from superbill.errors import NotLoaded
from superbill.rates.benchmarks.links import Links
from superbill.rates.lake.opened import RateLake
from superbill.rates.providers.registry import UNKNOWN, Registry
from superbill.rates.question import AskedCode, RateQuestion

Column = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Chosen:
    """`npis` and `here`: which NPIs and lists are meant (None: all). `no_ghost`: which lists have a provider that bills the
    code, or one of whom nothing is known (None: not looked at). `registry_places` where they were looked up."""

    npis: Column | None = None
    here: Column | None = None
    no_ghost: Column | None = None
    registry_places: Column | None = None


def choose(lake: RateLake, question: RateQuestion, asked: AskedCode, links: Links) -> Chosen:
    """Raises `NotLoaded` for a question of places or specialties where NPPES, or the areas, are not loaded."""
    registry = lake.registry
    if registry is None:
        if question.placed or question.by_state:
            raise NotLoaded(
                "places and specialties of providers are not loaded", hint="superbill rates providers NPPES_FILE"
            )
        return Chosen()
    ghosts = None if question.raw or lake.billers is None else lake.billers.taxonomies_of(asked.code, registry)
    if not question.placed and ghosts is None and not question.by_state:
        return Chosen()
    places = registry.places(links.npis)
    no_ghost = None
    if ghosts is not None:
        taxonomy = _at(registry.taxonomy, places)
        can = np.append(np.isin(np.arange(len(registry.taxonomies)), ghosts), True)
        no_ghost = links.lists_with(can[taxonomy])
    npis = _meant(lake, registry, question, places) if question.placed else None
    return Chosen(npis, None if npis is None else links.lists_with(npis), no_ghost, places)


def _at(column: Column, places: Column) -> Column:
    """Values at places, `UNKNOWN` where there is no place."""
    found = np.full(len(places), UNKNOWN, np.int64)
    known = places >= 0
    found[known] = column[places[known]]
    return found


def _meant(lake: RateLake, registry: Registry, question: RateQuestion, places: Column) -> Column:
    meant = places >= 0
    if question.state:
        meant &= _at(registry.state, places) == registry.in_state(question.state)
    zips = _at(registry.zip5, places) if question.zip3 or question.cbsa else places
    if question.zip3:
        meant &= (zips >= 0) & (zips // 100 == int(question.zip3))
    if question.cbsa:
        if lake.areas is None:
            raise NotLoaded(
                "core-based statistical areas are not loaded", hint="superbill rates areas ZIP_CBSA.csv (HUD USPS)"
            )
        meant &= np.isin(zips, lake.areas.zips(question.cbsa))
    if question.specialty:
        fits = [number for number, code in enumerate(registry.taxonomies) if code.startswith(question.specialty)]
        meant &= np.isin(_at(registry.taxonomy, places), fits)
    return meant
