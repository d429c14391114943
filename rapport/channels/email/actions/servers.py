"""Mail servers that take what we send: tried before they are kept, and whether they work."""

from datetime import datetime

from rapport.channels.email.models import MailAccount, MailServer
from rapport.channels.email.servers import FACT, Route, relay_for
from rapport.channels.email.smtp import Relay, SmtpCarrier
from rapport.conversations.models import Inbox
from rapport.platform import actions as platform
from rapport.platform import events, secrets

REASON_CHARS = 500


class ServerError(ValueError):
    """The mail server cannot be used; the text says what failed and what to do."""


def add_server(
    *,
    inbox: Inbox | None,
    host: str,
    username: str,
    password: str,
    at: datetime,
    port: int = 587,
    security: str = MailAccount.Security.STARTTLS,
    most_an_hour: int | None = None,
) -> MailServer:
    """Sign in, and keep the server if that works; it takes the place of the inbox's earlier one. Raises ServerError."""
    if security not in MailAccount.Security.values:
        raise ServerError(f"Choose one of {', '.join(MailAccount.Security.values)} as security, not {security!r}.")
    check(Relay(host, port, security, username, password, named=f"the mail server {host}"))
    server, _ = MailServer.objects.update_or_create(
        inbox=inbox,
        defaults={
            "host": host,
            "port": port,
            "security": security,
            "username": username,
            "sealed_password": secrets.seal(password) if password else "",
            "most_an_hour": most_an_hour,
            "failing_since": None,
            "last_error": "",
        },
    )
    events.record("email.server_added", at=at, data={"server": server.pk, "inbox": inbox.pk if inbox else None})
    return server


def remove_server(server: MailServer, *, at: datetime) -> None:
    """Its mails go by the server for all the rest from now on."""
    data = {"server": server.pk, "inbox": server.inbox_id}
    server.delete()
    events.record("email.server_removed", at=at, data=data)


def try_server(server: MailServer) -> None:
    """Sign in and leave. Raises ServerError with what the server said."""
    try:
        relay = relay_for(server)
    except secrets.BrokenSeal as problem:
        raise ServerError(f"{server}: {problem}") from problem
    check(relay)


def check(relay: Relay) -> None:
    """Raises ServerError when nobody can sign in there."""
    if problem := SmtpCarrier(relay).check():
        raise ServerError(problem)


def note_failing(route: Route, reason: str, *, at: datetime) -> datetime:
    """The server takes no mail at all; answers since when."""
    since = route.failing_since or at
    if route.server is None:
        platform.remember_fact(FACT, {"failing_since": since.isoformat(), "error": reason[:REASON_CHARS]}, at=at)
    else:
        MailServer.objects.filter(pk=route.server.pk).update(failing_since=since, last_error=reason[:REASON_CHARS])
    return since


def note_working(route: Route, *, at: datetime) -> None:
    """It took a mail, or refused one: it is there again."""
    if route.failing_since is None:
        return
    if route.server is None:
        platform.remember_fact(FACT, {}, at=at)
    else:
        MailServer.objects.filter(pk=route.server.pk).update(failing_since=None, last_error="")
