"""MS-DRG: relative weight, lengths of stay, and the major diagnostic category."""

from __future__ import annotations

from superbill.model.citation import Fact, NotAvailable
from superbill.model.codes import System
from superbill.model.report import Field, Kind, Leaf
from superbill.report.section import Built, Context, ReportSection
from superbill.terminology.crosswalks import Drg, drg, mdc_name

NO_WEIGHT = NotAvailable("Table 5 gives none: the group is for records that cannot be grouped", "no release")
NO_MDC = NotAvailable("Table 5 names none: the group stands before or outside the categories", "no release")
_KINDS = {"MED": "medical", "SURG": "surgical"}
_OUTSIDE = {"PRE": "PRE: assigned before the categories", "**": "any: the group belongs to no one category"}


class DrgFigures(ReportSection):
    """What Table 5 says of a group."""

    id = "drg"
    title = "Weight and length of stay"
    order = 30
    systems = frozenset({System.MSDRG})
    authority = "42 CFR 412.60; Table 5 of the inpatient final rule"

    def build(self, context: Context) -> Built:
        """Fields of one row of the table; or why there is none."""
        found = drg(context.kb, context.code, context.on)
        if isinstance(found, NotAvailable):
            return Built((Field("Relative weight", found),))
        group = found.value
        special = "yes" if group.special_pay else "no"
        fields = [
            Field("Relative weight", _figure(found, group.weight), Kind.NUMBER),
            Field("Geometric mean length of stay, days", _figure(found, group.gmlos), Kind.NUMBER),
            Field("Arithmetic mean length of stay, days", _figure(found, group.amlos), Kind.NUMBER),
            Field("Major diagnostic category", _category(context, found)),
            Field("Kind", Fact(_KINDS.get(group.kind, group.kind) or "not stated", found.citation)),
            Field("Post-acute transfer policy", Fact("yes" if group.post_acute else "no", found.citation)),
            Field("Special payment on transfer", Fact(special, found.citation)),
        ]
        if group.uncapped_weight is not None and group.uncapped_weight != group.weight:
            uncapped = Field("Weight before the 10 percent cap", _figure(found, group.uncapped_weight), Kind.NUMBER)
            fields.insert(1, uncapped)
        return Built(tuple(fields))


def _figure(found: Fact[Drg], value: object) -> Leaf:
    return NO_WEIGHT if value is None else Fact(str(value), found.citation)


def _category(context: Context, found: Fact[Drg]) -> Leaf:
    number = found.value.mdc
    if not number:
        return NO_MDC
    if number in _OUTSIDE:
        return Fact(_OUTSIDE[number], found.citation)
    name = mdc_name(context.kb, number, context.on)
    if isinstance(name, NotAvailable):
        return Fact(number, found.citation)
    return Fact(f"{number} {name.value}", found.citation, (name.citation,))


SECTION = DrgFigures()
