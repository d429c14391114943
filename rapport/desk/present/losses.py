"""Who left us and why, in words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rapport.conversations.models import Conversation
from rapport.desk.present.names import name_of
from rapport.desk.reports.present import in_words
from rapport.relationships import rules
from rapport.relationships.models import Loss
from rapport.relationships.rules import OF_SCORE, Family, Last, Reason, Signal
from rapport.reports.rules.shares import Group
from rapport.web.addresses import reverse

REASONS = {
    Reason.UNFRIENDLY: gettext_lazy("We were unfriendly"),
    Reason.NOT_HEARD: gettext_lazy("They were not heard"),
    Reason.BROKEN_PROMISE: gettext_lazy("We broke a promise"),
    Reason.TOO_SLOW: gettext_lazy("We were too slow"),
    Reason.FAULT: gettext_lazy("Something did not work"),
    Reason.MISSING: gettext_lazy("Something was missing"),
    Reason.QUALITY: gettext_lazy("It was not good enough"),
    Reason.PRICE: gettext_lazy("The price"),
    Reason.NO_NEED: gettext_lazy("They need it no more"),
    Reason.UNKNOWN: gettext_lazy("Nobody knows"),
}
FAMILIES = {
    Family.TREATMENT: gettext_lazy("How we treated them"),
    Family.DELAY: gettext_lazy("How long it took"),
    Family.PRODUCT: gettext_lazy("What we sell"),
    Family.PRICE: gettext_lazy("What it costs"),
    Family.NO_NEED: gettext_lazy("No need any more"),
    Family.UNKNOWN: gettext_lazy("Not known"),
}
SCORES = {sign: score for score, sign in OF_SCORE.items()}
KNOWN, ANY = "known", "any"


def choices() -> list[tuple[Any, Any]]:
    """The reasons by family, for a list to choose from."""
    return [("", "—")] + [
        (FAMILIES[family], [(one.value, REASONS[one]) for one in Reason if rules.FAMILIES[one] == family])
        for family in Family
    ]


def reasons_of(part: str) -> list[str] | None:
    """Those behind a number of the table; None for a part that there is not."""
    parts: dict[str, list[str]] = {
        family.value: [one.value for one in Reason if rules.FAMILIES[one] == family] for family in Family
    }
    parts[KNOWN] = [one.value for one in Reason if one != Reason.UNKNOWN]
    parts[ANY] = [one.value for one in Reason]
    return parts.get(part)


def name_of_part(part: str) -> str:
    over_all = {KNOWN: _("The reason is known"), ANY: _("All who left")}
    return over_all.get(part) or str(FAMILIES[Family(part)])


def shares(numbers: Mapping[Reason, int]) -> dict[str, Any]:
    """What they left for, of those of whom it is known; and of how many it is."""
    by_family = {family: sum(n for one, n in numbers.items() if rules.FAMILIES[one] == family) for family in Family}
    everybody = sum(numbers.values())
    known = everybody - by_family[Family.UNKNOWN]
    address = reverse("desk:losses")
    return {
        "rows": [
            {
                "name": FAMILIES[family],
                "number": by_family[family],
                "url": f"{address}?part={family.value}",
                "words": in_words(Group(by_family[family], known)),
            }
            for family in Family
            if family != Family.UNKNOWN
        ],
        "known": known,
        "everybody": everybody,
        "known_url": f"{address}?part={KNOWN}",
        "url": f"{address}?part={ANY}",
        "known_words": in_words(Group(known, everybody)),
    }


def row(one: Loss, signals: Sequence[Signal]) -> dict[str, Any]:
    return {
        "loss": one,
        "customer": one.customer,
        "name": name_of(one.customer),
        "reason": REASONS[Reason(one.reason)],
        "family": FAMILIES[one.family],
        "day": day_of(one.lost_on),
        "is_back": one.end == Loss.End.BACK,
        "is_mistake": one.end == Loss.End.MISTAKE,
        "before": last(rules.before(signals, one.lost_on)),
    }


def day_of(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def last(found: Last) -> dict[str, Any]:
    """Each with the conversation it was in."""
    times = found.broken
    return {
        "score": SCORES[found.rating.sign] if found.rating else None,
        "rated": _on(found.rating, _("rated on %(day)s")),
        "waited": _on(found.wait, _("waited longer than we want, until %(day)s")),
        "broken": ngettext("%(times)s broken promise", "%(times)s broken promises", times) % {"times": times}
        if times
        else "",
        "is_empty": not (found.rating or found.wait or times),
    }


def _on(found: Signal | None, words: str) -> dict[str, str] | None:
    if found is None:
        return None
    place = Conversation(pk=found.conversation).reference
    return {
        "words": words % {"day": date_format(found.at, "SHORT_DATE_FORMAT")},
        "url": reverse("desk:conversation", args=[place]),
    }


def counted_words(moment: datetime | None) -> str:
    if moment is None:
        return _("Not counted yet. It is counted once a day, in the background.")
    return _("Counted on %(moment)s, once a day.") % {"moment": date_format(moment, "SHORT_DATETIME_FORMAT")}
