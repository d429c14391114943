"""What we do so that it does not happen again: said, done, and told to the customers for whose sake it was done."""

from datetime import date, datetime

from django.db import transaction
from django.utils.html import linebreaks
from django.utils.translation import gettext, gettext_lazy, override

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.conversations import queries as conversations
from rapport.flows.raise_alert import raise_alert
from rapport.language.tone import language_of
from rapport.platform.said import worded
from rapport.recovery import actions, queries
from rapport.recovery.models import Cause, Concern, Prevention, Recovery
from rapport.team.models import User
from rapport.team.rules import May
from rapport.writing import actions as writing
from rapport.writing.models import Draft


@transaction.atomic
def commit(
    text: str,
    *,
    owner: User,
    due_on: date,
    actor: User,
    at: datetime,
    cause: Cause | None = None,
    recovery: Recovery | None = None,
) -> Prevention:
    """Somebody answers for it, and is told when it was somebody else who said so."""
    made = actions.commit(text, owner=owner, due_on=due_on, actor=actor, at=at, cause=cause, recovery=recovery)
    if owner.pk != actor.pk:
        news = News(
            kind=Alert.Kind.HANDOVER,
            key=f"prevention:{made.pk}",
            headline=worded(gettext_lazy("{who} asks you to see to it: {text}"), who=actor.first_name, text=made.text),
            body=worded(gettext_lazy("By {day}, so that it does not happen again."), day=due_on.isoformat()),
            path="/prevention/",
        )
        raise_alert(news, [owner], at=at)
    return made


def concern(prevention: Prevention, recovery: Recovery | None) -> None:
    """The customer who is being won back is told, too, when it is done."""
    if recovery is not None:
        actions.add_concern(prevention, recovery)


@transaction.atomic
def done(prevention: Prevention, note: str, *, actor: User, at: datetime) -> int:
    """It is done: each customer concerned gets a letter from a person, who finds it as a draft and sends it.

    Answers how many letters were begun.
    """
    one = actions.fulfil(actions.locked(prevention), note, actor=actor, at=at)
    return _begin_letters(one, actor, at)


@transaction.atomic
def tell(prevention: Prevention, *, actor: User, at: datetime) -> int:
    """Begin the letters that could not be begun when it was done, since their writer had another draft there."""
    one = actions.locked(prevention)
    if one.done_at is None:
        raise actions.RecoveryError(gettext("It is not done yet. The customers are told when it is."))
    return _begin_letters(one, actor, at)


def _begin_letters(one: Prevention, actor: User, at: datetime) -> int:
    begun = 0
    for concern in queries.untold(one):
        writer = concern.recovery.owner
        if writer is None or not writer.is_active or not writer.may(May.WRITE):
            writer = actor
        if not writer.may(May.WRITE) or not _begin(concern, one, writer, at):
            continue
        begun += 1
        conversation = concern.recovery.conversation
        news = News(
            kind=Alert.Kind.HANDOVER,
            key=f"tell:{concern.pk}:{one.repeats}",
            headline=worded(gettext_lazy("Tell {customer} that it was done"), customer=conversation.customer),
            body=worded(
                gettext_lazy("“{text}”. A draft waits for you; read it, make it yours, send it."), text=one.text
            ),
            path=f"/conversations/{conversation.reference}/",
            conversation_id=conversation.pk,
        )
        raise_alert(news, [writer], at=at, by_mail=False)
    return begun


def _begin(concern: Concern, one: Prevention, writer: User, at: datetime) -> bool:
    """False when the writer has a draft there, which nobody touches."""
    conversation = concern.recovery.conversation
    if writing.take(conversation, writer, Draft.Kind.REPLY) is not None:
        return False
    said = conversations.last_from_customer(conversation)
    with override(language_of(said.shown_text) if said else "en"):
        text = letter(concern, one, writer)
    draft = writing.begin(
        conversation, writer, Draft.Kind.REPLY, writing.Words(html=linebreaks(text, autoescape=True), text=text), at
    )
    actions.begun(concern, draft.token)
    return True


def letter(concern: Concern, one: Prevention, writer: User) -> str:
    """In the customer's language; a beginning that its writer makes their own."""
    name = next(iter(concern.recovery.conversation.customer.name.split()), "")
    greeting = gettext("Dear %(name)s,") % {"name": name} if name else gettext("Hello,")
    return "\n\n".join(
        [
            greeting,
            gettext("you were unhappy with us. So that it does not happen again, we have changed something:"),
            one.done_note,
            gettext("Thank you for telling us. Without you it would still be as it was."),
            writer.first_name,
        ]
    )
