"""Other systems are told what happened: rows in the same transaction, which leave later (`deliver_webhook`)."""

from datetime import datetime
from typing import Any

from django.conf import settings

from rapport.conversations import queries as conversations
from rapport.conversations.models import Conversation, Message
from rapport.feedback.models import Rating, Score
from rapport.promises.models import Promise
from rapport.recovery.models import Recovery
from rapport.team.models import User
from rapport.webhooks import actions, payloads, queries
from rapport.webhooks.models import Endpoint

TEXT_CHARS = 20_000


def tell_outside(event: str, conversation: Conversation, *, at: datetime, about: Any = None) -> int:
    """Queue the event for every endpoint that wants it and may know of it; answers how many. Without one that wants it
    this costs no query. `about` is the message, rating, recovery or promise it is about."""
    wanting = queries.who_want(event)
    return sum(tell(one, event, conversation, at=at, about=about) for one in wanting)


def tell(
    endpoint: Endpoint, event: str, conversation: Conversation, *, at: datetime, about: Any = None, rule: str = ""
) -> bool:
    """Queue it for one endpoint; False when its owner may not know of the conversation."""
    owner = endpoint.owner
    if not owner.is_lead and not conversations.visible_inboxes(owner).filter(pk=conversation.inbox_id).exists():
        return False
    told = payloads.Told(conversation=_conversation(conversation), rule=rule or None, **_about(about))
    actions.queue(endpoint, event, payloads.body(event, told, at=at, addresses=not owner.is_partner), at=at)
    return True


def _about(thing: Any) -> dict[str, Any]:
    match thing:
        case Message():
            return {"message": _message(thing)}
        case Rating():
            return {"rating": _rating(thing), "message": _message(thing.invite.message)}
        case Recovery():
            return {"recovery": _recovery(thing)}
        case Promise():
            return {"promise": payloads.PromiseTold(thing.text, _person(thing.owner), thing.due_at.isoformat())}
    return {}


def _conversation(it: Conversation) -> payloads.ConversationTold:
    return payloads.ConversationTold(
        reference=it.reference,
        subject=it.subject,
        status=it.status,
        custom_status=it.custom_status or None,
        url=f"{settings.RAPPORT_URL}/conversations/{it.reference}/",
        inbox=it.inbox.name,
        customer=payloads.Customer(str(it.customer.public_id), it.customer.name, it.identity.address),
        assignee=_person(it.assignee),
        is_complaint=it.is_complaint,
        created_at=it.created_at.isoformat(),
        waiting_since=it.waiting_since.isoformat() if it.waiting_since else None,
    )


def _message(it: Message) -> payloads.MessageTold:
    text = it.shown_text[:TEXT_CHARS]
    return payloads.MessageTold(str(it.public_id), it.kind, it.at.isoformat(), _person(it.author), text)


def _rating(it: Rating) -> payloads.RatingTold:
    return payloads.RatingTold(it.score, Score(it.score).label, it.state, it.comment, it.call_me)


def _recovery(it: Recovery) -> payloads.RecoveryTold:
    return payloads.RecoveryTold(it.pk, _person(it.owner), it.due_at.isoformat(), it.outcome or "")


def _person(user: User | None) -> payloads.Person | None:
    return payloads.Person(user.name, user.email) if user else None
