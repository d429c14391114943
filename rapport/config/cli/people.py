"""Accounts, sign-in links and API tokens."""

import contextlib
from collections.abc import Iterator
from typing import Annotated

import typer

from rapport.config.cli.house import DataOption, Problem, opened

PANEL = "People"
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address the person signs in with.")]


def add_to(app: typer.Typer) -> None:
    users = typer.Typer(help="Add people who can sign in.", no_args_is_help=True, rich_markup_mode="rich")
    users.command("add")(add)
    tokens = typer.Typer(help="Create API tokens.", no_args_is_help=True, rich_markup_mode="rich")
    tokens.command("create")(create_token)
    app.add_typer(users, name="user", rich_help_panel=PANEL)
    app.command("login", rich_help_panel=PANEL)(login)
    app.add_typer(tokens, name="token", rich_help_panel=PANEL)


def add(
    email: Email,
    name: Annotated[str, typer.Option(help="As customers will read it.")] = "",
    role: Annotated[str, typer.Option(help="agent, lead, owner or partner (outsourced agent).")] = "agent",
    password: Annotated[
        str | None, typer.Option(help="Better left out: without it a one-time sign-in link is printed.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Add a person who can sign in."""
    with opened(data), _one_line():
        from rapport.config.links import sign_in_url
        from rapport.platform import clock
        from rapport.team.actions import add_user

        user = add_user(email=email, name=name, role=role, at=clock.now(), password=password)
        print(f"{user.name} <{user.email}> can sign in now, as {user.get_role_display().lower()}.")
        if not password:
            print(f"Send this link, it works once: {sign_in_url(user, clock.now())}")


def login(email: Email, data: DataOption = None) -> None:
    """Print a link that signs a person in once."""
    with opened(data), _one_line():
        from rapport.config.links import sign_in_url
        from rapport.platform import clock
        from rapport.team.actions import find_user

        print(sign_in_url(find_user(email), clock.now()))


def create_token(
    email: Email,
    name: Annotated[str, typer.Option(help="What it is for.")] = "command line",
    data: DataOption = None,
) -> None:
    """Print a new API token, and nothing else. It is shown this once."""
    with opened(data), _one_line():
        from rapport.platform import clock
        from rapport.team.actions import create_token, find_user

        print(create_token(find_user(email), at=clock.now(), name=name))


@contextlib.contextmanager
def _one_line() -> Iterator[None]:
    from rapport.team.actions import TeamError

    try:
        yield
    except TeamError as problem:
        raise Problem(str(problem)) from problem
