"""Stripe Checkout against a server on loopback: the payment page, signed events, replays, events out of order."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import permutations
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from site_client import Running, Visitor, policy, running
from superbill.errors import Unreachable
from superbill.office.accounts.actions import Setting
from superbill.office.accounts.models import Account
from superbill.office.database import Database
from superbill.office.payments.actions import apply
from superbill.office.payments.queries import plan_of
from superbill.office.payments.stripe_gateway import StripeGateway

SECRET = "whsec_test"
LATER = int(time.time()) + 30 * 24 * 3600


class PaymentService(BaseHTTPRequestHandler):
    """Answers like Stripe's API."""

    asked: list[dict[str, list[str]]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.asked.append({"path": [self.path], "key": [self.headers["authorization"]], **parse_qs(body)})
        answer = json.dumps({"id": "cs_1", "object": "checkout.session", "url": "https://checkout.example/cs_1"})
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def service() -> Iterator[tuple[str, list[dict[str, list[str]]]]]:
    """The address of the service, and what it was asked."""
    asked: list[dict[str, list[str]]] = []
    handler = type("Handler", (PaymentService,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


@pytest.fixture
def paid(
    small_kb: Path, tmp_path: Path, site_url: str, service: tuple[str, list[dict[str, list[str]]]]
) -> Iterator[Running]:
    """A site that takes payments."""
    secrets = {"stripe_key": "sk_test_1", "stripe_webhook_secret": SECRET}
    site = policy(site_url, payments="stripe", payments_api=service[0], secrets=secrets)
    with running(small_kb, tmp_path, site) as found:
        yield found


def event(kind: str, created: int, **about: Any) -> dict[str, Any]:
    """An event as Stripe sends it."""
    id = f"evt_{kind}_{about.get('status', '')}_{created}"
    return {
        "id": id,
        "object": "event",
        "type": kind,
        "created": created,
        "data": {"object": about},
    }


def checkout(account: str, created: int) -> dict[str, Any]:
    """The payment page was used."""
    about = {"mode": "subscription", "subscription": "sub_1", "customer": "cus_1", "client_reference_id": account}
    return event("checkout.session.completed", created, **about, metadata={"account": account, "plan": "pro"})


def subscription(kind: str, status: str, account: str, created: int) -> dict[str, Any]:
    """A subscription is, or is not any more."""
    items = {"data": [{"price": {"id": "price_pro"}, "current_period_end": LATER}]}
    about = {"id": "sub_1", "customer": "cus_1", "status": status, "items": items, "metadata": {"account": account}}
    return event(f"customer.subscription.{kind}", created, **about)


def signed(body: bytes, at: int | None = None, secret: str = SECRET) -> str:
    """The signature of a body."""
    moment = int(time.time()) if at is None else at
    mac = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={mac}"


def tell(site: Running, told: dict[str, Any]) -> int:
    """Send an event; the status."""
    body = json.dumps(told).encode()
    answer = site.visitor().web.post("/payments/events", content=body, headers={"stripe-signature": signed(body)})
    return answer.status_code


def plan(visitor: Visitor) -> str:
    """The plan that the account page names."""
    page = visitor.get("/account").text
    return "pro" if "Plan: Pro" in page else "free"


def test_the_payment_page(paid: Running, service: tuple[str, list[dict[str, list[str]]]]) -> None:
    ann = paid.member()
    assert ann.post("/plans/buy", form="/account", plan="pro").headers["location"] == "https://checkout.example/cs_1"
    asked = service[1][0]
    assert (asked["path"], asked["key"]) == (["/v1/checkout/sessions"], ["Bearer sk_test_1"])
    assert asked["client_reference_id"] == [ann.id] and asked["line_items[0][price]"] == ["price_pro"]
    assert asked["success_url"] == ["http://localhost/account?paid=1"]
    assert ann.post("/plans/buy", form="/account", plan="free").status_code == 404


def test_a_paid_plan_counts_until_it_ends(paid: Running) -> None:
    ann, now = paid.member(), int(time.time())
    assert plan(ann) == "free"
    assert tell(paid, checkout(ann.id, now)) == 204
    assert plan(ann) == "pro"
    assert "Code pages: no limit" in ann.get("/code/cpt/82331").text
    tell(paid, subscription("updated", "past_due", ann.id, now + 5))
    assert plan(ann) == "pro"
    tell(paid, subscription("deleted", "canceled", ann.id, now + 9))
    assert plan(ann) == "free"


NOW = int(time.time())


def beginning() -> list[dict[str, Any]]:
    """What is told of a subscription that begins, two of it in one second."""
    return [
        subscription("created", "incomplete", "ann", NOW),
        subscription("updated", "active", "ann", NOW),
        checkout("ann", NOW + 1),
    ]


def taken_in(database: Database, told: Sequence[dict[str, Any]]) -> str:
    """The plan after events in this order."""
    site = policy("sqlite://", payments="stripe")
    setting, gateway = Setting(site, datetime.now(UTC)), StripeGateway("sk_test", SECRET)
    with database.writing() as session:
        session.add(Account(id="ann", email="a@b.org", password_hash="x", role="member", created_at=setting.at))
    for each in told:
        body = json.dumps(each).encode()
        found = gateway.event(body, signed(body))
        assert found is not None
        with database.writing() as session:
            assert apply(session, setting, found)
    with database.reading() as session:
        return plan_of(session, site, "ann", setting.at).name


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=lambda order: "".join(map(str, order)))
def test_an_end_in_any_order(site_database: Database, order: tuple[int, ...]) -> None:
    told = [*beginning(), subscription("deleted", "canceled", "ann", NOW + 60)]
    assert taken_in(site_database, [told[place] for place in order]) == "free"


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=lambda order: "".join(map(str, order)))
def test_a_beginning_in_any_order(site_database: Database, order: tuple[int, ...]) -> None:
    assert taken_in(site_database, [beginning()[place] for place in order]) == "pro"


def test_a_replay_changes_nothing(paid: Running) -> None:
    ann = paid.member()
    told = subscription("updated", "active", ann.id, NOW)
    assert [tell(paid, told) for _ in range(2)] == [204, 204]
    tell(paid, subscription("deleted", "canceled", ann.id, NOW + 5))
    assert tell(paid, told) == 204
    assert plan(ann) == "free"


@pytest.mark.parametrize("header", ["", "t=1,v1=00", "wrong secret", "old", "changed"])
def test_a_forged_event_is_refused(paid: Running, header: str) -> None:
    ann = paid.member()
    body = json.dumps(checkout(ann.id, NOW)).encode()
    made = {"wrong secret": signed(body, secret="whsec_other"), "old": signed(body, at=NOW - 3600)}
    made["changed"] = signed(body.replace(b"sub_1", b"sub_2"))
    headers = {"stripe-signature": made.get(header, header)}
    answer = paid.visitor().web.post("/payments/events", content=body, headers=headers)
    assert answer.status_code == 400 and plan(ann) == "free"


def test_an_event_about_something_else_is_let_pass(paid: Running) -> None:
    assert tell(paid, event("invoice.paid", NOW)) == 204


def test_a_service_that_does_not_answer_is_said() -> None:
    gateway = StripeGateway("sk_test", SECRET, "http://127.0.0.1:1")
    plans = policy("sqlite://").plans
    with pytest.raises(Unreachable, match="does not answer"):
        gateway.checkout(plans["pro"], "a", "a@b.org", done="http://localhost/", cancelled="http://localhost/")
