"""Accounts, sign-in links and API tokens."""

import contextlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from rapport.config.cli.house import DataOption, Problem, opened

if TYPE_CHECKING:
    from rapport.team.models import User

PANEL = "People"
WHO = "command line"
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address the person signs in with.")]


def add_to(app: typer.Typer) -> None:
    users = typer.Typer(
        help="Add people who can sign in; list them; switch them off and on.",
        no_args_is_help=True,
        rich_markup_mode="rich",
    )
    users.command("add")(add)
    users.command("list")(show)
    users.command("off")(switch_off)
    users.command("on")(switch_on)
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


def show(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False, data: DataOption = None
) -> None:
    """List everybody, with role and teams; those who may not come in any more last."""
    with opened(data):
        from rapport.team import queries

        people = queries.everybody()
        for user in people:
            teams = sorted(team.name for team in user.teams.all())
            if as_json:
                row = {"email": user.email, "name": user.name, "role": user.role, "teams": teams, "on": user.is_active}
                print(json.dumps(row, ensure_ascii=False))
            else:
                notes = [user.get_role_display().lower(), *teams, *([] if user.is_active else ["switched off"])]
                print(f"{user.name} <{user.email}>: {', '.join(notes)}")
        if not people and not as_json:
            print("Nobody yet. Add the first: rapport user add EMAIL --role owner")


def switch_off(email: Email, data: DataOption = None) -> None:
    """Close an account: sessions, links and tokens end at once, conversations go back to everybody."""
    with opened(data), _one_line():
        from django.db import transaction

        from rapport.flows.member_leaves import member_leaves
        from rapport.platform import clock
        from rapport.platform.audit.actions import record

        user = _somebody(email)
        if not user.is_active:
            print(f"{user.name} is switched off already.")
            return
        with transaction.atomic():
            count, at = member_leaves(user, actor=None, at=clock.now()), clock.now()
            record("user.deactivated", at=at, actor=WHO, about=user.email, data={"conversations": count})
        free = "1 conversation is" if count == 1 else f"{count} conversations are"
        print(f"{user.name} can no longer sign in. {free} free again. Undo it: rapport user on {user.email}")


def switch_on(email: Email, data: DataOption = None) -> None:
    """Open a closed account again. Its API tokens stay revoked."""
    with opened(data), _one_line():
        from django.db import transaction

        from rapport.platform import clock
        from rapport.platform.audit.actions import record
        from rapport.team.actions import reactivate

        user = _somebody(email)
        if user.is_active:
            print(f"{user.name} can sign in already.")
            return
        with transaction.atomic():
            reactivate(user, actor=None, at=clock.now())
            record("user.reactivated", at=clock.now(), actor=WHO, about=user.email)
        print(f"{user.name} can sign in again. A link for it: rapport login {user.email}")


def _somebody(email: str) -> "User":
    """Also one who is switched off."""
    from rapport.team import queries

    known = queries.everybody()
    found = next((user for user in known if user.email.lower() == email.strip().lower()), None)
    if found is None:
        raise Problem(f"There is no user {email.strip()}. See who there is: rapport user list")
    return found


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
