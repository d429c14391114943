"""Another system tells what a customer said of a reply: on a terminal, on the telephone, in a shop."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from rapport.conversations import actions as conversations
from rapport.conversations.models import Conversation, Message
from rapport.feedback import actions as feedback
from rapport.feedback import queries, rules
from rapport.feedback.actions import Choice, FeedbackError
from rapport.feedback.models import How, Rating, RatingInvite
from rapport.flows.customer_rates import customer_rates
from rapport.platform import events
from rapport.team.models import User
from rapport.team.rules import May


@transaction.atomic
def rating_is_told(
    conversation: Conversation,
    message: Message | None,
    *,
    score: int,
    points: int,
    comment: str,
    actor: User,
    at: datetime,
) -> Rating:
    """Counts as what a person said. Nobody tells what was said of their own reply, and only leads let systems tell.

    Without a message it is about the newest reply. Raises FeedbackError when it cannot be taken.
    """
    conversation = conversations.locked(conversation.pk)
    about = message or _newest_reply(conversation)
    if about is None or about.author is None or about.kind != Message.Kind.REPLY:
        raise FeedbackError(gettext("Only a reply that a person wrote can be rated."))
    if not actor.may(May.LEAD) or about.author_id == actor.pk:
        raise FeedbackError(gettext("Use the token of a lead who did not write the reply: nobody rates themselves."))
    if points not in rules.POINTS or not 1 <= score <= points:
        raise FeedbackError(gettext("Give a score from 1 to the number of points, and 2 to 5 points."))
    invite = _invite(conversation, about, at)
    rating = customer_rates(invite, Choice(_on_scale(invite, score, points), How.TOLD, comment), at=at)
    data = {"invite": invite.pk, "rating": rating.pk}
    events.record("feedback.told", at=at, actor_id=actor.pk, conversation_id=conversation.pk, data=data)
    return rating


def _newest_reply(conversation: Conversation) -> Message | None:
    rows = conversation.messages.filter(kind=Message.Kind.REPLY, author__isnull=False, forwards=None)
    return rows.select_related("author").order_by("-at", "-id").first()


def _invite(conversation: Conversation, about: Message, at: datetime) -> RatingInvite:
    """The one that the customer was sent with the reply, so that there is one rating of it; else one of its own."""
    about.conversation = conversation
    address = conversation.identity.address
    return queries.invite_for(about.pk, address) or feedback.invite(about, recipient=address, at=at)


def _on_scale(invite: RatingInvite, score: int, points: int) -> int:
    if points == invite.points:
        return score
    if invite.scale is not None:
        raise FeedbackError(
            gettext("This reply was asked with %(points)s answers. Give a score on that scale.")
            % {"points": invite.points}
        )
    return rules.level_of(score, points)
