"""Something is asked or answered on the team's board."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.coaching import actions as coaching
from rapport.coaching import queries
from rapport.coaching.models import Answer, Question
from rapport.flows.raise_alert import raise_alert
from rapport.platform import live
from rapport.platform.said import worded
from rapport.team import queries as team
from rapport.team.models import User


@transaction.atomic
def ask(kind: Question.Kind, title: str, text: str, *, by: User, at: datetime) -> Question:
    made = coaching.ask(kind, title, text, by=by, at=at)
    live.changed(["board"], user_ids=_everybody())
    return made


@transaction.atomic
def answer(question: Question, text: str, *, by: User, at: datetime) -> Answer:
    """Whoever takes part is told, in the app."""
    made = coaching.answer(question, text, by=by, at=at)
    news = News(
        kind=Alert.Kind.BOARD,
        key=f"answer:{made.pk}",
        headline=worded(_("{who} answered “{question}”"), who=by.first_name, question=question.title),
        body=made.text[:300],
        path=f"/board/{question.pk}/#answer-{made.pk}",
    )
    others = [user for user in queries.who_take_part(question) if user.pk != by.pk]
    raise_alert(news, others, at=at, by_mail=False)
    live.changed(["board", f"question-{question.pk}"], user_ids=_everybody())
    return made


def _everybody() -> list[int]:
    return [user.pk for user in team.active_users()]
