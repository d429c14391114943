"""Reads of the coaching room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from rapport.coaching.models import LOWEST_HIGH, Answer, Case, Question, Thanks, TonePhrase, ToneRule
from rapport.conversations.models import Conversation
from rapport.feedback.models import Rating
from rapport.platform.queries import fact
from rapport.team.models import User

# The fact that says how replies with the words of a rule, or with a phrase, were rated.
LIFTS = "coaching.lifts"


def lifts() -> dict[str, Any]:
    """Empty before it was measured; see `actions/lift.py`."""
    return fact(LIFTS)


def tone_rules() -> dict[str, ToneRule]:
    """What was decided about the rules so far, by name."""
    return {row.rule: row for row in ToneRule.objects.all()}


def rules_off() -> set[str]:
    return set(ToneRule.objects.filter(is_off=True).values_list("rule", flat=True))


def phrases(language: str = "") -> list[TonePhrase]:
    """This desk's own phrases, of one language or of all."""
    rows = TonePhrase.objects.select_related("added_by")
    return list(rows.filter(language=language) if language else rows)


def phrase(pk: int) -> TonePhrase | None:
    return TonePhrase.objects.filter(pk=pk).first()


def board(
    words: str = "", *, only_open: bool = False, before: tuple[datetime, int] | None = None, size: int = 30
) -> list[Question]:
    """One keyset page, the newest first; `words` are looked for in questions and answers. One query."""
    rows = Question.objects.select_related("asked_by").annotate(answer_count=Count("answers", distinct=True))
    if words:
        query = SearchQuery(words, config="simple", search_type="websearch")
        found = Answer.objects.annotate(found=SearchVector("text", config="simple")).filter(found=query)
        rows = rows.annotate(found=SearchVector("title", "text", config="simple")).filter(
            Q(found=query) | Q(pk__in=found.values("question"))
        )
    if only_open:
        rows = rows.filter(accepted=None)
    if before is not None:
        rows = rows.filter(Q(last_at__lt=before[0]) | Q(last_at=before[0], pk__lt=before[1]))
    return list(rows.order_by("-last_at", "-id")[:size])


def titled(words: str) -> QuerySet[Question]:
    """Those with all of these in their title, for somebody who is still typing."""
    rows = Question.objects.all()
    for word in words.replace("\0", "").split()[:8]:
        rows = rows.filter(title__icontains=word)
    return rows


def question(pk: int) -> Question | None:
    return Question.objects.select_related("asked_by", "accepted").filter(pk=pk).first()


def answers(asked: Question, user: User) -> list[Answer]:
    """Oldest first, each with how often it was thanked for, and whether this user did."""
    mine = Thanks.objects.filter(answer=OuterRef("pk"), user=user)
    rows = asked.answers.select_related("by").annotate(thank_count=Count("thanks"), is_thanked=Exists(mine))
    return list(rows.order_by("at", "id"))


def answer_of(pk: int) -> Answer | None:
    return Answer.objects.select_related("question", "by").filter(pk=pk).first()


def who_take_part(asked: Question) -> list[User]:
    """Whoever asked, and everybody who answered so far."""
    return list(User.objects.filter(Q(pk=asked.asked_by_id) | Q(answers__question=asked), is_active=True).distinct())


@dataclass(frozen=True)
class Sought:
    """Which training cases: with these words, highs or lows, of a reason, of a topic."""

    words: str = ""
    of: str = ""
    reason: str = ""
    topic: str = ""


TEXTS = ("question", "reply", "words", "done", "later_words", "lesson", "reason", "topic")


def _cases(known: "QuerySet[Conversation] | None") -> "QuerySet[Case]":
    """Whose answer still counts; `known` are the conversations that a reader of another company may know of."""
    rows = Case.objects.filter(rating__state__in=Rating.COUNTED).select_related("made_by")
    return rows if known is None else rows.filter(rating__conversation__in=known)


def cases(
    sought: Sought,
    *,
    known: "QuerySet[Conversation] | None",
    before: tuple[datetime, int] | None = None,
    size: int = 20,
) -> list[Case]:
    """One keyset page of those that are shared, the newest first."""
    rows = _cases(known).filter(shared_at__isnull=False)
    if sought.words:
        query = SearchQuery(sought.words, config="simple", search_type="websearch")
        rows = rows.annotate(found=SearchVector(*TEXTS, config="simple")).filter(found=query)
    if sought.of:
        rows = rows.filter(score__gte=LOWEST_HIGH) if sought.of == "high" else rows.filter(score__lt=LOWEST_HIGH)
    for name in ("reason", "topic"):
        if value := getattr(sought, name):
            rows = rows.filter(**{name: value})
    if before is not None:
        rows = rows.filter(Q(shared_at__lt=before[0]) | Q(shared_at=before[0], pk__lt=before[1]))
    return list(rows.order_by("-shared_at", "-pk")[:size])


@dataclass(frozen=True)
class Shelf:
    """What there is to look for among the shared cases."""

    highs: int
    lows: int
    reasons: Sequence[str]
    topics: Sequence[str]


def shelf(known: "QuerySet[Conversation] | None") -> Shelf:
    rows = _cases(known).filter(shared_at__isnull=False).select_related(None).order_by()
    found = list(rows.values_list("reason", "topic").annotate(n=Count("pk"), highs=Count("pk", Q(score__gte=3))))
    highs, every = sum(one[3] for one in found), sum(one[2] for one in found)
    return Shelf(
        highs, every - highs, sorted({one[0] for one in found} - {""}), sorted({one[1] for one in found} - {""})
    )


def drafts(user: User, known: "QuerySet[Conversation] | None", size: int = 20) -> list[Case]:
    """One's own cases that are not shared."""
    return list(_cases(known).filter(shared_at=None, made_by=user).order_by("-made_at", "-pk")[:size])


def case_to_edit(pk: int, user: User, known: "QuerySet[Conversation] | None") -> Case | None:
    """One that this user made, or any for a lead."""
    rows = _cases(known).filter(pk=pk).select_related("made_by", "shared_by", "rating__conversation")
    return (rows if user.is_lead else rows.filter(made_by=user)).first()


def case_of(rating: Rating) -> Case | None:
    return Case.objects.filter(rating=rating).first()
