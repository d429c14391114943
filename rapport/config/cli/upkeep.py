"""Looking after an installation."""

import typer
from rich.console import Console
from rich.progress import Progress

from rapport.config.cli.house import DataOption, Problem, opened

PANEL = "Upkeep"


def add_to(app: typer.Typer) -> None:
    app.command("migrate", rich_help_panel=PANEL)(migrate)
    app.command("check", rich_help_panel=PANEL)(check)
    app.command("reindex", rich_help_panel=PANEL)(reindex)


def migrate(data: DataOption = None) -> None:
    """Bring the database up to date. `rapport run` does it by itself."""
    with opened(data, may_create=True):
        print("The database is up to date.")


def check(data: DataOption = None) -> None:
    """Look whether settings, database and stored files fit together."""
    with opened(data):
        from django.core.checks import ERROR, run_checks

        found = [message for message in run_checks(databases=["default"]) if message.level >= ERROR]
        for message in found:
            print(f"{message.id}: {message.msg}")
        if found:
            raise Problem("The check found " + ("one problem." if len(found) == 1 else f"{len(found)} problems."))
        print("Settings and database fit together.")


def reindex(data: DataOption = None) -> None:
    """Read every conversation anew for the search, the newest first. Works beside `rapport run`; can be broken off."""
    with opened(data):
        from rapport.platform import clock
        from rapport.search import actions

        console = Console(stderr=True)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("Reading …", total=None)
            count = actions.reindex(at=clock.now(), told=lambda done: bar.update(task, completed=done))
        print(f"{count:,} {'conversation is' if count == 1 else 'conversations are'} found by what they say now.")
