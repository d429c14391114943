"""The outbox: one row per mail and recipient, made in the transaction that decided to send it, and its way out.

A step is one conditional update. It happens only while the row is in the state, and in the try, that the caller knows,
so two workers never carry the same mail, and one that lost its lease cannot speak for it any more.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from rapport.alerts.models import Alert
from rapport.channels.email import addresses, holding, retry
from rapport.channels.email.link_note import LinkNote
from rapport.channels.email.models import OutboundMail
from rapport.channels.email.news_note import NewsNote
from rapport.channels.email.servers import Route
from rapport.channels.email.trial_note import TrialNote
from rapport.conversations.models import Conversation, Inbox, Message
from rapport.platform import events, live, secrets
from rapport.platform.jobs import Job, enqueue

State = OutboundMail.State
Kind = OutboundMail.Kind
ERROR_CHARS = 500
# Who leaves first. Where a server lets only so many through, what a customer waits for comes before our own news.
LANES = (
    Kind.ACCESS,
    Kind.INVITATION,
    Kind.ALERT,
    Kind.REPLY,
    Kind.ACKNOWLEDGEMENT,
    Kind.TRIAL,
    Kind.SURVEY,
    Kind.CAMPAIGN,
    Kind.DIGEST,
)
SCARCE = (
    Kind.REPLY,
    Kind.ACCESS,
    Kind.INVITATION,
    Kind.ALERT,
    Kind.ACKNOWLEDGEMENT,
    Kind.TRIAL,
    Kind.SURVEY,
    Kind.CAMPAIGN,
    Kind.DIGEST,
)
# Nobody here can do anything about one that did not arrive: whoever wanted a link or a test asks again, a question is
# over, and what a digest says is read here.
NOBODY_WAITS = (Kind.ACCESS, Kind.TRIAL, Kind.SURVEY, Kind.CAMPAIGN, Kind.DIGEST)
IN_HAND = [State.LEASED, State.SENDING]


def queue_reply(message: Message, recipients: Iterable[tuple[str, str]], *, at: datetime) -> list[OutboundMail]:
    """Queue the reply to each (address, name), in the caller's transaction. An address is written to once."""
    header_id = _header_id_of(message)
    return [_queue_message(Kind.REPLY, message, header_id, *recipient, at) for recipient in _once_each(recipients)]


def queue_acknowledgement(message: Message, recipient: tuple[str, str], *, at: datetime) -> OutboundMail:
    """Queue an automatic message to one (address, name), in the caller's transaction."""
    return _queue_message(Kind.ACKNOWLEDGEMENT, message, _header_id_of(message), *recipient, at)


def queue_survey(message: Message, recipient: tuple[str, str], *, at: datetime) -> OutboundMail:
    """Queue a question that stands apart from a reply, to one (address, name), in the caller's transaction."""
    return _queue_message(Kind.SURVEY, message, _header_id_of(message), *recipient, at)


def queue_campaign(message: Message, recipient: tuple[str, str], *, at: datetime) -> OutboundMail:
    """Queue what a campaign writes to one (address, name), in the caller's transaction. It leaves after all else."""
    return _queue_message(Kind.CAMPAIGN, message, _header_id_of(message), *recipient, at)


def queue_alert(alert: Alert, *, at: datetime) -> OutboundMail:
    """Queue the mail that brings an alert to its user, in the caller's transaction."""
    known = Conversation.objects.filter(pk=alert.conversation_id).first() if alert.conversation_id else None
    return _queue(
        kind=Kind.ALERT,
        alert=alert,
        conversation=known,
        recipient=alert.user.email,
        recipient_name=alert.user.name[:160],
        header_id=addresses.new_message_id(settings.RAPPORT_MAIL_DOMAIN),
        created_at=at,
        due_at=at,
    )


def queue_link(kind: OutboundMail.Kind, recipient: tuple[str, str], note: LinkNote, *, at: datetime) -> OutboundMail:
    """Queue a mail that brings one (address, name) a link, in the caller's transaction. Earlier ones of the kind to the
    same address are seen to: whoever is sent another does not wait for them."""
    address, name = recipient
    old = OutboundMail.objects.filter(kind=kind, recipient=address[:320], settled_at=None)
    old.filter(state__in=[State.FAILED, State.UNKNOWN]).update(settled_at=at)
    old.filter(state__in=[State.QUEUED, State.DEFERRED]).update(
        state=State.FAILED, settled_at=at, sealed="", error="Another one was sent in its place."
    )
    return _queue(
        kind=kind,
        sealed=secrets.seal(json.dumps(asdict(note))),
        recipient=address[:320],
        recipient_name=name[:160],
        header_id=addresses.new_message_id(settings.RAPPORT_MAIL_DOMAIN),
        created_at=at,
        due_at=at,
    )


