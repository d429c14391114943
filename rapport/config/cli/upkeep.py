"""Looking after an installation."""

import typer

from rapport.config.cli.house import DataOption, Problem, opened

PANEL = "Upkeep"


def add_to(app: typer.Typer) -> None:
    app.command("migrate", rich_help_panel=PANEL)(migrate)
    app.command("check", rich_help_panel=PANEL)(check)


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
