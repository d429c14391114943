"""Everything one conversation's page shows, gathered from the rooms with a fixed number of queries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from rapport.conversations import queries
from rapport.conversations.models import Conversation
from rapport.desk.access import StaffRequest, inbox_ids
from rapport.desk.conversations.composer import Around, Refused, composer
from rapport.desk.conversations.dossier import Dossier, dossier
from rapport.desk.conversations.orders import orders_url
from rapport.desk.pile import lists
from rapport.desk.present import customer, delivery, doing, pain, reasons, recovery, thread, timeline
from rapport.desk.present.giving import not_given
from rapport.desk.present.pending import shown_pending
from rapport.desk.present.told import told
from rapport.desk.present.why import explained
from rapport.platform.clock import now
from rapport.platform.models import Event
from rapport.team.models import User
from rapport.team.rules import May
from rapport.web.addresses import reverse


def whole(
    request: StaffRequest, conversation: Conversation, folder: str, refused: Refused | None = None, following: str = ""
) -> dict[str, Any]:
    """All of it. What was refused comes back with its words and the reason; `following`: what the list has next."""
    known = dossier(request.user, conversation)
    on_copy = customer.on_copy(request.user, known.participants)
    around = Around(request.user, folder, on_copy, known, following)
    return _parts(request, conversation, folder, on_copy, known) | {"composer": composer(conversation, around, refused)}


def live(request: StaffRequest, conversation: Conversation, folder: str) -> dict[str, Any]:
    """What changes while somebody looks: all but the composer, for what somebody is writing is never touched."""
    known = dossier(request.user, conversation)
    return _parts(request, conversation, folder, customer.on_copy(request.user, known.participants), known)


def _seen_of(user: User, happened: Sequence[Event]) -> Collection[int]:
    """Those of the conversations named there that the user may know of; asked only where there are such."""
    others = timeline.others_in(happened)
    if not others or inbox_ids(user) is None:
        return others
    return set(queries.visible_to(user).filter(pk__in=others).values_list("pk", flat=True))


def _named(users: Iterable[User]) -> list[dict[str, Any]]:
    return [{"pk": one.pk, "name": one.name} for one in users]


def _kept(known: Dossier, user: User) -> dict[str, Any] | None:
    if (keep := known.keep) is None:
        return None
    by = keep.kept_by
    return {"why": keep.why, "kept_by": by, "kept_at": keep.kept_at, "may_end": user.may(May.LEAD) or by == user}


def _parts(
    request: StaffRequest, conversation: Conversation, folder: str, on_copy: Mapping[str, str], known: Dossier
) -> dict[str, Any]:
    """The parts that change live: head, banner, thread, card and timeline. `folder`: the list it was opened from."""
    open_recovery = next((one for one in known.recoveries if one.is_open), None)
    placement = known.placement
    shown = thread.shown_messages(known.messages, known.ratings, known.sent, on_copy)
    reasons.beside(shown, known.ratings, known.given, known.reasons, request.user)
    return {
        "now": now(),
        "conversation": conversation,
        "automatic_paused": conversation.is_automatic_paused(now()),
        "placement": explained(placement) if placement else None,
        "position": known.position,
        "not_given": not_given(conversation, known.around, known.labels),
        "people": _named(one for one in known.around if one.may(May.WRITE)),
        "askable": _named(one for one in known.around if not one.is_partner and one.pk != request.user.pk),
        "messages_shown": shown,
        "pending_shown": [shown_pending(draft, request.user) for draft in known.pending],
        "undelivered": delivery.undelivered(conversation, known.messages, known.sent),
        "recovery": recovery.banner(open_recovery) if open_recovery else None,
        "told": told(known.rungs, known.names)
        if open_recovery or any(one.ended_at is None for one in known.rungs)
        else None,
        "customer": customer.shown_customer(request.user, conversation, known.ratings, known.promises, known.others),
        "pain": pain.of_conversation(conversation, known.messages, known.trail),
        "orders_url": orders_url(request.user, conversation),
        "follows": known.follows,
        "keep": _kept(known, request.user),
        "emptied": known.emptied,
        "people_here": customer.people(conversation, on_copy, known.messages, known.addresses),
        "asks": known.asks,
        "whose": customer.whose(request.user, conversation, known.happened),
        "events": timeline.shown_events(known.happened, known.names, _seen_of(request.user, known.happened)),
        "seen": max((int(message["id"].removeprefix("message-")) for message in shown), default=0),
        **doing.shown(request, conversation, folder, known),
        "thread_url": reverse("desk:thread", args=[conversation.reference]) + f"?in={folder}",
        "list_name": folder,
        "list_title": lists.title_of(request.user, folder),
        "list_back": lists.page_of(request.user, folder),
    }
