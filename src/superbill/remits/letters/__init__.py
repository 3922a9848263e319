"""Letters of appeal: composed from facts with their receipts, as DOCX and PDF."""

from superbill.remits.letters.compose import Letter, compose_letters
from superbill.remits.letters.docx import render_docx
from superbill.remits.letters.pdf import render_letter_pdf
from superbill.remits.letters.sender import Sender, read_sender

__all__ = ["Letter", "Sender", "compose_letters", "read_sender", "render_docx", "render_letter_pdf"]
