"""Which server takes which mail: one of the inbox's own, else the one for all the rest, else RAPPORT_SMTP_URL, else the
local postbox."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from rapport.channels.email.models import MailServer, OutboundMail
from rapport.channels.email.smtp import Relay, SmtpCarrier, relay_of
from rapport.channels.email.transport import Broken, Carrier, Postbox
from rapport.platform import queries as platform
from rapport.platform import secrets

FACT = "mail-server"
# A question of `sql.together`.
ANY_SERVER = "SELECT EXISTS (SELECT FROM email_mailserver)"


@dataclass(frozen=True)
class Route:
    """One way out and the mails that take it. `server` is None for RAPPORT_SMTP_URL and for the postbox."""

    server: MailServer | None = None
    elsewhere: frozenset[int] = field(default=frozenset())
    failing_since: datetime | None = None

    @property
    def mails(self) -> Q:
        """The mails that go this way: those of one inbox, or all whose inbox has no server of its own."""
        if self.server is not None and self.server.inbox_id is not None:
            return Q(conversation__inbox_id=self.server.inbox_id) | Q(inbox_id=self.server.inbox_id)
        if not self.elsewhere:
            return Q()
        of_others = Q(conversation__inbox_id__in=self.elsewhere)
        return (Q(conversation=None) | ~of_others) & (Q(inbox=None) | ~Q(inbox_id__in=self.elsewhere))

    @property
    def most_an_hour(self) -> int | None:
        return self.server.most_an_hour if self.server else None

    @property
    def name(self) -> str:
        """How people know this server."""
        if self.server is not None:
            return self.server.host
        return relay_of(settings.RAPPORT_SMTP_URL).host or "the local postbox"

    def takes(self, mail: OutboundMail) -> bool:
        inbox_id = mail.conversation.inbox_id if mail.conversation else mail.inbox_id
        if self.server is not None and self.server.inbox_id is not None:
            return inbox_id == self.server.inbox_id
        return inbox_id not in self.elsewhere

    def carrier(self) -> Carrier:
        if self.server is None:
            url = settings.RAPPORT_SMTP_URL
            return SmtpCarrier(relay_of(url)) if url else Postbox(Path(settings.RAPPORT_DATA) / "postbox")
        try:
            return SmtpCarrier(relay_for(self.server))
        except secrets.BrokenSeal:
            return Broken(
                f"The password for {self.server.host} was sealed with another secret key. "
                "Enter it again: rapport mail server add"
            )


def routes() -> list[Route]:
    """Every way out, one that works before one that did not work last time."""
    known = list(MailServer.objects.select_related("inbox").order_by("id"))
    elsewhere = frozenset(server.inbox_id for server in known if server.inbox_id is not None)
    found = [Route(server, frozenset() if server.inbox_id else elsewhere, server.failing_since) for server in known]
    if all(server.inbox_id is not None for server in known):
        found.append(Route(None, elsewhere, _failing_since() if settings.RAPPORT_SMTP_URL else None))
    return sorted(found, key=lambda route: route.failing_since is not None)


def route_of(mail: OutboundMail) -> Route:
    return next(route for route in routes() if route.takes(mail))


def relay_for(server: MailServer) -> Relay:
    """Raises BrokenSeal when the password was sealed with another secret key."""
    return Relay(
        host=server.host,
        port=server.port,
        security=server.security,
        user=server.username,
        password=secrets.unseal(server.sealed_password) if server.sealed_password else "",
        named=f"the mail server {server.host}",
    )


def any_takes_mail() -> bool:
    """Whether mail leaves this machine at all; False while everything goes into the postbox."""
    return by_setting() or MailServer.objects.exists()


def takes_mail_of_no_inbox() -> bool:
    """Whether what belongs to no conversation leaves, such as invitations; False while it goes into the postbox, also
    where single inboxes have servers of their own."""
    return by_setting() or MailServer.objects.filter(inbox=None).exists()


def by_setting() -> bool:
    return bool(settings.RAPPORT_SMTP_URL)


def _failing_since() -> datetime | None:
    since = platform.fact(FACT).get("failing_since")
    return datetime.fromisoformat(since) if since else None
