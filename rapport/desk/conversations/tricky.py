"""A case is tricky: before the reply is sent a lead is named who could look at it first. Advice, never a block."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.conversations import queries as conversations
from rapport.conversations.models import Ask, Conversation
from rapport.desk.access import inbox_ids
from rapport.feedback import queries as feedback
from rapport.language.tricky import Kind, read_tricky
from rapport.team import queries as team
from rapport.team.models import User

HALF_A_YEAR, POOR = timedelta(days=182), 2
WORDS = {
    Kind.LEGAL: lambda said: _("talk of legal steps (“%(said)s”)") % {"said": said},
    Kind.ABUSE: lambda said: _("abuse (“%(said)s”)") % {"said": said},
    Kind.ANGER: lambda said: _("anger (“%(said)s”)") % {"said": said},
}


@dataclass(frozen=True)
class Tricky:
    """Why it is, and who could look at it."""

    reasons: Sequence[str]
    lead: User

    @property
    def words(self) -> str:
        return "; ".join(self.reasons)


def tricky(found: Conversation, user: User, at: datetime) -> Tricky | None:
    """None where a lead writes, has it, or was asked already; four queries at most."""
    if user.is_lead or (found.assignee is not None and found.assignee.is_lead):
        return None
    reasons = _reasons(found, user, at)
    leads = team.leads() if reasons else []
    if not leads or Ask.objects.filter(conversation=found, user__in=leads).exists():
        return None
    around = [lead for lead in leads if lead.on_duty] or leads
    return Tricky(reasons, around[found.pk % len(around)])  # in turn, and the same one each time


def _reasons(found: Conversation, user: User, at: datetime) -> list[str]:
    newest = conversations.last_from_customer(found)
    said = read_tricky(newest.shown_text) if newest is not None else {}
    poor = feedback.poor_of(found.customer_id, inbox_ids(user), since=at - HALF_A_YEAR)
    reasons = [WORDS[kind](words) for kind, words in said.items()]
    if poor >= POOR:
        count = ngettext("%(number)s poor rating", "%(number)s poor ratings", poor) % {"number": poor}
        reasons.append(_("%(count)s by this customer within half a year") % {"count": count})
    return reasons
