"""The reasons for a place on the pile, in the reader's language: they are stored in English."""

import re
from typing import Any

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from rapport.triage.models import Placement
from rapport.triage.rules import Explanation, explain

WORDS = (
    gettext_noop("Reply due"),
    gettext_noop("Woke: to be looked at again"),
    gettext_noop("Promise due"),
    gettext_noop("First human word due"),
    gettext_noop("Written apology due"),
    gettext_noop("Cause to be named"),
    gettext_noop("What we owe to be agreed"),
    gettext_noop("Fix due"),
    gettext_noop("Asking again due"),
    gettext_noop("Public word due"),
    gettext_noop("Lesson to be written down"),
    gettext_noop("Answer to “Not quite” due"),
    gettext_noop("Not fixed, says the customer"),
    gettext_noop("Complaint"),
    gettext_noop("Reopened"),
    gettext_noop("Broken promise"),
    gettext_noop("Unhappy"),
    gettext_noop("Likely unhappy"),
    gettext_noop("Not quite happy"),
    gettext_noop("Low priority"),
    gettext_noop("High priority"),
    gettext_noop("Urgent"),
)
CONTACT = re.compile(r"((\d+)\w+) contact in a week")
HANDED = re.compile(r"Handed on (\d+) times")


def why(placed: Placement) -> list[dict[str, Any]]:
    return [term | {"words": said(term["words"])} for term in placed.why]


def explained(placed: Placement) -> Explanation:
    return explain(placed.rank_key, why(placed), _("at most"), _("head start"))


def said(words: str) -> str:
    if found := CONTACT.fullmatch(words):
        nth = found[1] if (get_language() or "en").startswith("en") else f"{found[2]}."  # only English spells it
        return _("%(nth)s contact in a week") % {"nth": nth}
    if found := HANDED.fullmatch(words):
        return _("Handed on %(number)s times") % {"number": found[1]}
    return _(words)
