"""Letters: composed from facts, as PDF and DOCX, with placeholders where a person has to write."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pypdf
import pytest

from superbill.remits import RemitAnswer
from superbill.remits.letters import Letter, Sender, compose_letters, render_docx, render_letter_pdf

ON = date(2025, 11, 20)
SENDER = Sender(name="Quarry Clinic", address=("1 Stone Road", "Chicago, IL 60601"), signer="Dana Mason")


@pytest.fixture
def letter(medicare: RemitAnswer) -> Letter:
    """The letter on the underpayment."""
    (found,) = compose_letters(medicare, ON, SENDER, "M2")
    return found


def _text(letter: Letter) -> str:
    pages = pypdf.PdfReader(io.BytesIO(render_letter_pdf(letter))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_letters_are_drafted_for_what_can_be_appealed(medicare: RemitAnswer) -> None:
    letters = compose_letters(medicare, ON)
    assert [letter.claim for letter in letters] == ["M5", "M3", "M9", "M2", "M4"]
    assert letters[0].stem == "appeal-001-M5"


def test_a_request_for_redetermination_names_what_the_rule_asks_for(letter: Letter) -> None:
    named = dict(letter.references)
    assert letter.subject == "Request for redetermination: payment below the amount due"
    assert named["Patient"] == "[Patient name]"
    assert (named["Your claim number"], named["Date of service"]) == ("ICN2", "October 15, 2025")
    assert named["Amount in dispute"] == "$21.40"
    assert "42 CFR 405.940 to 405.944" in letter.closing[1]


def test_the_pdf_reads_in_order(letter: Letter) -> None:
    text = _text(letter)
    places = [text.index(part) for part in ("Quarry Clinic", "November 20, 2025", "Redeterminations", "[Patient name]",
                                            "To whom it may concern", "99214", "$131.89", "Sincerely", "Dana Mason",
                                            "Enclosures", "Sources")]  # fmt: skip
    assert places == sorted(places)


def test_the_docx_holds_the_same(letter: Letter) -> None:
    with zipfile.ZipFile(io.BytesIO(render_docx(letter))) as archive:
        body = archive.read("word/document.xml").decode()
    assert "Request for redetermination" in body and "$131.89" in body
    assert 'w:val="yellow"' in body


def test_a_late_letter_asks_for_good_cause(medicare: RemitAnswer) -> None:
    (late,) = compose_letters(medicare, date(2026, 3, 20), SENDER, "M2")
    assert late.closing[1] == (
        "[The limit ended on March 19, 2026: state the good cause for filing late (42 CFR 405.942(b)).]"
    )


def test_no_name_or_member_number_is_in_a_letter(medicare: RemitAnswer) -> None:
    for letter in compose_letters(medicare, ON, SENDER):
        assert not {"ZYLBERQUIST", "MEMBERID7788"} & set(_text(letter).split())


def test_markup_in_a_name_stays_text(medicare: RemitAnswer) -> None:
    (odd,) = compose_letters(medicare, ON, Sender(name="#panic() *A* <b>", signer="\x01B"), "M2")
    assert "#panic() *A* <b>" in _text(odd)
    assert render_docx(odd)
