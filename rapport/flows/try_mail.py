"""Somebody wants to see a mail of a campaign or a survey as customers get it, before they do. Nothing of it counts."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from rapport.campaigns.models import Campaign
from rapport.channels.email import actions as email
from rapport.channels.email.letters_out import sender_of, signature_in_words
from rapport.channels.email.models import OutboundMail
from rapport.channels.email.trial_note import TrialNote
from rapport.conversations.models import Inbox
from rapport.customers.models import Customer
from rapport.flows.campaign_goes_out import sample_of, speaks
from rapport.flows.customer_chooses import QUESTION
from rapport.flows.sign import signature_of_first
from rapport.flows.survey_falls_due import SPOKEN
from rapport.learning import queries as learning
from rapport.platform.said import in_language_of
from rapport.surveys import queries as surveys
from rapport.surveys.models import Survey
from rapport.team.models import User

PLACE = "/s/trial"


@transaction.atomic
def try_campaign(campaign: Campaign, reader: User, *, at: datetime) -> OutboundMail:
    """To whoever wants to see it, as if they were the customer."""
    subject, words = sample_of(campaign, reader)
    html = signature_of_first(Customer(name=reader.name), campaign.sender, campaign.inbox)
    language = speaks(campaign)
    note = TrialNote(
        kind=OutboundMail.Kind.CAMPAIGN,
        subject=subject,
        sender=sender_of(campaign.sender, campaign.inbox),
        stop_url=_url(language, "stop"),
        wrong_url=_url(language, "wrong"),
        words=words,
        signature=signature_in_words(html, campaign.sender),
        signature_html=html,
        language=language,
        **(_reasons(language) if campaign.offers_reasons else {}),
    )
    return _send(note, campaign.inbox, reader, at)


def _reasons(language: str) -> dict[str, Any]:
    with in_language_of(language):
        chosen = tuple((str(one), _url(language, "why")) for one in learning.reasons())
        return {"question": gettext(QUESTION), "reasons": chosen, "page_url": _url(language, "why")}


@transaction.atomic
def try_survey(survey: Survey, inbox: Inbox, reader: User, *, at: datetime) -> OutboundMail:
    """In the language of whoever wants to see it, as about a conversation of this inbox."""
    language = reader.language if reader.language in SPOKEN else ""
    with in_language_of(language):
        subject = gettext("One question from %(company)s") % {"company": inbox.name}
    note = TrialNote(
        kind=OutboundMail.Kind.SURVEY,
        subject=subject,
        sender=inbox.name,
        stop_url=_url(language, "stop"),
        wrong_url=_url(language, "wrong"),
        question=surveys.question(survey, language, inbox.name),
        numbers=tuple((number, _url(language, str(number))) for number in survey.scale.numbers),
        ends=surveys.ends(survey, language),
        page_url=_url(language, "page"),
        language=language,
    )
    return _send(note, inbox, reader, at)


def _send(note: TrialNote, inbox: Inbox, reader: User, at: datetime) -> OutboundMail:
    with in_language_of(reader.language):
        subject = gettext("Test: %(subject)s") % {"subject": note.subject}
    return email.queue_trial((reader.email, reader.name), replace(note, subject=subject), inbox, at=at)


def _url(language: str, what: str) -> str:
    return f"{settings.RAPPORT_URL}{PLACE}/{language or '-'}/{what}"
