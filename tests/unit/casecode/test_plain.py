from __future__ import annotations

import pytest

from superbill.casecode.plain import MOST_CHARACTERS, decode, plain_text
from superbill.errors import BadInput

RTF = r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Assessment:\par Type 2 diabetes\'97stable. Crohn\u8217?s disease\par}"
HTML = (
    "<html><head><title>x</title></head><body><p>Asthma &amp; eczema</p><script>bad()</script><p>Gout</p></body></html>"
)
CDA = (
    '<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><name>Ann Example</name></recordTarget>'
    "<section><title>Assessment</title><text><paragraph>Gout</paragraph></text><entry><code displayName='x'/>no</entry></section></ClinicalDocument>"
)


@pytest.mark.parametrize(
    ("given", "kind", "word", "original"),
    [
        (RTF, "rtf", "diabetes", "diabetes"),
        (RTF, "rtf", "Crohn\u2019s", r"Crohn\u8217?s"),
        (HTML, "html", "Asthma & eczema", "Asthma &amp; eczema"),
        (HTML, "html", "Gout", "Gout"),
        (CDA, "cda", "Gout", "Gout"),
    ],
)
def test_spans_lead_back_to_the_original(given: str, kind: str, word: str, original: str) -> None:
    plain = plain_text(given)
    assert plain.kind == kind
    place = plain.text.index(word)
    start, end = plain.original(place, place + len(word))
    assert given[start:end] == original


def test_what_is_not_narrative_is_left_out() -> None:
    assert "bad" not in plain_text(HTML).text
    assert "Ann Example" not in plain_text(CDA).text
    assert "Arial" not in plain_text(RTF).text


def test_plain_text_stays_as_it_is() -> None:
    text = "CC: cough < 3 weeks\r\n\x0bPlan"
    assert (plain_text(text).text, plain_text(text).kind) == (text, "text")
    assert plain_text(text).original(4, 9) == (4, 9)


@pytest.mark.parametrize(
    ("given", "message"),
    [("a" * (MOST_CHARACTERS + 1), "5,000,000 are the most"), ("\x01\x02\x03 abc" * 5, "full of control characters")],
)
def test_what_is_no_note_is_refused(given: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        plain_text(given)


def test_bytes() -> None:
    assert decode("Ménière".encode()) == decode("Ménière".encode("cp1252")) == decode("Ménière".encode("utf-16"))
    with pytest.raises(BadInput, match="NUL"):
        decode(b"\x7fELF\0\0")
