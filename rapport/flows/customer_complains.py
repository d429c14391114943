"""A customer says that something is wrong, through the link in one of our mails."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from rapport.channels.email.wrong_link import Bound
from rapport.channels.form import queries
from rapport.channels.form.letters import Sent
from rapport.conversations.models import Message
from rapport.flows.form_is_sent import TooOften, form_is_sent
from rapport.platform import limits, signing
from rapport.recovery import actions as recoveries
from rapport.recovery.models import Complaint

A_DAY, MOST_A_DAY = timedelta(days=1), 3


@transaction.atomic
def customer_complains(sent: Sent, bound: Bound, *, network: str, at: datetime) -> Message:
    """A conversation of its own, of whoever got the mail, whatever else was typed.

    The same one when this very page was sent before. Raises FormRefused and TooOften.
    """
    limits.tried(f"form:{sent.page.name}", window=A_DAY, at=at)  # a second press waits here for the first
    known = queries.became(sent.page)
    if known is not None:
        return known
    whose = f"wrong:{bound.about.pk}:{signing.digest(bound.address)[:32]}"
    if not limits.allow(whose, limit=MOST_A_DAY, window=A_DAY, at=at):
        raise TooOften(
            gettext("We have your complaint already, and more of them are not taken today. Reply to our mail.")
        )
    about = bound.about
    subject = gettext("Complaint about %(reference)s: %(subject)s") % {
        "reference": about.reference,
        "subject": about.subject,
    }
    of_mail = replace(sent, name=bound.name, address=bound.address, subject=subject, is_complaint=True)
    message = form_is_sent(of_mail, about.inbox, network=network, at=at)
    recoveries.came_through(message.conversation, Complaint.Way.LINK, about)
    return message
