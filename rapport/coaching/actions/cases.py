"""Training cases: drafted, put into other words, shared, taken out again."""

from collections.abc import Collection, Mapping
from datetime import datetime

from rapport.coaching.models import Case
from rapport.feedback.models import Rating
from rapport.platform import events
from rapport.team.models import User

TEXTS = ("question", "reply", "words", "done", "later_words", "lesson")


def draft(
    rating: Rating,
    texts: Mapping[str, str],
    *,
    later_score: int | None,
    reason: str,
    topic: str,
    by: User,
    at: datetime,
) -> Case:
    """`texts` by name of field, without names already. The one there is, where there is one."""
    given = {"score": rating.score, "later_score": later_score, "reason": reason, "topic": topic, **texts}
    made, is_new = Case.objects.get_or_create(rating=rating, defaults={**given, "made_by": by, "made_at": at})
    if is_new:
        _tell("coaching.case_made", made, by, at)
    return made


def word(case: Case, texts: Mapping[str, str]) -> None:
    """`texts` by name of field; what is not among them stays."""
    for name in TEXTS:
        setattr(case, name, texts.get(name, getattr(case, name)))
    case.save(update_fields=TEXTS)


def share(case: Case, shared: bool, *, by: User, at: datetime) -> None:
    """Shown to everybody here, or its maker's draft again."""
    if shared == (case.shared_at is not None):
        return
    case.shared_at, case.shared_by = (at, by) if shared else (None, None)
    case.save(update_fields=["shared_at", "shared_by"])
    _tell("coaching.case_shared" if shared else "coaching.case_taken_out", case, by, at)


def discard(case: Case, *, by: User, at: datetime) -> None:
    """It can be made again from the answer."""
    _tell("coaching.case_discarded", case, by, at)
    case.delete()


def erase_cases(conversations: Collection[int]) -> None:
    """Of somebody who is to be forgotten: their words, even without a name, go."""
    Case.objects.filter(rating__conversation__in=conversations).delete()


def _tell(name: str, case: Case, by: User, at: datetime) -> None:
    events.record(name, at=at, actor_id=by.pk, data={"case": case.pk, "rating": case.rating_id})
