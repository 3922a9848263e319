"""A short manual in two editions, and a way to make a PDF of lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

MANUAL = """
                 Example Coding Manual

 Contents
 A. Introduction                                       I-1
 B. Laboratory                                         I-2
 Chapter II – Surgery                                  II-1
 A. Incision                                           II-1

                    Revision Date: 1/1/2025

                                 I-1
                        Chapter I
                  General Coding Policies
                  CPT Codes 80000 - 89999

A. Introduction

This manual uses the word physician for any practitioner. A code is reported only if all its
services are performed, and the record has to support every

                    Revision Date: 1/1/2025

                                 I-2
one of them.

Providers shall not:

    •   report 84436 with 84439;
    •   report a panel (80061) beside its parts.
B. Laboratory

   1. CPT code 83721 describes a direct measurement. It shall not be used to report a
      calculated value.
   2. CPT codes 80503-
      80506 need a written order.

   3. Reserved for future use.

                    Revision Date: 1/1/2025

                                 I-3
                        Chapter II
                         Surgery

A. Incision

CPT codes 10060 and 10061 are reported once for a site. HCPCS codes J0000-J9999 are drugs.

                    Revision Date: 1/1/2025

                                 II-1
"""


@pytest.fixture
def manual(tmp_path: Path) -> Path:
    path = tmp_path / "manual.txt"
    path.write_text(MANUAL, encoding="utf-8")
    return path


@pytest.fixture
def manual_2026(tmp_path: Path) -> Path:
    """The next edition: one passage reworded, one gone, one new, and everything on other pages."""
    text = MANUAL.replace("2025", "2026").replace(
        "                                 I-3", "                                 I-4"
    )
    text = text.replace(
        "It shall not be used to report a\n      calculated value.",
        "It must never be used for a\n      calculated value.",
    )
    text = text.replace("    •   report 84436 with 84439;\n", "")
    text = text.replace("3. Reserved for future use.", "3. CPT code 83721 is limited to one unit a day.")
    path = tmp_path / "manual-2026.txt"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def pdf(tmp_path: Path) -> Callable[[list[list[str]]], Path]:
    """A PDF with one page for each list of lines."""

    def make(pages: list[list[str]]) -> Path:
        kids = " ".join(f"{4 + 2 * place} 0 R" for place in range(len(pages)))
        objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        for place, lines in enumerate(pages):
            shown = "".join(f"1 0 0 1 72 {720 - 24 * row} Tm ({line}) Tj\n" for row, line in enumerate(lines))
            content = f"BT /F1 12 Tf\n{shown}ET"
            objects.append(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >>"
                f" /Contents {5 + 2 * place} 0 R >>"
            )
            objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        body, places = b"%PDF-1.4\n", []
        for number, item in enumerate(objects, 1):
            places.append(len(body))
            body += f"{number} 0 obj\n{item}\nendobj\n".encode()
        table = "".join(f"{place:010d} 00000 n \n" for place in places)
        body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
        start = body.rindex(b"xref\n0")
        body += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
        path = tmp_path / "policy.pdf"
        path.write_bytes(body)
        return path

    return make
