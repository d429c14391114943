"""`rapport doctor`: what is broken, and how to mend it."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from rapport.config.cli.house import DataOption, Problem, opened

if TYPE_CHECKING:
    from rapport.platform.health import Finding, Section

MARKS = {"ok": "[green]✓[/]", "hint": "[yellow]•[/]", "unknown": "[dim]?[/]", "fault": "[bold red]✗[/]"}


def add_to(app: typer.Typer) -> None:
    app.command("doctor", rich_help_panel="Upkeep")(doctor)


def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="Do not sign in anywhere and do not ask DNS.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    data: DataOption = None,
) -> None:
    """Look at everything and name what is broken. Sends no mail. The exit code is 1 when something is."""
    with opened(data):
        from rapport.flows import check_up
        from rapport.platform import clock, health

        sections = check_up.quick(at=clock.now())
        if not offline:
            with Console(stderr=True).status("Signing in and asking DNS …"):
                sections += check_up.check_up(clock=clock.now)
        broken = len(health.faults(sections))
        if as_json:
            print(json.dumps({"healthy": not broken, "sections": health.as_rows(sections)}, ensure_ascii=False))
        else:
            show(Console(highlight=False), sections)
        if broken:
            raise Problem("" if as_json else f"{broken} thing{'s are' if broken != 1 else ' is'} broken.")


def show(console: Console, sections: "Iterable[Section]") -> None:
    shown = list(sections)
    for section in shown:
        console.print(f"\n[bold]{escape(section.title)}[/]")
        for finding in section.findings:
            _show(console, finding)
    console.print()
    if all(finding.level != "fault" for section in shown for finding in section.findings):
        console.print("[bold green]Everything works.[/]")


def _show(console: Console, finding: "Finding") -> None:
    console.print(f"  {MARKS[finding.level]} {escape(finding.words)}", soft_wrap=True)
    if finding.mend:
        console.print(f"    [dim]→[/] {escape(finding.mend)}", soft_wrap=True)
    if finding.record:
        console.print(f"      [cyan]{escape(finding.record)}[/]", soft_wrap=True)
