"""Negotiated rates, and the files they come from."""

from __future__ import annotations

from superbill.surfaces.schema_parts.basic import (
    COUNT,
    COUNT_OR_NULL,
    COUNTS,
    DAY,
    DOLLARS,
    NOT_AVAILABLE,
    TEXT,
    YES_NO,
    Answer,
    Schema,
    leaf,
    list_of,
    object_of,
    or_null,
)

GHOSTS: Schema = {
    "anyOf": [
        NOT_AVAILABLE, {"type": "null"}, object_of(removed=COUNT, of=COUNT, median_with=DOLLARS, median_without=DOLLARS),
    ]
}  # fmt: skip
RATE_ROW = object_of(
    payer=TEXT, kind=TEXT, code=TEXT, billing_class={"enum": ["professional", "institutional", "both", "other"]},
    n_rates=COUNT, n_providers=COUNT_OR_NULL, n_groups=COUNT_OR_NULL, p10=DOLLARS, p25=DOLLARS, median=DOLLARS, p75=DOLLARS,
    p90=DOLLARS, mean=DOLLARS, mode=DOLLARS, mode_n=COUNT_OR_NULL, lowest=DOLLARS, highest=DOLLARS,
    percent_of_medicare=DOLLARS, medicare={"anyOf": [leaf({"type": "number"}), {"type": "null"}]}, left_out=COUNTS,
    ghosts=GHOSTS, n_outliers=COUNT, outliers=list_of(object_of(usd={"type": "number"}, n=COUNT, file=TEXT)),
    suppressed=or_null(TEXT), names=list_of(TEXT), files=list_of(TEXT), dates=list_of(TEXT),
)  # fmt: skip
RATE_QUESTION = object_of(
    codes=list_of(TEXT), on=DAY, payers=list_of(TEXT), state=or_null(TEXT), zip3=or_null(TEXT), cbsa=or_null(TEXT),
    pos=or_null(TEXT), modifiers=list_of(TEXT), specialty=or_null(TEXT), raw=YES_NO, min_cell=COUNT,
    **{"class": or_null(TEXT)},
)  # fmt: skip
RATE_STATE = object_of(state=TEXT, code=TEXT, n_rates=COUNT, n_providers=COUNT, median=DOLLARS)
RATES_FILE = object_of(
    file=TEXT, path=TEXT, kind={"enum": ["in_network", "allowed_amounts", "hospital_charges"]}, sha256=TEXT, size=COUNT,
    unpacked=COUNT, modified_ns=COUNT, items=COUNT, entries=COUNT, prices=COUNT, sum_cents={"type": "integer"},
    sum_exact=TEXT, quarantined=COUNT, flags=COUNTS, problem=TEXT, references=COUNT, edges=COUNT, groups=COUNT, npis=COUNT,
    unresolved=list_of(TEXT), heading={"type": "object"}, rows=COUNTS, complete=YES_NO,
)  # fmt: skip

PARTS: dict[str, Schema] = {"rate-row": RATE_ROW}
"""The parts with a name of their own."""

ANSWERS: dict[str, Answer] = {
    "rates": (
        "`superbill rates benchmark`",
        object_of(
            ("states", "not_available", "would_come_from"), question=RATE_QUESTION, rows=list_of(RATE_ROW),
            states=list_of(RATE_STATE), remarks=list_of(TEXT), not_available=TEXT, would_come_from=TEXT,
        ),
    ),
    "rates-manifest": (
        "`superbill rates ingest`",
        object_of(files=list_of(RATES_FILE), refused=list_of(object_of(path=TEXT, reason=TEXT, hint=TEXT))),
    ),
}  # fmt: skip
"""What is answered, by name."""
