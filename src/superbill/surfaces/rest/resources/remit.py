"""Remittances worked. Nothing of them is stored or logged."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from starlette.responses import Response

from superbill.model.money import round_cents
from superbill.remits.contract import Contract
from superbill.remits.contract_files import contracts_of
from superbill.remits.run import RemitOptions
from superbill.surfaces.placing import prices_at
from superbill.surfaces.remit_answers import remit_csv, remit_json
from superbill.surfaces.rest.calls import MEDIA_TYPES, Asked, Call, Example
from superbill.workbench import Workbench

LONGEST_PLACE = 20


class RemittanceFiles(msgspec.Struct, forbid_unknown_fields=True):
    """The texts of the files: an X12 835; the claims as filed (837, CSV or JSON); the contract (CSV or TOML). Then the place whose Medicare
    fees count where the claims do not tell it (one of `locality`, `zip`, `national`), and by how many dollars a line may be off."""

    remittance: str
    claims: str = ""
    contract: str = ""
    contract_format: Literal["csv", "toml"] = "csv"
    locality: Annotated[str, msgspec.Meta(max_length=LONGEST_PLACE)] = ""
    zip: Annotated[str, msgspec.Meta(max_length=LONGEST_PLACE)] = ""
    national: bool = False
    tolerance_usd: Annotated[float, msgspec.Meta(ge=0, le=1_000_000)] = 1.0

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """What the contract file agrees."""
        text = self.contract.encode("utf-8", "replace")
        return contracts_of(text, f"contract.{self.contract_format}") if self.contract else ()


async def remit(asked: Asked, body: RemittanceFiles) -> bytes | Response:
    """The work of one remittance file."""

    def worked(bench: Workbench) -> bytes:
        prices = prices_at(bench, asked.today, locality=body.locality, zip_code=body.zip, national=body.national)
        options = RemitOptions(
            prices, body.contracts, round_cents(Decimal(str(body.tolerance_usd))), "remittance", "claims", asked.today
        )
        claims = io.BytesIO(body.claims.encode("utf-8", "replace")) if body.claims else None
        answer = bench.remit(io.BytesIO(body.remittance.encode("utf-8", "replace")), claims, options)
        return b"".join(remit_json(answer) if asked.format == "json" else remit_csv(answer))

    found: bytes = await asked.apart(worked)
    return found if asked.format == "json" else Response(found, media_type=MEDIA_TYPES[asked.format])


REMITTANCE = (
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *251117*1200*^*00501*000000001*0*T*:~"
    "GS*HP*PAYER*CLINIC*20251117*1200*1*X*005010X221A1~ST*835*0001~"
    "BPR*I*60.00*C*ACH*CCP*01*111111111*DA*222*3333333333**01*444444444*DA*555*20251117~TRN*1*EFT1*1900000001~"
    "DTM*405*20251114~N1*PR*GRANITE HEALTH~REF*2U*12345~N1*PE*QUARRY CLINIC*XX*1234567893~LX*1~"
    "CLP*A1*1*170*60.00**CI*ICN1*11*1~NM1*QC*1*DOE*PAT****MI*1~"
    "SVC*HC:99213*150*60.00**1~DTM*472*20251015~CAS*CO*45*90~REF*6R*1~AMT*B6*60.00~"
    "SVC*HC:82310*20*0**1~DTM*472*20251015~CAS*CO*97*20~REF*6R*2~"
    "SE*22*0001~GE*1*1~IEA*1*000000001~"
)
EXAMPLE = {
    "remittance": REMITTANCE,
    "contract": "code,basis,value,payer,appeal_days\n*,percent of charge,50,GRANITE HEALTH,180\n",
}

CALLS = (
    Call(
        "POST", "/api/v1/remit", "remit", "Work a remittance",
        "What an X12 835 says and what there is to do about it, most money first: denials explained with the action to take, payments "
        "below Medicare's fee or the contract, last days, totals by reason and payer. With the claims as they were filed, lines are matched "
        "to them. What cannot be read comes back as `refused` with segment and element. CSV has a row for each thing to do. Nothing is "
        "stored.",
        remit, "remit", Example(body=EXAMPLE), body=RemittanceFiles, formats=("json", "csv"), files=True,
    ),
)  # fmt: skip
