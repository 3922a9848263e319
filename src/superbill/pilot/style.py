"""An answer as text: sentences with numbered receipts, what is missing, what was taken for granted and not checked."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.model.answer import Answer, Gap, Part, Statement, Status
from superbill.model.citation import Citation

NOT_CHECKED = "Not checked: "


class Marks:
    """Numbers receipts in the order in which they are first named."""

    def __init__(self, citations: tuple[Citation, ...] = ()) -> None:
        self.numbers = {citation: number for number, citation in enumerate(citations, 1)}

    def of(self, citations: tuple[Citation, ...]) -> list[int]:
        """The numbers of some receipts."""
        return [self.numbers.setdefault(citation, len(self.numbers) + 1) for citation in citations]

    def text(self, statement: Statement) -> str:
        """A sentence, its marks behind it, each once."""
        numbers = dict.fromkeys(self.of(statement.citations))
        return f"{statement.text} {''.join(f'[{number}]' for number in numbers)}"


def answer_text(answer: Answer) -> str:
    """The answer in plain text, without the list of receipts: statements, gaps, what was assumed and not checked."""
    marks = Marks(answer.citations)
    return "\n\n".join("\n".join(_part_lines(part, marks)) for part in answer.parts)


def _part_lines(part: Part, marks: Marks) -> Iterator[str]:
    if part.said:
        yield part.said
    yield from (marks.text(statement) for statement in part.statements)
    yield from (gap_text(gap) for gap in part.gaps)
    if part.status is Status.ANSWERED and part.assumed:
        yield f"Taken: {'; '.join(part.assumed)}."
    if part.not_checked:
        yield f"{NOT_CHECKED}{' '.join(bare(text) for text in part.not_checked)}"


def gap_text(gap: Gap) -> str:
    """What is missing, and what would bring it."""
    return f"{gap.text.rstrip('.')}. Would come from: {gap.would_come_from}."


def bare(text: str) -> str:
    """A remark on what was not checked, without the words that its heading says."""
    left = text.removeprefix(NOT_CHECKED)
    return left[:1].upper() + left[1:]
