"""Expansion of 7th characters against a slow oracle that asks each end of the tree for its nearest definition."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from superbill.kb.files import walk
from superbill.sources.nchs_icd10cm_tabular import SOURCE, Seventh

CHARACTERS = st.lists(st.sampled_from("ADS01234B"), min_size=1, max_size=4, unique=True)


@dataclass
class Diag:
    """A node of a tabular list; `defines` are the 7th characters defined there, `excepts` those not valid with 6th
    character 7 or 8."""

    code: str
    defines: list[str]
    excepts: list[str]
    children: list[Diag] = field(default_factory=list)


@st.composite
def diags(draw: st.DrawFn, code: str = "S06") -> Diag:
    defines = draw(st.just([]) | CHARACTERS)
    excepts = draw(st.lists(st.sampled_from(defines), unique=True, max_size=2)) if defines else []
    found = Diag(code, defines, excepts)
    if len(code) < 6:
        for character in draw(st.lists(st.sampled_from("0789X"), unique=True, max_size=3)):
            found.children.append(draw(diags(code + character)))
    return found


def xml(diag: Diag) -> str:
    name = diag.code if len(diag.code) == 3 else f"{diag.code[:3]}.{diag.code[3:]}"
    extensions = "".join(f'<extension char="{character}">with {character}</extension>' for character in diag.defines)
    inside = f"<sevenChrDef>{extensions}</sevenChrDef>" if diag.defines else ""
    if diag.excepts:
        inside += (
            f"<notes><note>7th characters {' and '.join(diag.excepts)} do not apply to codes in category {name} "
            "with 6th character 7 - of one cause, or 8 - of another.</note></notes>"
        )
    inside += "".join(xml(child) for child in diag.children)
    return f"<diag><name>{name}</name><desc>Text {diag.code}</desc>{inside}</diag>"


def complete_codes(diag: Diag, above: tuple[Diag, ...] = ()) -> dict[str, str]:
    """Every complete code with its text, the slow way."""
    path = (*above, diag)
    if diag.children:
        return {code: text for child in diag.children for code, text in complete_codes(child, path).items()}
    nearest = next((node for node in reversed(path) if node.defines), None)
    if nearest is None:
        return {diag.code: f"Text {diag.code}"}
    stem = diag.code
    while len(stem) < 6:
        stem += "X"
    valid = [c for c in nearest.defines if not (c in nearest.excepts and stem[5] in "78")]
    return {stem + c: f"Text {diag.code}, with {c}" for c in valid} or {diag.code: f"Text {diag.code}"}


@settings(deadline=None)
@given(tree=diags())
def test_complete_codes_are_those_of_the_oracle(tmp_path_factory, tree) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path_factory.mktemp("tabular") / "tabular.xml"
    path.write_text(
        "<ICD10CM.tabular><version>2026</version><chapter><name>19</name><desc>Injury</desc>"
        f'<section id="S00-S09"><desc>Head</desc>{xml(tree)}</section></chapter></ICD10CM.tabular>'
    )
    rows = list(next(SOURCE.parse(next(walk(path)))).rows)
    assert {row[1]: row[5] for row in rows if row[3]} == complete_codes(tree)
    assert len({row[1] for row in rows}) == len(rows)


@given(st.from_regex(r"[A-Z][0-9][0-9A-Z]{1,4}", fullmatch=True), CHARACTERS)
def test_an_expanded_code_has_seven_characters_and_keeps_the_code(code: str, characters: list[str]) -> None:
    expanded = [found for found, _ in Seventh(tuple((c, "meaning") for c in characters)).expand(code)]
    assert [found[-1] for found in expanded] == characters
    assert all(len(found) == 7 and found[:6].rstrip("X") == code.rstrip("X") for found in expanded)
