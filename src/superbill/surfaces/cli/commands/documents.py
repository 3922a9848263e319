"""`superbill documents`: the guideline documents that were imported, their passages and changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from rich.markup import escape

from superbill.guidelines.search import quote
from superbill.model.guidance import Passage
from superbill.surfaces.answers import document_data, passage_change_data, passage_data, to_json
from superbill.surfaces.cli.options import format_option, kb_option, on_option, open_workbench
from superbill.surfaces.cli.output import console, deliver, table
from superbill.workbench import guideline_documents, remove_guideline

NONE_IMPORTED = "no document is imported; superbill import document FILE takes one in"


@click.group("documents", short_help="Imported manuals and payer policies.")
def command() -> None:
    """Documents that were taken in with `superbill import document`."""


@command.command("list", short_help="Every edition that is imported.")
@format_option("text", "json")
def list_(fmt: str) -> None:
    """Title, payer, date, pages and number of each edition."""
    found = guideline_documents()
    if fmt == "json":
        deliver(to_json({"documents": [document_data(each) for each in found]}), None)
        return
    if not found:
        console(None).print(NONE_IMPORTED)
        return
    shown = table("No.", "Title", "Publisher", "Payer", "From", "Until", "Pages", "Passages")
    for each in found:
        until = each.until.isoformat() if each.until else ""
        shown.add_row(
            str(each.id), escape(each.title), escape(each.publisher), escape(each.payer), each.effective.isoformat(),
            until, f"{each.pages:,}", f"{each.passages:,}",
        )  # fmt: skip
    console(None).print(shown)


@command.command("remove", short_help="Take an edition out again.")
@click.argument("number", type=int)
def remove(number: int) -> None:
    """NUMBER is the one that `superbill documents list` shows."""
    found = remove_guideline(number)
    console(None).print(f"removed: {escape(found.title)}, {found.effective}")


@command.command("passages", short_help="Passages that name a code.")
@click.argument("code")
@on_option
@format_option("text", "json")
@kb_option
def passages(code: str, on: date | None, fmt: str, kb: Path | None) -> None:
    """Passages that name CODE or a range that holds it, those that name it outright first.

    \b
    Example:
      superbill documents passages 84439
    """
    with open_workbench(kb) as bench:
        _show(bench.passages(code, on), fmt, code.upper())


@command.command("search", short_help="Passages by their words.")
@click.argument("text")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 200), help="How many at most.")
@on_option
@format_option("text", "json")
@kb_option
def search(text: str, limit: int, on: date | None, fmt: str, kb: Path | None) -> None:
    """Passages of the editions in force that have the words of TEXT.

    \b
    Example:
      superbill documents search "modifier 59 anatomic site"
    """
    with open_workbench(kb) as bench:
        _show(bench.search_documents(text, on, limit), fmt, "")


@command.command("changes", short_help="What a new edition changed about a code.")
@click.argument("code")
@on_option
@format_option("text", "json")
@kb_option
def changes(code: str, on: date | None, fmt: str, kb: Path | None) -> None:
    """Passages naming CODE that were added, removed or reworded since the edition before."""
    with open_workbench(kb) as bench:
        found = bench.passage_changes(code, on)
    if fmt == "json":
        deliver(to_json({"code": code, "changes": [passage_change_data(change) for change in found]}), None)
    else:
        out = console(None)
        for change in found:
            for word, passage in (("now", change.after), ("before", change.before)):
                if passage is not None:
                    out.print(f"[bold]{change.change}[/bold], {word}: {escape(passage.text)}", highlight=False)
                    out.print(f"  [dim]{escape(str(passage.citation))}[/dim]", highlight=False)
        if not found:
            out.print("no passage that names it has changed, or no two editions are imported")
    raise SystemExit(0 if found else 4)


def _show(found: Sequence[Passage], fmt: str, code: str) -> None:
    if fmt == "json":
        deliver(to_json({"passages": [passage_data(passage) for passage in found]}), None)
    else:
        out = console(None)
        for passage in found:
            names = f"[bold]{passage.span}[/bold] " if passage.span else ""
            said = quote(passage.text, code) if code else passage.text
            out.print(f"{names}{escape(said)}", highlight=False)
            out.print(f"  [dim]{escape(str(passage.citation))}[/dim]", highlight=False)
        if not found:
            out.print("no imported document in force says anything of it")
    raise SystemExit(0 if found else 4)
