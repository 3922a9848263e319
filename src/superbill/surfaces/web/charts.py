"""Charts: Vega-Lite drawn to SVG on the server, so that pages need no script for them and print well.

The drawing part (`vl-convert-python`) is loaded with the first chart: it takes a second and some memory.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, cast

from superbill.errors import UsageError

WIDTH, NARROW = 720, 350
"""Pixels: beside a table, and on a phone."""
MANY_PLACES = 6
BAR = 18
GAP = 16
MARGIN = 60
LEGEND_LINE = 16
ROOM_FOR_LABEL = {WIDTH: 1.13, NARROW: 1.35}
SCHEMES = {
    "light": {"ink": "#17212b", "soft": "#56626e", "line": "#dce2e6", "range": ["#0b6b61", "#c2742e", "#4a6fa5", "#8a5a9e", "#7a8b2f", "#a8434a"]},
    "dark": {"ink": "#e4e9ed", "soft": "#a0acb7", "line": "#2c3741", "range": ["#5cc7b8", "#e5a869", "#8fb0e0", "#c7a0d8", "#bccb74", "#e58d92"]},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """One amount."""

    line: str
    place: str
    usd: float


class _Converter(Protocol):
    def vegalite_to_svg(self, vl_spec: dict[str, Any], vl_version: str) -> str: ...


def chart_size(bars: Sequence[Bar], width: int = WIDTH) -> tuple[int, int]:
    """Width and height of the chart."""
    places = len({bar.place for bar in bars})
    legend = 0 if places == 1 or places > MANY_PLACES else places * LEGEND_LINE + GAP
    groups = len({bar.line for bar in bars})
    return width, len(bars) * BAR + groups * GAP + legend + MARGIN


def fee_spec(bars: tuple[Bar, ...], scheme: str, width: int = WIDTH) -> dict[str, Any]:
    """The Vega-Lite specification: amounts as bars. A few places get colours within each code; many stand in the labels."""
    colors = SCHEMES[scheme]
    places = list(dict.fromkeys(bar.place for bar in bars))
    many = len(places) > MANY_PLACES
    rows = [
        {"line": f"{bar.line}, {bar.place}" if many else bar.line, "place": bar.place, "usd": bar.usd,
         "label": f"${bar.usd:,.2f}"}
        for bar in bars
    ]  # fmt: skip
    room = max(bar.usd for bar in bars) * ROOM_FOR_LABEL[width]
    axis = {"title": "US dollars", "format": "$,.0f", "tickCount": 6 if width == WIDTH else 3}
    encoding: dict[str, Any] = {
        "y": {"field": "line", "type": "nominal", "sort": None, "axis": {"title": None}},
        "x": {"field": "usd", "type": "quantitative", "axis": axis, "scale": {"domain": [0, room]}},
    }
    color: dict[str, Any] = {}
    if 1 < len(places) <= MANY_PLACES:
        encoding["yOffset"] = {"field": "place", "sort": places}
        legend = {"title": None, "orient": "top", "columns": 1, "labelLimit": width - 90}
        scale = {"domain": places, "range": colors["range"][: len(places)]}
        color = {"color": {"field": "place", "type": "nominal", "scale": scale, "legend": legend}}
    bar_mark = {"type": "bar", "color": colors["range"][0], "cornerRadiusEnd": 2}
    text_mark = {"type": "text", "align": "left", "dx": 5, "color": colors["ink"], "fontSize": 11}
    width, height = chart_size(bars, width)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "data": {"values": rows},
        "config": chart_config(colors),
        "encoding": encoding,
        "layer": [
            {"mark": bar_mark, "encoding": color},
            {"mark": text_mark, "encoding": {"text": {"field": "label", "type": "nominal"}}},
        ],
    }


def chart_config(colors: dict[str, Any]) -> dict[str, Any]:
    """Letters, lines and axes as on the page."""
    axis = {
        "labelColor": colors["ink"], "titleColor": colors["soft"], "gridColor": colors["line"], "domainColor": colors["line"],
        "tickColor": colors["line"], "labelFontSize": 12, "titleFontSize": 11, "titleFontWeight": "normal", "labelLimit": 240,
    }  # fmt: skip
    label = {"labelColor": colors["ink"], "labelFontSize": 12}
    return {
        "background": None, "font": "system-ui, sans-serif", "view": {"stroke": None}, "axis": axis, "legend": label,
    }  # fmt: skip


@lru_cache(maxsize=64)
def fee_chart(bars: tuple[Bar, ...], scheme: str, width: int = WIDTH) -> bytes:
    """The SVG. `UsageError` when the optional part that draws is not installed, or there is nothing to draw."""
    if not bars:
        raise UsageError("there is no amount to draw")
    return svg_of(fee_spec(bars, scheme, width))


def svg_of(spec: dict[str, Any]) -> bytes:
    """A specification drawn. `UsageError` when the optional part that draws is not installed."""
    try:
        converter = cast(_Converter, importlib.import_module("vl_convert"))
    except ImportError:
        raise UsageError("Charts need an optional part", hint="pip install 'superbill[web]'") from None
    return converter.vegalite_to_svg(spec, vl_version="5.20").encode()
