"""Whoever got the mail of a campaign chooses one of our reasons in it; words they add become a message of theirs."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from rapport.campaigns import actions as campaigns
from rapport.campaigns import queries
from rapport.campaigns.models import Campaign, Outreach
from rapport.conversations import actions as conversations
from rapport.conversations import queries as records
from rapport.conversations.letters import Letter
from rapport.conversations.models import Conversation, Message
from rapport.feedback.models import How, State
from rapport.flows.message_arrives import message_arrives
from rapport.learning import queries as learning
from rapport.learning.actions import reasons
from rapport.platform import limits, live, signing
from rapport.surveys import actions as surveys
from rapport.surveys import queries as asked
from rapport.surveys.actions import SurveyError, Told
from rapport.surveys.models import Answer, Asking

AN_HOUR, WORDS_AN_HOUR = timedelta(hours=1), 10
QUESTION = gettext_noop("Or choose what comes closest, with one click:")


def why_closed(asking: Asking, outreach: Outreach) -> str:
    """Why nothing is taken any more, for whoever follows the link; empty while it is."""
    if outreach.campaign.state == Campaign.State.STOPPED:
        return gettext("This question has been closed, so nothing is counted any more.")
    if asked.is_opted_out(asking.customer):
        return gettext("You asked us not to ask you, so nothing is counted here.")
    return ""


@transaction.atomic
def customer_chooses(outreach: Outreach, told: Told, *, at: datetime) -> Answer:
    """The reason is the customer's own word, as far as a person chose it. `told.number` names it.

    Raises SurveyError when it cannot be taken; the text is for the customer.
    """
    assert outreach.conversation_id is not None
    assert outreach.asking is not None
    conversation = conversations.locked(outreach.conversation_id)
    if why := why_closed(outreach.asking, outreach):
        raise SurveyError(why)
    answer = surveys.answer(outreach.asking, told, at=at)
    _write_down(outreach, answer, conversation, at)
    words = told.comment.replace("\0", "").strip()
    if words and answer.state == State.CONFIRMED and told.how != How.PASSED_ON:
        _words_arrive(outreach.asking, conversation, words, at)
    return answer


def settled(answer: Answer, *, at: datetime) -> None:
    """It was judged once more, and may count now, or not any more. The caller holds the lock of the conversation."""
    outreach = queries.of_asking(answer.asking_id)
    if outreach is not None and outreach.conversation is not None:
        _write_down(outreach, answer, outreach.conversation, at)


def _write_down(outreach: Outreach, answer: Answer, conversation: Conversation, at: datetime) -> None:
    reason = learning.reason(answer.number) if answer.counts else None
    if reason is not None or outreach.chose_at is not None:
        reasons.choose(outreach, reason, at=at)
        campaigns.chose(outreach, answer.first_at if reason else None)
        live.changed([f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)


def _words_arrive(asking: Asking, conversation: Conversation, words: str, at: datetime) -> None:
    """The same words once, however often they are sent."""
    name = signing.base32(signing.mac("campaign-words", f"{asking.pk}.{words}"))
    message_id = f"<chosen-{name}@{settings.RAPPORT_MAIL_DOMAIN}>"
    if records.by_message_id(conversation, message_id) is not None:
        return
    if not limits.allow(f"campaign-words:{asking.pk}", limit=WORDS_AN_HOUR, window=AN_HOUR, at=at):
        raise SurveyError(gettext("You have written very often in this hour. Reply to the mail instead."))
    text = words.replace("\r\n", "\n").replace("\r", "\n")
    letter = Letter(
        inbox=conversation.inbox,
        from_name=conversation.customer.name,
        from_address=asking.recipient,
        subject=conversation.subject,
        text=text,
        reply_text=text,
        received_at=at,
        trust=Message.Trust.SECRET,
        conversation_id=conversation.pk,
        message_id=message_id,
    )
    message_arrives(letter, at=at)
