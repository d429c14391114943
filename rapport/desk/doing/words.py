"""What a toast says of what was done."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.conversations.models import Conversation
from rapport.flows.deeds import Verb
from rapport.platform.said import said as told

LISTED = 5
SAID: dict[str, Callable[[int], str]] = {
    Verb.ASSIGN: lambda n: ngettext("%(what)s is given on.", "%(what)s are given on.", n),
    Verb.TEAM: lambda n: ngettext("%(what)s is with another team.", "%(what)s are with another team.", n),
    Verb.CLOSE: lambda n: ngettext("%(what)s is done.", "%(what)s are done.", n),
    Verb.REOPEN: lambda n: ngettext("%(what)s is open again.", "%(what)s are open again.", n),
    Verb.WAIT: lambda n: ngettext("%(what)s waits for the customer.", "%(what)s wait for their customers.", n),
    Verb.STATUS: lambda n: ngettext("%(what)s has another status.", "%(what)s have another status.", n),
    Verb.TAG: lambda n: ngettext("%(what)s is tagged.", "%(what)s are tagged.", n),
    Verb.UNTAG: lambda n: ngettext("%(what)s has a tag less.", "%(what)s have a tag less.", n),
    Verb.PRIORITY: lambda n: ngettext("%(what)s has another priority.", "%(what)s have another priority.", n),
    Verb.TYPE: lambda n: ngettext("%(what)s has another type.", "%(what)s have another type.", n),
    Verb.FIELDS: lambda n: ngettext("The fields of %(what)s are saved.", "The fields of %(what)s are saved.", n),
    Verb.SNOOZE: lambda n: ngettext("%(what)s comes back later.", "%(what)s come back later.", n),
    Verb.WAKE: lambda n: ngettext("%(what)s is back.", "%(what)s are back.", n),
    Verb.FORGET: lambda n: ngettext("%(what)s will not come back.", "%(what)s will not come back.", n),
    Verb.MOVE: lambda n: ngettext("%(what)s is moved.", "%(what)s are moved.", n),
    Verb.MERGE: lambda n: ngettext("Merged: %(what)s lives on here.", "Merged: %(what)s live on here.", n),
    Verb.SPLIT: lambda n: ngettext("%(what)s is a conversation of its own.", "%(what)s are on their own.", n),
    Verb.LINK: lambda n: ngettext("%(what)s is linked.", "%(what)s are linked.", n),
    Verb.UNLINK: lambda n: ngettext("%(what)s is not linked any more.", "%(what)s are not linked any more.", n),
}


def said(verb: str, done: list[Conversation]) -> str:
    """ "R-1042 is done.", "12 conversations are done."."""
    return SAID[verb](len(done)) % {"what": what(done)}


def what(done: list[Conversation]) -> str:
    if len(done) == 1:
        return done[0].reference
    return ngettext("%(count)d conversation", "%(count)d conversations", len(done)) % {"count": len(done)}


def undone(done: list[Conversation]) -> str:
    return _("Undone: %(what)s.") % {"what": what(done)} if done else _("There was nothing to undo.")


def refused(found: list[tuple[Conversation, str]]) -> str:
    """Each with its reason, the first few of many."""
    lines = [f"{one.reference}: {told(why)}" for one, why in found[:LISTED]]
    if len(found) > LISTED:
        more = len(found) - LISTED
        lines.append(ngettext("and %(count)d more.", "and %(count)d more.", more) % {"count": more})
    return " ".join(lines)
