"""Changes between releases as a page, a feed, or CSV: the one-page policy update of a watch list."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from markupsafe import Markup

from superbill.model.changes import Change
from superbill.report.render.html import report_css, templates

ATOM = "http://www.w3.org/2005/Atom"
COLUMNS = (
    "code",
    "data_set",
    "series",
    "from",
    "subject",
    "change",
    "before",
    "after",
    "receipt_before",
    "receipt_after",
)


def changes_csv(changes: Sequence[Change]) -> bytes:
    """One line a change, with a heading row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(change_cells, changes))
    return text.getvalue().encode()


def change_cells(c: Change) -> tuple[object, ...]:
    """One change under `COLUMNS`."""
    receipts = [str(found) if found else "" for found in (c.citation_before, c.citation_after)]
    return (c.code, c.title, c.series, c.when, c.subject, c.what.value, c.before, c.after, *receipts)


def changes_html(changes: Sequence[Change], title: str, on: date) -> bytes:
    """One self-contained page, a table for each code."""
    ordered = sorted(changes, key=lambda change: change.code)
    groups = [(code, list(group)) for code, group in groupby(ordered, key=lambda change: change.code)]
    page = templates().get_template("changes.html.j2")
    return page.render(groups=groups, title=title, on=on, count=len(changes), css=Markup(report_css())).encode()


def changes_atom(changes: Sequence[Change], title: str, feed_id: str, on: date) -> bytes:
    """An Atom feed (RFC 4287), one entry for each code and data set; ids stay the same for the same change."""
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    newest = max((change.when for change in changes), default=on)
    for name, text in (("id", feed_id), ("title", title), ("updated", f"{newest}T00:00:00Z")):
        _element(feed, name, text)
    _element(_element(feed, "author", ""), "name", "Superbill")
    key = lambda change: (change.code, change.title, change.series, change.when)  # noqa: E731
    for (code, source, series, when), group in groupby(sorted(changes, key=key), key=key):
        entry = _element(feed, "entry", "")
        setting = f", {series}" if series else ""
        _element(entry, "id", f"{feed_id}/{code}/{source.replace(' ', '-')}{series}/{when}")
        _element(entry, "title", f"{code}: {source}{setting}")
        _element(entry, "updated", f"{when}T00:00:00Z")
        _element(entry, "content", "\n".join(_sentence(change) for change in group))
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _element(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = text or None
    return child


def _sentence(change: Change) -> str:
    values = " to ".join(value for value in (change.before, change.after) if value)
    return f"{change.subject} {change.what.value}: {values} ({change.citation})"
