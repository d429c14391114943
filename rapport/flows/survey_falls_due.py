"""It is time to decide whether a customer is asked how it is with us: they are, or it is written down why not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from rapport.channels.email import actions as email
from rapport.channels.email import queries as mail
from rapport.conversations import actions as conversations
from rapport.conversations.models import Conversation, Message
from rapport.customers import actions as customers
from rapport.flows.may_ask import is_automated, is_doubtful, known_of
from rapport.language.tongue import tongue_of
from rapport.platform import live
from rapport.platform.said import in_language_of
from rapport.surveys import actions as surveys
from rapport.surveys import queries, rules
from rapport.surveys.models import Asking, Survey, Way

A_FEW = 50
SPOKEN = ("en", "de")  # languages that the usual words exist in


def sweep(*, at: datetime, go_on: Callable[[], bool] = lambda: True) -> int:
    """Decide everything that is due, each in a transaction of its own; answers how many. While automatic mail is
    switched off nothing is decided: it waits."""
    done = 0
    if not mail.automatic_mail_is_on():
        return 0
    while go_on() and (pks := queries.due(at, A_FEW)):
        before = done
        for pk in pks:
            if not go_on():
                return done
            done += decide(pk, at=at)
        if done == before:
            break  # somebody else has all of them in hand
    return done


@transaction.atomic
def decide(pk: int, *, at: datetime) -> bool:
    """Ask, or write down why not. False when somebody was first.

    Killed in the middle nothing has happened, and the next sweep does it: decision, message and mail are one.
    """
    conversation_id = Asking.objects.filter(pk=pk).values_list("conversation", flat=True).first()
    conversation = conversations.locked(conversation_id) if conversation_id else None
    asking = surveys.locked(pk)
    if asking is None or asking.survey is None or conversation is None:
        return False
    customers.lock_people([conversation.customer_id])
    because = _why_not(asking, asking.survey, conversation, at)
    if because:
        surveys.skip(asking, because, at=at)
        return True
    _ask(asking, asking.survey, conversation, at)
    return True


def _why_not(asking: Asking, survey: Survey, conversation: Conversation, at: datetime) -> str:
    known = known_of(conversation.customer, conversation.identity, needs_mail=asking.way == Way.MAIL)
    case = replace(
        known,
        is_on=survey.is_on,
        is_closed=conversation.is_done and f":{_moment(conversation)}" in asking.occasion,
        is_automated=is_automated(conversation, at),
        is_doubtful=asking.way == Way.MAIL and is_doubtful(conversation),
        considered_at=queries.last_considered(survey, conversation.customer),
        every_days=survey.every_days,
        is_drawn=rules.is_drawn(survey.seed, asking.occasion, survey.share),
    )
    return rules.why_not(case, at)


def _moment(conversation: Conversation) -> str:
    return f"{conversation.closed_at.timestamp():.6f}" if conversation.closed_at else "-"


def _ask(asking: Asking, survey: Survey, conversation: Conversation, at: datetime) -> None:
    address, language = conversation.identity.address, _language(conversation)
    asking.customer_id = conversation.customer_id
    surveys.ask(asking, recipient=address, language=language, at=at)
    if asking.way == Way.PHONE:
        return
    text = _words(survey, conversation, language)
    subject = _subject(conversation, language)
    message = conversations.automatic(conversation, text, event="conversations.asked_survey", at=at, subject=subject)
    surveys.bind(asking, message)
    email.queue_survey(message, (address, ""), at=at)
    live.changed([f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)


def _language(conversation: Conversation) -> str:
    """The one the customer wrote in last, if we speak it."""
    theirs = conversation.messages.filter(kind=Message.Kind.INBOUND, held=False).order_by("-at", "-id").first()
    found = tongue_of(theirs.shown_text) if theirs is not None else ""
    return found if found in SPOKEN else ""


def _subject(conversation: Conversation, language: str) -> str:
    with in_language_of(language):
        return gettext("One question from %(company)s") % {"company": conversation.inbox.name}


def _words(survey: Survey, conversation: Conversation, language: str) -> str:
    return queries.question(survey, language, conversation.inbox.name)
