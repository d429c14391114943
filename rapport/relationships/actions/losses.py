"""Customers who left: noted, corrected, ended, and what we learned of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext

from rapport.conversations.models import Conversation
from rapport.customers.models import Customer
from rapport.platform import events
from rapport.relationships.actions.problems import RelationshipError
from rapport.relationships.models import Loss, Unhappy
from rapport.relationships.rules import EARLIEST, Reason
from rapport.team.models import User

WORDS = 600


@dataclass(frozen=True)
class Told:
    """What somebody says about it."""

    lost_on: date
    reason: str
    words: str = ""
    lesson: str = ""

    def checked(self, at: datetime) -> "Told":
        """Raises RelationshipError for a day to come, a reason that is not on the list, and words that are too long."""
        if not EARLIEST <= self.lost_on <= at.date():
            raise RelationshipError(gettext("Give the day on which they left: today or earlier."))
        if self.reason not in set(Reason):
            raise RelationshipError(gettext("Choose a reason from the list. If nobody knows it, say so."))
        words, lesson = (" ".join(text.replace("\0", "").split()) for text in (self.words, self.lesson))
        if max(len(words), len(lesson)) > WORDS:
            raise RelationshipError(gettext("Say it in fewer than %(most)s characters.") % {"most": WORDS})
        return Told(self.lost_on, self.reason, words, lesson)


def note_loss(customer: Customer, newest: Conversation, told: Told, *, actor: User, at: datetime) -> Loss:
    """This customer left us. The caller has locked the customer. Raises RelationshipError."""
    known = told.checked(at)
    if Loss.objects.filter(customer=customer, ended_at=None).exists():
        raise RelationshipError(gettext("It is noted already that they left us. Correct that note."))
    made = Loss.objects.create(
        customer=customer,
        conversation=newest,
        lost_on=known.lost_on,
        reason=known.reason,
        words=known.words,
        noted_by=actor,
        noted_at=at,
    )
    events.record("relationships.loss_noted", at=at, actor_id=actor.pk, data=_told(made))
    return made


def locked(loss: Loss) -> Loss:
    return Loss.objects.select_for_update(of=("self",)).select_related("customer", "conversation").get(pk=loss.pk)


def correct(loss: Loss, told: Told, *, actor: User, at: datetime) -> bool:
    """Say it better, with what was learned. The caller has the lock. Answers whether anything changed."""
    known = told.checked(at)
    if (known.lost_on, known.reason, known.words, known.lesson) == (loss.lost_on, loss.reason, loss.words, loss.lesson):
        return False
    if known.lesson != loss.lesson:
        loss.lesson, loss.learned_at, loss.learned_by = known.lesson, at, actor
        if not known.lesson:
            loss.learned_at, loss.learned_by = None, None
    before, loss.lost_on, loss.reason, loss.words = loss.reason, known.lost_on, known.reason, known.words
    loss.save(update_fields=["lost_on", "reason", "words", "lesson", "learned_at", "learned_by"])
    events.record(
        "relationships.loss_corrected",
        at=at,
        actor_id=actor.pk,
        data=_told(loss, before=before, learned=bool(loss.lesson)),
    )
    return True


def end(loss: Loss, how: str, *, actor: User, at: datetime) -> None:
    """They came back, or it was a mistake. The caller has the lock. Ended twice, it ended the first time."""
    if how not in Loss.End.values:
        raise RelationshipError(gettext("Say whether they came back or it was noted by mistake."))
    if loss.ended_at is not None:
        return
    loss.ended_at, loss.ended_by, loss.end = at, actor, how
    loss.save(update_fields=["ended_at", "ended_by", "end"])
    events.record("relationships.loss_ended", at=at, actor_id=actor.pk, data=_told(loss, how=how))


def asked(loss: Loss, conversation: Conversation, *, actor: User, at: datetime) -> None:
    """The question to them was begun. The caller has the lock."""
    loss.asked_at, loss.asked_by, loss.asked_in = at, actor, conversation
    loss.save(update_fields=["asked_at", "asked_by", "asked_in"])
    data = {"customer": loss.customer_id, "loss": loss.pk}
    events.record("relationships.question_begun", at=at, actor_id=actor.pk, conversation_id=conversation.pk, data=data)


def give(conversations: Collection[int], to: Customer) -> None:
    """Two records became one, or two again: what was noted goes with the conversations."""
    Loss.objects.filter(conversation__in=conversations).update(customer=to)


def erase_words(customers: Collection[int]) -> None:
    """Of people who are to be forgotten: that somebody left, and for which reason of the list, stays as a number."""
    Unhappy.objects.filter(customer__in=customers).delete()
    Loss.objects.filter(customer__in=customers).update(words="", lesson="")


def _told(loss: Loss, **more: object) -> dict[str, object]:
    return {"customer": loss.customer_id, "loss": loss.pk, "reason": loss.reason, **more}
