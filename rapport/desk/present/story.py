"""Everything between a customer and us in one list, the newest first: mails, notes, ratings, answers to
surveys, promises, recoveries, what was given, and that they left us."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.conversations import queries as conversations
from rapport.conversations.models import Conversation, Message
from rapport.customers.models import Customer
from rapport.desk.present.losses import REASONS, day_of
from rapport.desk.present.people import who
from rapport.desk.present.recovery import money
from rapport.feedback.models import Rating
from rapport.promises.models import Promise
from rapport.recovery.models import Goodwill, Outcome, Recovery
from rapport.relationships.models import Loss
from rapport.relationships.rules import Reason
from rapport.surveys.models import Answer
from rapport.team.models import User
from rapport.web import clean
from rapport.web.addresses import reverse

SIZE = 40
LONGEST_WORDS = 600
Place = tuple[datetime, str, int]


@dataclass(frozen=True)
class Happening:
    """One line of the story. `kind` and `pk` tell two of the same moment apart."""

    at: datetime
    kind: str
    pk: int
    title: str
    words: str
    by: str
    conversation: Conversation
    icon: str
    tone: str = "plain"
    face: int | None = None
    is_told: bool = True  # to the customer
    words_are_ours: bool = False  # as a note is

    @property
    def place(self) -> Place:
        return (self.at, self.kind, self.pk)

    @property
    def url(self) -> str:
        if self.kind == "loss":
            return reverse("desk:loss", args=[self.pk])
        part = f"#message-{self.pk}" if self.kind in ("mail", "note") else ""
        return reverse("desk:conversation", args=[self.conversation.reference]) + part


Reader = Callable[["QuerySet[Conversation]", datetime | None, int], Iterator[Happening]]


def page(
    user: User, customer: Customer, *, only: str = "", before: Place | None = None, size: int = SIZE
) -> list[Happening]:
    """One keyset page; at most one query for each kind. `before` is the last line's place."""
    seen = conversations.visible_to(user).filter(customer=customer)
    until = before[0] if before else None
    readers = [KINDS[only].read] if only in KINDS else READERS
    found = [one for read in readers for one in read(seen, until, size) if not before or one.place < before]
    return sorted(found, key=lambda one: one.place, reverse=True)[:size]


def whole(user: User, customer: Customer) -> Iterator[Happening]:
    """All that may be told to the customer: no notes, and nothing that is one."""
    place: Place | None = None
    while rows := page(user, customer, before=place, size=200):
        told = (one for one in rows if one.kind != "note" and one.is_told)
        yield from (replace(one, words="") if one.words_are_ours else one for one in told)
        place = rows[-1].place


def _newest(rows: "QuerySet[Any]", moment: str, until: datetime | None, size: int) -> "Iterable[Any]":
    """More than a page, so that lines of the same moment as the last one seen are not lost."""
    rows = rows.filter(**{f"{moment}__isnull": False})
    if until is not None:
        rows = rows.filter(**{f"{moment}__lte": until})
    return rows.order_by(F(moment).desc(), "-id")[: size + 20]


def _messages(*kinds: str) -> Reader:
    def read(seen: "QuerySet[Conversation]", until: datetime | None, size: int) -> Iterator[Happening]:
        rows = Message.objects.filter(conversation__in=seen, kind__in=kinds).select_related("conversation", "author")
        for one in _newest(rows, "at", until, size):
            words = clean.without_rating_links(one.shown_text)[:LONGEST_WORDS]
            title, icon = _title(one)
            tone = "bad" if one.held else "plain"
            kind = "note" if one.kind == Message.Kind.NOTE else "mail"
            yield Happening(one.at, kind, one.pk, title, words, who(one), one.conversation, icon, tone)

    return read


def _title(message: Message) -> tuple[str, str]:
    if message.held:
        return _("Held"), "shield-exclamation"
    return {
        Message.Kind.INBOUND: (_("Wrote to us"), "inbox-arrow-down"),
        Message.Kind.REPLY: (_("We answered"), "arrow-uturn-left"),
        Message.Kind.NOTE: (_("Note"), "pencil-square"),
        Message.Kind.AUTOMATIC: (_("Automatic mail"), "envelope"),
    }[Message.Kind(message.kind)]


def _ratings(seen: "QuerySet[Conversation]", until: datetime | None, size: int) -> Iterator[Happening]:
    rows = Rating.objects.filter(conversation__in=seen, state__in=Rating.COUNTED).select_related(
        "conversation", "invite__author"
    )
    for one in _newest(rows, "changed_at", until, size):
        title = _("Rated an answer: %(word)s") % {"word": _(one.get_score_display())}
        by = one.invite.author.name if one.invite.author else ""
        tone = "bad" if one.is_bad else "plain"
        yield Happening(
            one.changed_at, "rating", one.pk, title, one.comment, by, one.conversation, "face-smile", tone, one.score
        )


