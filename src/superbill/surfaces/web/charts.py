"""Charts: Vega-Lite drawn to SVG on the server, so that pages need no script for them and print well.

The drawing part (`vl-convert-python`) is loaded with the first chart: it takes a second and some memory.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, cast

from superbill.errors import UsageError

WIDTH = 720
MANY_PLACES = 6
BAR = 18
GAP = 16
MARGIN = 70
_SCHEMES = {
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


def chart_size(bars: list[Bar]) -> tuple[int, int]:
    """Width and height that the chart will have, near enough to keep its place on the page."""
    groups = len({bar.line for bar in bars})
    return WIDTH, len(bars) * BAR + groups * GAP + MARGIN


def fee_spec(bars: tuple[Bar, ...], scheme: str) -> dict[str, Any]:
    """The Vega-Lite specification: amounts as bars, grouped by code; colours by place while these are few."""
    colors = _SCHEMES[scheme]
    places = list(dict.fromkeys(bar.place for bar in bars))
    lines = list(dict.fromkeys(bar.line for bar in bars))
    rows = [{"line": bar.line, "place": bar.place, "usd": bar.usd, "label": f"${bar.usd:,.2f}"} for bar in bars]
    y: dict[str, Any] = {"field": "line", "type": "nominal", "sort": lines, "axis": {"title": None}}
    encoding: dict[str, Any] = {
        "y": y,
        "x": {
            "field": "usd",
            "type": "quantitative",
            "axis": {"title": "US dollars", "format": "$,.0f", "tickCount": 6},
        },
    }
    if len(places) > MANY_PLACES:
        encoding["y"] = {**y, "field": "place", "sort": places}
        encoding["row"] = {
            "field": "line",
            "sort": lines,
            "header": {"title": None, "labelAngle": 0, "labelAlign": "left"},
        }
    elif len(places) > 1:
        encoding["yOffset"] = {"field": "place", "sort": places}
        legend = {"title": None, "orient": "top", "columns": 2, "labelLimit": 330}
        encoding["color"] = {
            "field": "place",
            "sort": places,
            "scale": {"domain": places, "range": colors["range"]},
            "legend": legend,
        }
    bar_mark = {"type": "bar", "color": colors["range"][0], "cornerRadiusEnd": 2}
    text_mark = {"type": "text", "align": "left", "dx": 5, "color": colors["ink"], "fontSize": 11}
    text = {**encoding, "text": {"field": "label", "type": "nominal"}}
    text.pop("color", None)
    layers = [{"mark": bar_mark, "encoding": {}}, {"mark": text_mark, "encoding": {"text": text["text"]}}]
    row = encoding.pop("row", None)
    inner = {"width": WIDTH - 260, "height": {"step": BAR}, "encoding": encoding, "layer": layers}
    body: dict[str, Any] = {"facet": {"row": row}, "spec": inner} if row else inner
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": rows},
        "config": _config(colors),
        **body,
    }


def _config(colors: dict[str, Any]) -> dict[str, Any]:
    axis = {
        "labelColor": colors["ink"], "titleColor": colors["soft"], "gridColor": colors["line"], "domainColor": colors["line"],
        "tickColor": colors["line"], "labelFontSize": 12, "titleFontSize": 11, "titleFontWeight": "normal", "labelLimit": 240,
    }  # fmt: skip
    label = {"labelColor": colors["ink"], "labelFontSize": 12}
    return {
        "background": None, "font": "system-ui, sans-serif", "view": {"stroke": None}, "axis": axis, "legend": label,
        "header": label,
    }  # fmt: skip


@lru_cache(maxsize=64)
def fee_chart(bars: tuple[Bar, ...], scheme: str) -> bytes:
    """The SVG. `UsageError` when the optional part that draws is not installed, or there is nothing to draw."""
    if not bars:
        raise UsageError("there is no amount to draw")
    try:
        converter = cast(_Converter, importlib.import_module("vl_convert"))
    except ImportError:
        raise UsageError("Charts need an optional part", hint="pip install 'superbill[web]'") from None
    return converter.vegalite_to_svg(fee_spec(bars, scheme), vl_version="5.20").encode()
