"""Charts of rates: a strip and a box by payer with Medicare as a line, and the states as a map of equal squares."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from superbill.rates.answer import PayerRates, StateRates
from superbill.rates.providers.states import TILES
from superbill.surfaces.web.charts import SCHEMES, WIDTH, chart_config, svg_of

ROW = 58
MARGIN = 70
TILE = 44
MAP_MARGIN = 60
JITTER = 13
ROOM = 1.06
LABELS = 200
"""Room for payers' names, whatever letters the browser has."""
CLASSES = {"professional": "prof.", "institutional": "inst."}


@dataclass(frozen=True, slots=True)
class Strip:
    """One payer and class: points of the strip, the five figures of the box, Medicare's amount (None: no line)."""

    label: str
    points: tuple[float, ...]
    p10: float
    p25: float
    median: float
    p75: float
    p90: float
    medicare: float | None


def strips_of(rows: tuple[PayerRates, ...]) -> tuple[Strip, ...]:
    """The rows that have a distribution."""
    found = []
    for row in rows:
        if row.spread is None:
            continue
        medicare = getattr(row.medicare, "value", None)
        spread = row.spread
        p10, p25, median, p75, p90 = (
            float(usd) for usd in (spread.p10, spread.p25, spread.median, spread.p75, spread.p90)
        )
        points = tuple(float(usd) for usd in row.sample)
        amount = None if medicare is None else float(medicare)
        found.append(
            Strip(
                f"{row.payer}, {CLASSES.get(row.billing_class, row.billing_class)}",
                points,
                p10,
                p25,
                median,
                p75,
                p90,
                amount,
            )
        )
    return tuple(found)


def strip_size(strips: tuple[Strip, ...]) -> tuple[int, int]:
    """Width and height."""
    return WIDTH, len(strips) * ROW + MARGIN


def strip_spec(strips: tuple[Strip, ...], scheme: str) -> dict[str, Any]:
    """The specification. Points beyond 1.5 times the highest 90th percentile stand at the right edge, so that one rate does
    not press all others together."""
    colors = SCHEMES[scheme]
    edge = max(max(one.p90 for one in strips) * 1.5, *(one.medicare or 0 for one in strips))
    points = [
        {"label": one.label, "usd": min(usd, edge), "y": place % (2 * JITTER + 1) - JITTER}
        for one in strips
        for place, usd in ((number * 7, usd) for number, usd in enumerate(one.points))
    ]
    boxes = [
        {"label": one.label, "p10": one.p10, "p25": one.p25, "median": one.median, "p75": one.p75, "p90": one.p90,
         "medicare": one.medicare}
        for one in strips
    ]  # fmt: skip
    y = {"field": "label", "type": "nominal", "sort": None, "axis": {"title": None, "minExtent": LABELS}}
    axis = {"title": "US dollars", "format": "$,.0f", "tickCount": 7}

    def x(field: str) -> dict[str, Any]:
        scale = {"domain": [0, edge * ROOM]}
        return {"field": field, "type": "quantitative", "axis": axis, "scale": scale, "title": "US dollars"}

    first, second = colors["range"][0], colors["range"][1]
    offset = {"field": "y", "type": "quantitative", "scale": {"domain": [-2 * JITTER, 2 * JITTER]}}
    width, height = strip_size(strips)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "config": chart_config(colors),
        "data": {"values": boxes},
        "layer": [
            {"data": {"values": points}, "mark": {"type": "circle", "size": 14, "opacity": 0.45, "color": first},
             "encoding": {"y": y, "yOffset": offset, "x": x("usd")}},
            {"mark": {"type": "rule", "color": colors["ink"], "strokeWidth": 1.5},
             "encoding": {"y": y, "x": x("p10"), "x2": {"field": "p90"}}},
            {"mark": {"type": "bar", "height": 22, "color": first, "opacity": 0.28, "stroke": colors["ink"]},
             "encoding": {"y": y, "x": x("p25"), "x2": {"field": "p75"}}},
            {"mark": {"type": "tick", "size": 26, "thickness": 3, "color": colors["ink"]},
             "encoding": {"y": y, "x": x("median")}},
            {"transform": [{"filter": "datum.medicare != null"}],
             "mark": {"type": "tick", "size": 50, "thickness": 3, "color": second},
             "encoding": {"y": y, "x": x("medicare")}},
        ],
    }  # fmt: skip


def map_size() -> tuple[int, int]:
    """Width and height."""
    columns, rows = (max(place[axis] for place in TILES.values()) + 1 for axis in (1, 0))
    return columns * TILE, rows * TILE + MAP_MARGIN


def map_spec(states: tuple[StateRates, ...], scheme: str) -> dict[str, Any]:
    """The specification: each state a square of the same size, coloured by its median."""
    colors = SCHEMES[scheme]
    known = {row.state: row for row in states if row.median is not None}
    tiles = [
        {"state": state, "row": row, "column": column, "median": float(known[state].median) if state in known else None}  # type: ignore[arg-type]
        for state, (row, column) in TILES.items()
    ]
    domain = [
        min(float(row.median or 0) for row in known.values()),
        max(float(row.median or 0) for row in known.values()),
    ]
    width, height = map_size()
    place = {
        "x": {"field": "column", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0.08}},
        "y": {"field": "row", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0.08}},
    }
    ramp = {"domain": domain, "range": [colors["line"], colors["range"][0]]}
    fill = {
        "condition": {
            "test": "datum.median != null", "field": "median", "type": "quantitative", "scale": ramp,
            "legend": {"title": "Median, US dollars", "format": "$,.0f", "orient": "top"},
        },
        "value": "transparent",
    }  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "config": chart_config(colors),
        "data": {"values": tiles},
        "encoding": place,
        "layer": [
            {"mark": {"type": "rect", "stroke": colors["soft"], "cornerRadius": 3, "fillOpacity": 0.7}, "encoding": {"color": fill}},
            {"mark": {"type": "text", "fontSize": 12, "color": colors["ink"]},
             "encoding": {"text": {"field": "state", "type": "nominal"}}},
        ],
    }  # fmt: skip


@lru_cache(maxsize=32)
def strip_chart(strips: tuple[Strip, ...], scheme: str) -> bytes:
    """The SVG."""
    return svg_of(strip_spec(strips, scheme))


@lru_cache(maxsize=32)
def state_map(states: tuple[StateRates, ...], scheme: str) -> bytes:
    """The SVG."""
    return svg_of(map_spec(states, scheme))
