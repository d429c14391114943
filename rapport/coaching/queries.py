"""Reads of the coaching room."""

from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from rapport.coaching.models import Answer, Question, Thanks, TonePhrase, ToneRule
from rapport.team.models import User


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
