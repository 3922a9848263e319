"""The store and its questions: by code, by words, by edition, and what an edition changed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from superbill.errors import BadInput, UsageError, WrongFormat
from superbill.guidelines.search import changes_naming, passages_naming, quote, search_passages
from superbill.guidelines.store import FILE_NAME, DocumentStore, import_document, remove_document
from superbill.model.guidance import Change, ImportedDocument

ON = date(2026, 6, 15)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "private"


def take(folder: Path, file: Path, effective: date = date(2025, 1, 1), payer: str = "") -> ImportedDocument:
    return import_document(
        file, folder, title="Example Coding Manual", publisher="CMS", effective=effective, payer=payer
    )


@pytest.fixture
def store(folder: Path, manual: Path) -> DocumentStore:
    take(folder, manual)
    return DocumentStore(folder)


def test_what_an_import_took_in(folder: Path, manual: Path) -> None:
    found = take(folder, manual)
    assert (found.document.passages, found.document.pages, found.codes) == (5, 4, 8)
    assert (found.replaced, found.unchanged, found.document.file) == (False, False, "manual.txt")
    assert (folder / FILE_NAME).stat().st_mode & 0o077 == 0, "for the operator alone"
    assert sorted(path.name for path in folder.iterdir()) == [FILE_NAME, f"{FILE_NAME}.lock"]


def test_the_same_edition_again_replaces_it(folder: Path, manual: Path, manual_2026: Path) -> None:
    take(folder, manual)
    assert take(folder, manual).unchanged
    again = take(folder, manual_2026)
    assert again.replaced
    store = DocumentStore(folder)
    assert [document.file for document in store.documents()] == ["manual-2026.txt"]
    assert search_passages(store, "limited unit", ON)
    assert store.rows("SELECT count(*) FROM passage")[0][0] == again.document.passages


def test_passages_that_name_a_code_outright_come_before_ranges(store: DocumentStore) -> None:
    (passage,) = passages_naming(store, "83721", ON)
    assert (str(passage.span), passage.page) == ("83721", "I-3")
    assert passage.locator == ("page I-3, Chapter I General Coding Policies CPT Codes 80000 - 89999, B. Laboratory")
    receipt = passage.citation
    assert (receipt.title, receipt.release, receipt.effective_from) == (
        "Example Coding Manual",
        "effective 2025-01-01",
        date(2025, 1, 1),
    )
    assert [str(each.span) for each in passages_naming(store, "80505", ON)] == ["80503-80506"]
    assert passages_naming(store, "J1885", ON) == (), "a range of all drugs says nothing about one"
    assert passages_naming(store, "99999", ON) == ()


def test_words_are_found_in_any_form_and_never_as_syntax(store: DocumentStore) -> None:
    assert [each.page for each in search_passages(store, "calculate values", ON)] == ["I-3"]
    assert [each.page for each in search_passages(store, "incision", ON)] == ["II-1"], "headings count"
    assert search_passages(store, 'once" OR "x* NEAR(', ON)[0].page == "II-1"
    assert search_passages(store, "nowhere", ON) == ()
    with pytest.raises(UsageError, match="no words"):
        search_passages(store, " -- ", ON)


def test_the_day_picks_the_edition(folder: Path, manual: Path, manual_2026: Path) -> None:
    take(folder, manual)
    take(folder, manual_2026, date(2026, 1, 1))
    store = DocumentStore(folder)
    assert [document.until for document in store.documents()] == [date(2025, 12, 31), None]
    assert len(passages_naming(store, "83721", date(2025, 7, 1))) == 1
    assert len(passages_naming(store, "83721", ON)) == 2
    assert passages_naming(store, "83721", date(2024, 12, 31)) == ()
    assert passages_naming(store, "83721", date(2025, 7, 1))[0].citation.effective_to == date(2025, 12, 31)


def test_what_a_new_edition_changed_about_a_code(folder: Path, manual: Path, manual_2026: Path) -> None:
    take(folder, manual)
    take(folder, manual_2026, date(2026, 1, 1))
    store = DocumentStore(folder)
    reworded, added = changes_naming(store, "83721", ON)
    assert (reworded.change, added.change) == (Change.REWORDED, Change.ADDED)
    assert reworded.before is not None and reworded.after is not None
    assert "shall not be used" in reworded.before.text
    assert "must never be used" in reworded.after.text
    assert (reworded.before.page, reworded.after.page) == ("I-3", "I-4")
    (gone,) = changes_naming(store, "84436", ON)
    assert (gone.change, gone.after) == (Change.REMOVED, None)
    assert changes_naming(store, "10060", ON) == (), "moved to another page is no change"
    assert changes_naming(store, "83721", date(2025, 7, 1)) == (), "the first edition"


def test_another_payer_is_another_document(folder: Path, manual: Path, manual_2026: Path) -> None:
    take(folder, manual)
    take(folder, manual_2026, date(2026, 1, 1), payer="Acme Health")
    store = DocumentStore(folder)
    assert [document.until for document in store.documents()] == [None, None]
    assert {document.speaker for document in store.in_force(ON)} == {"CMS", "Acme Health"}
    assert changes_naming(store, "83721", ON) == ()


def test_removal(folder: Path, manual: Path, store: DocumentStore) -> None:
    removed = remove_document(folder, 1)
    assert removed.title == "Example Coding Manual"
    assert store.documents() == (), "seen by a store that is open"
    assert store.rows("SELECT count(*) FROM passage_words WHERE passage_words MATCH 'physician'") == [(0,)]
    with pytest.raises(UsageError, match="there is no document 1"):
        remove_document(folder, 1)


def test_a_store_without_documents_is_empty(folder: Path, manual: Path) -> None:
    store = DocumentStore(folder)
    assert (store.documents(), passages_naming(store, "83721", ON)) == ((), ())
    take(folder, manual)
    assert len(passages_naming(store, "83721", ON)) == 1, "an import is seen at once"


def test_a_failed_import_leaves_the_store_as_it_was(folder: Path, manual: Path, tmp_path: Path) -> None:
    take(folder, manual)
    before = (folder / FILE_NAME).read_bytes()
    (tmp_path / "bad.txt").write_bytes(b"\0")
    with pytest.raises(BadInput):
        take(folder, tmp_path / "bad.txt", date(2026, 1, 1))
    with pytest.raises(UsageError, match="needs a title"):
        import_document(manual, folder, title=" ", publisher="CMS", effective=ON)
    assert (folder / FILE_NAME).read_bytes() == before


def test_other_files_are_refused(folder: Path) -> None:
    folder.mkdir()
    (folder / FILE_NAME).write_bytes(b"no database")
    with pytest.raises(WrongFormat, match="is not readable"):
        DocumentStore(folder)
    (folder / FILE_NAME).unlink()
    connection = sqlite3.connect(folder / FILE_NAME)
    connection.execute("PRAGMA user_version = 99")
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(WrongFormat, match="has format 99"):
        DocumentStore(folder)


def test_several_threads_may_ask(store: DocumentStore) -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(len(passages_naming(store, "83721", ON)))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        pytest.param(
            "1. First. CPT code 83721 is here. Last.", "83721", "…CPT code 83721 is here. Last.", id="from its sentence"
        ),
        pytest.param("2. CPT codes 80503-80506 need it.", "80505", "CPT codes 80503-80506 need it.", id="by its range"),
        pytest.param("a " * 300 + "83721 " + "b " * 300, "83721", None, id="a long sentence is cut around it"),
    ],
)
def test_quotations_are_brief_and_name_the_code(text: str, code: str, expected: str | None) -> None:
    said = quote(text, code)
    assert said == expected if expected else ("83721" in said and len(said) < 330 and said[0] == said[-1] == "…")


def test_a_pdf_is_cited_by_its_page(folder: Path, pdf: Callable[[list[list[str]]], Path]) -> None:
    file = pdf([["A. Lipid testing"], ["Code 83721 is paid once a year."]])
    import_document(file, folder, title="Lipids", publisher="Acme", effective=date(2026, 1, 1), payer="Acme Health")
    (passage,) = passages_naming(DocumentStore(folder), "83721", ON)
    assert passage.locator == "page 2, A. Lipid testing"


QUESTIONS = """
Chapter I
Surgery

