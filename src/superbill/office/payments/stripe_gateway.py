"""Stripe Checkout over Stripe's own library. Superbill sees no card: the person pays on Stripe's page.

https://docs.stripe.com/payments/checkout, https://docs.stripe.com/webhooks
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import stripe

from superbill.errors import Unreachable
from superbill.office.payments.gateway import Forged, PaymentEvent
from superbill.office.site.policy import Plan, Site

TOLERANCE_SECONDS = 300
CHECKOUT = "checkout.session.completed"
SUBSCRIPTION = ("customer.subscription.created", "customer.subscription.updated", "customer.subscription.deleted")


class StripeGateway:
    """See `Gateway`."""

    def __init__(self, key: str, webhook_secret: str, api_base: str = "") -> None:
        bases: Any = {"api": api_base} if api_base else {}
        self._client = stripe.StripeClient(key, base_addresses=bases, max_network_retries=1)
        self._secret = webhook_secret

    def checkout(self, plan: Plan, account: str, email: str, *, done: str, cancelled: str) -> str:
        """See `Gateway`."""
        about = {"account": account, "plan": plan.name}
        asked: Any = {
            "mode": "subscription",
            "line_items": [{"price": plan.stripe_price, "quantity": 1}],
            "client_reference_id": account,
            "customer_email": email,
            "metadata": about,
            "subscription_data": {"metadata": about},
            "success_url": done,
            "cancel_url": cancelled,
        }
        try:
            found = self._client.v1.checkout.sessions.create(asked)
        except stripe.StripeError as error:
            raise Unreachable("The payment service does not answer.", hint="Try again later.") from error
        return str(found.url)

    def event(self, body: bytes, signature: str) -> PaymentEvent | None:
        """See `Gateway`."""
        try:
            stripe.WebhookSignature.verify_header(body.decode(), signature, self._secret, TOLERANCE_SECONDS)
        except (stripe.SignatureVerificationError, UnicodeDecodeError) as error:
            raise Forged("The event is not signed by the payment service.") from error
        return _read(msgspec.json.decode(body))


def _read(event: dict[str, Any]) -> PaymentEvent | None:
    kind, what = str(event["type"]), event["data"]["object"]
    at = datetime.fromtimestamp(event["created"], UTC)
    about = what.get("metadata") or {}
    account, plan = str(about.get("account", "")), str(about.get("plan", ""))
    customer = str(what.get("customer") or "")
    if kind == CHECKOUT and what.get("mode") == "subscription":
        account = str(what.get("client_reference_id") or account)
        return PaymentEvent(str(event["id"]), kind, at, str(what["subscription"]), customer, account, plan)
    if kind in SUBSCRIPTION:
        item = (what.get("items", {}).get("data") or [{}])[0]
        ends = item.get("current_period_end") or what.get("current_period_end")
        return PaymentEvent(
            str(event["id"]), kind, at, str(what["id"]), customer, account, plan,
            price=str((item.get("price") or {}).get("id", "")), status=str(what["status"]),
            until=datetime.fromtimestamp(ends, UTC) if ends else None,
        )  # fmt: skip
    return None


def stripe_gateway(site: Site) -> StripeGateway:
    """The gateway of a site that takes payments."""
    return StripeGateway(site.secrets["stripe_key"], site.secrets["stripe_webhook_secret"], site.payments_api)
