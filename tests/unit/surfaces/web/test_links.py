"""Where the links and forms of a page lead."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient


def test_the_pickers_ask_the_page_they_stand_on(web: TestClient) -> None:
    page = web.get("/code/cpt/99213?on=2025-11-15").text
    actions = re.findall(r'<form class="pickers" action="([^"]*)" method="get" hx-get="([^"]*)"', page)
    assert actions == [("/code/cpt/99213", "/code/cpt/99213")]


def test_a_place_that_cannot_be_read_is_not_carried_along(web: TestClient) -> None:
    page = web.get("/code/cpt/99213?on=2025-11-15&where=nowhere").text
    links = re.findall(r'href="(/code/[^"]*)"', page)
    assert links and not [link for link in links if "nowhere" in link]


@pytest.mark.parametrize("codes", ["99213 99214 zzz", "99213 99214"], ids=["one is none", "all are codes"])
def test_the_chart_of_a_fee_page_can_be_drawn(web: TestClient, codes: str) -> None:
    page = web.get("/fees", params={"codes": codes, "on": "2025-11-15"}).text
    charts = [link.replace("&amp;", "&") for link in re.findall(r'(?:src|srcset)="(/fees/chart[^"]*)"', page)]
    assert [web.get(link).status_code for link in charts] == [200] * len(charts)
