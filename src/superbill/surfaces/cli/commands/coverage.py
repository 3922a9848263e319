"""`superbill coverage`: do Medicare's policies cover this procedure for this diagnosis, in this state?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from superbill.errors import UsageError
from superbill.model.citation import NotAvailable
from superbill.model.codes import System, display_code, parse_code
from superbill.model.coverage import CoverageAnswer, CoverageResult, Policy, PolicyFinding
from superbill.report.render.cells import missing_note
from superbill.surfaces.answers import coverage_data, policies_data, to_json
from superbill.surfaces.cli.options import format_option, kb_option, on_option, one_code, open_workbench
from superbill.surfaces.cli.output import console, deliver, table
from superbill.surfaces.cli.show_text import why
from superbill.workbench import Workbench

STYLE = {
    CoverageResult.COVERED: "green",
    CoverageResult.CONDITIONS: "yellow",
    CoverageResult.NOT_COVERED: "bold red",
    CoverageResult.NO_DIAGNOSES: "yellow",
    CoverageResult.NO_POLICY: "dim",
    CoverageResult.NOT_AVAILABLE: "dim",
}
EXIT = {CoverageResult.NOT_COVERED: 1, CoverageResult.NO_POLICY: 4, CoverageResult.NOT_AVAILABLE: 4}
SHOWN_TEXT = 500


@click.command("coverage", short_help="Medicare coverage of a procedure for a diagnosis.")
@click.argument("code")
@click.option("--dx", default=None, help="ICD-10-CM diagnosis; without one, the policies that name CODE are listed.")
@click.option("--state", default=None, metavar="ST", help="State of the service, such as CA; needed with --dx.")
@on_option
@format_option("text", "json")
@kb_option
def command(code: str, dx: str | None, state: str | None, on: date | None, fmt: str, kb: Path | None) -> None:
    """Coverage articles, LCDs and NCDs of CMS that name CODE, and what they say of a diagnosis.

    Exit code 1 when a policy does not cover it, 4 when no policy is loaded.

    \b
    Examples:
      superbill coverage 82306 --dx E55.9 --state CA
      superbill coverage 82306 --state NY
    """
    code = one_code(code)
    with open_workbench(kb) as bench:
        if dx is None:
            asked = (parse_code(code).code, state.strip().upper() if state else None, on or date.today())
            _list(bench.policies(code, on, state), *asked, fmt)
            return
        if state is None:
            raise UsageError("a state is needed", hint="Policies are local: give the state, such as --state CA.")
        answer = bench.coverage(code, dx, state, on)
        if fmt == "json":
            deliver(to_json(coverage_data(answer)), None)
        else:
            _show(bench, answer, console(None))
    raise SystemExit(EXIT.get(answer.result, 0))


def _list(policies: tuple[Policy, ...] | NotAvailable, code: str, state: str | None, on: date, fmt: str) -> None:
    if fmt == "json":
        deliver(to_json(policies_data(code, state, on, policies)), None)
    elif isinstance(policies, NotAvailable):
        console(None).print(why(missing_note(policies)))
    elif not policies:
        console(None).print(f"no loaded policy names {escape(code)}; that is neither coverage nor denial")
    else:
        shown = table("Document", "Type", "Title", "Since", "States", "Contractors")
        for each in policies:
            since = each.effective_date.isoformat() if each.effective_date else "not stated"
            shown.add_row(
                each.id, each.type, escape(each.title), since, ", ".join(each.states), "; ".join(each.contractors)
            )
        console(None).print(shown)
    if isinstance(policies, NotAvailable) or not policies:
        raise SystemExit(4)


def _show(bench: Workbench, answer: CoverageAnswer, out: Console) -> None:
    style = STYLE[answer.result]
    diagnosis = display_code(System.ICD10CM, answer.diagnosis)
    out.print(f"[{style}]{answer.result}[/{style}]: {answer.code} for {diagnosis} in {answer.state} on {answer.on}")
    out.print(escape(answer.why), highlight=False)
    for finding in answer.findings:
        _show_finding(bench, finding, answer.on, out)
    for remark in answer.remarks:
        out.print(f"[yellow]{escape(remark)}[/yellow]", highlight=False)
    if answer.reason is not None:
        out.print(f"[dim]would come from: {escape(answer.reason.would_come_from)}[/dim]", highlight=False)
    elif answer.citation is not None and not answer.findings:
        out.print(f"[dim]looked in {escape(str(answer.citation))}[/dim]", highlight=False)


def _show_finding(bench: Workbench, finding: PolicyFinding, on: date, out: Console) -> None:
    policy = finding.policy
    style = STYLE[finding.result]
    out.print(
        f"\n[bold]{policy.id}[/bold] {escape(policy.title)}: [{style}]{finding.result}[/{style}]", highlight=False
    )
    out.print(f"  {escape('; '.join(policy.contractors))}: {escape(', '.join(policy.states))}", highlight=False)
    for group in finding.groups:
        what = "covered" if group.covered else "not covered"
        said = group.paragraph or "no paragraph"
        out.print(f"  group {group.number}, {what}: {escape(_short(said))}", highlight=False)
        if group.note:
            out.print(f"  asterisk: {escape(_short(group.note))}", highlight=False)
    if finding.result is CoverageResult.NO_DIAGNOSES:
        for each in (policy, *finding.related):
            said = bench.policy_text(each, on)
            if said:
                out.print(f"  {each.id}: {escape(_short(said))}", highlight=False)
    for related in finding.related:
        out.print(f"  see {related.id} {escape(related.title)} ({related.type})", highlight=False)
    out.print(f"  [dim]{escape(str(finding.citation))}; {policy.url}[/dim]", highlight=False)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN_TEXT else f"{flat[:SHOWN_TEXT].rsplit(' ', 1)[0]} ..."
