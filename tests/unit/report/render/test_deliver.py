"""Formats by name."""

from __future__ import annotations

import pytest

from superbill.errors import UsageError
from superbill.report.render.deliver import FORMATS, MEDIA_TYPES, render
from unit.report.sample import report_82331

STARTS = {"json": b'{"code":"82331"', "md": b"# 82331", "html": b"<!doctype html>", "pdf": b"%PDF-"}


@pytest.mark.parametrize("fmt", FORMATS)
def test_each_format_is_delivered(fmt: str) -> None:
    assert render(report_82331(), fmt).startswith(STARTS[fmt])
    assert fmt in MEDIA_TYPES


def test_another_format_is_refused() -> None:
    with pytest.raises(UsageError, match="'xml' is no format of a report\nFormats: json, md, html, pdf"):
        render(report_82331(), "xml")