def _surveys(seen: "QuerySet[Conversation]", until: datetime | None, size: int) -> Iterator[Happening]:
    rows = Answer.objects.filter(asking__conversation__in=seen, state__in=Answer.COUNTED, asking__survey__isnull=False)
    rows = rows.select_related("asking__survey", "asking__conversation", "asking__called_by")
    for one in _newest(rows, "changed_at", until, size):
        asking = one.asking
        told = {"number": one.number, "last": asking.survey.scale.last, "survey": asking.survey.name}
        title = _("Answered a survey: %(number)s of %(last)s (%(survey)s)") % told
        by = asking.called_by.name if asking.called_by else ""
        tone = {"low": "bad", "high": "good"}.get(asking.survey.scale.band(one.number), "plain")
        yield Happening(
            one.changed_at, "survey", one.pk, title, one.comment, by, asking.conversation, "chart-bar", tone
        )


def _promises(seen: "QuerySet[Conversation]", until: datetime | None, size: int) -> Iterator[Happening]:
    rows = Promise.objects.filter(conversation__in=seen, kind=Promise.Kind.UPDATE).select_related(
        "conversation", "owner"
    )
    for one in _newest(rows, "made_at", until, size):
        title, tone = _promise_title(one)
        by = one.owner.name if one.owner else ""
        yield Happening(one.made_at, "promise", one.pk, title, one.text, by, one.conversation, "clock", tone)


def _promise_title(promise: Promise) -> tuple[str, str]:
    if promise.broken_at:
        return _("Promised, and broken"), "bad"
    if promise.kept_at:
        return _("Promised, and kept"), "good"
    return (_("Promised, and withdrawn"), "plain") if promise.withdrawn_at else (_("Promised"), "plain")


def _recoveries(seen: "QuerySet[Conversation]", until: datetime | None, size: int) -> Iterator[Happening]:
    rows = Recovery.objects.filter(conversation__in=seen).select_related("conversation", "owner")
    for one in _newest(rows, "opened_at", until, size):
        outcome = _(Outcome(one.outcome).label) if one.outcome else _("still open")
        title = _("Was unhappy: %(outcome)s") % {"outcome": str(outcome).lower()}
        tone = "good" if one.outcome == Outcome.RECOVERED else "bad"
        by = one.owner.name if one.owner else ""
        yield Happening(one.opened_at, "recovery", one.pk, title, "", by, one.conversation, "lifebuoy", tone)


def _goodwill(seen: "QuerySet[Conversation]", until: datetime | None, size: int) -> Iterator[Happening]:
    rows = Goodwill.objects.filter(recovery__conversation__in=seen).select_related("recovery__conversation", "given_by")
    for one in _newest(rows, "given_at", until, size):
        what = _("%(kind)s, %(worth)s") % {
            "kind": _(one.get_kind_display()),
            "worth": money(one.amount, one.currency),
        }
        title = (
            what if one.is_allowed else f"{what} ({_('not decided yet') if one.is_allowed is None else _('refused')})"
        )
        by = one.given_by.name if one.given_by else ""
        about, tone, told = one.recovery.conversation, "good" if one.is_allowed else "plain", bool(one.is_allowed)
        yield Happening(
            *(one.given_at, "goodwill", one.pk, title, one.reason, by, about, "gift", tone),
            is_told=told,
            words_are_ours=True,
        )


def _losses(seen: "QuerySet[Conversation]", until: datetime | None, size: int) -> Iterator[Happening]:
    rows = Loss.objects.filter(conversation__in=seen).exclude(end=Loss.End.MISTAKE)
    for one in _newest(rows.select_related("conversation", "noted_by"), "noted_at", until, size):
        told = {"day": day_of(one.lost_on), "reason": REASONS[Reason(one.reason)]}
        title = _("Left us %(day)s: %(reason)s") % told
        title = _("%(left)s, and came back") % {"left": title} if one.ended_at else title
        by, tone = one.noted_by.name if one.noted_by else "", "plain" if one.ended_at else "bad"
        about = (one.words, by, one.conversation, "arrow-right-start-on-rectangle", tone)
        yield Happening(one.noted_at, "loss", one.pk, title, *about, words_are_ours=True)


@dataclass(frozen=True)
class Kind:
    name: str | Words
    read: Reader


OUR_MAIL = (Message.Kind.INBOUND.value, Message.Kind.REPLY.value, Message.Kind.AUTOMATIC.value)
KINDS: dict[str, Kind] = {
    "mail": Kind(gettext_lazy("Mail"), _messages(*OUR_MAIL)),
    "note": Kind(gettext_lazy("Notes"), _messages(Message.Kind.NOTE)),
    "rating": Kind(gettext_lazy("Ratings"), _ratings),
    "survey": Kind(gettext_lazy("Surveys"), _surveys),
    "promise": Kind(gettext_lazy("Promises"), _promises),
    "recovery": Kind(gettext_lazy("Recoveries"), _recoveries),
    "goodwill": Kind(gettext_lazy("Goodwill"), _goodwill),
    "loss": Kind(gettext_lazy("Leaving"), _losses),
}
# Everything, with one question for mails and notes.
READERS = [
    _messages(*OUR_MAIL, Message.Kind.NOTE),
    *(kind.read for name, kind in KINDS.items() if name not in ("mail", "note")),
]
