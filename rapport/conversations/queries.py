"""Reads of the record. Whatever a user may see goes through `visible_to`."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, When

from rapport.conversations.models import (
    Ask,
    Attachment,
    Conversation,
    Follower,
    Inbox,
    Link,
    Message,
    Participant,
    Status,
    pk_of_reference,
)
from rapport.conversations.rules import REPEAT_DAYS
from rapport.customers.models import Customer, Identity
from rapport.labels.models import ConversationType, CustomStatus
from rapport.labels.queries import Labels
from rapport.platform import sql
from rapport.platform.gathered import Asked, attach, gather
from rapport.team.models import Role, User
from rapport.team.rules import May, knows

_CONTACTS = """
SELECT c.id, (SELECT count(*) FROM conversations_conversation o WHERE o.customer_id = c.customer_id
  AND o.created_at > c.created_at - %s::interval AND (o.created_at, o.id) < (c.created_at, c.id))
FROM conversations_conversation c WHERE c.customer_id = ANY(%s)
"""


# What a page asks about one conversation, so that it can be gathered.
THREAD = Asked(
    lambda conversation: Message.objects.filter(conversation=conversation).select_related("author").order_by("at", "id")
)
ATTACHMENTS = Asked(lambda conversation: Attachment.objects.filter(message__conversation=conversation).order_by("id"))
PARTICIPANTS = Asked(
    lambda conversation, identity: (
        Participant.objects.filter(conversation=conversation)
        .exclude(identity=identity)
        .select_related("identity__customer")
        .order_by("added_at", "id")
    )
)
ASKS = Asked(
    lambda conversation: (
        Ask.objects.filter(conversation=conversation).select_related("user", "asked_by").order_by("asked_at", "id")
    )
)
FOLLOWING = Asked(lambda conversation, user: Follower.objects.filter(conversation=conversation, user=user))
FOLLOWERS = Asked(lambda conversation: Follower.objects.filter(conversation=conversation).select_related("user"))
ADDRESSES = Asked(lambda customer: Identity.objects.filter(customer=customer, kind=Identity.Kind.EMAIL))
INBOX = Asked(lambda inbox: Inbox.objects.filter(pk=inbox))
INBOXES = Asked(lambda: Inbox.objects.order_by("name"))
AROUND = Asked(lambda inbox: _around(inbox, Q(role=Role.COLLABORATOR)))
MOST_OTHERS = 6


@cache
def others(role: str) -> Asked[Conversation]:
    """The customer's other conversations that a user of this role may see, newest first."""
    return Asked(
        lambda user, conversation, customer: (
            visible_to(User(pk=user, role=role))
            .filter(customer=customer)
            .exclude(pk=conversation)
            .order_by("-created_at")[:MOST_OTHERS]
        )
    )


@cache
def linked(role: str) -> Asked[Conversation]:
    """What a conversation has to do with, as far as a user of this role may see it."""

    def made(user: int, conversation: int) -> QuerySet[Conversation]:
        links = Link.objects.filter(Q(first=conversation) | Q(second=conversation))
        # One subquery: of two with an OR between them PostgreSQL makes a walk through every conversation.
        ends = links.values(other=Case(When(first=conversation, then="second_id"), default="first_id"))
        return visible_to(User(pk=user, role=role)).filter(pk__in=ends).order_by("-id")

    return Asked(made)


def visible_inboxes(user: User) -> QuerySet[Inbox]:
    """Leads see every inbox; agents those of their teams and those of no team; all others only their teams'."""
    if user.is_lead:
        return Inbox.objects.all()
    mine = Q(teams__members=user)
    return Inbox.objects.filter(mine | Q(teams=None) if user.role == Role.AGENT else mine).distinct()


def who_see(inbox: Inbox) -> list[User]:
    """The active users who see this inbox, by name: the other side of `visible_inboxes`."""
    return list(_around(inbox.pk))


def _around(inbox: int, besides: Q | None = None) -> QuerySet[User]:
    leads = Q(role__in=[Role.OWNER, Role.LEAD])
    teams = Inbox.teams.through._default_manager.filter(inbox=inbox)
    in_team = Exists(teams.filter(team__members=OuterRef("pk")))
    open_to_all = Q(role=Role.AGENT) & ~Exists(teams)
    seeing = leads | in_team | open_to_all
    return User.objects.filter(seeing if besides is None else seeing | besides, is_active=True).order_by("name")


