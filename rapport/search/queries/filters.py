"""What each operator asks of a conversation. Values are parameters, names come from this list only."""

import math
from collections.abc import Callable
from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.db.models.lookups import IExact
from django.utils import timezone

from rapport.conversations.models import Attachment, Message, Priority, Status, pk_of_reference
from rapport.conversations.queries import visible_inboxes
from rapport.customers.queries import organizations_like
from rapport.feedback.models import Rating
from rapport.labels.models import ConversationType, CustomStatus, Field, Tag
from rapport.language.words import fold, words
from rapport.learning.models import Given, Reason
from rapport.recovery.models import Recovery
from rapport.search.rules import Filter, NotUnderstood
from rapport.search.rules.reading import STATUSES, gettext_noop
from rapport.team.models import Team, User

UNHAPPY = 2  # the better of the two scores that are not
LOOKUPS = {"=": "exact", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}
NEWEST_SCORE = Coalesce(
    Subquery(
        Rating.objects.filter(conversation=OuterRef("pk"), state__in=Rating.COUNTED)
        .order_by("-changed_at")
        .values("score")[:1]
    ),
    Value(0),
)


def condition(user: User, asked: Filter) -> Q:
    """Raises NotUnderstood for a name that nobody and nothing here has."""
    key, _, name = asked.key.partition(".")
    found = _CONDITIONS[key](user, asked) if not name else _field(name, str(asked.value))
    return ~found if asked.negated else found


def _status(_user: User, asked: Filter) -> Q:
    """One of the four, or one of the company's own by its key or name."""
    wanted = fold(str(asked.value).strip())
    if wanted in STATUSES:
        return Q(status=wanted)
    own = list(CustomStatus.objects.all())
    found = [one.key for one in own if wanted in (fold(one.key), fold(one.name))]
    if not found:
        names = ", ".join([*STATUSES, *(one.name for one in own if one.archived_at is None)])
        raise NotUnderstood(gettext_noop("%(key)s is followed by one of: %(values)s."), key="status:", values=names)
    return Q(custom_status__in=found, custom_status__gt="")  # as the index on it is asked


def _state(user: User, asked: Filter) -> Q:
    return _STATES[str(asked.value)](user)


def _thing(_user: User, asked: Filter) -> Q:
    return _THINGS[str(asked.value)]()


def _rating(_user: User, asked: Filter) -> Q:
    return _score(asked.compare, int(str(asked.value)))


def _score(compare: str, score: int) -> Q:
    """By the newest rating that counts. The second condition lets PostgreSQL begin with ratings when they are few."""
    lookup = LOOKUPS[compare]
    such = Rating.objects.filter(state__in=Rating.COUNTED, **{f"score__{lookup}": score})
    return Q(**{f"newest_score__{lookup}": score}) & Q(newest_score__gt=0) & Q(pk__in=such.values("conversation"))


def _reason(_user: User, asked: Filter) -> Q:
    """By any of its words, in the reader's language or as it is stored."""
    value = str(asked.value)
    wanted = list(words(value))
    found = [one.pk for one in Reason.objects.all() if wanted and _has(f"{one.name} {one}", wanted)]
    such = Given.objects.filter(
        reason__in=_some(found, asked, gettext_noop("There is no reason called “%(value)s”.")),
        rating__state__in=Rating.COUNTED,
        rating__score__lte=UNHAPPY,
    )
    return Q(pk__in=such.values("rating__conversation"))


def _has(text: str, wanted: list[str]) -> bool:
    known = list(words(text))
    return all(any(word.startswith(one) for word in known) for one in wanted)


def _day(_user: User, asked: Filter) -> Q:
    assert isinstance(asked.value, date)
    midnight = timezone.make_aware(datetime.combine(asked.value, time.min))
    return Q(document__at__gte=midnight) if asked.key == "after" else Q(document__at__lt=midnight)


def _reference(_user: User, asked: Filter) -> Q:
    return Q(pk=pk_of_reference(str(asked.value)) or 0)


def _assigned(user: User, asked: Filter) -> Q:
    if fold(str(asked.value)) == "me":
        return Q(assignee=user)
    if fold(str(asked.value)) == "nobody":
        return Q(assignee=None)
    found = [one.pk for one in User.objects.all() if _is_called(one.name, one.email, str(asked.value))]
    return Q(
        assignee__in=_some(found, asked, gettext_noop("Nobody here is called “%(value)s”. Write a name, me or nobody."))
    )


def _inbox(user: User, asked: Filter) -> Q:
    found = [one.pk for one in visible_inboxes(user) if _is_called(one.name, one.address, str(asked.value))]
    return Q(inbox__in=_some(found, asked, gettext_noop("There is no inbox called “%(value)s”.")))