def queue_digest(recipient: tuple[str, str], note: NewsNote, *, at: datetime) -> OutboundMail:
    """Queue the mail that tells one (address, name) of a week, in the caller's transaction."""
    address, name = recipient
    return _queue(
        kind=Kind.DIGEST,
        sealed=secrets.seal(json.dumps(asdict(note))),
        recipient=address[:320],
        recipient_name=name[:160],
        header_id=addresses.new_message_id(settings.RAPPORT_MAIL_DOMAIN),
        created_at=at,
        due_at=at,
    )


def queue_trial(recipient: tuple[str, str], note: TrialNote, inbox: Inbox, *, at: datetime) -> OutboundMail:
    """Queue a mail of this inbox for one of our own people (address, name) to look at, in the caller's transaction."""
    address, name = recipient
    return _queue(
        kind=Kind.TRIAL,
        inbox=inbox,
        sealed=secrets.seal(json.dumps(asdict(note))),
        recipient=address[:320],
        recipient_name=name[:160],
        header_id=addresses.new_message_id(inbox.address.rpartition("@")[2]),
        created_at=at,
        due_at=at,
    )


def claim(outbound_id: int, *, at: datetime, lease: timedelta) -> OutboundMail | None:
    """Take the mail for one try; None when it is not due, is over, or somebody else has it."""
    mine = _due(at).filter(pk=outbound_id)
    taken = mine.update(state=State.LEASED, due_at=at + lease, tries=F("tries") + 1)
    return _whole().get(pk=outbound_id) if taken else None


def due_ids(*, at: datetime, limit: int, route: Route | None = None) -> list[int]:
    """The mails to try now, of one route or of all: by lane, longest due first."""
    rows = _due(at) if route is None else _due(at).filter(route.mails)
    order = SCARCE if route is not None and route.most_an_hour is not None else LANES
    lane = Case(*(When(kind=kind, then=Value(place)) for place, kind in enumerate(order)))
    return list(rows.order_by(lane, "due_at", "id").values_list("id", flat=True)[:limit])


def room(route: Route, *, at: datetime, besides: OutboundMail | None = None) -> int | None:
    """How many more the server takes now; None for any number. Mails in anybody's hand count as sent."""
    if route.most_an_hour is None:
        return None
    mine = OutboundMail.objects.filter(route.mails)
    in_hand = mine.filter(state__in=IN_HAND).exclude(pk=besides.pk if besides else 0)
    return max(0, route.most_an_hour - mine.filter(sent_at__gt=at - retry.AN_HOUR).count() - in_hand.count())


def next_room(route: Route, *, at: datetime) -> datetime:
    """When the server takes one more again."""
    sent = OutboundMail.objects.filter(route.mails, sent_at__gt=at - retry.AN_HOUR).order_by("-sent_at")
    last = list(sent.values_list("sent_at", flat=True)[: route.most_an_hour])
    full = len(last) == route.most_an_hour and last
    return (last[-1] or at) + retry.AN_HOUR if full else at + retry.A_MINUTE


def hold_back(route: Route, reason: str, *, at: datetime, until: datetime) -> int:
    """Let every due mail of a route wait without a try, and say why; answers how many."""
    waiting = _due(at).filter(route.mails).exclude(state__in=[*IN_HAND, State.UNKNOWN])
    return waiting.update(due_at=until, error=reason[:ERROR_CHARS])


def put_back(mail: OutboundMail, reason: str, *, until: datetime) -> None:
    """Give a claimed mail back untried."""
    changes = {"state": State.QUEUED, "due_at": until, "tries": F("tries") - 1, "error": reason[:ERROR_CHARS]}
    _step(mail, [State.LEASED], changes)


def late(*, at: datetime, limit: int = 200) -> list[OutboundMail]:
    """Replies that have been waiting for so long that their authors should hear of it, longest waiting first."""
    edge = at - retry.WARN_AFTER
    waiting = _whole().filter(kind=Kind.REPLY, state__in=[State.QUEUED, State.DEFERRED])
    since = Q(again_at=None, created_at__lte=edge) | Q(again_at__lte=edge)
    return list(waiting.filter(since).order_by("created_at", "id")[:limit])


def begin_sending(mail: OutboundMail, *, at: datetime) -> bool:
    """Write down that the text is about to be handed over; False when the lease was lost. Commit before DATA."""
    changes = {"state": State.SENDING, "due_at": at + retry.SILENCE, "copies": F("copies") + 1}
    return _step(mail, [State.LEASED], changes)


def mark_sent(mail: OutboundMail, *, at: datetime) -> None:
    """The server took it. This stands even if the row was given up meanwhile, since it is what happened."""
    changed = (
        OutboundMail.objects.filter(pk=mail.pk)
        .exclude(state=State.SENT)
        .update(state=State.SENT, sent_at=at, error="", due_at=at, sealed="")
    )
    if changed:
        _tell("email.sent", mail, at)


def mark_deferred(mail: OutboundMail, reason: str, *, at: datetime) -> None:
    """The server, or the way to it, asked us to come back; after two days the mail has failed."""
    due = retry.next_try(tries=mail.tries, since=mail.tried_since, at=at)
    if due is None:
        mark_failed(mail, reason, at=at)
        return
    changes = {"state": State.DEFERRED, "due_at": due, "error": reason[:ERROR_CHARS], **_copy_refused(mail)}
    if _step(mail, [State.LEASED, State.SENDING], changes):
        _tell("email.deferred", mail, at, reason)


