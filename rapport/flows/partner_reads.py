"""Somebody of another company reads: it is counted, and leads hear at once of one who reads too much (S15)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.conversations.models import Attachment
from rapport.flows.raise_alert import raise_alert
from rapport.platform import events, limits
from rapport.platform.said import worded
from rapport.team import queries as team
from rapport.team.models import User
from rapport.team.rules import PARTNER_VIEWS_AN_HOUR

HOUR = timedelta(hours=1)


def conversation(user: User, conversation_id: int, *, at: datetime) -> None:
    """Count a conversation once an hour, whichever part of it is looked at."""
    if not user.is_partner:
        return
    if limits.tried(f"partner-read:{user.pk}:{conversation_id}", window=HOUR, at=at).count > 1:
        return
    tries = limits.tried(f"partner-reads:{user.pk}", window=HOUR, at=at)
    if tries.count == PARTNER_VIEWS_AN_HOUR + 1:
        _tell(user, tries.resets_at, at)


def attachment(user: User, file: Attachment, *, at: datetime) -> None:
    """Each look at a file is written down."""
    if not user.is_partner:
        return
    found = file.message.conversation_id
    data = {"attachment": file.pk}
    events.record("conversations.attachment_seen", at=at, actor_id=user.pk, conversation_id=found, data=data)
    conversation(user, found, at=at)


@transaction.atomic
def _tell(user: User, until: datetime, at: datetime) -> None:
    events.record("team.read_much", at=at, actor_id=user.pk, data={"conversations": PARTNER_VIEWS_AN_HOUR + 1})
    news = News(
        kind=Alert.Kind.READING,
        key=f"partner-reads:{user.pk}:{until.isoformat()}",
        headline=worded(
            _("{who} opened over {most} conversations within an hour"), who=user.name, most=PARTNER_VIEWS_AN_HOUR
        ),
        body=_("If that is not their work, close the account: Settings, People."),
        path="/settings/people/",
    )
    raise_alert(news, team.leads_on_duty(), at=at)
