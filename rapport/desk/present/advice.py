"""Advice on a draft as the composer and the settings show it."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

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
