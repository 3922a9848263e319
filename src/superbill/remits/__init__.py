"""Remittances at work: codes explained with the action to take, payments matched to claims and compared with what was due."""

from superbill.remits.answer import ClaimOutcome, ItemKind, RemitAnswer, WorkItem
from superbill.remits.contract import Contract
from superbill.remits.contract_files import contracts_of, read_contracts
from superbill.remits.run import RemitOptions, work_file, work_remittances

__all__ = [
    "ClaimOutcome",
    "Contract",
    "ItemKind",
    "RemitAnswer",
    "RemitOptions",
    "WorkItem",
    "contracts_of",
    "read_contracts",
    "work_file",
    "work_remittances",
]
