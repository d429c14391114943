"""Everything one conversation's page shows, gathered from the rooms with a fixed number of queries."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from rapport.channels.email import queries as mail
from rapport.conversations import queries as conversations
from rapport.conversations.models import Conversation, Message
from rapport.desk.access import StaffRequest, inbox_ids
from rapport.desk.conversations.composer import Around, Refused, composer
from rapport.desk.pile import lists
from rapport.desk.present import customer, delivery, doing, recovery, thread, timeline
from rapport.desk.present.pending import shown_pending
from rapport.feedback import queries as feedback
from rapport.platform import events
from rapport.platform.clock import now
from rapport.promises import queries as promises
from rapport.recovery import queries as recoveries
from rapport.team import queries as team
from rapport.triage import queries as triage
from rapport.triage.rules import explain
from rapport.writing import queries as writing
from rapport.writing.models import Draft

NEWEST_EVENTS = 40


def whole(
    request: StaffRequest, conversation: Conversation, folder: str, refused: Refused | None = None, following: str = ""
) -> dict[str, Any]:
    """All of it. What was refused comes back with its words and the reason; `following`: what the list has next."""
    on_copy = customer.participants(request.user, conversation)
    messages = thread.messages_of(conversation)
    drafts, pending = writing.on_page(conversation, request.user)
    around = Around(request.user, folder, on_copy, messages, drafts, following)
    shown = _parts(request, conversation, folder, on_copy, messages, pending)
    return shown | {"composer": composer(conversation, around, refused)}


def live(request: StaffRequest, conversation: Conversation, folder: str) -> dict[str, Any]:
    """What changes while somebody looks: all but the composer, for what somebody is writing is never touched."""
    on_copy = customer.participants(request.user, conversation)
    _, pending = writing.on_page(conversation, request.user)
    return _parts(request, conversation, folder, on_copy, thread.messages_of(conversation), pending)


def _parts(
    request: StaffRequest,
    conversation: Conversation,
    folder: str,
    on_copy: Mapping[str, str],
    messages: list[Message],
    pending: list[Draft],
) -> dict[str, Any]:
    """The parts that change live: head, banner, thread, card and timeline. `folder`: the list it was opened from."""
    ratings = feedback.of_conversation(conversation)
    found = recoveries.all_of(conversation)
    open_recovery = next((one for one in found if one.is_open), None)
    placement = triage.placement_of(conversation)
    names = {user.pk: user.name for user in team.active_users()}
    sent = mail.outbound_by_message(conversation)
    shown = thread.shown_messages(messages, ratings, sent, on_copy)
    people, askable = conversations.who_is_around(conversation.inbox)
    happened = events.newest_of(conversation.pk, NEWEST_EVENTS)
    return {
        "now": now(),
        "conversation": conversation,
        "automatic_paused": conversation.is_automatic_paused(now()),
        "placement": explain(placement.rank_key, placement.why) if placement else None,
        "position": triage.position(placement, inbox_ids(request.user)) if placement else 0,
        "people": people,
        "askable": [one for one in askable if one != request.user],
        "messages_shown": shown,
        "pending_shown": [shown_pending(draft, request.user) for draft in pending],
        "undelivered": delivery.undelivered(conversation, messages, sent),
        "recovery": recovery.banner(open_recovery) if open_recovery else None,
        "customer": customer.shown_customer(request.user, conversation, ratings, promises.all_of(conversation)),
        "follows": conversations.follows(conversation, request.user),
        "people_here": customer.people(conversation, on_copy),
        "asks": conversations.asks_of(conversation),
        "whose": customer.whose(request.user, conversation, happened),
        "events": timeline.shown_events(happened, names),
        "seen": max((int(message["id"].removeprefix("message-")) for message in shown), default=0),
        **doing.shown(request, conversation, folder),
        "thread_url": reverse("desk:thread", args=[conversation.reference]) + f"?in={folder}",
        "list_name": folder,
        "list_title": lists.title_of(request.user, folder),
        "list_back": lists.page_of(request.user, folder),
    }
