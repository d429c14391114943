"""How mail leaves: the servers that take it, and the keys that sign it."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from rapport.config.cli.house import DataOption, Problem, opened
from rapport.config.cli.inboxes import PORT_MAX, inbox_named

if TYPE_CHECKING:
    from rapport.channels.email.models import DkimKey, MailServer

PANEL = "Mail"
REST = "all other mail"
InboxOption = Annotated[
    str, typer.Option(metavar="ADDRESS", help="The inbox it sends for; left out: every inbox without one of its own.")
]
DomainArgument = Annotated[str, typer.Argument(metavar="DOMAIN", help="What stands behind the @ of your addresses.")]


def add_to(app: typer.Typer, mails: typer.Typer) -> None:
    """`mails` is the group of `rapport mail …`."""
    keys = typer.Typer(help="Sign what we send with DKIM.", no_args_is_help=True, rich_markup_mode="rich")
    keys.command("add")(add_key)
    keys.command("list")(list_keys)
    keys.command("remove")(remove_key)
    app.add_typer(keys, name="dkim", rich_help_panel=PANEL)
    servers = typer.Typer(help="Servers that take what we send.", no_args_is_help=True, rich_markup_mode="rich")
    servers.command("add")(add_server)
    servers.command("list")(list_servers)
    servers.command("remove")(remove_server)
    servers.command("test")(check_server)
    mails.add_typer(servers, name="server")


def add_server(
    host: Annotated[str, typer.Argument(metavar="HOST", help="The SMTP server: mail.example.com")],
    username: Annotated[str, typer.Argument(metavar="[USER]", help="Left out: without signing in.")] = "",
    inbox: InboxOption = "",
    password: Annotated[str, typer.Option(help="Asked for when there is a user and this is left out.")] = "",
    port: Annotated[int, typer.Option(min=1, max=PORT_MAX, help="587 with STARTTLS, 465 with TLS.")] = 587,
    security: Annotated[str, typer.Option(help="starttls, tls or plain.")] = "starttls",
    most_an_hour: Annotated[
        int | None, typer.Option(metavar="MAILS", min=1, help="What the provider allows; the rest waits.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Send by this server. Signs in before it is kept; it takes the place of an earlier one."""
    if username and not password:
        password = typer.prompt("Password for the mail server", hide_input=True)
    with opened(data), _one_line():
        from rapport.channels.email import actions as email
        from rapport.platform import clock

        server = email.add_server(
            inbox=inbox_named(inbox) if inbox else None,
            host=host,
            username=username,
            password=password,
            at=clock.now(),
            port=port,
            security=security,
            most_an_hour=most_an_hour,
        )
        print(f"{server} works. It takes the mail of {_whose(server)} from now on.")


def list_servers(data: DataOption = None) -> None:
    """Show every server with what it takes and whether it works."""
    with opened(data):
        from django.conf import settings

        from rapport.channels.email.smtp import relay_of

        known = _servers()
        for server in known:
            limit = f", {server.most_an_hour} an hour at most" if server.most_an_hour else ""
            failing = f", failing since {server.failing_since:%Y-%m-%d %H:%M} UTC" if server.failing_since else ""
            print(f"{server}: {_whose(server)}{limit}{failing}")
            if server.last_error:
                print(f"  {server.last_error}")
        if all(server.inbox_id for server in known):
            url = settings.RAPPORT_SMTP_URL
            relay = relay_of(url) if url else None
            named = f"{relay.host}:{relay.port} (RAPPORT_SMTP_URL)" if relay else "the local postbox (nothing leaves)"
            print(f"{named}: {REST}")


def remove_server(inbox: InboxOption = "", data: DataOption = None) -> None:
    """Stop sending by the server of an inbox, or by the one for all other mail."""
    with opened(data):
        from rapport.channels.email import actions as email
        from rapport.platform import clock

        server = _server_of(inbox)
        words = f"{server} takes no mail of {_whose(server)} any more."
        email.remove_server(server, at=clock.now())
        print(words)


def check_server(inbox: InboxOption = "", data: DataOption = None) -> None:
    """Sign in to the server of an inbox, or to the one for all other mail, and say what it answers."""
    with opened(data), _one_line():
        from rapport.channels.email import actions as email

        server = _server_of(inbox)
        email.try_server(server)
        print(f"{server} lets us in.")


def add_key(
    domain: DomainArgument,
    selector: Annotated[str, typer.Option(help="Names the key in DNS; another one for each new key.")] = "rapport",
    data: DataOption = None,
) -> None:
    """Make a key and print the DNS record that publishes it. Mail of the domain is signed from now on."""
    with opened(data), _one_line():
        from rapport.channels.email import actions as email
        from rapport.platform import clock

        key = email.add_key(domain, at=clock.now(), selector=selector)
        print(f"Mail from {key.domain} is signed from now on. Publish this in the DNS of {key.domain}:\n")
        _show_record(key)
        print("\nThen look whether the world sees it: rapport doctor")


def list_keys(data: DataOption = None) -> None:
    """Show every domain whose mail is signed, and its DNS record."""
    with opened(data):
        keys = _keys()
        if not keys:
            print("No mail is signed. Make a key: rapport dkim add example.com")
        for key in keys:
            print(f"{key.domain}, since {key.created_at:%Y-%m-%d}")
            _show_record(key)


def remove_key(domain: DomainArgument, data: DataOption = None) -> None:
    """Stop signing the mail of a domain. Leave its DNS record for a week: mails on their way need it."""
    with opened(data):
        from rapport.channels.email import actions as email
        from rapport.channels.email import dkim
        from rapport.platform import clock

        wanted = dkim.ascii_domain(domain.rpartition("@")[2])
        key = next((key for key in _keys() if key.domain == wanted), None)
        if key is None:
            known = ", ".join(key.domain for key in _keys()) or "none"
            raise Problem(f"There is no key for {domain}. There is: {known}")
        email.remove_key(key, at=clock.now())
        print(f"Mail from {key.domain} is not signed any more. Leave the record of {key} in DNS for a week.")


def _show_record(key: "DkimKey") -> None:
    from rapport.channels.email import dkim

    record = dkim.record_of(key)
    print(f"  Name:   {record.name}\n  Type:   TXT\n  Value:  {record.value}\n")
    print(f"  In a zone file:\n  {record.name}. IN TXT ( {record.strings} )")


def _keys() -> "list[DkimKey]":
    from rapport.channels.email.models import DkimKey

    return list(DkimKey.objects.order_by("domain"))


def _servers() -> "list[MailServer]":
    from rapport.channels.email.models import MailServer

    return list(MailServer.objects.select_related("inbox").order_by("inbox__address"))


def _server_of(address: str) -> "MailServer":
    wanted = inbox_named(address) if address else None
    found = next((server for server in _servers() if server.inbox == wanted), None)
    if found is None:
        whose = wanted.address if wanted else REST
        raise Problem(f"There is no mail server for {whose}. `rapport mail server list` shows which there are.")
    return found


def _whose(server: "MailServer") -> str:
    return server.inbox.address if server.inbox else REST


@contextlib.contextmanager
def _one_line() -> Iterator[None]:
    from rapport.channels.email.actions import KeyProblem, ServerError

    try:
        yield
    except (KeyProblem, ServerError) as problem:
        raise Problem(str(problem)) from problem
