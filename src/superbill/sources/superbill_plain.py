"""Plain-language text written for this project: one TOML file per code in `content/`, with its review status."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from superbill.errors import BadInput
from superbill.model.codes import System, systems_of
from superbill.model.periods import Period
from superbill.model.rows import CONCEPT, CONCEPT_NOTE, Concept, ConceptNote, Table
from superbill.sources.base import Edition, Part, Source, SourceFile


class PlainText(NamedTuple):
    """The texts of one code. `document`, `sites` and `workflow` hold one entry a line; `review` is `unreviewed` until an
    editor signs, then `reviewed by NAME on DATE`."""

    system: str
    code: str
    title: str
    review: str
    service_type: str
    sites: str
    what: str
    why: str
    how: str
    document: str
    patient: str
    workflow: str


class RelatedCode(NamedTuple):
    """A code that an author of the plain-language text relates to another: `kind` is `diagnosis` or `family`."""

    system: str
    code: str
    kind: str
    seq: int
    related: str


PLAIN_TEXT = Table("plain_text", PlainText, ("system", "code"))
RELATED_CODE = Table("related_code", RelatedCode, ("system", "code", "kind", "seq"), (("related",),))

TEXTS = ("code", "system", "title", "review", "service_type", "what", "why", "how", "patient")
LISTS = ("sites", "document", "workflow", "related_diagnoses", "related_codes", "search_terms")
EDITION = Edition("as of this version", Period(date(1996, 1, 1)))


class SuperbillPlain(Source):
    """The texts of `content/`."""

    id = "superbill-plain"
    title = "Superbill plain-language text"
    publisher = "Superbill"
    page = "content/ of this project"
    licence = "Apache-2.0; written from clinical knowledge, never from a CPT descriptor"
    cadence = "with every version"
    authority = "none: an explanation, not a definition"
    tables = (PLAIN_TEXT, RELATED_CODE, CONCEPT, CONCEPT_NOTE)
    fetch_hint = "a file for the code in content/ (contributions are welcome)"

    def recognises(self, file: SourceFile) -> bool:
        """A TOML file that opens with a code, a system and a review status."""
        head = file.head[:2000]
        return head.startswith(b'code = "') and b'\nsystem = "' in head and b'\nreview = "' in head

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part a table. Unknown, missing or empty fields are a `BadInput`."""
        fields = _read(file)
        system, code = fields["system"], fields["code"]
        lines = {name: "\n".join(fields[name]) for name in LISTS}
        text = PlainText(
            system, code, fields["title"], fields["review"], fields["service_type"], lines["sites"], fields["what"],
            fields["why"], fields["how"], lines["document"], fields["patient"], lines["workflow"],
        )  # fmt: skip
        yield Part(EDITION, file, PLAIN_TEXT, [(*text, 1)])
        yield Part(EDITION, file, RELATED_CODE, list(_related(system, code, fields)))
        if system == System.CPT:
            concept = Concept(system, code, None, 1, fields["title"], fields["title"], None, None, None, 0)
            yield Part(EDITION, file, CONCEPT, [(*concept, 1)])
        notes = [ConceptNote(system, code, "search_term", n, term) for n, term in enumerate(fields["search_terms"])]
        yield Part(EDITION, file, CONCEPT_NOTE, [(*note, 1) for note in notes])


def _related(system: str, code: str, fields: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    for kind, name in (("diagnosis", "related_diagnoses"), ("family", "related_codes")):
        for seq, related in enumerate(fields[name]):
            yield (*RelatedCode(system, code, kind, seq, related.replace(".", "")), 1)


def _read(file: SourceFile) -> dict[str, Any]:
    try:
        with file.open() as stream:
            fields = tomllib.loads(stream.read().decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"no readable TOML: {error}", file=file.name) from error
    unknown = sorted(set(fields) - {*TEXTS, *LISTS})
    if unknown:
        raise BadInput(f"unknown field {unknown[0]}", file=file.name)
    for name in TEXTS:
        if not isinstance(fields.get(name), str) or not fields[name].strip():
            raise BadInput(f"field {name} is missing or empty", file=file.name)
    for name in LISTS:
        if not isinstance(fields.get(name), list) or not all(isinstance(entry, str) for entry in fields[name]):
            raise BadInput(f"field {name} is missing or no list of texts", file=file.name)
    if fields["system"] not in {system.value for system in System}:
        raise BadInput(f"unknown system {fields['system']!r}", file=file.name)
    if System(fields["system"]) not in systems_of(fields["code"]):
        raise BadInput(f"{fields['code']!r} is no {fields['system']} code", file=file.name)
    return fields


SOURCE = SuperbillPlain()
