"""The command's front page and how it fails: one clear line, never a traceback for an expected error."""

import sys
from importlib.metadata import version as version_of

import typer
from rich.console import Console

from rapport.config.cli import audit, backup, doctor, mail, people, run, upkeep
from rapport.config.cli.house import Problem
from rapport.config.env import BadSetting
from rapport.config.run.ports import PortProblem
from rapport.platform.unprivileged import DatabaseError

EXPECTED = (Problem, BadSetting, PortProblem, DatabaseError)
EXAMPLES = """
[bold]Examples[/]

[dim]$[/] rapport run --http 8080 --data /srv/rapport

[dim]$[/] rapport user add mo@example.com --name "Mo Lindqvist" --role lead

[dim]$[/] rapport login mo@example.com

[dim]$[/] rapport inbox add support@example.com

[dim]$[/] rapport mail import old-mail.mbox --inbox support@example.com

[dim]$[/] rapport mail parse letter.eml --json

[dim]$[/] rapport backup /mnt/backups

Every setting is a RAPPORT_… variable; docs/settings.md explains them.
"""

app = typer.Typer(
    name="rapport",
    help="Rapport: the help desk that asks after every single reply how the customer feels, and puts it right.",
    epilog=EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
run.add_to(app)
people.add_to(app)
mail.add_to(app)
upkeep.add_to(app)
doctor.add_to(app)
backup.add_to(app)
audit.add_to(app)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"rapport {version_of('rapport')}")
        raise typer.Exit


@app.callback()
def front(
    version: bool = typer.Option(False, "--version", help="Show the version.", callback=_show_version, is_eager=True),
) -> None:
    pass


def main() -> None:
    try:
        app()
    except EXPECTED as problem:
        if str(problem):
            Console(stderr=True).print(f"[bold red]rapport:[/] {_plain(problem)}", soft_wrap=True, highlight=False)
        sys.exit(getattr(problem, "exit_code", 1))
    except KeyboardInterrupt:
        sys.exit(130)


def _plain(problem: Exception) -> str:
    return str(problem).replace("[", r"\[")
