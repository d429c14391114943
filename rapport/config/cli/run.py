from typing import Annotated

import typer

from rapport.config.cli.house import DataOption, Problem, use_data

PORT_MAX = 65535
HttpOption = Annotated[
    int | None,
    typer.Option("--http", metavar="PORT", min=1, max=PORT_MAX, help="Web pages. [dim]Default: 8000[/]"),
]
SmtpOption = Annotated[
    int | None,
    typer.Option("--smtp", metavar="PORT", min=0, max=PORT_MAX, help="Mail in, SMTP; 0 = off. [dim]Default: 2525[/]"),
]
LmtpOption = Annotated[
    int | None,
    typer.Option("--lmtp", metavar="PORT", min=0, max=PORT_MAX, help="Mail in, LMTP; 0 = off. [dim]Default: off[/]"),
]


def add_to(app: typer.Typer) -> None:
    app.command("run", rich_help_panel="Run")(run)


def run(
    http: HttpOption = None,
    smtp: SmtpOption = None,
    lmtp: LmtpOption = None,
    data: DataOption = None,
    sample: Annotated[bool, typer.Option("--sample", hidden=True)] = False,
    reload: Annotated[bool, typer.Option("--reload", hidden=True)] = False,
) -> None:
    """Start everything: database, web pages, worker and mail listener. Ctrl-C stops it; all data stays."""
    _use_ports(RAPPORT_HTTP_PORT=http, RAPPORT_SMTP_PORT=smtp, RAPPORT_LMTP_PORT=lmtp)
    use_data(data)
    from rapport.config.run.supervisor import StartProblem, Supervisor

    try:
        Supervisor(sample, reload).run()
    except StartProblem as problem:
        raise Problem(str(problem)) from problem


def _use_ports(**numbers: int | None) -> None:
    import os

    for name, number in numbers.items():
        if number is not None:
            os.environ[name] = str(number)
