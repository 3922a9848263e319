"""`superbill fetch`: official downloads, after their licence."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path

import click
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from superbill.errors import UsageError
from superbill.fetch.catalogue import Catalogue, Download, load_catalogue
from superbill.fetch.client import Pace, Web
from superbill.fetch.licence import Ledger, LicenceText, accept
from superbill.fetch.manifest import Manifest, downloads_folder
from superbill.fetch.run import Failed, Planned, bring, plan
from superbill.fetch.staleness import Verdict, checked
from superbill.kb.home import default_kb
from superbill.model.citation import Release
from superbill.surfaces.answers import to_json
from superbill.surfaces.cli.options import format_option, kb_option, open_workbench
from superbill.surfaces.cli.output import console, deliver, table


@click.command("fetch", short_help="Download official files, after their licence.")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option(
    "--list", "listing", is_flag=True, help="List the catalogue: licence, cadence and page. Needs no network."
)
@click.option("--check", is_flag=True, help="Compare what is loaded with the official pages; download nothing.")
@click.option("--release", default="", metavar="RELEASE", help="This release, not the newest: 2026Q3, 2026, FY2027.")
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="Download to this folder.")
@click.option("--dry-run", is_flag=True, help="Say what would be downloaded, and from where.")
@click.option("--accept", "accepts", is_flag=True, help="Accept the licences, which are shown, without being asked.")
@click.option("--accept-as", "who", default=None, metavar="NAME", help="Who accepts (default: your user name).")
@click.option("--catalogue", "catalogue_file", type=click.Path(exists=True, path_type=Path, dir_okay=False),
              help="Another catalogue, such as one of a mirror.")  # fmt: skip
@format_option("text", "json")
@kb_option
def command(
    names: tuple[str, ...], listing: bool, check: bool, release: str, folder: Path | None, dry_run: bool, accepts: bool,
    who: str | None, catalogue_file: Path | None, fmt: str, kb: Path | None,
) -> None:  # fmt: skip
    """Find the newest release of each SOURCE on its official page, show its licence once, and download it.

    Without SOURCE, everything in the catalogue. What broke off is resumed; what is here and unchanged is not downloaded
    again. --format json is for --list and --check.

    \b
    Examples:
      superbill fetch --list
      superbill fetch cms-clfs cms-ncci-mue
      superbill fetch cms-mpfs-rvu --release 2026Q3 --dry-run
    """
    catalogue = load_catalogue(catalogue_file)
    downloads = catalogue.select(names)
    if listing:
        _list(catalogue, downloads, fmt)
        return
    screen = console(None)
    with Web(Pace(pause_seconds=catalogue.pause_seconds)) as web:
        with _busy("looking at official pages", quiet=not screen.is_terminal) as say:
            planned, failed = plan(web, catalogue, downloads, date.today(), release, lambda d: say(d.page))
        if check:
            verdicts = checked(planned, _loaded(kb), Manifest().read(), date.today())
            _say_check(verdicts, failed, fmt)
        elif dry_run:
            _say_plan(catalogue, planned, failed)
        else:
            accept(web, (url for each in planned for url in each.licence_urls), Ledger(), _asking(accepts, who))
            failed += _bring(web, catalogue, planned, folder or downloads_folder())
            _say_failed(failed)
    raise SystemExit(4 if failed else 0)


def _loaded(kb: Path | None) -> tuple[Release, ...]:
    if not (kb or default_kb()).is_file():
        return ()
    with open_workbench(kb) as bench:
        return tuple(bench.releases)


def _list(catalogue: Catalogue, downloads: Iterable[Download], fmt: str) -> None:
    if fmt == "json":
        keys = ("id", "title", "sources", "series", "cadence", "page")
        data = [{key: getattr(d, key) for key in keys} | {"licence": catalogue.licence_of(d).title} for d in downloads]
        deliver(to_json({"downloads": data}), None)
        return
    screen = console(None)
    for each in downloads:
        screen.print(f"[bold]{each.id}[/bold]  {escape(each.title)}", highlight=False, soft_wrap=True)
        terms = f"{each.cadence} · {catalogue.licence_of(each).title} · {each.page}"
        screen.print(f"    [dim]{escape(terms)}[/dim]", highlight=False, soft_wrap=True)


def _asking(accepts: bool, who: str | None) -> Callable[[LicenceText], tuple[str, str] | None]:
    name = who or getpass.getuser()

    def ask(text: LicenceText) -> tuple[str, str] | None:
        click.echo(f"The licence of these files, from {text.url}:\n\n{text.text}\n")
        if accepts:
            return name, "--accept"
        if not sys.stdin.isatty():
            raise UsageError(
                "the licence above needs a person's acceptance; nothing was downloaded",
                hint="Having read it, run the command again with --accept (and --accept-as NAME).",
            )
        return (name, "asked") if click.confirm(f"Do you, {name}, accept this licence?") else None

    return ask


def _bring(web: Web, catalogue: Catalogue, planned: list[Planned], folder: Path) -> list[Failed]:
    screen = console(None)
    failed: list[Failed] = []
    bar = Progress(
        TextColumn("{task.description:<48.48}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(),
        console=screen, disable=not screen.is_terminal, transient=True,
    )  # fmt: skip
    tasks: dict[str, TaskID] = {}

    def watch(name: str, done: int, total: int | None) -> None:
        if name not in tasks:
            tasks[name] = bar.add_task(escape(name), total=total)
        bar.update(tasks[name], completed=done, total=total)

    brought = 0
    with bar:
        for outcome in bring(web, catalogue, planned, folder, Manifest(), watch):
            if isinstance(outcome, Failed):
                failed.append(outcome)
                continue
            each, remote, arrived = outcome
            brought += 1
            what = f"{arrived.size:,} bytes, SHA-256 {arrived.sha256[:12]}" if arrived.fresh else "here, unchanged"
            screen.print(f"{each.published.issue.label:<13} {escape(remote.name)}: {what}", highlight=False)
    if brought:
        screen.print(
            f"\nNext: [bold]superbill build --from {escape(str(folder))}[/bold]", highlight=False, soft_wrap=True
        )
    return failed


def _say_plan(catalogue: Catalogue, planned: list[Planned], failed: list[Failed]) -> None:
    screen = console(None)
    for each in planned:
        terms = catalogue.licence_of(each.download).title
        screen.print(f"[bold]{each.download.id}[/bold] {each.published.issue.label} ({terms})", highlight=False)
        for remote in each.published.files:
            screen.print(f"  {escape(remote.url)}", highlight=False, soft_wrap=True)
    for url in dict.fromkeys(url for each in planned for url in each.licence_urls):
        screen.print(f"Licence: {escape(url)}", highlight=False, soft_wrap=True)
    _say_failed(failed)


def _say_check(verdicts: list[Verdict], failed: list[Failed], fmt: str) -> None:
    if fmt == "json":
        found = [
            {"download": v.download.id, "loaded": v.loaded, "downloaded": v.downloaded, "published": v.published,
             "state": v.state} for v in verdicts
        ]  # fmt: skip
        problems = [{"download": each.download.id, "reason": str(each.error)} for each in failed]
        deliver(to_json({"checks": found, "failed": problems}), None)
    else:
        shown = table("Download", "Loaded", "Downloaded", "On the page", "")
        for v in verdicts:
            shown.add_row(f"[bold]{v.download.id}[/bold]", v.loaded or "-", v.downloaded or "-", v.published, v.state)
        console(None).print(shown)
        _say_failed(failed)
    if not failed and any(v.newer for v in verdicts):
        raise SystemExit(1)


def _say_failed(failed: list[Failed]) -> None:
    for each in failed:
        click.echo(f"superbill: {each.error}", err=True)


def _busy(what: str, *, quiet: bool) -> AbstractContextManager[Callable[[str], None]]:
    return nullcontext(lambda page: None) if quiet else _Spinner(what)


class _Spinner(AbstractContextManager[Callable[[str], None]]):
    def __init__(self, what: str) -> None:
        self._status = console(None).status(what)

    def __enter__(self) -> Callable[[str], None]:
        self._status.start()
        return lambda page: self._status.update(escape(page))

    def __exit__(self, *_: object) -> None:
        self._status.stop()
