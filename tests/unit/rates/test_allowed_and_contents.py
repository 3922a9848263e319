"""Allowed amounts, tables of contents, and references in other files."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import orjson
import pytest

from rates_lake import Take, document, item, reference, rows
from superbill.errors import BadInput
from superbill.rates.ingest import ingest
from superbill.rates.tic.contents import read_contents

GROUP = {"npi": [1234567893, 0], "tin": {"type": "ein", "value": "98-7654321"}}
PAYMENT = {
    "allowed_amount": "25.00",
    "billing_code_modifier": ["26"],
    "providers": [{"billed_charge": 50.0, "npi": [1111111111, 2222222222]}, {"billed_charge": 60, "npi": [3333333333]}],
}
ALLOWED = {
    "reporting_entity_name": "A Payer",
    "version": "2.0.0",
    "out_of_network": [
        {
            "Name": "x",
            "billing_code_type": "CPT",
            "billing_code_type_version": "2026",
            "billing_code": "99214",
            "description": "x",
            "allowed_amounts": [
                {
                    "tin": {"type": "ein", "value": "12-3456789"},
                    "service_code": ["11", 22],
                    "billing_class": "professional",
                    "setting": "outpatient",
                    "payments": [PAYMENT],
                }
            ],
        }
    ],
}


def test_allowed_amounts(take: Take, tmp_path: Path) -> None:
    """A row for each provider list of each payment."""
    done = take(orjson.dumps(ALLOWED)).files[0]
    assert (done.kind, done.items, done.entries, done.prices, done.sum_cents) == ("allowed_amounts", 1, 1, 2, 5000)
    assert {"key_case", "number_for_text"} <= set(done.flags)
    query = "SELECT i.billing_code, a.* EXCLUDE (item_id, file) FROM allowed_amount a JOIN item i USING (file, item_id)"
    first, second = rows(tmp_path / "lake", query)
    assert first[:7] == ("99214", "ein", "12-3456789", "professional", "outpatient", ["11", "22"], ["26"])
    assert first[7:12] == (Decimal(25), None, Decimal(50), None, [1111111111, 2222222222])
    assert second[9:12] == (Decimal(60), None, [3333333333])


CONTENTS = {
    "reporting_entity_name": "A Payer",
    "version": "2.0.0",
    "reporting_structure": [
        {
            "reporting_plans": [
                {
                    "plan_name": "Choice Gold",
                    "plan_id_type": "HIOS",
                    "plan_id": "12345TX0010001",
                    "plan_market_type": "individual",
                },
                {
                    "plan_name": "Big Shop PPO",
                    "plan_id_type": "EIN",
                    "plan_id": "12-3456789",
                    "plan_sponsor_name": "Big Shop",
                },
            ],
            "in_network_files": [{"description": "one", "location": "https://payer.example/one.json.gz"}],
            "allowed_amount_file": {"description": "out", "location": "https://payer.example/out.json"},
        },
        {
            "reporting_plans": [{"plan_name": "Silver", "plan_id_type": "hios", "plan_id": "12345CA001"}],
            "in_network_files": [{"description": "two", "location": "https://payer.example/two.json.gz"}],
        },
        {"reporting_plans": [1]},
    ],
}


@pytest.mark.parametrize(
    ("wish", "files"),
    [
        ({}, ["one", "out", "two"]),
        ({"name": "gold choice"}, ["one", "out"]),
        ({"name": "big shop"}, ["one", "out"]),
        ({"plan_id": "123456789"}, ["one", "out"]),
        ({"state": "ca"}, ["two"]),
        ({"state": "NY"}, []),
    ],
    ids=["all", "name", "sponsor", "ein", "state", "none"],
)
def test_contents_are_chosen_by_plan(tmp_path: Path, wish: dict[str, str], files: list[str]) -> None:
    """Name, EIN, state of a HIOS id; the structure that cannot be read is named."""
    path = tmp_path / "index.json.gz"
    path.write_bytes(gzip.compress(orjson.dumps(CONTENTS)))
    contents = read_contents(path)
    assert [file.description for file, _ in contents.files(**wish)] == files
    assert len(contents.problems) == 1
    assert "reporting_structure at byte" in contents.problems[0]


def test_contents_are_not_taken_for_rates(take: Take) -> None:
    """Both ways."""
    assert "table of contents" in take(orjson.dumps(CONTENTS)).refused[0].reason


def test_rates_are_not_taken_for_contents(tmp_path: Path) -> None:
    """A clear refusal."""
    path = tmp_path / "rates.json"
    path.write_bytes(document([item()]))
    with pytest.raises(BadInput, match="no table of contents"):
        read_contents(path)


class _Remote(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        """Groups, an HTML page, or nothing."""
        type(self).asked.append(self.path)
        body = {"/groups.json": orjson.dumps({"provider_groups": [GROUP]}), "/page.json": b"<html>"}.get(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """Address of a server on loopback."""
    _Remote.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), _Remote) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_remote_references_are_fetched_once_and_failures_listed(take: Take, tmp_path: Path, server: str) -> None:
    """Groups at a location; a missing one, a page, and an address that is none of the web."""
    places = [f"{server}/groups.json", f"{server}/none.json", f"{server}/page.json", "file:///etc/hosts"]
    remote = [{"provider_group_id": n, "location": place} for n, place in enumerate(places, 2)]
    done = take(
        document([item(refs=[2])], [reference(1), *remote, {"provider_group_id": 9, "location": places[0]}])
    ).files[0]
    assert (done.references, done.groups, done.flags["reference_unresolved"]) == (6, 3, 3)
    assert [line.split(": ", 1)[1] for line in done.unresolved] == [
        "the server answers 404 Not Found",
        "not valid JSON: Expecting value: line 1 column 1 (char 0)",
        "only http and https addresses are fetched",
    ]
    assert _Remote.asked.count("/groups.json") == 1
    query = """SELECT npi FROM price JOIN reference_list USING (file, list_id)
        JOIN provider_group USING (file, reference_key) JOIN npi USING (file, group_id) ORDER BY npi"""
    assert rows(tmp_path / "lake", query) == [(0,), (1234567893,)]
    query = "SELECT count(*) FROM reference WHERE problem IS NOT NULL"
    assert rows(tmp_path / "lake", query) == [(3,)]


def test_remote_references_may_be_left_alone(tmp_path: Path, server: str) -> None:
    """Nothing is asked."""
    path = tmp_path / "rates.json"
    path.write_bytes(document([item()], [{"provider_group_id": 1, "location": f"{server}/groups.json"}]))
    done = ingest([path], tmp_path / "lake", resolver=None).files[0]
    assert done.unresolved == [f"{server}/groups.json: not fetched"]
    assert not _Remote.asked
