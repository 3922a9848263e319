"""ICD-10-PCS definitions: what operations, approaches, body parts, devices and substances of a section mean and include.

`<terms>` may have several titles (`Foot Muscle, Right` and `Left`), which share what follows: each gets its rows. The device
aggregation table tells under which broader device value (`parent_value`) a specific device is coded, and where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.rows import Interned, Table
from superbill.sources.base import Part, Source, SourceFile
from superbill.sources.icd_edition import stated_edition
from superbill.sources.layout import NEW_LAYOUT
from superbill.sources.xml_tree import Element, read_xml

POSITIONS = frozenset("1234567")
KINDS = ("definition", "explanation", "includes")

_ROOT = re.compile(rb"<ICD10PCS\.definitions[\s>]")


class PcsDefinition(NamedTuple):
    """A text on the value called `label` of an axis of a section. `kind` is one of `KINDS`; `seq` counts within the kind."""

    section: str
    position: int
    label: str
    kind: str
    seq: int
    axis: Interned
    text: Interned


class PcsDevice(NamedTuple):
    """A specific device that is coded to `parent_value` in a body system, for an operation (`All applicable`: for any)."""

    device: str
    operation: str
    body_system: str
    parent_value: str
    parent_label: str


PCS_DEFINITION = Table("pcs_definition", PcsDefinition, ("section", "position", "label", "kind", "seq"))
PCS_DEVICE = Table("pcs_device", PcsDevice, ("device", "operation", "body_system"))


class CmsIcd10pcsDefinitions(Source):
    """The definitions XML."""

    id = "cms-icd10pcs-definitions"
    title = "ICD-10-PCS definitions"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/coding-billing/icd-10-codes"
    licence = "Public domain (work of the US government)"
    cadence = "Yearly on October 1, with an update on April 1"
    authority = "ICD-10-PCS Official Guidelines for Coding and Reporting, section A and section B3 (root operations)"
    tables: ClassVar[tuple[Table, ...]] = (PCS_DEFINITION, PCS_DEVICE)
    floors: ClassVar[dict[str, int]] = {"pcs_definition": 2_000}
    fetch_hint = (
        f"superbill fetch cms-icd10pcs-definitions, or superbill build --from DIR with the code tables from {page}"
    )

    def recognises(self, file: SourceFile) -> bool:
        """XML whose root is `<ICD10PCS.definitions>`."""
        return _ROOT.search(file.head) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """Two parts: definitions, devices. Row numbers are lines of the XML."""
        root = read_xml(file)
        version = root.child("version")
        if version is None:
            raise _bad("has no <version>", root, file)
        edition = stated_edition(file, version.text, version.line)
        definitions: list[tuple[object, ...]] = []
        devices: list[tuple[object, ...]] = []
        for element in root.children:
            if element.tag == "section":
                definitions.extend(_section(element, file))
            elif element.tag == "deviceAggregation":
                devices.extend(_devices(element, file))
            elif element.tag not in ("version", "title"):
                raise _unknown(element, root, file)
        yield Part(edition, file, PCS_DEFINITION, definitions)
        yield Part(edition, file, PCS_DEVICE, devices)


def _section(section: Element, file: SourceFile) -> Iterator[tuple[object, ...]]:
    code = section.attributes.get("code", "")
    for axis in section.children:
        if axis.tag == "title":
            continue
        name = axis.child("title")
        if axis.tag != "axis" or name is None or axis.attributes.get("pos", "") not in POSITIONS:
            raise _unknown(axis, section, file)
        for terms in axis.children:
            if terms.tag == "terms":
                yield from _terms(code, int(axis.attributes["pos"]), name.text, terms, file)
            elif terms is not name:
                raise _unknown(terms, axis, file)


def _terms(section: str, position: int, axis: str, terms: Element, file: SourceFile) -> Iterator[tuple[object, ...]]:
    titles = [child.text for child in terms.children if child.tag == "title"]
    texts: dict[str, list[Element]] = {kind: [] for kind in KINDS}
    for child in terms.children:
        if child.tag in texts:
            texts[child.tag].append(child)
        elif child.tag != "title":
            raise _unknown(child, terms, file)
    if not all(titles) or not titles:
        raise _bad("<terms> has no <title>", terms, file)
    for label in titles:
        for kind, children in texts.items():
            for seq, child in enumerate(children, 1):
                yield *PcsDefinition(section, position, label, kind, seq, axis, child.text), child.line


def _devices(table: Element, file: SourceFile) -> Iterator[tuple[object, ...]]:
    for aggregate in table.children:
        tags = [child.tag for child in aggregate.children]
        systems = tags.count("bodySys")
        if (
            aggregate.tag != "aggregate"
            or tags != ["device", "operation", *["bodySys"] * systems, "parent"]
            or not systems
        ):
            raise _bad(
                f"<{aggregate.tag}> holds {', '.join(tags)}, which is no device with its parent", aggregate, file
            )
        device, operation, *names, parent = aggregate.children
        for name in names:
            value = parent.attributes.get("value", "")
            yield *PcsDevice(device.text, operation.text, name.text, value, parent.text), name.line


def _unknown(child: Element, parent: Element, file: SourceFile) -> BadInput:
    return _bad(f"<{child.tag}> is not known in <{parent.tag}>", child, file)


def _bad(message: str, element: Element, file: SourceFile) -> BadInput:
    return BadInput(message, file=file.name, line=element.line, hint=NEW_LAYOUT)


SOURCE = CmsIcd10pcsDefinitions()
