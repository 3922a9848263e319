"""Superbill: an open workbench for US medical coding and reimbursement, with a receipt for every fact."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from superbill.model.citation import Citation, Fact, NotAvailable, Release
    from superbill.model.codes import System
    from superbill.model.edits import Setting
    from superbill.model.report import Report
    from superbill.workbench import Workbench, build_knowledge_base

__all__ = [
    "Citation",
    "Fact",
    "NotAvailable",
    "Release",
    "Report",
    "Setting",
    "System",
    "Workbench",
    "build_knowledge_base",
]

_PLACES = {
    "Citation": "superbill.model.citation",
    "Fact": "superbill.model.citation",
    "NotAvailable": "superbill.model.citation",
    "Release": "superbill.model.citation",
    "Report": "superbill.model.report",
    "Setting": "superbill.model.edits",
    "System": "superbill.model.codes",
    "Workbench": "superbill.workbench",
    "build_knowledge_base": "superbill.workbench",
}


def __getattr__(name: str) -> Any:
    """Public names are imported when first used, so that `superbill.errors` alone costs nothing."""
    if name not in _PLACES:
        raise AttributeError(f"module 'superbill' has no attribute {name!r}")
    return getattr(importlib.import_module(_PLACES[name]), name)
