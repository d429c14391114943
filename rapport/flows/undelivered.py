"""A mail did not arrive: its author hears of it, the address is marked, and somebody sees to it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.alerts import actions as alerts
from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.channels.email import actions as email
from rapport.channels.email import advice, retry
from rapport.channels.email.actions import outbox
from rapport.channels.email.models import OutboundMail
from rapport.channels.email.servers import Route
from rapport.conversations.models import Message
from rapport.flows.raise_alert import raise_alert
from rapport.platform.said import Words, joined, said_later, worded
from rapport.team.models import User
from rapport.team.queries import leads_on_duty

State = OutboundMail.State


def tell(mail: OutboundMail, *, at: datetime) -> None:
    """Whoever wrote hears once that a mail failed, once that it is late; news about an alert's own mail would loop, and
    nobody waits for a question."""
    key = trouble_key(mail, at)
    if mail.kind in outbox.NOBODY_WAITS or key is None or mail.message is None or mail.conversation is None:
        return
    headline, body = _words(mail)
    news = News(
        kind=Alert.Kind.DELIVERY,
        key=key,
        headline=headline,
        body=body,
        path=f"/conversations/{mail.conversation.reference}",
        conversation_id=mail.conversation.pk,
    )
    raise_alert(news, _who_hears(mail.message.author), at=at)


def tell_late(*, at: datetime) -> int:
    """Replies that wait for over four hours, tried or not; answers about how many somebody heard just now."""
    waiting = {key: mail for mail in outbox.late(at=at) if (key := trouble_key(mail, at))}
    known = set(Alert.objects.filter(key__in=waiting).values_list("key", flat=True))
    fresh = [mail for key, mail in waiting.items() if key not in known]
    for mail in fresh:
        with transaction.atomic():
            tell(mail, at=at)
    return len(fresh)


def tell_server_failing(route: Route, reason: str, *, since: datetime, at: datetime) -> None:
    """Leads hear once of each time that a server takes no mail for a quarter of an hour. Not by mail, of course."""
    if at - since < retry.SILENCE:
        return
    news = News(
        kind=Alert.Kind.HEALTH,
        key=f"mail-server-{route.server.pk if route.server else 0}-{since.timestamp():.0f}",
        headline=worded(_("No mail leaves through {server}"), server=route.name),
        body=worded(
            _("{reason} Every mail waits in the outbox and is tried again; nothing is lost."),
            reason=said_later(reason),
        ),
        path="/alerts/",
    )
    raise_alert(news, leads_on_duty(), at=at, by_mail=False)


def trouble_key(mail: OutboundMail, at: datetime) -> str | None:
    """Names what is wrong with the mail now; None while nothing is."""
    tried = f"{mail.pk}-{mail.tried_since.timestamp():.0f}"  # sent again by hand, it may fail again
    if mail.state == State.FAILED:
        return f"failed-{tried}"
    if mail.state == State.UNKNOWN and outbox.is_over(mail):
        return f"unknown-{tried}"
    if mail.state in (State.QUEUED, State.DEFERRED) and retry.is_slow(since=mail.tried_since, at=at):
        return f"slow-{tried}"
    return None


@transaction.atomic
def send_again(message: Message, *, at: datetime) -> int:
    """Try again to deliver what was not; answers how many mails."""
    keys = _keys(message, at)
    mails = email.send_again(message, at=at)
    _calm(keys, at)
    return len(mails)


@transaction.atomic
def send_elsewhere(message: Message, address: str, *, actor: User, at: datetime) -> None:
    """Send the message to another address of the same person. Raises AgainError."""
    keys = _keys(message, at)
    email.send_elsewhere(message, address, message.conversation.customer.name, actor=actor, at=at)
    _calm(keys, at)


@transaction.atomic
def settle(message: Message, *, actor: User, at: datetime) -> int:
    """The customer was reached in another way; answers how many mails that was about."""
    keys = _keys(message, at)
    mails = email.settle(message, actor=actor, at=at)
    _calm(keys, at)
    return len(mails)


def _keys(message: Message, at: datetime) -> list[str]:
    return [key for mail in message.outbound.all() if (key := trouble_key(mail, at))]


def _calm(keys: Iterable[str], at: datetime) -> None:
    for key in keys:
        alerts.settle(key, at=at)


def _words(mail: OutboundMail) -> tuple[Words, Words]:
    """Headline and body; each sentence is there for a reply and for a receipt."""
    is_reply = mail.kind == OutboundMail.Kind.REPLY
    gaps = {"reference": mail.conversation.reference if mail.conversation else "", "address": mail.recipient}
    if mail.state == State.FAILED:
        headline = _("Not delivered: {reference} to {address}")
        what = (
            _("Your reply in {reference} to {address} was not delivered. The mail server said: {reason}"),
            _("A receipt in {reference} to {address} was not delivered. The mail server said: {reason}"),
        )
    elif mail.state == State.UNKNOWN:
        headline = _("Perhaps not delivered: {reference}")
        what = (
            _("Your reply in {reference} to {address} may or may not have arrived. {reason}"),
            _("A receipt in {reference} to {address} may or may not have arrived. {reason}"),
        )
    else:
        headline = _("Still waiting: {reference}")
        what = (
            _("Your reply in {reference} to {address} has been waiting for hours. {reason}"),
            _("A receipt in {reference} to {address} has been waiting for hours. {reason}"),
        )
    sentence = worded(what[0] if is_reply else what[1], reason=said_later(mail.error), **gaps)
    known = mail.state == State.FAILED
    return worded(headline, **gaps), joined(
        " ", sentence, said_later(advice.of(mail.error, mail.recipient)) if known else ""
    )


def _who_hears(author: User | None) -> list[User]:
    """The author; while the author is off duty the leads too, and only they when the author has left."""
    if author is None or not author.is_active:
        return leads_on_duty()
    return [author] if author.on_duty else [author, *leads_on_duty()]