A. General

1. The global surgery package includes insertion of urinary catheters.
Their codes shall not be reported with procedures of Chapter I, unless the patient needs one anew
after he went home, and the record of that later visit tells why it was placed again.

2. If an iatrogenic laceration or perforation occurs during another procedure, its repair is not separately reportable.

3. CPT codes 43235-43259 describe upper gastrointestinal endoscopy with all biopsies of one lesion, whatever their number.

Chapter II
Medicine

A. General

1. The global surgery package includes insertion of urinary catheters.
Their codes shall not be reported with procedures of Chapter II, unless the patient needs one anew
after he went home, and the record of that later visit tells why it was placed again.

2. Fluids given during an infusion of a drug keep the line open and are part of it.
"""


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        pytest.param("Is the Foley placed at surgery extra?", "1. The global", id="lay word"),
        pytest.param("Surgeon nicked the bowel and sewed it up", "2. If an iatrogenic", id="what happened"),
        pytest.param("can I add 43239?", "3. CPT codes", id="a code within a range"),
    ],
)
def test_questions_in_everyday_words_find_the_rule(folder: Path, tmp_path: Path, question: str, begins: str) -> None:
    (tmp_path / "rules.txt").write_text(QUESTIONS, encoding="utf-8")
    take(folder, tmp_path / "rules.txt")
    assert search_passages(DocumentStore(folder), question, ON)[0].text.startswith(begins)


def test_a_rule_repeated_in_another_chapter_is_given_once_with_its_places(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "rules.txt").write_text(QUESTIONS, encoding="utf-8")
    take(folder, tmp_path / "rules.txt")
    found = search_passages(DocumentStore(folder), "urinary catheters", ON)
    (passage,) = (each for each in found if "urinary" in each.text)
    (repeat,) = passage.repeats
    assert repeat.heading[0].startswith("Chapter II")
    assert passage.locator.endswith(f"; the same on {repeat.where}")
