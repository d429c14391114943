"""What a matter has cost the customer so far, as plain counts: no score."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.conversations.models import Conversation, Message
from rapport.desk.present.recovery import span_words
from rapport.platform.clock import now
from rapport.triage import pain, queries
from rapport.triage.pain import A_DAY, Ledger, Trail

Rows = list[tuple[str, str]]


def of_conversation(conversation: Conversation, messages: Sequence[Message], trail: Trail) -> Rows:
    """Empty while there is nothing to speak of; `messages` are those of the thread."""
    words = [word for one in messages if (word := queries.word(one)) is not None]
    return _rows(pain.ledger(words, trail, waits=conversation.waiting_since is not None, at=now()))


def of_customer(conversations: Sequence[Conversation], found: Mapping[str, Any], at: datetime) -> Rows:
    """Of all of these together; `found` is what `queries.PAIN` answered."""
    return _rows(queries.pain_of(conversations, found, at=at))


def _rows(found: Ledger) -> Rows:
    if not found.is_felt:
        return []
    counts = [
        (_("Handed on"), found.handovers),
        (_("Asked for details"), found.asked if found.asked > 1 else 0),
        (_("Broken promises"), found.broken),
        (_("Not fixed, they said"), found.not_fixed),
        (_("Came back after Done"), found.returns),
    ]
    rows = [(_("They wrote"), _times(found.contacts))]
    if found.waited >= timedelta(hours=1):
        rows.append((_("Waited for us"), _waited(found.waited)))
    return rows + [(label, _times(count)) for label, count in counts if count]


def _times(number: int) -> str:
    return ngettext("once", "%(number)s times", number) % {"number": number}


def _waited(span: timedelta) -> str:
    if span < 2 * A_DAY:
        return span_words(timedelta(hours=round(span / timedelta(hours=1))))
    days = round(span / A_DAY)
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
