"""`superbill code`: a clinical note becomes codes, with the words that prove each one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from superbill.errors import BadInput, UsageError
from superbill.model.note import CodedText
from superbill.surfaces.answers import to_json
from superbill.surfaces.cli.options import format_option, kb_option, on_option, open_workbench
from superbill.surfaces.cli.output import console, deliver
from superbill.surfaces.cli.show_note import show_note
from superbill.surfaces.note_answers import CODED, fhir_bundle, note_data
from superbill.surfaces.sheets import csv_lines
from superbill.workbench import Workbench

STANDARD_INPUT = "-"


@click.command("code", short_help="A clinical note becomes codes, with the words that prove each.")
@click.argument("note", type=click.Path(exists=True, path_type=Path, allow_dash=True))
@click.option("--setting", type=click.Choice(["outpatient", "inpatient"]), default="outpatient", show_default=True,
              help="Uncertain diagnoses are coded for an inpatient stay only.")  # fmt: skip
@click.option(
    "--age", type=click.FloatRange(0, 130), default=None, help="Age in years, where the note does not say it."
)
@click.option("--sex", type=click.Choice(["F", "M"]), default=None, help="Sex, where the note does not say it.")
@click.option("--ideas", is_flag=True, help="Show further ideas, too.")
@on_option
@format_option("text", "json", "ndjson", "csv", "fhir")
@kb_option
def command(
    note: Path,
    setting: str,
    age: float | None,
    sex: str | None,
    ideas: bool,
    on: date | None,
    fmt: str,
    kb: Path | None,
) -> None:
    """Code NOTE: a text, RTF, HTML or CDA file; a folder of them; `-` reads standard input.

    ICD-10-CM codes come with the words that prove them, what to document for a more specific one, and how sure they are; the
    services and the level of the visit that the note supports beside them. Nothing is stored or sent. A folder gives a line of
    JSON for each note.

    \b
    Examples:
      superbill code visit.txt
      superbill code notes/ --format csv
    """
    with open_workbench(kb) as bench:
        if note.is_dir():
            refused = _folder(bench, note, "ndjson" if fmt == "text" else fmt, on, setting)
            raise SystemExit(3 if refused else 0)
        content = sys.stdin.buffer.read() if str(note) == STANDARD_INPUT else note.read_bytes()
        name = "standard input" if str(note) == STANDARD_INPUT else note.name
        coded = bench.code_note(content, on, setting=setting, age_years=age, sex=sex or "")
        if fmt == "text":
            show_note(name, content.decode("utf-8", errors="replace"), coded, console(None), ideas=ideas)
        else:
            deliver(_encoded(fmt, name, coded), None)
    raise SystemExit(0 if coded.codes else 4)


def _encoded(fmt: str, name: str, coded: CodedText) -> bytes:
    if fmt == "csv":
        return "".join(csv_lines(CODED, [(name, each) for each in coded.codes])).encode()
    data = fhir_bundle(name, coded) if fmt == "fhir" else note_data(name, coded)
    return to_json(data, indent=0 if fmt == "ndjson" else 2)


def _folder(bench: Workbench, folder: Path, fmt: str, on: date | None, setting: str) -> list[str]:
    """Codes every file of a folder; the names of those that could not be read. `UsageError` when there is none."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    if not files:
        raise UsageError(f"{folder} holds no file")
    refused: list[str] = []
    for number, (path, coded) in enumerate(_coded(bench, files, on, setting, refused)):
        content = _encoded("ndjson" if fmt == "json" else fmt, path.name, coded)
        if fmt == "csv" and number:
            content = content.partition(b"\n")[2]
        if content:
            deliver(content, None)
    return refused


def _coded(
    bench: Workbench, files: list[Path], on: date | None, setting: str, refused: list[str]
) -> Iterator[tuple[Path, CodedText]]:
    for path in files:
        try:
            yield path, bench.code_note(path.read_bytes(), on, setting=setting)
        except BadInput as error:
            refused.append(path.name)
            click.echo(f"superbill: {path.name}: {error.message}", err=True)
