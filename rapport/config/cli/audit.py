"""`rapport audit verify`, `rapport audit export`."""

from typing import Annotated

import typer

from rapport.config.cli.house import DataOption, Problem, opened

PANEL = "Upkeep"


def add_to(app: typer.Typer) -> None:
    audit = typer.Typer(help="Look over the audit log.", no_args_is_help=True, rich_markup_mode="rich")
    audit.command("verify")(verify)
    audit.command("export")(export)
    app.add_typer(audit, name="audit", rich_help_panel=PANEL)


def verify(data: DataOption = None) -> None:
    """Look whether anybody changed, removed, added or moved an entry."""
    with opened(data):
        from rapport.platform import clock
        from rapport.platform.audit import actions, queries

        found = actions.verify(at=clock.now())
        for fault in found:
            print(f"Entry {fault.number} {fault.words}.")
        number, digest = queries.newest()
        if found:
            raise Problem("The audit log was tampered with." if len(found) == 1 else f"{len(found)} faults.")
        print(f"{number:,} entries, all whole. The last hash is {digest or 'none'}.")


def export(
    csv: Annotated[bool, typer.Option("--csv", help="A table instead of JSON lines.")] = False, data: DataOption = None
) -> None:
    """Print all entries, oldest first."""
    with opened(data):
        from rapport.platform import clock
        from rapport.platform.audit import actions, queries

        actions.record("export.audit", at=clock.now(), actor="command line", data={"form": "csv" if csv else "jsonl"})
        for line in queries.as_table() if csv else queries.as_lines():
            print(line, end="")