def who_answer(inbox: Inbox) -> list[User]:
    """Those of them who may be given a conversation."""
    return [user for user in who_see(inbox) if user.may(May.WRITE)]


def who_may_be_asked(inbox: Inbox) -> list[User]:
    """Colleagues who see this inbox, and every collaborator: asking is what shows them a conversation."""
    return [user for user in AROUND.rows(inbox=inbox.pk) if not user.is_partner]


def own_addresses() -> set[str]:
    """Our own, which are no secret of a customer."""
    return {address.lower() for address in Inbox.objects.values_list("address", flat=True)}


def visible_inbox_ids(user: User) -> list[int]:
    return list(visible_inboxes(user).order_by("id").values_list("id", flat=True))


def inbox_ids_seen(user: User) -> tuple[list[int], bool]:
    """The ids of `visible_inboxes`, and whether these are all there are; one query."""
    is_seen = Exists(visible_inboxes(user).filter(pk=OuterRef("pk")))
    rows = list(Inbox.objects.annotate(is_seen=is_seen).order_by("id").values_list("id", "is_seen"))
    return [pk for pk, seen in rows if seen], all(seen for _, seen in rows)


def visible_to(user: User) -> QuerySet[Conversation]:
    """The conversations a user may know of: those of the inboxes they see, and of a collaborator also those in which
    somebody asked for them."""
    if user.is_lead:
        return Conversation.objects.all()
    seen = Q(inbox__in=visible_inboxes(user).values("id"))
    if user.is_collaborator:
        seen |= Q(pk__in=Ask.objects.filter(user=user).values("conversation_id"))
    return Conversation.objects.filter(seen)


def asked_conversations(user: User) -> list[int]:
    return list(Ask.objects.filter(user=user).values_list("conversation_id", flat=True))


def open_asks(user: User) -> int:
    """How many questions wait for this user."""
    return Ask.objects.filter(user=user, answered_at=None).count()


def page_of_asked(user: User, *, before: tuple[datetime, int] | None = None, size: int = 50) -> list[Conversation]:
    """One keyset page of the conversations in which somebody asked this user."""
    rows = visible_to(user).filter(pk__in=Ask.objects.filter(user=user).values("conversation_id"))
    return _newest_first(rows, before, size)


def is_any() -> bool:
    """Whether anybody has ever written."""
    return Conversation.objects.exists()


def by_reference(user: User, reference: str) -> Conversation | None:
    """R-1042 with inbox, customer, address and assignee, if this user may see it; what became part of another one is
    found there."""
    pk = pk_of_reference(reference)
    found = None
    while pk is not None:
        found = next(iter(_whole(user.role).rows(user=user.pk, pk=pk)), None)
        pk = found.merged_into_id if found is not None else None
    return found


@cache
def _whole(role: str) -> Asked[Conversation]:
    return Asked(
        lambda user, pk: (
            visible_to(User(pk=user, role=role))
            .filter(pk=pk)
            .select_related("inbox", "customer", "customer__organization", "identity", "assignee")
        )
    )


def thread(conversation: Conversation) -> list[Message]:
    """Every message with author and attachments, oldest first, in one query."""
    found = gather({"messages": THREAD, "attachments": ATTACHMENTS}, {"conversation": conversation.pk})
    return with_attachments(found["messages"], found["attachments"])


def with_attachments(messages: list[Message], attachments: Iterable[Attachment]) -> list[Message]:
    """The rows of `THREAD` with those of `ATTACHMENTS`."""
    attach(messages, "attachments", attachments, by="message_id")
    return messages


def composed(conversation: Conversation, compose_key: str) -> Message | None:
    """What was stored under this key before."""
    return conversation.messages.filter(compose_key=compose_key).first() if compose_key else None


def follows(conversation: Conversation, user: User) -> bool:
    return Follower.objects.filter(conversation=conversation, user=user).exists()


def followers_of(conversation: Conversation) -> list[User]:
    """The active users who follow it and still see it, in one query while nobody does."""
    found = [row.user for row in FOLLOWERS.rows(conversation=conversation.pk)]
    seeing = {user.pk for user in who_see(conversation.inbox)} if found else set()
    return [user for user in found if user.is_active and user.pk in seeing]


def newest_id(conversation: Conversation, *, until: datetime | None = None) -> int:
    """The id of the newest message that somebody wrote, up to a moment if one is given; 0 when there is none."""
    newest = conversation.messages.exclude(kind=Message.Kind.AUTOMATIC).order_by("-id").values_list("id", flat=True)
    return (newest if until is None else newest.filter(at__lte=until)).first() or 0


