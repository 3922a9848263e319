"""Charts of counts: a bar for each thing counted, in the order given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from superbill.errors import UsageError
from superbill.surfaces.web.charts import (
    BAR,
    GAP,
    MARGIN,
    NARROW,
    SCHEMES,
    chart_config,
    svg_of,
)

WIDE = 520
"""Pixels: beside a table."""
LABEL_ROOM = 16
"""Labels are wider in some fonts than where they are measured."""
ROOM_FOR_LABEL = {WIDE: 1.15, NARROW: 1.3}


@dataclass(frozen=True, slots=True)
class Count:
    """How many, of what."""

    what: str
    number: int


def count_size(counts: Sequence[Count], width: int = WIDE) -> tuple[int, int]:
    """Width and height of the chart."""
    return width, len(counts) * (BAR + GAP // 2) + MARGIN


def count_spec(counts: tuple[Count, ...], scheme: str, width: int = WIDE, title: str = "claims") -> dict[str, Any]:
    """The Vega-Lite specification; each bar has its number."""
    colors = SCHEMES[scheme]
    width, height = count_size(counts, width)
    most = max(1, *(count.number for count in counts))
    room = most * ROOM_FOR_LABEL[width]
    step = _round_step(-(-most // (5 if width == WIDE else 3)))
    axis = {"title": title, "format": ",d", "values": list(range(0, most + 1, step))}
    encoding: dict[str, Any] = {
        "y": {"field": "what", "type": "nominal", "sort": None, "axis": {"title": None}},
        "x": {"field": "number", "type": "quantitative", "axis": axis, "scale": {"domain": [0, room], "nice": False}},
    }
    text_mark = {"type": "text", "align": "left", "dx": 5, "color": colors["ink"], "fontSize": 11}
    label = {"text": {"field": "number", "type": "quantitative", "format": ",d"}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": LABEL_ROOM, "top": 5, "right": 5, "bottom": 5},
        "data": {"values": [{"what": count.what, "number": count.number} for count in counts]},
        "config": chart_config(colors),
        "encoding": encoding,
        "layer": [
            {"mark": {"type": "bar", "color": colors["range"][0], "cornerRadiusEnd": 2}},
            {"mark": text_mark, "encoding": label},
        ],
    }


def _round_step(least: int) -> int:
    """1, 2 or 5 times a power of ten, at least so much."""
    power = int("1".ljust(len(str(least)), "0"))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least)


@lru_cache(maxsize=64)
def count_chart(counts: tuple[Count, ...], scheme: str, width: int = WIDE) -> bytes:
    """The SVG. `UsageError` when there is nothing to draw, or what draws is not installed."""
    if not counts:
        raise UsageError("there is nothing to draw")
    return svg_of(count_spec(counts, scheme, width))
