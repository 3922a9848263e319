"""ICD-10-PCS definitions and device aggregation, and what stops the import."""

from __future__ import annotations

import re
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.sources.cms_icd10pcs_definitions import SOURCE

NAME = "icd10pcs_definitions_2026.xml"


def rows(bench: Any, number: int) -> list[tuple[object, ...]]:
    return list(list(SOURCE.parse(bench.file(NAME, bench.content(SOURCE, NAME))))[number].rows)


def test_definitions(bench: Any) -> None:
    found = {row[:5]: row[5:7] for row in rows(bench, 0)}
    assert found["0", 3, "Alteration", "explanation", 1] == ("Operation", "Principal purpose is to improve appearance")
    assert found["0", 4, "Azygos Vein", "includes", 2] == ("Body Part", "Right subcostal vein")
    assert found["X", 6, "Xanomeline and Trospium Chloride", "includes", 1][1] == "COBENFY(tm)"


def test_titles_that_stand_together_share_their_texts(bench: Any) -> None:
    found = rows(bench, 0)
    left = [row[3:7] for row in found if row[2] == "Foot Muscle, Left"]
    assert len(left) == 7
    assert left == [row[3:7] for row in found if row[2] == "Foot Muscle, Right"]


def test_devices_have_a_row_for_each_body_system(bench: Any) -> None:
    found = [row[:5] for row in rows(bench, 1)]
    assert len(found) == 6
    assert found[0] == ("Autologous Arterial Tissue", "All applicable", "Heart and Great Vessels", "7", "Autologous Tissue Substitute")  # fmt: skip
    assert found[5][3:] == ("M", "Cardiac Lead")


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{NAME}"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"<includes>Right subcostal vein</includes>", b"<excludes/>", "line 27: <excludes> is not known in <terms>"),
        (b"        <title>Azygos Vein</title>\n", b"", "line 24: <terms> has no <title>"),
        (b'<axis pos="4">', b"<axis>", "<axis> is not known in <section>"),
        (b'<parent value="M">Cardiac Lead</parent>', b"", "which is no device with its parent"),
        (b"<deviceAggregation>", b"<deviceKey/><deviceAggregation>", "<deviceKey> is not known in <ICD10PCS.definitions>"),
        (b"  <version>2026</version>\n", b"", "has no <version>"),
    ],
    ids=lambda value: value.decode()[:24] if isinstance(value, bytes) else "",
)  # fmt: skip
def test_what_the_layout_does_not_know_is_named(bench: Any, old: bytes, new: bytes, message: str) -> None:
    content = bench.content(SOURCE, NAME)
    assert content.count(old) == 1
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, NAME, content.replace(old, new))