def newer_than(conversation: Conversation, seen_id: int, *, than_by: User | None = None) -> Message | None:
    """The newest message of somebody else that the agent has not seen."""
    newer = conversation.messages.filter(id__gt=seen_id).exclude(kind=Message.Kind.AUTOMATIC)
    if than_by is not None:
        newer = newer.exclude(author=than_by)
    return newer.select_related("author").order_by("-id").first()


def last_from_customer(conversation: Conversation) -> Message | None:
    """The newest accepted message of the customer."""
    return (
        conversation.messages.filter(kind=Message.Kind.INBOUND, held=False, origin=Message.Origin.HUMAN)
        .order_by("-at", "-id")
        .first()
    )


def attachment(user: User, public_id: UUID) -> Attachment | None:
    """An attachment, if this user may see its conversation."""
    found = Attachment.objects.select_related("message").filter(public_id=public_id).first()
    if found is None or not visible_to(user).filter(pk=found.message.conversation_id).exists():
        return None
    return found


def message(user: User, public_id: UUID) -> Message | None:
    """A message, if this user may see its conversation."""
    found = Message.objects.filter(public_id=public_id).first()
    if found is None or not visible_to(user).filter(pk=found.conversation_id).exists():
        return None
    return found


def others_of(user: User, conversation: Conversation, limit: int) -> list[Conversation]:
    """The customer's other conversations that this user may see, newest first."""
    rows = visible_to(user).filter(customer=conversation.customer_id).exclude(pk=conversation.pk)
    return list(rows.order_by("-created_at")[:limit])


def contacts_in_a_week(customer: Customer, at: datetime) -> int:
    """How many conversations the customer opened in the seven days before."""
    since = at - timedelta(days=REPEAT_DAYS)
    return Conversation.objects.filter(customer=customer, created_at__gt=since, created_at__lte=at).count()


def participants_of(conversation: Conversation) -> list[Participant]:
    """Who else is part of it with their customers, first come first."""
    return PARTICIPANTS.rows(conversation=conversation.pk, identity=conversation.identity_id)


def addresses_of(conversation: Conversation) -> set[str]:
    """Every address of the customer."""
    return set(_own(conversation).values_list("value", flat=True))


def _own(conversation: Conversation) -> QuerySet[Identity]:
    return Identity.objects.filter(customer=conversation.customer_id, kind=Identity.Kind.EMAIL)


def asked_reply_to(conversation: Conversation) -> list[dict[str, str]]:
    """Where the customer's last proven mail asked for the answer, if at none of the customer's own addresses."""
    proven = conversation.messages.filter(kind=Message.Kind.INBOUND, held=False, trust=Message.Trust.PROVEN)
    theirs = proven.filter(origin=Message.Origin.HUMAN, from_address__in=_own(conversation).values("value"))
    rows = theirs.order_by("-at", "-id").values_list("reply_to", flat=True).first()
    if not rows:
        return []
    return _unless_at(addresses_of(conversation), rows)


def reply_to_in(messages: Sequence[Message], own: Collection[str]) -> list[dict[str, str]]:
    """The same of the rows of `THREAD`, where `own` are the customer's addresses."""
    proven = (one for one in reversed(messages) if _is_accepted(one) and one.trust == Message.Trust.PROVEN)
    newest = next((one for one in proven if one.from_address in own), None)
    return _unless_at(own, newest.reply_to if newest else [])