def mark_failed(mail: OutboundMail, reason: str, *, at: datetime) -> None:
    """It will not arrive, and nobody tries again."""
    changes = {"state": State.FAILED, "due_at": at, "error": reason[:ERROR_CHARS], "sealed": "", **_copy_refused(mail)}
    if mail.kind in NOBODY_WAITS:
        changes["settled_at"] = at
    if _step(mail, [State.LEASED, State.SENDING], changes):
        _tell("email.failed", mail, at, reason)


def mark_unknown(mail: OutboundMail, reason: str, *, at: datetime) -> None:
    """The text was handed over and no answer came: it may have arrived."""
    changes = {"state": State.UNKNOWN, "due_at": at + retry.SILENCE, "error": reason[:ERROR_CHARS], "sealed": ""}
    if _step(mail, [State.SENDING], changes):
        _tell("email.unknown", mail, at, reason)


def give_up_silent(*, at: datetime) -> list[OutboundMail]:
    """Mails whose worker vanished while the server's answer was due become unknown. Answers those."""
    silent = list(_whole().filter(state=State.SENDING, due_at__lte=at))
    reason = "Rapport stopped while the mail server was answering."
    changes = {"state": State.UNKNOWN, "due_at": at, "error": reason, "sealed": ""}
    lost = []
    for mail in silent:
        with transaction.atomic():
            if _step(mail, [State.SENDING], changes):
                _tell("email.unknown", mail, at, reason)
                lost.append(mail)
    return lost


def is_over(mail: OutboundMail) -> bool:
    """Whether nobody will try this mail again, as far as the object knows."""
    if mail.state == State.UNKNOWN:
        return mail.kind != Kind.REPLY or mail.copies >= retry.MOST_COPIES
    return mail.state in (State.SENT, State.FAILED)


def _due(at: datetime) -> QuerySet[OutboundMail]:
    """A lost lease is due again: nothing was handed over. An unknown one only if it is a reply, and only once."""
    plain = Q(state__in=[State.QUEUED, State.LEASED, State.DEFERRED])
    once_more = Q(state=State.UNKNOWN, kind=Kind.REPLY, copies__lt=retry.MOST_COPIES)
    return OutboundMail.objects.filter(plain | once_more, ~holding.held(), due_at__lte=at)


def _whole() -> QuerySet[OutboundMail]:
    return OutboundMail.objects.select_related(
        "message__author", "alert__user", "conversation__inbox", "conversation__customer", "inbox"
    )


def _step(mail: OutboundMail, states: list[OutboundMail.State], changes: dict[str, Any]) -> bool:
    moved = OutboundMail.objects.filter(pk=mail.pk, tries=mail.tries, state__in=states).update(**changes)
    if moved:
        mail.refresh_from_db(fields=[*changes])
    return bool(moved)


def _copy_refused(mail: OutboundMail) -> dict[str, Any]:
    """A text that the server refused after the dot is no copy."""
    return {"copies": F("copies") - 1} if mail.state == State.SENDING else {}


def _tell(name: str, mail: OutboundMail, at: datetime, reason: str = "") -> None:
    data = {"outbound": mail.pk, "kind": mail.kind, "message": mail.message_id, "reason": reason[:ERROR_CHARS]}
    events.record(name, at=at, conversation_id=mail.conversation_id, data=data)
    if mail.message_id and mail.conversation:
        live.changed([f"conversation-{mail.conversation_id}"], inbox_id=mail.conversation.inbox_id)


def _header_id_of(message: Message) -> str:
    """The Message-ID of a message of ours, made when it is first needed and kept for life."""
    if not addresses.is_our_message_id(message.message_id):
        domain = message.conversation.inbox.address.rpartition("@")[2]
        message.message_id = addresses.new_message_id(domain)
        message.save(update_fields=["message_id"])
    return message.message_id


def _once_each(recipients: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    known: dict[str, tuple[str, str]] = {}
    for address, name in recipients:
        known.setdefault(address.strip().lower(), (address.strip(), name))
    return [recipient for key, recipient in known.items() if key]


def _queue_message(
    kind: OutboundMail.Kind, message: Message, header_id: str, address: str, name: str, at: datetime
) -> OutboundMail:
    return _queue(
        kind=kind,
        message=message,
        conversation=message.conversation,
        recipient=address[:320],
        recipient_name=name[:160],
        header_id=header_id,
        created_at=at,
        due_at=at,
    )


def _queue(**fields: Any) -> OutboundMail:
    mail = OutboundMail.objects.create(**fields)
    hurry(mail)
    return mail


def hurry(mail: OutboundMail) -> None:
    """Have a worker try it soon, in the order of the lanes."""
    enqueue(Job.DELIVER, priority=len(LANES) - LANES.index(Kind(mail.kind)), outbound_id=mail.pk)
