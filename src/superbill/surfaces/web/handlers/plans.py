"""Plans, buying one, and the payment service's events."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from superbill.office.payments import actions
from superbill.office.payments.stripe_gateway import stripe_gateway
from superbill.surfaces.http.desk import desk
from superbill.surfaces.http.person import person
from superbill.surfaces.web.acting import act, page
from superbill.surfaces.web.forms import checked_form


async def plans(request: Request) -> Response:
    """`/plans`: never metered."""
    return await page(request, "plans.html.j2", who=person(request))


async def buy(request: Request) -> Response:
    """`POST /plans/buy`: on to the payment service."""
    form, site = await checked_form(request), desk(request).site
    plan, who = site.plans.get(str(form.get("plan", ""))), person(request)
    if plan is None or not plan.stripe_price or not site.payments:
        raise HTTPException(404)
    gateway = stripe_gateway(site)
    done, cancelled = f"{site.url}/account?paid=1", f"{site.url}/plans"
    address = await asyncio.to_thread(gateway.checkout, plan, who.id, who.email, done=done, cancelled=cancelled)
    return RedirectResponse(address, 303)


async def payment_event(request: Request) -> Response:
    """`POST /payments/events`: 204 when taken in, also for one that was before or is about something else."""
    site = desk(request).site
    if not site.payments:
        raise HTTPException(404)
    event = stripe_gateway(site).event(await request.body(), request.headers.get("stripe-signature", ""))
    if event is not None:
        await act(request, actions.apply, event)
    return Response(status_code=204)