def _unless_at(own: Collection[str], rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [] if any(row["address"] in own for row in rows) else list(rows)


def also_named(conversation: Conversation, limit: int = 20) -> list[dict[str, str]]:
    """Who else stood on the accepted mails that came, the newest first; not yet told apart from ourselves."""
    accepted = conversation.messages.filter(kind=Message.Kind.INBOUND, held=False, origin=Message.Origin.HUMAN)
    return _each_address(accepted.order_by("-at", "-id").values_list("to", "cc")[:limit])


def named_in(messages: Sequence[Message], limit: int = 20) -> list[dict[str, str]]:
    """The same of the rows of `THREAD`."""
    accepted = [one for one in reversed(messages) if _is_accepted(one)]
    return _each_address((one.to, one.cc) for one in accepted[:limit])


def _each_address(lines: Iterable[tuple[Any, Any]]) -> list[dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for to, cc in lines:
        for row in [*cc, *to]:
            if row.get("address"):
                found.setdefault(row["address"], row)
    return list(found.values())


def _is_accepted(message: Message) -> bool:
    return message.kind == Message.Kind.INBOUND and not message.held and message.origin == Message.Origin.HUMAN


def contacts_before(conversation: Conversation, customer_id: int) -> int:
    """How many other conversations this customer opened in the seven days before this one."""
    since = conversation.created_at - timedelta(days=REPEAT_DAYS)
    theirs = Conversation.objects.filter(customer=customer_id, created_at__gt=since)
    earlier = Q(created_at__lt=conversation.created_at) | Q(created_at=conversation.created_at, pk__lt=conversation.pk)
    return theirs.filter(earlier).count()


def contacts_before_each(customers: Collection[int]) -> dict[int, int]:
    """The same for every conversation of these customers, by its id."""
    counted: dict[int, int] = {}
    for pk, earlier in sql.rows(_CONTACTS, [f"{REPEAT_DAYS} days", list(customers)]):
        counted[pk] = earlier
    return counted


def page_of_customer(
    user: User, customer: Customer, *, before: tuple[datetime, int] | None = None, size: int = 50
) -> list[Conversation]:
    """One keyset page of the customer's conversations that this user may see."""
    return _newest_first(visible_to(user).filter(customer=customer), before, size)


def mails_of(user: User, customer: Customer, limit: int = 20) -> list[Message]:
    """What the customer wrote last, as far as it counts and this user may see it: the fields that may name people."""
    theirs = Message.objects.filter(
        conversation__in=visible_to(user).filter(customer=customer).values("id"),
        kind=Message.Kind.INBOUND,
        held=False,
        origin=Message.Origin.HUMAN,
        from_address__in=Identity.objects.filter(customer=customer).values("value"),
    )
    wanted = ("conversation_id", "text", "reply_text", "reply_to", "forwarded_from")
    return list(theirs.order_by("-at", "-id").only(*wanted)[:limit])


def counts_by_identity(user: User, customer: Customer) -> dict[int, int]:
    """In how many conversations that this user may see we answer to each address."""
    rows = visible_to(user).filter(customer=customer).values("identity_id").annotate(count=Count("id"))
    return {row["identity_id"]: row["count"] for row in rows.order_by()}


# The ids of the addresses that conversations of a customer which are not done are answered at (`gather`).
ANSWERED = """
SELECT ARRAY(SELECT DISTINCT identity_id FROM conversations_conversation
  WHERE customer_id = %(customer)s::bigint AND status <> 'done')
"""


def customers_seen(user: User, customers: Collection[int]) -> set[int]:
    """Those of these customers of whom the user may know; a lead knows everybody."""
    if user.is_lead:
        return set(customers)
    return set(visible_to(user).filter(customer__in=customers).values_list("customer_id", flat=True))


def organization_seen(user: User, organization: int) -> bool:
    """Whether the user may know of anybody there; a lead knows everybody."""
    return user.is_lead or visible_to(user).filter(customer__organization=organization).exists()


def page_of_organization(
    user: User,
    organization: int,
    *,
    only_open: bool = False,
    before: tuple[datetime, int] | None = None,
    size: int = 50,
) -> list[Conversation]:
    """One keyset page of its people's conversations that this user may see."""
    found = visible_to(user).filter(customer__organization=organization, merged_into=None)
    found = found.exclude(status=Status.DONE) if only_open else found
    return _newest_first(found.select_related("customer"), before, size)


def is_our_domain(domain: str) -> bool:
    """Whether customers write to us there."""
    return Inbox.objects.filter(address__iendswith=f"@{domain}").exists()


def keys_by_status(
    user: User, status: str, *, before: tuple[datetime, int] | None = None, size: int = 50
) -> list[tuple[datetime, int]]:
    """One keyset page as (last_message_at, id), most recently touched first; `before` is the last row's."""
    rows = _before(visible_to(user).filter(status=status, merged_into=None), before)
    return list(rows.order_by("-last_message_at", "-id").values_list("last_message_at", "id")[:size])


def rows_of(pks: Collection[int]) -> dict[int, Conversation]:
    """These conversations with what a row of a list shows."""
    return {one.pk: one for one in _named(Conversation.objects.filter(pk__in=pks))}


@cache
def waiting_of(role: str, limit: int) -> Asked[Conversation]:
    """Conversations of an agent of this role in which the customer has the word, newest first."""
    return Asked(
        lambda user: (
            visible_to(User(pk=user, role=role))
            .filter(assignee=user, status=Status.WAITING)
            .select_related("customer")
            .order_by("-last_message_at", "-id")[:limit]
        )
    )


def page_of_agent(
    user: User, agent: User, *, before: tuple[datetime, int] | None = None, size: int = 50
) -> list[Conversation]:
    """One keyset page of the agent's conversations that are not done."""
    rows = visible_to(user).filter(assignee=agent).exclude(status=Status.DONE)
    return _newest_first(rows, before, size)


def in_hand_of(agent: User) -> list[int]:
    """The agent's conversations that are not done, by id, in the order in which they are locked."""
    return list(
        Conversation.objects.filter(assignee=agent)
        .exclude(status=Status.DONE)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def inboxes_of_teams() -> dict[int, list[str]]:
    """The names of each team's inboxes."""
    found: dict[int, list[str]] = {}
    for team_id, name in Inbox.objects.filter(teams__isnull=False).order_by("name").values_list("teams", "name"):
        found.setdefault(team_id, []).append(name)
    return found


def _newest_first(rows: QuerySet[Conversation], before: tuple[datetime, int] | None, size: int) -> list[Conversation]:
    return _named(_before(rows, before).order_by("-last_message_at", "-id")[:size])


def _before(rows: QuerySet[Conversation], before: tuple[datetime, int] | None) -> QuerySet[Conversation]:
    if before is None:
        return rows
    at, pk = before
    return rows.filter(Q(last_message_at__lt=at) | Q(last_message_at=at, pk__lt=pk))


def _named(rows: QuerySet[Conversation]) -> list[Conversation]:
    """Each knows its type and its own status by name."""
    named = rows.select_related("customer", "assignee", "inbox").annotate(**label_names())
    found: list[Conversation] = list(named)
    for one in found:
        take_names(one, one)
    return found


def label_names(path: str = "") -> dict[str, Subquery]:
    """The names of a conversation's type and own status within the query of a list, for `take_names`."""
    types = ConversationType.objects.filter(key=OuterRef(f"{path}type")).values("name")
    statuses = CustomStatus.objects.filter(key=OuterRef(f"{path}custom_status")).values("name")
    return {"named_type": Subquery(types[:1]), "named_status": Subquery(statuses[:1])}


def take_names(conversation: Conversation, row: Any) -> None:
    """What `label_names` answered with a row becomes the conversation's."""
    conversation.type_name = getattr(row, "named_type", None)
    conversation.status_name = getattr(row, "named_status", None)


def ids_by_status(user: User, status: str, limit: int) -> list[int]:
    """Ids of a list, as many as can be worked on at once."""
    rows = visible_to(user).filter(status=status, merged_into=None).order_by("-last_message_at", "-id")
    return list(rows.values_list("pk", flat=True)[:limit])


def count_tagged(name: str, most: int = 10_000) -> int:
    """How many conversations carry a tag, counted up to a limit."""
    return Conversation.objects.filter(tag_names__contains=[name])[:most].count()


def giving_inbox_ids() -> list[int]:
    """The inboxes that give their conversations out by themselves."""
    rows = Inbox.objects.filter(is_active=True).exclude(giving=Inbox.Giving.OFF)
    return list(rows.values_list("pk", flat=True))


def load_of(users: Collection[int]) -> dict[int, int]:
    """How many open conversations wait for an answer of each of these people."""
    rows = Conversation.objects.filter(assignee__in=list(users), waiting_since__isnull=False)
    counted = rows.exclude(status=Status.DONE).values_list("assignee_id").annotate(count=Count("id"))
    return dict(counted.order_by())


def skills_asked(conversation: Conversation, known: Labels) -> list[str]:
    """What whoever is given it must know: asked by its inbox, its type, its tags and rules, each once."""
    asked = [*conversation.inbox.skills, *known.skills(conversation.type, conversation.tag_names), *conversation.skills]
    found: dict[str, str] = {}
    for one in asked:
        found.setdefault(one.casefold(), one)
    return list(found.values())


def able(people: Iterable[User], skills: Sequence[str]) -> list[User]:
    """Those of them who are on duty, write to customers and know all of this."""
    return [one for one in people if one.on_duty and one.may(May.WRITE) and knows(one.skills, skills)]


def suited(user: User, pks: Sequence[int], known: Labels) -> list[int]:
    """Those of these conversations that ask for nothing that this user does not know."""
    return [pk for pk, one in _asking(pks).items() if knows(user.skills, skills_asked(one, known))]


def _asking(pks: Sequence[int]) -> dict[int, Conversation]:
    """With what they ask for."""
    wanted = ("type", "tag_names", "skills", "inbox__skills")
    return {one.pk: one for one in Conversation.objects.filter(pk__in=pks).select_related("inbox").only(*wanted)}


def somebody_is_able(pks: Sequence[int], known: Labels) -> list[int]:
    """Those of these conversations, in their order, for which somebody is on duty who knows what is asked for."""
    rows = _asking(pks)
    around = {one.inbox_id: one.inbox for one in rows.values()}
    people = {pk: who_see(inbox) for pk, inbox in around.items()}
    return [pk for pk in pks if (one := rows.get(pk)) and able(people[one.inbox_id], skills_asked(one, known))]


def waiting_to_take_back(user: User) -> list[int]:
    """What waits for somebody in inboxes that want it back when they leave."""
    rows = Conversation.objects.filter(assignee=user, waiting_since__isnull=False, inbox__take_back_off_duty=True)
    return list(rows.exclude(status__in=[Status.DONE, Status.LATER]).order_by("id").values_list("pk", flat=True))


def linked_with(user: User, conversation: Conversation) -> list[Conversation]:
    """What it has to do with, as far as this user may see it."""
    links = Link.objects.filter(Q(first=conversation) | Q(second=conversation)).values_list("first_id", "second_id")
    others = {pk for pair in links for pk in pair} - {conversation.pk}
    return list(visible_to(user).filter(pk__in=others).order_by("-id")) if others else []


def to_wake(at: datetime, limit: int = 500) -> list[int]:
    """Ids of conversations that come back now, the longest due first; straight from their index."""
    due = Conversation.objects.filter(snoozed_until__lte=at).order_by("snoozed_until")
    return list(due.values_list("pk", flat=True)[:limit])


def receipts_to(identity: Identity, *, since: datetime) -> list[datetime]:
    """When automatic messages were written to this address, the newest first."""
    sent = Message.objects.filter(conversation__identity=identity, kind=Message.Kind.AUTOMATIC, at__gt=since).order_by(
        "-at"
    )
    return list(sent.values_list("at", flat=True))


def last_talk_with(identity: Identity) -> datetime | None:
    """When this address last answered one of us within a conversation; None when it never did."""
    ours = Message.objects.filter(conversation=OuterRef("conversation"), kind=Message.Kind.REPLY, at__lt=OuterRef("at"))
    theirs = Message.objects.filter(
        Exists(ours),
        conversation__identity=identity,
        kind=Message.Kind.INBOUND,
        origin=Message.Origin.HUMAN,
        held=False,
    )
    return theirs.order_by("-at").values_list("at", flat=True).first()


def is_flooded(conversation: Conversation, *, most: int, since: datetime, until: datetime) -> bool:
    """Whether more than `most` mails went in or out in this time."""
    mails = conversation.messages.filter(kind__in=Message.VISIBLE_TO_CUSTOMER, at__gt=since, at__lte=until).order_by(
        "at", "id"
    )
    return mails[most : most + 1].exists()


def of_identity(identity: Identity, limit: int = 100) -> list[Conversation]:
    """The conversations that are answered at this address, most recently touched first."""
    rows = Conversation.objects.filter(identity=identity, merged_into=None).select_related("inbox")
    return list(rows.order_by("-last_message_at", "-id")[:limit])


def public_messages(found: Collection[Conversation]) -> list[Message]:
    """What customers wrote in these and what was sent to anybody, oldest first, with files; never a note."""
    rows = Message.objects.filter(
        conversation__in=found, kind__in=Message.VISIBLE_TO_CUSTOMER, held=False, origin=Message.Origin.HUMAN
    )
    return list(rows.select_related("author").prefetch_related("attachments").order_by("at", "id"))


def public_message_times(found: Collection[Conversation]) -> list[tuple[int, int, str, str, datetime]]:
    """Of the same messages no more than id, conversation, kind, sender and time."""
    rows = Message.objects.filter(
        conversation__in=found, kind__in=Message.VISIBLE_TO_CUSTOMER, held=False, origin=Message.Origin.HUMAN
    )
    return list(rows.order_by("at", "id").values_list("id", "conversation_id", "kind", "from_address", "at"))


def by_message_id(conversation: Conversation, message_id: str) -> Message | None:
    return conversation.messages.filter(message_id=message_id).first()
