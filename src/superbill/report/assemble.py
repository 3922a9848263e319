"""Puts the sections of a report together, in their order."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import superbill.report.sections
from superbill.errors import InternalError
from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.codes import System
from superbill.model.lookup import Billable, Deleted, NotBillable, NotYetValid, Unconfirmed
from superbill.model.price import Locality, ZipPlace
from superbill.model.report import Field, Item, Leaf, Report, Section, Steps, Table
from superbill.report.section import PROCEDURES, Context, ReportSection

CPT_NOTICE = "CPT® is a registered trademark of the American Medical Association."
CDT_NOTICE = "CDT is a trademark of the American Dental Association."


@cache
def report_sections() -> tuple[ReportSection, ...]:
    """Every section, in order. Raises `InternalError` for a module without one or two of one id."""
    found: dict[str, ReportSection] = {}
    package = superbill.report.sections
    for info in pkgutil.iter_modules(package.__path__):
        section = getattr(importlib.import_module(f"{package.__name__}.{info.name}"), "SECTION", None)
        if not isinstance(section, ReportSection) or section.id in found:
            raise InternalError(f"{info.name} declares no section of its own")
        found[section.id] = section
    return tuple(sorted(found.values(), key=lambda section: section.order))


def assemble(context: Context) -> Report:
    """The report on one code."""
    answer = context.answer
    sections: list[Section] = []
    for section in report_sections():
        if context.system not in section.systems:
            continue
        if section.needs_cited:
            context = replace(context, cited=tuple(_cited(sections, answer.title)))
        built = section.build(context)
        if built.items:
            sections.append(Section(section.id, section.title, built.items, built.note))
    notices = {System.CPT: (CPT_NOTICE,), System.CDT: (CDT_NOTICE,)}.get(context.system, ())
    return Report(
        code=answer.code,
        display=answer.display,
        system=answer.system,
        on=answer.on,
        title=answer.title,
        status=answer.status,
        tags=(answer.system.label, _status_tag(context)),
        sections=tuple(sections),
        notices=notices,
        scope=_scope(context) if context.system in PROCEDURES else (),
    )


def _scope(context: Context) -> tuple[tuple[str, str], ...]:
    return (("Where", _where(context.locality)), ("Setting", context.setting.value))


def _where(place: Locality | NotAvailable | None) -> str:
    """The place of the amounts; a place that was asked for and not found is said, not passed over."""
    if place is None:
        return "national amounts"
    if isinstance(place, NotAvailable):
        return f"national amounts; the place was not found: {place.not_available}"
    where = f"{place.short_name or place.state} ({place.id})"
    return f"{where}; {place.caution}" if isinstance(place, ZipPlace) and place.caution else where


def _status_tag(context: Context) -> str:
    answer = context.answer
    match answer:
        case Billable():
            evidence = answer.evidence
            return (
                f"as of {evidence.release}, which ended {evidence.stale_days} days before"
                if evidence.stale_days
                else f"valid on {answer.on}"
            )
        case NotBillable(since=since):
            return f"subdivided on {since}" if since else "header: not billable"
        case Deleted(last_day=last):
            return f"last day {last}" if last else "last day not known"
        case NotYetValid(first_day=first):
            return f"first day {first}" if first else "first day not known"
        case Unconfirmed():
            return f"not settled for {answer.on}"
    raise InternalError(f"no tag for {answer!r}")


def leaves(items: tuple[Item, ...]) -> list[Leaf]:
    """All leaves of some items, in reading order."""
    found: list[Leaf] = []
    for item in items:
        match item:
            case Field():
                found.append(item.leaf)
            case Table():
                found.extend(cell for row in item.rows for cell in row)
            case Steps():
                found.extend(item.steps)
    return found


def _cited(sections: Iterable[Section], title: Leaf) -> Iterable[Citation]:
    """Every receipt of some sections, the title's first, repeated ones left out."""
    parts = [title, *(leaf for section in sections for leaf in leaves(section.items))]
    return dict.fromkeys(citation for part in parts if isinstance(part, Fact) for citation in part.citations)
