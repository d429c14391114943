"""A campaign writes to the next few who were drawn, as fast as it may; each is asked, or it is written down why not."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from rapport.campaigns import actions, queries, rules
from rapport.campaigns.models import Campaign
from rapport.channels.email import actions as email
from rapport.channels.email import queries as mail
from rapport.channels.email.models import OutboundMail
from rapport.conversations import actions as conversations
from rapport.customers import actions as customers
from rapport.customers import queries as people
from rapport.customers.models import Customer, Identity
from rapport.flows import campaign_starts
from rapport.flows.may_ask import known_of
from rapport.flows.sign import names_for, signature_of_first
from rapport.language.placeholders import fill_text
from rapport.language.tongue import tongue_of
from rapport.surveys import actions as surveys
from rapport.surveys import rules as asking
from rapport.team.models import User

AN_HOUR = timedelta(hours=1)
A_SLICE = AN_HOUR / rules.SLICES
SPOKEN = ("en", "de")  # languages that our own words around the text exist in


def sweep(*, at: datetime, go_on: Callable[[], bool] = lambda: True) -> int:
    """Draw what was started, and write to whoever is next in every running campaign; answers how many were decided.
    While automatic mail is switched off nobody is written to: it waits."""
    campaign_starts.draw_due(at=at, go_on=go_on)
    if not mail.automatic_mail_is_on():
        return 0
    return sum(_some_of(pk, at, go_on) for pk in queries.running() if go_on())


def _some_of(pk: int, at: datetime, go_on: Callable[[], bool]) -> int:
    per_hour = Campaign.objects.values_list("per_hour", flat=True).get(pk=pk)
    done = 0
    while go_on():
        in_hour, in_slice = queries.written_since(pk, at - AN_HOUR, at - A_SLICE)
        room = rules.room(per_hour, in_hour, in_slice)
        found = queries.waiting(pk, room) if room else []
        before = done
        for one in found:
            if not go_on():
                return done
            done += write_to(one, at=at)
        if done == before:
            break
    if not queries.waiting(pk, 1):
        actions.finish(pk, at=at)
    return done


@transaction.atomic
def write_to(pk: int, *, at: datetime) -> bool:
    """Ask one of them, or write down why not. False when somebody else has this one, or the campaign rests.

    Killed in the middle nothing has happened: decision, conversation and mail are one.
    """
    outreach = actions.take(pk)
    if outreach is None:
        return False
    campaign, customer = outreach.campaign, outreach.customer
    if customer.merged_into is not None:
        customer = customer.merged_into
    customers.lock_people([customer.pk])
    identity = _address_of(customer)
    because = asking.why_not(known_of(customer, identity), at)
    decided = surveys.decide_once(
        f"campaign:{campaign.pk}:{customer.pk}",
        customer,
        about="campaign",
        inbox=campaign.inbox,
        because=because,
        at=at,
        chance=outreach.chance,
        recipient=identity.address if identity else "",
        language=speaks(campaign),
    )
    if decided is None or because or identity is None:
        actions.decide(outreach, decided, None, at=at)
        return True
    values = _values(campaign, customer)
    conversation, message = conversations.reach_out(
        campaign.inbox,
        identity,
        campaign.sender,
        subject=_subject(campaign, values),
        text=fill_text(campaign.words, values),
        at=at,
        signature=signature_of_first(customer, campaign.sender, campaign.inbox),
    )
    surveys.bind(decided, message)
    actions.decide(outreach, decided, conversation, at=at)
    email.queue_campaign(message, (identity.address, customer.name), at=at)
    return True


def speaks(campaign: Campaign) -> str:
    """The language of its words, if ours around them exist in it."""
    found = tongue_of(campaign.words)
    return found if found in SPOKEN else ""


def sample_of(campaign: Campaign, reader: User) -> tuple[str, str]:
    """Subject and words as somebody of this name would read them."""
    values = _values(campaign, Customer(name=reader.name))
    return _subject(campaign, values), fill_text(campaign.words, values)


def why_called_off(mail: OutboundMail) -> str:
    """Why this mail of a campaign shall not leave any more; empty for all other mail."""
    if mail.kind != OutboundMail.Kind.CAMPAIGN:
        return ""
    if queries.is_over(mail.message_id):
        return "The campaign was stopped."
    customer = mail.conversation.customer if mail.conversation else None
    if customer is not None and known_of(customer, None).is_opted_out:
        return "This person does not want to be asked."
    return ""


def why_it_rests(mail: OutboundMail) -> str:
    """Why this mail of a campaign waits; empty for all other mail."""
    is_ours = mail.kind == OutboundMail.Kind.CAMPAIGN
    return "The campaign is paused." if is_ours and queries.is_paused(mail.message_id) else ""


def _address_of(customer: Customer) -> Identity | None:
    """The oldest address that takes mail; else the oldest, so that it is said why nobody was asked."""
    found = [one for one in people.addresses_of(customer) if one.address]
    return next((one for one in found if one.undeliverable_since is None), found[0] if found else None)


def _values(campaign: Campaign, customer: Customer) -> dict[str, str]:
    return names_for(customer, campaign.sender, campaign.inbox)


def _subject(campaign: Campaign, values: dict[str, str]) -> str:
    return " ".join(fill_text(campaign.subject, values).split())[:500]
