"""Favourites, notes and history, and the tokens of their forms."""

from __future__ import annotations

import time

import pytest
from starlette.testclient import TestClient

from unit.surfaces.web.reading import field, text_of


def token(web: TestClient) -> str:
    """A token as a page carries it."""
    return field(web.get("/lists/cpt/82331").text, "csrf")


def note_on(web: TestClient, code: str, text: str) -> None:
    """Write a note through the form."""
    fields = {"csrf": token(web), "system": "cpt", "code": code, "text": text}
    assert web.post("/lists/notes", data=fields).status_code == 303


def test_a_favourite_comes_and_goes(web: TestClient) -> None:
    fields = {"csrf": token(web), "system": "icd10cm", "code": "E8352"}
    assert web.post("/lists/favourites", data={**fields, "do": "add"}).headers["location"] == "/lists"
    assert "Hypercalcemia" in text_of(web.get("/lists").text)
    assert "Hypercalcemia" in text_of(web.get("/").text)
    web.post("/lists/favourites", data={**fields, "do": "remove"})
    assert "Hypercalcemia" not in text_of(web.get("/lists").text)


def test_a_code_is_added_as_typed(web: TestClient) -> None:
    web.post("/lists/favourites", data={"csrf": token(web), "code": " e83.52 ", "do": "add"})
    assert "E83.52" in text_of(web.get("/lists").text)
    unknown = web.post("/lists/favourites", data={"csrf": token(web), "code": "82339", "do": "add"})
    assert unknown.status_code == 404 and "82331" in unknown.text


def test_a_note_is_written_changed_and_removed(web: TestClient) -> None:
    note_on(web, "82331", "  first\r\nsecond  ")
    assert "first\nsecond</p>" in web.get("/lists").text
    note_on(web, "82331", "third")
    assert "third" in web.get("/lists/cpt/82331").text and "second" not in web.get("/lists").text
    note_on(web, "82331", " ")
    assert "third" not in web.get("/lists").text


def test_a_note_beyond_its_limit_is_refused(web: TestClient) -> None:
    fields = {"csrf": token(web), "system": "cpt", "code": "82331", "text": "a" * 4001}
    response = web.post("/lists/notes", data=fields)
    assert response.status_code == 400 and "at most 4,000 characters" in text_of(response.text)


def test_a_form_in_a_card_answers_with_the_card(web: TestClient) -> None:
    fields = {"csrf": token(web), "system": "cpt", "code": "82331", "do": "add"}
    response = web.post("/lists/favourites", data=fields, headers={"hx-request": "true"})
    assert response.status_code == 200
    assert response.text.startswith('<section class="card" id="mine"') and 'aria-pressed="true"' in response.text


def test_codes_looked_up_are_remembered_and_forgotten(web: TestClient) -> None:
    for _ in range(3):
        web.get("/code/cpt/82331")
    web.get("/code/icd10cm/E8352")
    web.get("/code/cpt/82339")
    page = text_of(web.get("/lists").text)
    assert "3 times" in page and "E83.52" in page and "82339" not in page
    assert "Calcium measured" in text_of(web.get("/").text)
    web.post("/lists/history", data={"csrf": token(web)})
    assert "3 times" not in text_of(web.get("/lists").text)


def test_visits_are_written_without_being_asked_for(web: TestClient) -> None:
    web.get("/code/cpt/82331")
    time.sleep(1.0)
    assert "82331" in text_of(web.get("/lists").text)


@pytest.mark.parametrize("given", ["", "0" * 64, "é"], ids=["none", "wrong", "no ascii"])
@pytest.mark.parametrize("url", ["/lists/favourites", "/lists/notes", "/lists/history"])
def test_a_form_without_its_token_changes_nothing(web: TestClient, url: str, given: str) -> None:
    good = token(web)
    fields = {"system": "cpt", "code": "82331", "text": "x", "do": "add"}
    response = web.post(url, data={**fields, "csrf": given})
    assert response.status_code == 403 and "no valid token" in text_of(response.text)
    web.cookies.clear()
    assert web.post(url, data={**fields, "csrf": good}).status_code == 403
    assert "x</p>" not in web.get("/lists").text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(web: TestClient) -> None:
    cookie = web.get("/lists").headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/" in cookie
    assert "set-cookie" not in web.get("/lists").headers
    assert "set-cookie" not in web.get("/code/cpt/82331").headers


def test_another_site_cannot_send_a_form(web: TestClient) -> None:
    fields = {"csrf": token(web), "system": "cpt", "code": "82331", "do": "add"}
    response = web.post("/lists/favourites", data=fields, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
