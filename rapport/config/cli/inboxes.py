"""Addresses that customers write to, and the mailboxes they are fetched from."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from rapport.config.cli.house import DataOption, Problem, opened

if TYPE_CHECKING:
    from rapport.conversations.models import Inbox

PORT_MAX = 65535


def add(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="What customers write to: support@example.com")],
    name: Annotated[str, typer.Option(help="As it is shown at the desk.")] = "",
    reply_domain: Annotated[
        str,
        typer.Option(help="A domain whose mail all comes here, for reply addresses. Without: support+…@example.com"),
    ] = "",
    reply_target: Annotated[int, typer.Option(metavar="MINUTES", min=1, help="Within how long we answer.")] = 240,
    acknowledge: Annotated[bool, typer.Option(help="Send a short receipt for each new conversation.")] = False,
    data: DataOption = None,
) -> None:
    """Add an address that customers write to."""
    with opened(data), one_line():
        from rapport.conversations.actions.inboxes import add_inbox
        from rapport.platform import clock

        _check_address(address)
        inbox = add_inbox(
            name=name or address.partition("@")[0].capitalize(),
            address=address,
            at=clock.now(),
            reply_domain=reply_domain,
            reply_target_minutes=reply_target,
            acknowledge=acknowledge,
        )
        print(f"Mail to {inbox.address} goes to the inbox “{inbox.name}” now.")


def change(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="The inbox: support@example.com")],
    answers_by_mail: Annotated[
        str,
        typer.Option(
            metavar="on|off",
            help="Whether agents answer customers by answering Rapport's mails. Your own mail must be signed (DKIM).",
        ),
    ],
    data: DataOption = None,
) -> None:
    """Change how an inbox works."""
    words = {"on": True, "off": False}
    if answers_by_mail.lower() not in words:
        raise Problem(f"--answers-by-mail is {answers_by_mail!r}. Write on or off.")
    with opened(data), one_line():
        from rapport.conversations.actions.inboxes import set_answers_by_mail
        from rapport.platform import clock

        inbox = inbox_named(address)
        set_answers_by_mail(inbox, words[answers_by_mail.lower()], at=clock.now())
        if inbox.answers_by_mail:
            print(f"Agents can answer mails about {inbox.address} now. Only what is proven to be theirs is sent on.")
        else:
            print(f"Answers by mail to {inbox.address} are held from now on.")


def inbox_named(address: str) -> "Inbox":
    """The inbox with this address; with '' the only one there is."""
    from rapport.conversations.models import Inbox

    every = list(Inbox.objects.filter(is_active=True).order_by("address"))
    names = ", ".join(inbox.address for inbox in every)
    if not every:
        raise Problem("There is no inbox yet. Add one: rapport inbox add support@example.com")
    if not address and len(every) > 1:
        raise Problem(f"There are several inboxes. Say which with --inbox: {names}")
    found = [inbox for inbox in every if address.strip().lower() in ("", inbox.address)]
    if not found:
        raise Problem(f"There is no inbox {address}. There is: {names}")
    return found[0]


@contextlib.contextmanager
def one_line() -> Iterator[None]:
    from rapport.channels.email.actions.accounts import AccountError
    from rapport.channels.email.importing import ImportProblem
    from rapport.conversations.actions.errors import ConversationError

    try:
        yield
    except (AccountError, ImportProblem, ConversationError) as problem:
        raise Problem(str(problem)) from problem


def _check_address(address: str) -> None:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    try:
        validate_email(address.strip())
    except ValidationError as problem:
        raise Problem(f"{address!r} is not an e-mail address.") from problem
