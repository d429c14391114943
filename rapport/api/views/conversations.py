"""GET and PATCH /conversations/{reference}, POST /conversations/{reference}/replies and /ratings"""

from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpResponse
from ninja import Router, Status

from rapport.api import queries
from rapport.api.bearer import Asked
from rapport.api.describing import problems
from rapport.api.once import Key, fingerprint, once
from rapport.api.problems import Problem, not_found
from rapport.api.schemas.changing import ConversationPatch
from rapport.api.schemas.conversations import ConversationOut, Whole, conversation_out
from rapport.api.schemas.messages import MessageOut, ReplyIn, message_out
from rapport.api.schemas.ratings import RatingIn, RatingOut, rating_out
from rapport.conversations.actions import ConversationError
from rapport.conversations.letters import Reply
from rapport.conversations.models import Conversation
from rapport.conversations.queries import by_reference, participants_of
from rapport.customers.rules import Addressee, addressee
from rapport.feedback.actions import FeedbackError
from rapport.flows import partner_reads
from rapport.flows.act import REFUSALS, act
from rapport.flows.agent_replies import agent_replies
from rapport.flows.deeds import Deed
from rapport.flows.rating_is_told import rating_is_told
from rapport.platform import clock
from rapport.team.models import User
from rapport.web import clean

FURTHEST_PROMISE = timedelta(days=366)

router = Router(tags=["Conversations"])


@router.get(
    "/conversations/{reference}", response=ConversationOut, summary="One conversation", openapi_extra=problems(404)
)
def conversation(request: Asked, reference: str) -> ConversationOut:
    """Everything said and owed in one conversation. Send the `ETag` of the last answer as `If-None-Match`: 304 says
    that nothing changed."""
    found = _found(request.auth, reference)
    return conversation_out(Whole(found, **queries.parts(found)))


@router.patch(
    "/conversations/{reference}",
    response=ConversationOut,
    summary="Change a conversation",
    openapi_extra=problems(400, 404, 413, 422),
)
def change(request: Asked, reference: str, given: ConversationPatch) -> ConversationOut:
    """Changes what is named and answers the conversation as it is then. Sent twice, it changes nothing more; each
    change can be undone in the desk."""
    found = _found(request.auth, reference)
    with transaction.atomic():
        try:
            for deed in given.deeds(found):
                _do(deed, found, request.auth)
        except (*REFUSALS, ValueError) as problem:
            raise Problem(422, "not_possible", str(problem)) from None
    changed = _found(request.auth, reference)
    return conversation_out(Whole(changed, **queries.parts(changed)))


def _do(deed: Deed, on: Conversation, user: User) -> None:
    for _one, reason in act(deed, [on.pk], actor=user, at=clock.now()).refused:
        raise ConversationError(reason)


@router.post(
    "/conversations/{reference}/replies",
    response={201: MessageOut},
    summary="Reply to the customer",
    openapi_extra=problems(400, 404, 409, 413, 422),
)
def reply(
    request: Asked,
    response: HttpResponse,
    reference: str,
    given: ReplyIn,
    key: Key = None,
) -> Status[MessageOut]:
    """Sends a reply as the user of the token, exactly as the desk does: promises are settled, the customer is asked how
    it was, the mail is queued. `Idempotent-Replay: true` marks an answer that was given before."""
    found = _found(request.auth, reference)
    at = clock.now()

    def act() -> MessageOut:
        return message_out(agent_replies(found, request.auth, _draft(found, given, at), at=at))

    if key is None:
        return Status(201, act())
    made, again = once(request.auth, key, fingerprint(request, given), act, MessageOut, at=at)
    if again:
        response.headers["Idempotent-Replay"] = "true"
    return Status(201, made)


@router.post(
    "/conversations/{reference}/ratings",
    response={201: RatingOut},
    summary="Tell what the customer said of a reply",
    openapi_extra=problems(400, 404, 409, 413, 422),
)
def rating(
    request: Asked,
    response: HttpResponse,
    reference: str,
    given: RatingIn,
    key: Key = None,
) -> Status[RatingOut]:
    """For ratings that were given elsewhere: on a terminal, by telephone, in another program. It counts as said by a
    person, and an unhappy one is acted on at once. The token is a lead's who did not write the reply. Told again, it
    changes the answer, as when a customer changes their mind; with an `Idempotency-Key` it acts once."""
    found = _found(request.auth, reference)
    at = clock.now()

    def act() -> RatingOut:
        about = found.messages.filter(public_id=given.message).first() if given.message else None
        if given.message and about is None:
            raise not_found()
        try:
            told = rating_is_told(
                found,
                about,
                score=given.score,
                points=given.points,
                comment=given.comment,
                actor=request.auth,
                at=at,
            )
        except FeedbackError as problem:
            raise Problem(422, "not_possible", str(problem)) from None
        return rating_out(told)

    if key is None:
        return Status(201, act())
    made, again = once(request.auth, key, fingerprint(request, given), act, RatingOut, at=at)
    if again:
        response.headers["Idempotent-Replay"] = "true"
    return Status(201, made)


def _found(user: User, reference: str) -> Conversation:
    found = by_reference(user, reference)
    if found is None:
        raise not_found()
    partner_reads.conversation(user, found.pk, at=clock.now())
    return found


def _draft(found: Conversation, given: ReplyIn, at: datetime) -> Reply:
    promise = given.promise
    if given.html and clean.is_too_deep(given.html):
        raise Problem(422, "html_too_deep", "The HTML is nested too deeply to be a reply. Send a simpler one.")
    if promise is not None and promise.due_at > at + FURTHEST_PROMISE:
        raise Problem(422, "promise_too_far", "Nobody waits that long. Promise a time within a year.")
    return Reply(
        text=given.text,
        html=clean.reply(given.html) if given.html else "",
        close=given.close,
        promise_text=promise.text if promise else "",
        promise_due_at=promise.due_at if promise else None,
        cc=_on_copy(found) if given.cc is None else [addressee(one) for one in given.cc],
        bcc=[addressee(one) for one in given.bcc],
    )


def _on_copy(found: Conversation) -> list[Addressee]:
    rows = [one.identity for one in participants_of(found)]
    return [Addressee(one.customer.name, one.value) for one in rows if one.customer_id != found.customer_id]
