"""Search over a handful of rows: what is found, in which order, and why."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from superbill.errors import NotLoaded, UsageError, WrongFormat
from superbill.model.codes import System
from superbill.terminology.search import Hit, SearchIndex, build_index
from unit.terminology.search_rows import write_kb


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("search")
    index = place / "index"
    index.mkdir()
    build_index(write_kb(place / "knowledge.sqlite"), index)
    return index


@pytest.fixture(scope="module")
def index(folder: Path) -> SearchIndex:
    return SearchIndex.open(folder)


def codes(hits: tuple[Hit, ...] | list[Hit]) -> list[str]:
    return [hit.code for hit in hits]


@pytest.mark.parametrize(
    ("text", "code", "match"),
    [
        ("E83.52", "E8352", "code"),
        (" e8352 ", "E8352", "code"),
        ("j1885", "J1885", "code"),
        ("71046-26-59", "71046", "code"),
        ("e11 9", "E119", "code"),
        ("lt", "LT", "code"),
        ("E08-E13", "E08-E13", "code"),
        ("82331", "82331", "code"),
        ("J96.00", "J9600", "code"),
        ("E8", "E83", "code prefix"),
        ("knee pain left", "M25562", "words"),
        ("hypertensive", "I10", "words"),
        ("infarction heart", "I219", "synonym"),
        ("lung film", "71046", "synonym"),
        ("SOB", "R0602", "abbreviation"),
        ("MI", "I219", "abbreviation"),
        ("heart attack", "I219", "synonym"),
        ("high blood pressure", "I10", "synonym"),
        ("chest xray", "71046", "synonym"),
        ("cbc", "85025", "abbreviation"),
        ("ketorlac", "J1885", "spelling"),
        ("wheelchiar", "K0001", "spelling"),
        ("Ménière’s", "H8109", "words"),
        ("icd 10 code for hypercalcemia", "E8352", "words"),
        ("family history of breast cancer", "Z803", "synonym"),
        ("bizarre hypercalcemia", "E8352", "some words"),
    ],
)
def test_the_first_hit_and_why_it_matched(index: SearchIndex, text: str, code: str, match: str) -> None:
    first = index.search(text).hits[0]
    assert (first.code, first.match) == (code, match)


def test_a_dot_tells_icd10cm_from_hcpcs(index: SearchIndex) -> None:
    assert [(hit.system, hit.code) for hit in index.search("J96.00").hits] == [(System.ICD10CM, "J9600")]
    assert [hit.system for hit in index.search("J9600").hits] == [System.HCPCS, System.ICD10CM]


def test_a_prefix_lists_the_category_and_what_is_below_it_shorter_codes_first(index: SearchIndex) -> None:
    assert codes(index.search("E83").hits) == ["E83", "E835", "E8352"]


def test_a_common_code_comes_before_its_header_and_both_before_chapters_and_blocks(index: SearchIndex) -> None:
    assert codes(index.search("diabetes").hits) == ["E119", "E109", "E08311", "E11", "E08-E13"]


def test_codes_that_ended_come_last(index: SearchIndex) -> None:
    assert codes(index.search("wheelchair").hits) == ["K0001", "E0990"]
    assert [(hit.code, hit.ended) for hit in index.search("syndrome").hits] == [("E8810", True)]


def test_measure_codes_come_after_all_others(index: SearchIndex) -> None:
    assert codes(index.search("htn").hits) == ["I10", "I2720", "G8904"]


def test_exclusion_notes_are_no_synonyms(index: SearchIndex) -> None:
    assert index.search("dietary mineral deficiency").hits[0].match == "some words"


def test_a_cpt_code_without_text_is_found_by_code_alone(index: SearchIndex) -> None:
    hit = index.search("71270").hits[0]
    assert (hit.system, hit.display, hit.billable) == (System.CPT, "", True)
    assert index.search("0001u").hits[0].system is System.CPT
    assert codes(index.search("G0008").hits) == []


def test_facets_count_every_system_and_the_total_only_those_asked_for(index: SearchIndex) -> None:
    result = index.search("left", systems=[System.MODIFIER])
    assert codes(result.hits) == ["LT"]
    assert result.total == 1
    assert result.facets == {System.MODIFIER: 1, System.ICD10CM: 1}


def test_pages_follow_one_another_without_gap_or_overlap(index: SearchIndex) -> None:
    whole = codes(index.search("e").hits)
    pages = [
        code for offset in range(0, len(whole), 3) for code in codes(index.search("e", limit=3, offset=offset).hits)
    ]
    assert len(whole) > 6
    assert pages == whole
    assert index.search("e", limit=3).total == len(whole)


def test_scores_fall_along_the_result(index: SearchIndex) -> None:
    for text in ("e", "i", "diabetes", "htn", "wheelchair", "left"):
        scores = [hit.score for hit in index.search(text).hits]
        assert scores == sorted(scores, reverse=True), text


def test_a_repaired_query_is_told(index: SearchIndex) -> None:
    assert index.search("Hypertenson").corrected == "hypertension"
    assert index.search("chestpain").corrected == "chest pain"
    assert index.search("hypertension").corrected is None
    assert index.search("hypert").corrected is None


def test_short_unknown_words_are_not_repaired(index: SearchIndex) -> None:
    assert index.search("mui").hits == ()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("hyperc", "E8352"),
        ("heart att", "I219"),
        ("high blo", "I10"),
        ("type 2 d", "E119"),
        ("7104", "71046"),
        ("afi", None),
    ],
)
def test_suggestions_take_the_last_word_as_unfinished(index: SearchIndex, typed: str, code: str | None) -> None:
    assert [hit.code for hit in index.suggest(typed)][:1] == ([code] if code else [])


def test_suggestions_fall_back_on_what_search_finds(index: SearchIndex) -> None:
    assert [hit.match for hit in index.suggest("hypercalcemai ")] == ["spelling"]


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("J1858", "J1885"),
        ("J1886", "J1885"),
        ("E835X", "E8352"),
        ("E83529", "E8352"),
        ("E8399", "E83"),
        ("E835", "E8352"),
    ],
)
def test_near_misses(index: SearchIndex, typed: str, near: str) -> None:
    assert near in codes(index.near(typed))


def test_near_misses_keep_to_the_systems_asked_for(index: SearchIndex) -> None:
    assert {hit.system for hit in index.near("J9601", [System.HCPCS])} == {System.HCPCS}
    assert index.near("") == index.near("???") == []


@pytest.mark.parametrize("text", ["", "   ", "\n", "?!", "()"])
def test_nothing_to_search_for_is_a_usage_error(index: SearchIndex, text: str) -> None:
    with pytest.raises(UsageError, match="nothing to search for"):
        index.search(text)
    with pytest.raises(UsageError, match="nothing to search for"):
        index.suggest(text)


@pytest.mark.parametrize(("limit", "offset", "message"), [(0, 0, "limit 0"), (1001, 0, "limit 1001"), (20, -1, "offset -1"), (20, 9_990, "offset 9990")])  # fmt: skip
def test_pages_out_of_bounds_are_usage_errors(index: SearchIndex, limit: int, offset: int, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        index.search("diabetes", limit=limit, offset=offset)


def test_long_text_is_cut_off(index: SearchIndex) -> None:
    assert index.search("hypercalcemia " + "of the " * 2_000).hits[0].code == "E8352"
    assert index.search("x" * 10_000).hits == ()


def test_text_of_another_script_finds_nothing(index: SearchIndex) -> None:
    assert index.search("糖尿病").hits == ()


def test_the_same_content_gives_the_same_order(folder: Path, index: SearchIndex, tmp_path: Path) -> None:
    build_index(folder.parent / "knowledge.sqlite", tmp_path)
    again = SearchIndex.open(tmp_path)
    for text in ("e", "diabetes", "pain", "injection"):
        assert again.search(text) == index.search(text)


def test_an_index_is_read_where_it_may_not_be_written(folder: Path, tmp_path: Path) -> None:
    sealed = tmp_path / "sealed"
    shutil.copytree(folder, sealed, ignore=shutil.ignore_patterns("*.lock"))
    assert SearchIndex.open(sealed).search("E83.52").hits[0].code == "E8352"
    assert not list(sealed.glob("*.lock"))


def test_a_missing_or_foreign_index_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(NotLoaded, match="no search index at"):
        SearchIndex.open(tmp_path)
    (tmp_path / "format").write_text("superbill search 0\n")
    with pytest.raises(WrongFormat, match="written by another Superbill"):
        SearchIndex.open(tmp_path)
    (tmp_path / "format").write_text("superbill search 1\n")
    with pytest.raises(WrongFormat, match="cannot be read"):
        SearchIndex.open(tmp_path)
