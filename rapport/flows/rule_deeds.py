"""What a rule can do to a conversation: one entry a kind. Each answers what it did, in a word, or says why not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.automation import actions as automation
from rapport.automation.rules import Deed, Rule, fill
from rapport.channels.email import actions as email
from rapport.conversations import actions as conversations
from rapport.conversations import queries
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation, Priority, Status
from rapport.flows.acknowledge import may_have_another
from rapport.flows.break_loop import may_answer
from rapport.flows.closing import close_locked, stand_at
from rapport.flows.raise_alert import raise_alert
from rapport.flows.tell_outside import tell
from rapport.labels import actions as labels
from rapport.labels import queries as known_labels
from rapport.labels import rules as label_rules
from rapport.labels.actions import LabelError
from rapport.labels.rules import FieldProblem
from rapport.platform.said import worded
from rapport.team import queries as team
from rapport.team.models import Team, User
from rapport.webhooks import queries as webhooks
from rapport.webhooks.rules import RULE_RAN

REFUSALS = (ConversationError, LabelError, FieldProblem)


class Nothing(Exception):
    """Nothing was to be done, or could be; the text says why."""

    def __init__(self, why: str, label: str = "") -> None:
        super().__init__(why)
        self.label = label


@dataclass(frozen=True)
class Hand:
    """When, and about what; `may_mail`: the message may be answered by a machine."""

    at: datetime
    about: Any = None
    may_mail: bool = False


@dataclass(frozen=True)
class Did:
    """`label` names what was done to; `event` what this brings about, for other rules."""

    label: str
    event: str = ""


Maker = Callable[[Deed, Conversation, Rule, Hand], Did]
SO_ALREADY = "It was so already."


def _did(changed: object, label: str, event: str = "") -> Did:
    """No-op writes fire nothing (S30)."""
    if not changed:
        raise Nothing(SO_ALREADY, label)
    return Did(label, event)


def _assign(deed: Deed, one: Conversation, _rule: Rule, hand: Hand) -> Did:
    person = _person(deed.value) if deed.value else None
    changed = conversations.assign(one, person, actor=None, at=hand.at)
    return _given(one, person, hand) if changed else _did(False, person.name if person else "")


def _given(one: Conversation, person: User | None, hand: Hand) -> Did:
    if person is not None:
        raise_alert(_handed(one, hand.at), [person], at=hand.at, by_mail=False)
    return Did(person.name if person else "", "conversation.assigned")


def _round_robin(deed: Deed, one: Conversation, rule: Rule, hand: Hand) -> Did:
    """Whoever of the team is on duty and sees the inbox, one after the other. What somebody has stays theirs."""
    if one.assignee_id is not None:
        raise Nothing("Somebody has it already.")
    group = Team.objects.filter(pk=_number(deed.value)).first()
    if group is None:
        raise Nothing("This team is no longer there.")
    wanted = queries.skills_asked(one, known_labels.labels())
    there = queries.able(queries.who_see(one.inbox), wanted)
    mine = set(User.objects.filter(teams=group).values_list("pk", flat=True))
    person = automation.next_in_turn(rule.pk, [user for user in there if user.pk in mine])
    if person is None:
        if wanted:
            skills = ", ".join(wanted)
            raise Nothing(f"Nobody of {group} who is on duty and sees this inbox knows {skills}.", str(group))
        raise Nothing(f"Nobody of {group} is on duty and sees this inbox.", str(group))
    conversations.assign(one, person, actor=None, at=hand.at)
    return _given(one, person, hand)


def _team(deed: Deed, one: Conversation, _rule: Rule, hand: Hand) -> Did:
    group = Team.objects.filter(pk=_number(deed.value)).first() if deed.value else None
    if deed.value and group is None:
        raise Nothing("This team is no longer there.")
    return _did(conversations.give_to_team(one, group, actor=None, at=hand.at), str(group or ""))


def _tag(deed: Deed, one: Conversation, _rule: Rule, hand: Hand) -> Did:
    name = labels.tag(deed.value, actor=None, at=hand.at).name
    return _did(conversations.set_tags(one, add=[name], actor=None, at=hand.at), name, "conversation.tagged")


def _untag(deed: Deed, one: Conversation, _rule: Rule, hand: Hand) -> Did:
    changed = conversations.set_tags(one, remove=[deed.value], actor=None, at=hand.at)
    return _did(changed, deed.value, "conversation.tagged")


def _priority(deed: Deed, one: Conversation, _rule: Rule, hand: Hand) -> Did:
    number = _number(deed.value)
    if number not in Priority.values:
        raise Nothing("There is no such priority.")
    return _did(conversations.set_priority(one, number, actor=None, at=hand.at), str(Priority(number).label))


def _type(deed: Deed, one: Conversation, _rule: Rule, hand: Hand) -> Did:
    if deed.value and not known_labels.is_type(deed.value):
        raise Nothing("This type is no longer there.", deed.value)
    name = known_labels.labels().type_names.get(deed.value, "")
    return _did(conversations.set_type(one, deed.value, actor=None, at=hand.at), name)


def _field(deed: Deed, one: Conversation, _rule: Rule, hand: Hand) -> Did:
    known = next((field for field in known_labels.fields() if field.key == deed.key), None)
    if known is None:
        raise Nothing("This field is no longer there.", deed.key)
    value = label_rules.clean(known, deed.value)
    return _did(conversations.set_fields(one, {known.key: value}, actor=None, at=hand.at), known.name)


def _skill(deed: Deed, one: Conversation, _rule: Rule, hand: Hand) -> Did:
    return _did(conversations.ask_skill(one, deed.value, at=hand.at), deed.value)


def _status(deed: Deed, one: Conversation, _rule: Rule, hand: Hand) -> Did:
    if deed.value not in ("open", "waiting", "done"):
        return _own_status(deed, one, hand)
    if deed.value == "done":
        return _did(close_locked(one, actor=None, at=hand.at), "Done", "conversation.closed")
    if deed.value == "waiting":
        return _did(conversations.wait(one, actor=None, at=hand.at), "Waiting")
    return _did(conversations.reopen(one, actor=None, at=hand.at), "Open", "conversation.reopened")


def _own_status(deed: Deed, one: Conversation, hand: Hand) -> Did:
    status = known_labels.custom_status(deed.value)
    if status is None:
        raise Nothing("This status is no longer there.", deed.value[:80])
    before = one.status
    changed = stand_at(one, status, actor=None, at=hand.at)
    is_turn = before != one.status and Status.DONE in (before, one.status)
    event = ("conversation.closed" if one.is_done else "conversation.reopened") if is_turn else "conversation.status"
    return _did(changed, status.name, event)


def _snooze(deed: Deed, one: Conversation, _rule: Rule, hand: Hand) -> Did:
    if one.is_done or one.is_later:
        raise Nothing("It is done or put off already.")
    conversations.snooze(one, hand.at + timedelta(hours=int(deed.value)), actor=None, at=hand.at)
    return Did(deed.value)


def _note(deed: Deed, one: Conversation, rule: Rule, hand: Hand) -> Did:
    conversations.note_by_rule(one, rule.name, fill(deed.value, _values(one)), at=hand.at)
    return Did("")


def _mail(deed: Deed, one: Conversation, _rule: Rule, hand: Hand) -> Did:
    """An automatic mail as RFC 3834 wants it: to a person who may be answered by a machine, under the same shares as
    every receipt."""
    identity = one.identity
    if not hand.may_mail and queries.last_talk_with(identity) is None:
        raise Nothing("Nothing shows that a person reads what is sent there.")
    if not may_answer(one, at=hand.at) or not may_have_another(identity, hand.at):
        raise Nothing("This address has had its share of automatic mail, or automatic mail is off.")
    message = conversations.mail_by_rule(one, fill(deed.value, _values(one)), at=hand.at)
    email.queue_acknowledgement(message, (identity.address, ""), at=hand.at)
    return Did("")


def _notify(deed: Deed, one: Conversation, rule: Rule, hand: Hand) -> Did:
    people = _people(deed.value, one)
    seeing = {user.pk for user in queries.who_see(one.inbox)}
    told = [user for user in people if user.pk in seeing]
    if not told:
        raise Nothing("Nobody is there to be told who sees this inbox.")
    news = News(
        kind=Alert.Kind.RULE,
        key=f"rule:{rule.pk}:{one.pk}:{hand.at.isoformat()}",
        headline=f"{rule.name}: {one.customer}",
        body=f"{one.reference} {one.subject}",
        path=f"/conversations/{one.reference}",
        conversation_id=one.pk,
    )
    raise_alert(news, told, at=hand.at)
    return Did(", ".join(user.name for user in told))


def _people(value: str, one: Conversation) -> list[User]:
    if value == "leads":
        return team.leads_on_duty()
    if value == "assignee":
        return [one.assignee] if one.assignee is not None and one.assignee.is_active else []
    return [_person(value)]


def _webhook(deed: Deed, one: Conversation, rule: Rule, hand: Hand) -> Did:
    endpoint = webhooks.active(_number(deed.value))
    if endpoint is None:
        raise Nothing("This webhook is switched off or gone.")
    if not tell(endpoint, RULE_RAN, one, at=hand.at, about=hand.about, rule=rule.name):
        raise Nothing("Whoever made this webhook does not see this inbox.", endpoint.name)
    return Did(endpoint.name)


def _values(one: Conversation) -> dict[str, str]:
    """What may stand in a text: a fixed list (S25). Into a note or plain text, so nothing has to be escaped."""
    name = one.customer.name
    return {
        "customer.name": name,
        "customer.first_name": name.split()[0] if name.split() else "",
        "agent.name": one.assignee.name if one.assignee else "",
        "conversation.number": one.reference,
        "inbox.name": one.inbox.name,
    }


def _person(value: str) -> User:
    found = User.objects.filter(pk=_number(value), is_active=True).first()
    if found is None:
        raise Nothing("This person is no longer here.")
    return found


def _number(value: str) -> int:
    text = value.removeprefix("-")
    return int(value) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _handed(one: Conversation, at: datetime) -> News:
    return News(
        kind=Alert.Kind.HANDOVER,
        key=f"assigned:{one.pk}:{at.isoformat()}",
        headline=worded(gettext_lazy("{reference} is yours now"), reference=one.reference),
        body=one.subject,
        path=f"/conversations/{one.reference}",
        conversation_id=one.pk,
    )


MAKERS: dict[str, Maker] = {
    "assign": _assign,
    "round_robin": _round_robin,
    "team": _team,
    "tag": _tag,
    "untag": _untag,
    "priority": _priority,
    "type": _type,
    "field": _field,
    "status": _status,
    "skill": _skill,
    "snooze": _snooze,
    "note": _note,
    "mail": _mail,
    "notify": _notify,
    "webhook": _webhook,
}
