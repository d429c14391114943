"""What the composer holds: a draft, words that came back, or nothing yet; and to whom they would go."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rapport.channels.email import queries as mail
from rapport.conversations import queries as conversations
from rapport.conversations.models import Conversation, Message
from rapport.conversations.rules import snippet
from rapport.customers.rules import Addressee, AddressProblem, address, clean_name, line_of
from rapport.desk.conversations.dossier import Dossier
from rapport.desk.conversations.forms import harmless
from rapport.desk.present import delivery, saved_replies
from rapport.desk.present.advice import shown_undecided
from rapport.desk.present.people import who
from rapport.flows.sign import filled
from rapport.knowledge import queries as knowledge
from rapport.language.tone import Advice
from rapport.platform import signing
from rapport.team import queries as team
from rapport.team.models import User
from rapport.team.rules import May
from rapport.web import clean
from rapport.web.addresses import reverse
from rapport.writing.actions.drafts import part_id
from rapport.writing.models import Draft, DraftFile
from rapport.writing.rules import closest, picture_address

Kind = Draft.Kind
FORWARDABLE = 20


@dataclass(frozen=True)
class Refused:
    """What was posted and could not be sent, why, and what came meanwhile if that was the reason."""

    given: Mapping[str, str]
    reason: str
    newer: Message | None = None
    undecided: Sequence[Advice] = ()


@dataclass(frozen=True)
class Around:
    """What the page knows already."""

    user: User
    folder: str
    on_copy: Mapping[str, str]
    known: Dossier
    following: str = ""


def composer(conversation: Conversation, around: Around, refused: Refused | None = None) -> dict[str, Any]:
    """What `web/_composer.html` needs; what was refused comes back with its words and the same token."""
    known = around.known
    drafts = {draft.kind: draft for draft in known.drafts}
    newest = max(known.drafts, key=lambda draft: draft.updated_at, default=None)
    kind = refused.given.get("kind", Kind.REPLY) if refused else newest.kind if newest else Kind.REPLY
    draft = drafts.get(kind)
    reply_to = conversations.reply_to_in(known.messages, known.addresses)
    people = recipients(conversation, around.on_copy, _of_others(reply_to))
    held = _held(draft, refused, people)
    reference, may_write = [conversation.reference], around.user.may(May.WRITE)
    may_contact = may_write and around.user.may(May.CONTACT)
    return {
        "id": f"composer-{conversation.pk}",
        "may_write": may_write,
        "fixed": may_write and not may_contact,
        "action": reverse("desk:messages", args=reference) + f"?in={around.folder}",
        "drafts_url": reverse("desk:drafts", args=reference),
        "everybody_url": reverse("desk:everybody", args=reference) if may_contact else "",
        "advice_url": reverse("desk:advice", args=reference),
        "outcome_url": reverse("desk:advice-outcome", args=reference),
        "saved_url": reverse("desk:conversation-saved-replies", args=reference) if may_write else "",
        "saved_page": reverse("desk:saved-replies"),
        "saved_chosen": _chosen(held["saved_reply"], conversation, around.user),
        "kind": kind,
        "who": people["who"],
        "to_note": people["note"],
        **held,
        "draft_key": conversation.reference,
        "part_prefix": part_id(conversation.pk, "", 0).removesuffix("--0"),
        "state": {name: shown_draft(one) for name, one in drafts.items()},
        "error": refused.reason if refused else "",
        "newer": _newer(refused.newer) if refused and refused.newer else None,
        "undecided": shown_undecided(refused.undecided) if refused else [],
        "done_allowed": True,
        "seen": _newest_id(known.messages),
        "forwardable": [_forwardable(one) for one in _shown_to_customer(known.messages)] if may_contact else [],
        "originals": [_original(file) for one in known.messages for file in one.attachments.all() if not file.inline],
        "signature": SafeString(clean.reply(_signature(conversation, around))),
        "plain_signature": around.user.signature,
        "following": around.following,
        "may_wait": around.user.undo_seconds,
    }


def _signature(conversation: Conversation, around: Around) -> str:
    return filled(closest(around.known.signatures, ""), conversation, around.user)


def _newest_id(messages: Iterable[Message]) -> int:
    return max((one.pk for one in messages if one.kind != Message.Kind.AUTOMATIC), default=0)


def _held(draft: Draft | None, refused: Refused | None, people: Mapping[str, str]) -> dict[str, Any]:
    """The words, the lines of people and the files: of what was refused, else of the draft."""
    given: Mapping[str, str] = refused.given if refused else _fields(draft) if draft else {}
    lines = {name: given.get(name, people[name]) for name in ("to", "cc", "bcc")}
    files = list(draft.files.all()) if draft else []
    return {
        **lines,
        "defaults": {name: people[name] for name in ("to", "cc", "bcc")},
        "forward_to": given.get("forward_to", ""),
        "to_open": lines != {name: people[name] for name in lines} or not lines["to"],
        "text": given.get("text", ""),
        "html": given.get("html", ""),
        "promise_at": given.get("promise_at", ""),
        "promise_text": given.get("promise_text", ""),
        "saved_reply": given.get("saved_reply", ""),
        "token": given.get("token", "") or signing.random_token(),
        "version": draft.version if draft else 0,
        "files": [shown_file(file) for file in files if not file.inline],
        "spare": shown_spare(draft) if draft else [],
        "forwards": draft.forwards_id if draft else None,
    }


def _chosen(pk: str, conversation: Conversation, user: User) -> dict[str, Any] | None:
    """The saved reply these words began with, and what sending it does besides."""
    is_id = pk.isascii() and pk.isdigit() and len(pk) < 18
    found = knowledge.one_here(user, conversation.inbox, int(pk)) if is_id else None
    if found is None:
        return None
    people = {one.pk: one.name for one in team.active_users()} if found.actions else {}
    return {"id": found.pk, "name": found.name, "does": ", ".join(saved_replies.does(found.actions, people))}


def _fields(draft: Draft) -> dict[str, str]:
    people = {"forward_to": draft.people.get("to", "")} if draft.kind == Kind.FORWARD else draft.people
    return {
        **people,
        "text": draft.text,
        "html": draft.html,
        "token": draft.token,
        "promise_at": draft.promise_at[:16],
        "promise_text": draft.promise_text,
        "saved_reply": str(draft.saved_reply or ""),
    }


def shown_draft(draft: Draft) -> dict[str, Any]:
    """A draft for scripts."""
    return {
        **_fields(draft),
        "kind": draft.kind,
        "version": draft.version,
        "at": draft.updated_at.isoformat(),
        "files": [shown_file(file) for file in draft.files.all() if not file.inline],
        "spare": shown_spare(draft),
    }


def shown_file(file: DraftFile) -> dict[str, Any]:
    return {
        "id": str(file.public_id),
        "name": file.name,
        "size": file.size,
        "url": reverse("desk:draft-file", args=[file.public_id]),
        "removal_url": reverse("desk:draft-file-removal", args=[file.public_id]),
        "picture_url": picture_address(file.public_id) if file.is_image else "",
    }


def shown_spare(draft: Draft) -> list[dict[str, Any]]:
    return [
        {
            "at": one["at"],
            "moment": datetime.fromisoformat(one["at"]),
            "html": SafeString(harmless(one["html"])),
            "text": one["text"],
        }
        for one in draft.spare
    ]


def _newer(message: Message) -> dict[str, Any]:
    return {
        "who": who(message),
        "at": message.at,
        "is_note": message.kind == Message.Kind.NOTE,
        "text": snippet(message.shown_text, 400),
    }


def _shown_to_customer(messages: Iterable[Message]) -> list[Message]:
    kept = [one for one in messages if one.kind in Message.VISIBLE_TO_CUSTOMER]
    return kept[::-1][:FORWARDABLE]


def _forwardable(message: Message) -> dict[str, Any]:
    return {
        "pk": message.pk,
        "id": str(message.public_id),
        "who": who(message),
        "at": message.at,
        "text": snippet(message.shown_text, 60),
    }


def _original(file: Any) -> dict[str, Any]:
    return {"id": str(file.public_id), "name": file.name, "message": file.message_id}


def recipients(
    conversation: Conversation, on_copy: Mapping[str, str], elsewhere: list[Addressee] | None = None
) -> dict[str, str]:
    """To, Cc and Bcc as lines, and a word about where To comes from when it is not where the customer wrote from.
    `elsewhere`: what `answers_to` found, if that is known."""
    own = conversation.identity.address
    to = [Addressee(conversation.customer.name, own)] if own else []
    note = delivery.address_warning(conversation)
    elsewhere = answers_to(conversation) if elsewhere is None else elsewhere
    if elsewhere:
        to = elsewhere
        note = _("The customer’s last mail asks for answers here (Reply-To), not at %(address)s.") % {"address": own}
    cc = [Addressee(name if name != value else "", value) for value, name in on_copy.items()]
    taken = {one.address for one in to}
    cc = [one for one in cc if one.address not in taken]
    named = ", ".join(one.name or one.address for one in [*to, *cc])
    return {"to": line_of(to), "cc": line_of(cc), "bcc": "", "note": note, "who": named}


def everybody(conversation: Conversation, on_copy: Mapping[str, str]) -> str:
    """The line Cc of a reply to all: who is part of it, and whoever else stood on the mails that came."""
    places = mail.places()
    own = conversations.addresses_of(conversation) | {conversation.identity.address}
    people = {value: Addressee(name if name != value else "", value) for value, name in on_copy.items()}
    for row in conversations.also_named(conversation):
        with suppress(AddressProblem):
            found = Addressee(clean_name(row.get("name", "")), address(row["address"]))
            people.setdefault(found.address, found)
    return line_of(one for one in people.values() if one.address not in own and not places.takes(one.address))


def answers_to(conversation: Conversation) -> list[Addressee]:
    """Where the customer's last proven mail asked for the answer, if elsewhere and not at one of us."""
    return _of_others(conversations.asked_reply_to(conversation))


def _of_others(rows: list[dict[str, str]]) -> list[Addressee]:
    places = mail.places() if rows else mail.Places()
    found = []
    for row in rows:
        with suppress(AddressProblem):
            found.append(Addressee(clean_name(row.get("name", "")), address(row["address"])))
    return [one for one in found if not places.takes(one.address)]