def _team(_user: User, asked: Filter) -> Q:
    found = [one.pk for one in Team.objects.all() if _is_called(one.name, "", str(asked.value))]
    return Q(team__in=_some(found, asked, gettext_noop("There is no team called “%(value)s”.")))


def _organization(_user: User, asked: Filter) -> Q:
    """Nothing is said of names that there are not, for who sees few conversations would learn of the others."""
    return Q(customer__organization__in=organizations_like(str(asked.value)).values("pk"))


def _some(found: list[int], asked: Filter, otherwise: str) -> list[int]:
    if not found:
        raise NotUnderstood(otherwise, value=str(asked.value))
    return found


def _is_called(name: str, address: str, value: str) -> bool:
    """Whether the value is the address, or the beginning of words of the name."""
    known, wanted = list(words(name)), list(words(value))
    begins = bool(wanted) and all(any(word.startswith(one) for word in known) for one in wanted)
    return begins or (bool(address) and fold(address) == fold(value))


def _tag(_user: User, asked: Filter) -> Q:
    found = [one.name for one in Tag.objects.all() if fold(one.name) == fold(str(asked.value).strip())]
    if not found:
        raise NotUnderstood(gettext_noop("There is no tag called “%(value)s”."), value=str(asked.value))
    return Q(tag_names__overlap=found)


def _priority(_user: User, asked: Filter) -> Q:
    return Q(priority=Priority[str(asked.value).upper()])


def _type(_user: User, asked: Filter) -> Q:
    wanted = fold(str(asked.value).strip())
    found = [one.key for one in ConversationType.objects.all() if wanted in (fold(one.key), fold(one.name))]
    if not found:
        raise NotUnderstood(gettext_noop("There is no type called “%(value)s”."), value=str(asked.value))
    return Q(type__in=found)


def _field(key: str, value: str) -> Q:
    """Numbers, ticks and members of a list are compared as what they are; words whatever their case."""
    found = [one for one in Field.objects.all() if fold(one.key) == fold(key)]
    if not found:
        raise NotUnderstood(gettext_noop("There is no field called “%(value)s”."), value=key)
    [field] = found
    if field.kind == Field.Kind.CHOICES:
        return Q(fields__contains={field.key: [value]})
    if field.kind == Field.Kind.TICK:
        truth = fold(value) in ("yes", "true", "1")
        return Q(fields__contains={field.key: True}) if truth else ~Q(fields__contains={field.key: True})
    said = Q(IExact(KeyTextTransform(field.key, "fields"), value))
    return said | Q(fields__contains={field.key: float(value)}) if _is_number(value) else said


def _is_number(value: str) -> bool:
    try:
        return math.isfinite(float(value))
    except ValueError:
        return False


def _attached() -> Q:
    return Q(pk__in=Attachment.objects.values("message__conversation"))


def _noted() -> Q:
    return Q(Exists(Message.objects.filter(conversation=OuterRef("pk"), kind=Message.Kind.NOTE)))


def _rated() -> Q:
    return Q(pk__in=Rating.objects.filter(state__in=Rating.COUNTED).values("conversation"))


_CONDITIONS: dict[str, Callable[[User, Filter], Q]] = {
    "status": _status,
    "is": _state,
    "has": _thing,
    "rating": _rating,
    "reason": _reason,
    "after": _day,
    "before": _day,
    "reference": _reference,
    "assigned": _assigned,
    "inbox": _inbox,
    "team": _team,
    "organization": _organization,
    "tag": _tag,
    "priority": _priority,
    "type": _type,
}
_THINGS: dict[str, Callable[[], Q]] = {"attachment": _attached, "note": _noted, "rating": _rated}
_STATES: dict[str, Callable[[User], Q]] = {
    "unhappy": lambda _: _score("<=", UNHAPPY),
    "happy": lambda _: _score(">", UNHAPPY),
    "mine": lambda user: Q(assignee=user),
    "assigned": lambda _: Q(assignee__isnull=False),
    "unassigned": lambda _: Q(assignee=None),
    "complaint": lambda _: Q(is_complaint=True),
    "open": lambda _: Q(status=Status.OPEN),
    "waiting": lambda _: Q(status=Status.WAITING),
    "snoozed": lambda _: Q(status=Status.LATER),
    "done": lambda _: Q(status=Status.DONE),
    "held": lambda _: Q(pk__in=Message.objects.filter(held=True).values("conversation")),
    "recovery": lambda _: Q(pk__in=Recovery.objects.filter(closed_at=None).values("conversation")),
}
