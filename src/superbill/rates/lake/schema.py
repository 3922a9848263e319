"""The tables of the lake. Every one is partitioned by `file` (`price/file=3f2a.../part-0.parquet`), the id of the file read.

Numbers such as `item_id` count within one file: joins name both, `USING (file, item_id)`.

    price ──item_id──> item                    what is priced
      │ ├──terms_id──> terms                   how: type, class, setting, modifiers, places of service, expiry
      │ └──list_id───> reference_list ──reference_key──> reference          for whom
      │                                     └─────────> provider_group ──group_id──> npi
    quarantine                                 what could not be read, with its offset in the unpacked file
    file                                       one row a file: publisher, plan, version, counts

Encodings are those that DuckDB, Polars, Spark and Trino all read. Decimals are stored as 64-bit integers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

FORMAT = 1
RATE = pa.decimal64(18, 6)
_CODES = pa.list_(
    pa.struct(
        {
            "billing_code_type": pa.string(),
            "billing_code_type_version": pa.string(),
            "billing_code": pa.string(),
            "description": pa.string(),
        }
    )
)


@dataclass(frozen=True, slots=True)
class LakeTable:
    """A table: its columns, those stored as differences (sorted or random integers) and those stored by dictionary.

    `row_group` is how many rows are written at once."""

    name: str
    schema: pa.Schema
    delta: tuple[str, ...] = ()
    dictionary: tuple[str, ...] = ()
    row_group: int = 1 << 17
    notes: dict[str, str] = field(default_factory=dict)


PRICE = LakeTable(
    "price",
    pa.schema(
        {
            "item_id": pa.int32(),
            "list_id": pa.int32(),
            "terms_id": pa.int32(),
            "rate": RATE,
            "rate_text": pa.string(),
        }
    ),
    delta=("item_id", "list_id"),
    dictionary=("terms_id",),
    notes={
        "list_id": "null where the entry names no provider",
        "rate": "dollars, or percent where the type is percentage; null where the text is no number",
        "rate_text": "the text, where `rate` does not hold all of it",
    },
)

ITEM = LakeTable(
    "item",
    pa.schema(
        {
            "item_id": pa.int32(),
            "negotiation_arrangement": pa.string(),
            "billing_code_type": pa.string(),
            "billing_code_type_version": pa.string(),
            "billing_code": pa.string(),
            "severity_of_illness": pa.string(),
            "name": pa.string(),
            "description": pa.string(),
            "bundled_codes": _CODES,
            "covered_services": _CODES,
            "other": pa.string(),
            "flags": pa.list_(pa.string()),
            "problem": pa.string(),
            "byte_offset": pa.int64(),
        }
    ),
    delta=("item_id", "byte_offset"),
    row_group=1 << 16,
    notes={
        "name": "null for CPT, CDT and revenue codes, whose descriptors are licensed",
        "other": "JSON of keys that the schema does not know",
        "problem": "why the item is not whole; null for a whole one",
        "byte_offset": "in the unpacked file",
    },
)

TERMS = LakeTable(
    "terms",
    pa.schema(
        {
            "terms_id": pa.int32(),
            "negotiated_type": pa.string(),
            "billing_class": pa.string(),
            "setting": pa.string(),
            "service_codes": pa.list_(pa.string()),
            "modifiers": pa.list_(pa.string()),
            "expiration_date": pa.date32(),
            "expiration_text": pa.string(),
            "additional_information": pa.string(),
            "other": pa.string(),
            "flags": pa.list_(pa.string()),
        }
    ),
    delta=("terms_id",),
    row_group=1 << 17,
    notes={
        "terms_id": "two ids may stand for equal terms that were written differently",
        "expiration_text": "what stood there, where it is no date",
    },
)

REFERENCE_LIST = LakeTable(
    "reference_list",
    pa.schema({"list_id": pa.int32(), "reference_key": pa.int64()}),
    delta=("list_id", "reference_key"),
    row_group=1 << 18,
    notes={"list_id": "a list that stands in many entries is stored once where the reader recognised it"},
)

REFERENCE = LakeTable(
    "reference",
    pa.schema(
        {
            "reference_key": pa.int64(),
            "reference_id": pa.string(),
            "network_names": pa.list_(pa.string()),
            "location": pa.string(),
            "groups": pa.int32(),
            "other": pa.string(),
            "problem": pa.string(),
        }
    ),
    delta=("reference_key",),
    row_group=1 << 17,
    notes={
        "reference_key": "the id itself where it is a whole number, else negative",
        "reference_id": "the id as text; null for groups written inside an entry",
        "problem": "why a remote `location` is not resolved",
    },
)

PROVIDER_GROUP = LakeTable(
    "provider_group",
    pa.schema(
        {
            "group_id": pa.int32(),
            "reference_key": pa.int64(),
            "tin_type": pa.string(),
            "tin_value": pa.string(),
            "business_name": pa.string(),
        }
    ),
    delta=("group_id", "reference_key"),
    dictionary=("tin_type",),
)

NPI = LakeTable(
    "npi",
    pa.schema({"group_id": pa.int32(), "npi": pa.int64()}),
    delta=("group_id", "npi"),
    row_group=1 << 18,
    notes={"npi": "as given: 0 where the payer had none"},
)

QUARANTINE = LakeTable(
    "quarantine",
    pa.schema(
        {
            "kind": pa.string(),
            "byte_offset": pa.int64(),
            "bytes": pa.int64(),
            "reason": pa.string(),
            "excerpt": pa.string(),
        }
    ),
    row_group=1 << 16,
    notes={"bytes": "length of what was left out; null where it is not known"},
)

IN_NETWORK_TABLES = tuple(
    table.name for table in (PRICE, ITEM, TERMS, REFERENCE_LIST, REFERENCE, PROVIDER_GROUP, NPI, QUARANTINE)
)

ALLOWED_AMOUNT = LakeTable(
    "allowed_amount",
    pa.schema(
        {
            "item_id": pa.int32(),
            "tin_type": pa.string(),
            "tin_value": pa.string(),
            "billing_class": pa.string(),
            "setting": pa.string(),
            "service_codes": pa.list_(pa.string()),
            "modifiers": pa.list_(pa.string()),
            "allowed_amount": RATE,
            "allowed_text": pa.string(),
            "billed_charge": RATE,
            "billed_text": pa.string(),
            "npis": pa.list_(pa.int64()),
            "other": pa.string(),
        }
    ),
    delta=("item_id",),
    notes={
        "allowed_amount": "dollars; one row a provider list of a payment, so an amount recurs for each billed charge",
        "allowed_text": "the text, where `allowed_amount` does not hold all of it",
        "other": "JSON of keys that the schema does not know",
    },
)
ALLOWED_TABLES = (ALLOWED_AMOUNT.name, ITEM.name, QUARANTINE.name)

_CHARGE_CODES = pa.list_(pa.struct({"code": pa.string(), "type": pa.string()}))

CHARGE = LakeTable(
    "charge",
    pa.schema(
        {
            "item_id": pa.int32(),
            "description": pa.string(),
            "codes": _CHARGE_CODES,
            "setting": pa.string(),
            "billing_class": pa.string(),
            "modifiers": pa.list_(pa.string()),
            "drug_unit": pa.string(),
            "drug_type": pa.string(),
            "gross_charge": RATE,
            "discounted_cash": RATE,
            "minimum": RATE,
            "maximum": RATE,
            "payer_name": pa.string(),
            "plan_name": pa.string(),
            "negotiated_dollar": RATE,
            "negotiated_percentage": RATE,
            "negotiated_algorithm": pa.string(),
            "methodology": pa.string(),
            "estimated_amount": RATE,
            "median_amount": RATE,
            "p10_amount": RATE,
            "p90_amount": RATE,
            "allowed_count": pa.string(),
            "payer_notes": pa.string(),
            "generic_notes": pa.string(),
            "texts": pa.string(),
            "other": pa.string(),
            "byte_offset": pa.int64(),
        }
    ),
    delta=("item_id", "byte_offset"),
    notes={
        "item_id": "the service or csv row; one row a payer and plan of it, one without payer where none is named",
        "description": "null where one of the codes is CPT or CDT, whose descriptors are licensed",
        "estimated_amount": "schema 2.x; the percentiles and the count came with 3.x",
        "allowed_count": "text: small counts are published as a range",
        "texts": "JSON: amounts of which the columns do not hold all, by column",
    },
)
CHARGE_TABLES = (CHARGE.name, QUARANTINE.name)

_ALL = (PRICE, ITEM, TERMS, REFERENCE_LIST, REFERENCE, PROVIDER_GROUP, NPI, ALLOWED_AMOUNT, CHARGE, QUARANTINE)
TABLES = {table.name: table for table in _ALL}
