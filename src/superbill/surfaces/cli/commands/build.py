"""`superbill build`: makes the knowledge base."""

from __future__ import annotations

from pathlib import Path

import click
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from superbill.kb.build import BuildResult, Completeness
from superbill.kb.packs import missing_packs
from superbill.surfaces.cli.output import console
from superbill.workbench import build_knowledge_base, prepare_notes

SHOWN_FILES = 12
GATHERED = (("index ", "index the tables"), (".toml", "plain-language texts"))
"""Steps of many small parts, told as one."""
READ = "read"
"""What the build says when the last file is read."""


@click.command("build", short_help="Build the knowledge base from data packs and official files.")
@click.option(
    "--from", "folders", multiple=True, type=click.Path(exists=True, path_type=Path),
    help="A folder, file or zip of official downloads; may be repeated. Files are recognised by their content.",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Where to write it.")
@click.option("--allow-excerpt", is_flag=True, help="Take a file with too few rows as an excerpt, not as damaged.")
@click.option("--no-packs", is_flag=True, help="Leave the installed data packs out.")
@click.option("--no-starter", is_flag=True, help="Leave the project's own texts and starter figures out.")
@click.option("--quiet", is_flag=True, help="No progress bar, and no line for each step.")
def command(
    folders: tuple[Path, ...], out: Path | None, allow_excerpt: bool, no_packs: bool, no_starter: bool, quiet: bool
) -> None:
    """Build the knowledge base; the old one stays in use until the new one is complete.

    \b
    Examples:
      superbill build
      superbill build --from ~/Downloads/RVU25D.zip --from ~/Downloads/ncci
    """
    screen = console(None)
    bar = Progress(
        TextColumn("[bold]{task.description:<46.46}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
        console=screen, disable=quiet or not screen.is_terminal, transient=True,
    )  # fmt: skip
    tell = None if quiet or screen.is_terminal else _Teller()
    with bar:
        task = bar.add_task("looking at files", total=None)

        def progress(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)
            if tell is not None:
                tell(what)

        result = build_knowledge_base(
            folders, out, packs=not no_packs, starter=not no_starter, progress=progress,
            completeness=Completeness.EXCERPT if allow_excerpt else Completeness.CHECK,
        )  # fmt: skip
        progress("terms for notes", 0, 1)
        prepare_notes(result.path)
    _report(result, packs_missing=[] if no_packs else missing_packs())


class _Teller:
    """Says each step on a line of its own, on standard error, where no bar can be drawn."""

    def __init__(self) -> None:
        self._said = ""

    def __call__(self, what: str) -> None:
        step = next((name for sign, name in GATHERED if sign in what), what)
        if step not in (self._said, READ):
            click.echo(step, err=True)
        self._said = step


def _report(result: BuildResult, packs_missing: list[str]) -> None:
    out = console(None)
    size = result.path.stat().st_size / 1e6
    out.print(
        f"[bold]{result.path}[/bold]: {result.rows:,} rows, {size:,.0f} MB, stamp {result.stamp}", highlight=False
    )
    for title, names in (
        ("not recognised, left out", result.unrecognised),
        ("there already, left out", result.repeated),
        ("replaced by the whole release", result.superseded),
    ):
        if names:
            out.print(f"  [yellow]{title}:[/yellow] {len(names)}", highlight=False)
        for name in names[:SHOWN_FILES]:
            out.print(f"    [dim]{escape(name)}[/dim]", highlight=False, soft_wrap=True)
        if len(names) > SHOWN_FILES:
            out.print(f"    [dim]and {len(names) - SHOWN_FILES} more[/dim]", highlight=False)
    if packs_missing:
        out.print(
            f"  [yellow]data packs not installed:[/yellow] {', '.join(packs_missing)} (pip install 'superbill[data]')"
        )
