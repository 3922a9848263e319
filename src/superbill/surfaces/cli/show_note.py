"""A coded note on the terminal: codes by how sure they are, each with its words; what was not coded and why; the visit level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from superbill.model.codes import System, display_code
from superbill.model.note import Band, CodedText, Span, Suggestion, Visit

HEADINGS = {
    Band.ACCEPT: "Codes the note proves",
    Band.REVIEW: "To review",
    Band.IDEA: "Further ideas",
}
RULES = {
    "excludes1": "never together with",
    "code_first": "code first",
    "use_additional": "use an additional code",
    "age": "age",
    "sex": "sex",
    "manifestation": "manifestation",
}
MOST_WORDS = 90
MOST_RULE = 140
MOST_NOT_CODED = 12
UNSIGNED = "Suggestions for a coder to sign off. Nothing of the note was stored or sent."


def show_note(name: str, text: str, coded: CodedText, out: Console, *, ideas: bool = False) -> None:
    """Print the answer. `text` is the note, whose words are shown beside the codes; ideas only where wanted."""
    out.print(f"[bold]{escape(name)}[/bold] [dim]· date of service {coded.on}[/dim]")
    if coded.reason:
        out.print(f"No codes: {escape(coded.reason)}")
    for band, heading in HEADINGS.items():
        found = [each for each in coded.codes if each.band is band]
        if found and (ideas or band is not Band.IDEA):
            out.print(f"\n[bold]{heading}[/bold]")
            for each in found:
                _print(_suggestion(each, text), out)
    hidden = sum(each.band is Band.IDEA for each in coded.codes)
    if hidden and not ideas:
        out.print(f"\n[dim]{hidden} further {'idea' if hidden == 1 else 'ideas'}: --ideas[/dim]")
    if coded.services:
        out.print("\n[bold]Services the note may support[/bold]")
        for each in coded.services:
            _print(_suggestion(each, text), out)
    _print(_not_coded(coded), out)
    if coded.visit:
        _print(_visit(coded.visit, text), out)
    out.print(f"\n[dim]{UNSIGNED}[/dim]")


def _print(lines: Iterable[str], out: Console) -> None:
    for line in lines:
        text = line.lstrip(" ")
        out.print(Padding(text, (0, 0, 0, len(line) - len(text)), expand=False))


def _suggestion(found: Suggestion, text: str) -> Iterator[str]:
    first = " [dim]· listed first[/dim]" if found.first_listed else ""
    yield f"  [bold]{found.display}[/bold]  {escape(found.text)}  [dim]{found.probability:.2f}[/dim]{first}"
    words = quoted(text, found.spans)
    if words:
        yield f"      [dim]{escape(words)}[/dim]"
    for wanted in found.missing:
        yield f"      document {escape(wanted.document)}: {display_code(System.ICD10CM, wanted.code)} {escape(wanted.text)}"
    for conflict in found.conflicts:
        yield f"      {RULES.get(conflict.kind, conflict.kind)}: {escape(shortened(conflict.text))}"


def quoted(text: str, spans: Iterable[Span]) -> str:
    """The words at the spans, each once, shortened."""
    words = dict.fromkeys(" ".join(text[start:end].split()) for start, end in spans)
    return shortened(" · ".join(f'"{each}"' for each in words if each), MOST_WORDS)


def shortened(text: str, most: int = MOST_RULE) -> str:
    """The text, cut with an ellipsis where it is longer than `most` characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _not_coded(coded: CodedText) -> Iterator[str]:
    if coded.not_coded:
        yield "\n[bold]Named, and not coded[/bold]"
    for found in coded.not_coded[:MOST_NOT_CODED]:
        code = f" [dim]({found.display})[/dim]" if found.display else ""
        yield f"  {escape(found.text)}{code}: {escape(found.reason)}"
    if len(coded.not_coded) > MOST_NOT_CODED:
        yield f"  [dim]and {len(coded.not_coded) - MOST_NOT_CODED} more: --format json[/dim]"


def _visit(visit: Visit, text: str) -> Iterator[str]:
    code = f" {visit.code}" if visit.code else ""
    yield f"\n[bold]Level of the visit:{code}[/bold] {escape(visit.level)} [dim]by {visit.basis}, {escape(visit.family)}[/dim]"
    for column in visit.columns:
        yield f"  {column.id:<9} level {column.level}"
        for element in column.elements:
            words = quoted(text, element.spans)
            yield f"      {escape(element.text)}" + (f" [dim]{escape(words)}[/dim]" if words else "")
    for words, sentence in (("higher with", visit.raise_by), ("lower without", visit.lower_by)):
        if sentence:
            yield f"  It would be {words}: {escape(sentence)}"
