"""Questions in words on a page: streamed, kept, followed up, rated, exported, deleted; a patient's data stay out."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from superbill.surfaces.web.ask_stream import is_slow
from superbill.surfaces.web.ask_view import examples
from unit.surfaces.web.reading import field, text_of

PAIR = "Can 82331 be billed with 82310 on the same day?"
ON = "2024-08-01"
PATIENT = "Jane Roe, SSN 123-45-6789: is 82331 covered?"


def put(web: TestClient, question: str, **more: str) -> str:
    """Send the form; where it leads, or the page."""
    fields = {"csrf": field(web.get("/ask").text, "csrf"), "question": question, "on": ON, **more}
    response = web.post("/ask", data=fields)
    assert response.status_code in (200, 303), response.text
    return response.headers.get("location") or response.text


def talk_of(location: str) -> str:
    """The conversation in an address."""
    found = re.fullmatch(r"/ask/([0-9a-f]{24})#e\d+", location)
    assert found is not None, location
    return found[1]


def frames(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Events as (name, data)."""
    found = re.findall(r"event: (\w+)\ndata: (.*)\n\n", text)
    return [(name, json.loads(data)) for name, data in found]


def test_an_empty_page_has_a_question_for_each_intent(web: TestClient) -> None:
    page = text_of(web.get("/ask").text)
    assert len(examples()) >= 25 and all(each.question in page for each in examples())
    assert not any("<" in each.question for each in examples())


def test_a_question_by_address_is_answered_and_not_kept(web: TestClient) -> None:
    page = web.get("/ask", params={"q": PAIR, "on": ON})
    assert "82310 (column 1) is paid and 82331 (column 2) denied" in text_of(
        re.sub(r'<span class="receipt">.*?</span>', "", page.text)
    )
    assert 'href="#receipt-1-1"' in page.text and 'id="receipt-1-1"' in page.text
    assert page.headers["cache-control"] == "no-store" and "Asked by address: not kept." in page.text
    assert "None yet" in web.get("/ask").text


def test_a_posted_question_is_kept_and_followed_up(web: TestClient) -> None:
    talk = talk_of(put(web, PAIR))
    assert talk_of(put(web, "and in outpatient?", talk=talk)) == talk
    page = web.get(f"/ask/{talk}").text
    assert 'id="e1"' in page and 'id="e2"' in page and "outpatient" in text_of(page)
    assert text_of(web.get("/ask").text).count(PAIR) == 1


def test_a_stream_has_steps_statements_and_the_exchange_last(web: TestClient) -> None:
    fields = {"csrf": field(web.get("/ask").text, "csrf"), "question": PAIR, "on": ON}
    response = web.post("/ask/stream", data=fields, headers={"accept-encoding": "br, gzip"})
    assert response.headers["content-type"].startswith("text/event-stream")
    assert "content-encoding" not in response.headers
    events = frames(response.text)
    assert events[0][0] == "step" and events[0][1]["text"].startswith("looking up PTP edits")
    assert [name for name, _ in events][-2:] == ["answer", "shown"] and "statement" in dict(events)
    shown = events[-1][1]
    assert shown["kept"] and f'value="{shown["talk"]}"' in shown["html"] and "<script" not in shown["html"]
    assert web.get(f"/ask/{shown['talk']}").status_code == 200


def test_a_stream_by_address_keeps_nothing(web: TestClient) -> None:
    events = frames(web.get("/ask/stream", params={"q": "what is 82331", "on": ON}).text)
    assert events[-1][0] == "answer" and events[-1][1]["intent"] == "what_is"
    assert "None yet" in web.get("/ask").text


@pytest.mark.parametrize("address", ["/ask/stream", "/ask/stream?q=%20", f"/ask?q={'a' * 2001}"])
def test_no_question_is_said(web: TestClient, address: str) -> None:
    response = web.get(address)
    assert response.status_code == 400 and "question" in response.text


@pytest.mark.parametrize(
    "question", [PATIENT, "Dr Green Mrs. Jane Roe needs 82331, dob 1/2/1950"], ids=["declined", "looks like one"]
)
def test_what_may_be_a_patients_is_not_kept_and_not_repeated(
    web: TestClient, question: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page = put(web, question)
    assert "may hold a patient" in page and "was kept" in page
    assert "Roe" not in text_of(page) and "Roe" not in web.get("/ask").text
    assert "Roe" not in caplog.text and "82331" not in caplog.text


def test_a_note_is_not_kept(web: TestClient) -> None:
    page = put(web, "code this note: patient seen for hypercalcemia")
    assert "A clinical note is never kept" in page and "None yet" in web.get("/ask").text


def test_a_question_that_is_not_kept_leaves_its_conversation_alone(web: TestClient) -> None:
    talk = talk_of(put(web, PAIR))
    page = put(web, PATIENT, talk=talk)
    assert PAIR in text_of(page) and field(page, "talk") == talk
    assert 'id="e2"' not in web.get(f"/ask/{talk}").text


def test_an_answer_is_rated_and_the_rating_taken_back(web: TestClient) -> None:
    talk = talk_of(put(web, PAIR))
    csrf = field(web.get("/ask").text, "csrf")
    fields = {"csrf": csrf, "talk": talk, "number": "1"}
    assert web.post("/ask/rate", data={**fields, "rating": "-1"}).headers["location"] == f"/ask/{talk}#e1"
    assert "Not helpful" in web.get("/ask/rated").text and PAIR in web.get("/ask/rated").text
    quiet = web.post("/ask/rate", data={**fields, "rating": "0"}, headers={"x-superbill": "ask"})
    assert quiet.status_code == 204 and "None yet" in web.get("/ask/rated").text
    assert web.post("/ask/rate", data={**fields, "rating": "7"}).status_code == 400


def test_a_conversation_is_exported_and_deleted(web: TestClient) -> None:
    talk = talk_of(put(web, PAIR))
    data = web.get(f"/ask/{talk}/conversation.json").json()
    assert data["title"] == PAIR and data["exchanges"][0]["answer"]["intent"] == "pair"
    text = web.get(f"/ask/{talk}/conversation.md").text
    assert text.startswith(f"# {PAIR}\n\n## {PAIR}\n") and "\n1. CMS, " in text
    assert web.get(f"/ask/{talk}/conversation.pdf").status_code == 404
    csrf = field(web.get("/ask").text, "csrf")
    put(web, "what is 82331")
    assert web.post("/ask/delete", data={"csrf": csrf, "talk": talk}).status_code == 303
    assert web.get(f"/ask/{talk}").status_code == 404 and "what is 82331" in web.get("/ask").text
    web.post("/ask/delete", data={"csrf": csrf, "talk": "all"})
    assert "None yet" in web.get("/ask").text


@pytest.mark.parametrize("url", ["/ask", "/ask/stream", "/ask/rate", "/ask/delete"])
def test_a_form_without_its_token_is_refused(web: TestClient, url: str) -> None:
    assert web.post(url, data={"question": PAIR, "talk": "all"}).status_code == 403


def test_a_turn_that_is_none_is_said(web: TestClient) -> None:
    fields = {"csrf": field(web.get("/ask").text, "csrf"), "question": "and in Texas?", "turn": "{"}
    response = web.post("/ask", data=fields)
    assert response.status_code == 400 and "cannot be read" in response.text


@pytest.mark.parametrize(
    ("question", "slow"),
    [(PAIR, False), ("code this note: cough", True), ("what does Aetna pay for 99213?", True), ("x" * 700, True)],
    ids=["table", "note", "lake", "long"],
)
def test_what_may_take_long_is_known(question: str, slow: bool) -> None:
    assert is_slow(question, None) is slow
