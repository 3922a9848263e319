"""An external cause is never the first diagnosis."""

from __future__ import annotations

from superbill.edits.editor_rule import FirstDiagnosisRule


class ExternalCauseFirst(FirstDiagnosisRule):
    """See the module."""

    id = "external-cause-first"
    title = "External cause as first diagnosis"
    about = "A code for how or where an injury happened (V00-Y99) is never first-listed or principal."
    authority = "ICD-10-CM Official Guidelines, section I.C.20.a.6; Definitions of Medicare Code Edits, external causes of morbidity"
    order = 46
    listed = "ecodepdx"
    because = "it says how an injury happened, not what it is"
    fix = "put the injury or condition first"


RULE = ExternalCauseFirst()
