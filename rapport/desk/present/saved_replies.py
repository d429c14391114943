"""Saved replies in words: whose they are, what they do, how they fared; and their own words for one conversation."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rapport.conversations.models import Conversation, Priority
from rapport.flows.sign import values_for
from rapport.knowledge.models import SavedReply
from rapport.knowledge.rules import DONE, ME, known_actions
from rapport.language.html_text import html_to_text
from rapport.language.placeholders import fill, left, unknown
from rapport.team.models import User
from rapport.web import clean

# What each placeholder stands for, and what the preview puts there.
PLACEHOLDERS = (
    ("customer.name", gettext_lazy("The customer’s name"), "Nora Lind"),
    ("customer.first_name", gettext_lazy("The customer’s first name"), "Nora"),
    ("agent.name", gettext_lazy("Your name"), ""),
    ("agent.first_name", gettext_lazy("Your first name"), ""),
    ("conversation.reference", gettext_lazy("The number of the conversation"), "R-1042"),
    ("conversation.subject", gettext_lazy("Its subject"), gettext_lazy("My order")),
    ("inbox.name", gettext_lazy("The name of the inbox"), gettext_lazy("Help")),
)


def to_pick() -> list[tuple[str, Any]]:
    """Each placeholder in its braces, and what it stands for."""
    return [(f"{{{{{name}}}}}", told) for name, told, _example in PLACEHOLDERS]


def whose(one: SavedReply) -> str:
    if one.owner_id is not None:
        return _("Only yours")
    if one.team is not None:
        return _("Team %(name)s") % {"name": one.team.name}
    return _("Inbox %(name)s") % {"name": one.inbox.name} if one.inbox else _("Everybody’s")


def does(actions: Iterable[Mapping[str, Any]], people: Mapping[int, str]) -> list[str]:
    """What sending does besides, one part an action; somebody who is gone is left out."""
    return [words for one in known_actions(actions) if (words := _does(one["do"], one["value"], people))]


def _does(what: str, value: Any, people: Mapping[int, str]) -> str:
    if what == "status":
        return _("marks it done") if value == DONE else _("keeps it open")
    if what == "tags":
        return ngettext("adds the tag %s", "adds the tags %s", len(value)) % ", ".join(value)
    if what == "priority":
        return _("sets the priority to %s") % _(Priority(value).label) if value in Priority.values else ""
    if value == ME:
        return _("gives it to whoever sends it")
    return _("gives it to %s") % people[value] if value in people else ""


def fared(answered: int, happy: int) -> str:
    """How the replies that began with it were rated, as counted; empty while nobody answered."""
    if not answered:
        return ""
    words = ngettext("%(happy)d of %(all)d rating happy", "%(happy)d of %(all)d ratings happy", answered)
    return words % {"happy": happy, "all": answered}


def filled(html: str, values: Mapping[str, str]) -> dict[str, Any]:
    """The words with what is known put in, harmless again afterwards: a name may have become an address. `left`: what
    a customer would still read in braces."""
    known = {name: value for name, value in values.items() if value.strip()}
    ready = clean.reply(fill(html, known))
    return {"html": ready, "text": html_to_text(ready), "left": left(ready)}


def for_conversation(found: SavedReply, conversation: Conversation, user: User) -> dict[str, Any]:
    return filled(found.html, values_for(conversation, user))


def preview(html: str, user: User) -> dict[str, Any]:
    """As a customer of the example would read it."""
    own = {"agent.name": user.name, "agent.first_name": user.first_name}
    values = {name: own.get(name) or str(example) for name, _words, example in PLACEHOLDERS}
    return {"html": SafeString(filled(html, values)["html"]), "unknown": unknown(html)}
