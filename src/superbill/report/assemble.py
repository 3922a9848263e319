"""Puts the sections of a report together, in their order."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import superbill.report.sections
from superbill.errors import InternalError
from superbill.model.citation import Citation, Fact
from superbill.model.codes import System
from superbill.model.lookup import Billable, Deleted, NotBillable, NotYetValid
from superbill.model.price import Locality
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
    place = context.locality
    where = f"{place.short_name or place.state} ({place.id})" if isinstance(place, Locality) else "national amounts"
    return (("Where", where), ("Setting", context.setting.value))


def _status_tag(context: Context) -> str:
    answer = context.answer
    match answer:
        case Billable():
            stale = answer.evidence.stale_days
            return (
                f"listed in the newest release loaded, which ended {stale} days before"
                if stale
                else f"valid on {answer.on}"
            )
        case NotBillable():
            return "header: not billable"
        case Deleted(last_day=last):
            return f"deleted, last day {last}" if last else "deleted"
        case NotYetValid(first_day=first):
            return f"not valid before {first}"
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
