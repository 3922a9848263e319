"""A manifestation is never the first diagnosis."""

from __future__ import annotations

from superbill.edits.editor_rule import FirstDiagnosisRule


class ManifestationFirst(FirstDiagnosisRule):
    """See the module."""

    id = "manifestation-first"
    title = "Manifestation as first diagnosis"
    about = "A code for the manifestation of a disease, not the disease itself, is never first-listed or principal."
    authority = (
        "ICD-10-CM Official Guidelines, section I.A.13; Definitions of Medicare Code Edits, manifestation as principal"
    )
    order = 45
    listed = "manifestation"
    because = "it describes the manifestation of a disease, not the disease"
    fix = "put the underlying disease first"


RULE = ManifestationFirst()
