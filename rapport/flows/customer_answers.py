"""A customer answers a question that stood apart from a reply; a low answer is told to whoever can do something."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.alerts import actions as alerts
from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.campaigns import queries as campaigns
from rapport.conversations import actions as conversations
from rapport.feedback.models import State
from rapport.flows import customer_chooses
from rapport.flows.raise_alert import raise_alert
from rapport.platform import live
from rapport.platform.said import worded
from rapport.surveys import actions as surveys
from rapport.surveys import queries
from rapport.surveys.actions import Told
from rapport.surveys.models import Answer, Asking
from rapport.team import queries as team
from rapport.team.models import User


@transaction.atomic
def customer_answers(asking: Asking, told: Told, *, at: datetime) -> Answer:
    """Keep the answer. A confirmed low one is told at once, a likely one after a minute without contradiction.

    Raises SurveyError when it cannot be taken; the text is for the customer.
    """
    answer = surveys.answer(asking, told, at=at)
    _draw_consequences(asking, answer, at=at, is_ripe=answer.state == State.CONFIRMED)
    return answer


@transaction.atomic
def told_on_the_telephone(asking: Asking, outcome: str, told: Told | None, *, actor: User, at: datetime) -> None:
    """What became of a call, with the answer if there is one; who does not want to be asked is asked no more.

    Raises SurveyError when somebody else has called.
    """
    called = surveys.called(asking, outcome, actor=actor, at=at)
    if outcome == Asking.Call.ANSWERED and told is not None:
        customer_answers(called, told, at=at)
    elif outcome == Asking.Call.REFUSED:
        surveys.opt_out(asking.customer, how="telephone", at=at)


def settle_due(*, at: datetime) -> int:
    """Settle every answer whose minute is over; answers how many there were."""
    return sum(settle(pk, at=at) for pk in queries.to_settle(at))


@transaction.atomic
def settle(pk: int, *, at: datetime) -> bool:
    outreach = campaigns.of_answer(pk)
    if outreach is not None and outreach.conversation_id is not None:
        conversations.locked(outreach.conversation_id)
    answer = surveys.settle(pk, at=at)
    if answer is None:
        return False
    if outreach is not None:
        customer_chooses.settled(answer, at=at)
    _draw_consequences(answer.asking, answer, at=at, is_ripe=answer.counts)
    return True


def _draw_consequences(asking: Asking, answer: Answer, *, at: datetime, is_ripe: bool) -> None:
    conversation, survey = asking.conversation, asking.survey
    if conversation is None or survey is None:
        return
    live.changed([f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)
    if not is_ripe or survey.scale.band(answer.number) != "low":
        return
    news = News(
        kind=Alert.Kind.UNHAPPY,
        key=f"survey:{answer.pk}:{answer.number}",
        headline=worded(
            _("{customer} answered {number} of {last}: {survey}"),
            customer=conversation.customer,
            number=answer.number,
            last=survey.scale.last,
            survey=survey.name,
        ),
        body=f"{conversation.reference} {conversation.subject}",
        quote=answer.comment,
        path=f"/conversations/{conversation.reference}",
        conversation_id=conversation.pk,
    )
    owner = conversation.assignee
    raise_alert(news, [*team.leads_on_duty(), *([owner] if owner and owner.is_active else [])], at=at)
    if answer.told_at is None:
        surveys.mark_told(answer, at=at)
    else:
        alerts.amend(news)
