"""Advice on a draft as the composer and the settings show it."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop, override
from django.utils.translation import gettext_lazy as _

from rapport.conversations.models import Conversation
from rapport.conversations.rules import without_prefixes
from rapport.language.tone import Advice, Rule
from rapport.platform.said import said

gettext_noop("what experienced support teams teach")
TITLES: dict[Rule, str | Promise] = {
    Rule.BLAME: _("Blames the customer"),
    Rule.MINIMISING: _("Plays it down"),
    Rule.CONDESCENDING: _("Talks down"),
    Rule.NON_APOLOGY: _("Is no apology"),
    Rule.POLICY: _("Hides behind a rule"),
    Rule.ABSTRACT: _("Stays vague"),
    Rule.WE_FOR_I: _("“We” for “I”"),
    Rule.SHOUTING: _("Shouts"),
    Rule.JARGON: _("Our word, not theirs"),
    Rule.UNANSWERED: _("Still unanswered?"),
    Rule.NO_GREETING: _("No greeting"),
    Rule.NO_CLOSE: _("No last line"),
    Rule.SORRY_AGAIN: _("Sorry once more"),
    Rule.NO_RESPONSIBILITY: _("Whose fault was it?"),
    Rule.NO_REPAIR: _("What is done about it?"),
    Rule.LOOSE_PROMISE: _("A promise"),
    Rule.PRIVATE_DATA: _("A number or password"),
    Rule.WRONG_NAME: _("Somebody else’s name"),
}


def shown_advice(found: Iterable[Advice]) -> list[dict[str, Any]]:
    """What must be decided before sending comes first."""
    ordered = sorted(found, key=lambda one: not one.is_decided_first)
    return [
        {
            "rule": one.rule.value,
            "title": TITLES[one.rule],
            "quote": one.quote[:200],
            "reason": gettext(one.reason.text),
            "source": said(one.reason.source),
            "rewrite": one.rewrite,
            "is_decided_first": one.is_decided_first,
        }
        for one in ordered
    ]


OPENINGS = (
    gettext_noop("Thank you for writing about “%(subject)s”. I read all of it before I answered."),
    gettext_noop("I looked at your own case first. This is what I found:"),
    gettext_noop("You should not have to wonder about this, so here is what happens now:"),
)


def openings_for(found: Conversation, language: str) -> list[str]:
    """Two ways to begin, other ones for the next conversation, in the language of the draft; none where we lack it."""
    if language not in dict(settings.LANGUAGES):
        return []
    first = found.pk % len(OPENINGS)
    with override(language):
        words = [gettext(OPENINGS[(first + step) % len(OPENINGS)]) for step in (0, 1)]
    return [one % {"subject": without_prefixes(found.subject)} for one in words]


LETTING: dict[Rule, str | Promise] = {
    Rule.LOOSE_PROMISE: _("This is no promise"),
    Rule.PRIVATE_DATA: _("Send it all the same"),
    Rule.WRONG_NAME: _("The name is right"),
}


def shown_undecided(found: Iterable[Advice]) -> list[dict[str, Any]]:
    """Each with the words by which its author lets it stand."""
    return [
        {
            "key": one.key,
            "title": TITLES[one.rule],
            "quote": one.quote[:200],
            "letting": LETTING[one.rule],
            "is_promise": one.rule == Rule.LOOSE_PROMISE,
        }
        for one in found
    ]
