"""What stands in conversations and records, for the index."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rapport.conversations.models import Attachment, Conversation
from rapport.customers.models import Customer, Identity
from rapport.platform import sql

FILLED = "search.index.filled"
MESSAGES_READ = 400
SIGNS_READ = 100_000
_MESSAGES = """
SELECT asked.id, m.id, m.from_name, m.from_address, m.people, m.reply_text, m.text
FROM unnest(%s::bigint[]) AS asked(id)
CROSS JOIN LATERAL (
  SELECT id, from_name, from_address, "to" || cc || bcc AS people, left(reply_text, %s) AS reply_text,
    CASE WHEN text = reply_text THEN '' ELSE left(text, %s) END AS text
  FROM conversations_message WHERE conversation_id = asked.id ORDER BY at DESC, id DESC LIMIT %s) m
"""
_MISSING = """
SELECT c.id FROM conversations_conversation c LEFT JOIN search_document d ON d.conversation_id = c.id
WHERE d.conversation_id IS NULL AND c.id < %s ORDER BY c.id DESC LIMIT %s
"""


@dataclass
class TextsOf:
    """All that may be found of one conversation; the texts with what is new in them first."""

    pk: int
    at: datetime
    subject: str
    authors: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class NamesOf:
    """One customer as people call them; no names when the record is part of another one."""

    pk: int
    names: tuple[str, ...]


def texts_of(pks: Collection[int]) -> list[TextsOf]:
    """In four queries, however many there are."""
    rows = Conversation.objects.filter(pk__in=pks).values_list("pk", "last_message_at", "subject", "customer_id")
    found: dict[int, TextsOf] = {}
    customers: dict[int, list[int]] = {}
    for pk, at, subject, customer in rows:
        found[pk] = TextsOf(pk, at, subject)
        customers.setdefault(customer, []).append(pk)
    for person in names_of(customers):
        for pk in customers[person.pk]:
            found[pk].authors += person.names
    holders: dict[int, TextsOf] = {}
    for pk, *message in sql.rows(_MESSAGES, [list(found), SIGNS_READ, SIGNS_READ, MESSAGES_READ]):
        holders[message[0]] = found[pk]
        _add(found[pk], message[1:])
    for message_id, name in Attachment.objects.filter(message__in=list(holders)).values_list("message_id", "name"):
        holders[message_id].texts.append(name)
    return list(found.values())


def _add(texts: TextsOf, message: Sequence[Any]) -> None:
    name, address, people, new, whole = message
    texts.authors.append(f"{name} {address}")
    texts.recipients += [f"{one.get('name', '')} {one.get('address', '')}" for one in json.loads(people)]
    texts.texts.append(new or whole)
    if new and whole:
        texts.quoted.append(whole)


def names_of(pks: Collection[int]) -> Iterator[NamesOf]:
    """The addresses among them are those that a person has; no secret of a nameless sender."""
    addresses: dict[int, list[str]] = {}
    known = Identity.objects.filter(customer__in=list(pks), kind=Identity.Kind.EMAIL).order_by("id")
    for customer, value in known.values_list("customer_id", "value"):
        addresses.setdefault(customer, []).append(value)
    people = Customer.objects.filter(pk__in=list(pks))
    for pk, name, organization, merged in people.values_list("pk", "name", "organization__name", "merged_into"):
        names = [] if merged else [name, organization or "", *addresses.get(pk, [])]
        yield NamesOf(pk, tuple(one for one in names if one))


def missing(below: int, size: int) -> list[int]:
    """Conversations that cannot be found yet, the newest first."""
    return [pk for (pk,) in sql.rows(_MISSING, [below, size])]


def newest_below(below: int, size: int) -> list[int]:
    """All conversations, the newest first."""
    return list(Conversation.objects.filter(pk__lt=below).order_by("-pk").values_list("pk", flat=True)[:size])
