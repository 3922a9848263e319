"""Claims checked and priced. Nothing of them is stored or logged."""

from __future__ import annotations

import io

from starlette.responses import Response

from superbill.edits.batch import ScrubOptions
from superbill.edits.payers import load_policies
from superbill.edits.tally import Tally
from superbill.errors import UsageError
from superbill.model.claim_price import PriceOptions
from superbill.surfaces.claim_streams import Shown, Writer, csv_stream, json_stream, ndjson_stream
from superbill.surfaces.rest.calls import MEDIA_TYPES, Asked, Call, Example, Format, Parameter
from superbill.surfaces.rest.parameters import short
from superbill.surfaces.rest.reading import CLAIM_TYPES
from superbill.workbench import Workbench

WRITERS: dict[Format, Writer] = {"json": json_stream, "csv": csv_stream, "ndjson": ndjson_stream}
YES_NO = {"true": True, "false": False}


def switch(name: str, description: str, *, default: bool) -> Parameter:
    """A parameter that is true or false."""
    schema = {"type": "boolean", "default": default}
    return Parameter(name, schema, description, read=_yes_no, default=default)


def _yes_no(text: str) -> bool:
    if text not in YES_NO:
        raise UsageError(f"{text!r} is neither true nor false")
    return YES_NO[text]


async def claims(
    asked: Asked, body: bytes, payer: str | None, failed_only: bool, queue: bool, passes: bool, prices: bool
) -> bytes | Response:
    """Every claim of the body."""
    known = load_policies()
    options = ScrubOptions(
        policies=known.named(payer) if payer else known,
        today=asked.today,
        prices=PriceOptions() if prices else None,
        name="body",
    )
    shown = Shown("body", failed_only, queue, passes)
    write = WRITERS[asked.format]

    def scrubbed(bench: Workbench) -> bytes:
        return b"".join(write(bench.scrub(io.BytesIO(body), options), shown, Tally()))

    found: bytes = await asked.apart(scrubbed)
    return found if asked.format == "json" else Response(found, media_type=MEDIA_TYPES[asked.format])


EXAMPLE = {
    "claims": [
        {
            "claim_id": "A1", "diagnoses": ["E83.52"], "place_of_service": "11", "billing_npi": "1234567893",
            "billing_state": "AK", "billing_zip": "99501", "filing": "MB",
            "lines": [
                {"code": "99213", "date": "2025-11-20", "charge": 150, "pointers": [1]},
                {"code": "82310", "date": "2025-11-20", "charge": 20, "pointers": [1]},
            ],
        }
    ]
}  # fmt: skip

CALLS = (
    Call(
        "POST", "/api/v1/claims", "claims", "Check claims before they go out",
        "Every line by all rules that its payer applies, on its date of service: what would be denied, why, what mends it, what "
        "it pays. The body is JSON (`claims`, one claim, or a claim a line), CSV, or an X12 837P or 837I. Claims that cannot be "
        "read come back as `refused` with segment and element. Nothing is stored.",
        claims, "scrub", Example(query={"passes": "false"}, body=EXAMPLE),
        (
            Parameter("payer", {"type": "string"}, "Check all by this payer's policy.", read=short(64)),
            switch("failed_only", "List only claims that fail.", default=False),
            switch("queue", "The work queue instead of claims.", default=False),
            switch("passes", "List the checks that passed, too.", default=True),
            switch("prices", "What Medicare pays.", default=True),
        ),
        formats=("json", "csv", "ndjson"), takes=CLAIM_TYPES,
    ),
)  # fmt: skip
