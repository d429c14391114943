"""What people of the shop did about what had happened: they noted who left and asked why, showed everybody a case that
was turned round, and were told of last week."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings

from rapport.conversations.models import Conversation
from rapport.flows import customer_leaves, recover, tell_company
from rapport.learning import actions as learning
from rapport.learning import queries, rules
from rapport.recovery.models import Recovery
from rapport.relationships.actions import Told
from rapport.sample.when import moment
from rapport.team.models import User
from rapport.writing import actions as writing

LEFT, TURNED = "went-elsewhere", "wrong-bars"
WHY = "Nobody wrote for three days; the shop in Gort had the bike ready the next evening."
LESSON = "Whoever cannot be helped this week hears it the same morning, with where else to go."
TEACHES = "He called within the hour, owned up to it, and changed the bar in the evening so that no work was lost."
AN_HOUR, A_MOMENT = timedelta(hours=1), timedelta(minutes=5)


def come_after(records: Mapping[str, int], lead: User, now: datetime) -> None:
    """After every step was played. `records`: the conversations by their keys in the story. The digest is there to be
    read; nobody is mailed it, since whoever plays here came later."""
    told_at = digest_at(now)
    _note_who_left(Conversation.objects.get(pk=records[LEFT]), lead, now)
    turned = Recovery.objects.filter(conversation=records[TURNED], outcome="recovered").get()
    recover.share(turned, TEACHES, actor=lead, at=told_at - AN_HOUR)
    first, last = rules.latest_week(queries.when(), told_at)
    learning.make(first, tell_company.facts_of(first, last, told_at), at=told_at)


def digest_at(now: datetime) -> datetime:
    """Just after the last hour at which the digest was due, by the clock of the shop."""
    when = queries.when()
    first, _ = rules.latest_week(when, now)
    due = rules.due_at(when, first, settings.TIME_ZONE) + A_MOMENT
    return due if due <= now else due - rules.WEEK


def _note_who_left(conversation: Conversation, lead: User, now: datetime) -> None:
    """On the morning after the last word, and asked before the reply that was sent then: its draft is used up."""
    at = moment("23d 10:00", now)
    lost_on = moment("24d 17:35", now).date()
    made = customer_leaves.note(conversation.customer, Told(lost_on, "too_slow", WHY), known=None, actor=lead, at=at)
    place = customer_leaves.ask(made, known=None, actor=lead, at=at + A_MOMENT)
    writing.discard_of(place, lead, "reply", at=at + A_MOMENT)
    told = Told(lost_on, "too_slow", WHY, LESSON)
    customer_leaves.correct(made, told, actor=lead, at=moment("22d 09:20", now))
