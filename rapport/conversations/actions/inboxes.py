"""Inboxes are set up once and stay."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rapport.conversations.actions.errors import ConversationError
from rapport.conversations.models import Inbox
from rapport.platform import events
from rapport.team.models import Team, User


def add_inbox(
    *,
    name: str,
    address: str,
    at: datetime,
    reply_domain: str = "",
    reply_target_minutes: int = 240,
    acknowledge: bool = False,
) -> Inbox:
    """Add an address that customers write to. Raises ConversationError when it is taken."""
    value = address.strip().lower()
    if Inbox.objects.filter(address=value).exists():
        raise ConversationError(f"There is already an inbox {value}.")
    inbox = Inbox.objects.create(
        name=name,
        address=value,
        reply_domain=reply_domain.strip().lower(),
        reply_target_minutes=reply_target_minutes,
        acknowledge=acknowledge,
    )
    events.record("conversations.inbox_added", at=at, data={"inbox": inbox.pk})
    return inbox


def set_answers_by_mail(inbox: Inbox, is_on: bool, *, at: datetime) -> None:
    """Whether agents may answer customers by answering Rapport's mails."""
    if inbox.answers_by_mail == is_on:
        return
    inbox.answers_by_mail = is_on
    inbox.save(update_fields=["answers_by_mail"])
    events.record("conversations.inbox_changed", at=at, data={"inbox": inbox.pk, "answers_by_mail": is_on})


def give_inboxes(team: Team, inboxes: Iterable[Inbox], *, actor: User, at: datetime) -> None:
    """Exactly these inboxes are the team's."""
    team.inbox_set.set(inboxes)
    events.record("conversations.inboxes_given", at=at, actor_id=actor.pk, data={"team": team.pk})


def quote_history(inbox: Inbox, *, on: bool, actor: User, at: datetime) -> None:
    """Whether replies carry the customer's last message below them."""
    inbox.quotes_history = on
    inbox.save(update_fields=["quotes_history"])
    data = {"inbox": inbox.pk, "quotes_history": on}
    events.record("conversations.inbox_changed", at=at, actor_id=actor.pk, data=data)


def change_inbox(inbox: Inbox, *, teams: Iterable[Team], actor: User, at: datetime, **fields: Any) -> None:
    """Change what a lead may change of an inbox. Raises ConversationError when another one has the address."""
    fields["address"] = fields["address"].strip().lower()
    if Inbox.objects.filter(address=fields["address"]).exclude(pk=inbox.pk).exists():
        raise ConversationError(f"There is already an inbox {fields['address']}.")
    for name, value in fields.items():
        setattr(inbox, name, value)
    inbox.save(update_fields=[*fields])
    inbox.teams.set(teams)
    events.record("conversations.inbox_changed", at=at, actor_id=actor.pk, data={"inbox": inbox.pk})


def set_giving(inbox: Inbox, giving: str, *, take_back: bool, skills: list[str], actor: User, at: datetime) -> None:
    """Whether new conversations are given to somebody by themselves, who must know what, and what becomes of them when
    people leave."""
    if (inbox.giving, inbox.take_back_off_duty, inbox.skills) == (giving, take_back, skills):
        return
    inbox.giving, inbox.take_back_off_duty, inbox.skills = giving, take_back, skills
    inbox.save(update_fields=["giving", "take_back_off_duty", "skills"])
    data = {"inbox": inbox.pk, "giving": giving, "take_back": take_back, "skills": skills}
    events.record("conversations.inbox_changed", at=at, actor_id=actor.pk, data=data)
