"""Why an answer was poor: what each source says, and where somebody of us says it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rapport.feedback.models import Rating
from rapport.learning.models import Given, Reason, Source
from rapport.learning.rules import POOR
from rapport.team.models import User
from rapport.web.addresses import reverse

CONVERSATION, RECOVERY, REVIEW = "conversation", "recovery", "review"


def beside(
    messages: Sequence[dict[str, Any]],
    ratings: Iterable[Rating],
    given: Iterable[Given],
    reasons: Sequence[Reason],
    user: User,
    back: str = CONVERSATION,
) -> None:
    """Puts what `web/_reasons.html` expects beside the messages of a thread that were rated poor."""
    by_message = {f"message-{rating.invite.message_id}": rating for rating in ratings}
    of_rating: dict[int, list[Given]] = {}
    for one in given:
        of_rating.setdefault(one.rating_id, []).append(one)
    for message in messages:
        rating = by_message.get(str(message["id"]))
        if rating is not None:
            message["reasons"] = of(rating, of_rating.get(rating.pk, ()), reasons, user, back)


def of(
    rating: Rating, given: Iterable[Given], reasons: Sequence[Reason], user: User, back: str
) -> dict[str, Any] | None:
    """What `web/_reasons.html` expects; None for an answer that needs no reason and has none."""
    known = {one.source: one for one in given}
    if rating.score > POOR and not known:
        return None
    own = known.get(source_of(rating, user, as_reviewer=back == REVIEW))
    return {
        "given": [
            {"source": source.label, "name": str(one.reason), "by": one.by.first_name if one.by else ""}
            for source in Source
            if (one := known.get(source)) is not None
        ],
        "form": _form(rating, own, reasons, back) if rating.score <= POOR else None,
    }


def source_of(rating: Rating, user: User, *, as_reviewer: bool = False) -> Source:
    """Whoever wrote what was rated answers for it, but in the review; everybody else looks at it."""
    is_own = rating.invite.author_id == user.pk and not as_reviewer
    return Source.AGENT if is_own else Source.REVIEWER


def _form(rating: Rating, own: Given | None, reasons: Sequence[Reason], back: str) -> Mapping[str, Any]:
    chosen = own.reason_id if own else None
    choices = [{"value": one.pk, "name": str(one), "chosen": one.pk == chosen} for one in reasons]
    if own is not None and not any(one["chosen"] for one in choices):
        choices.append({"value": own.reason_id, "name": str(own.reason), "chosen": True})
    return {
        "url": reverse("desk:rating-reason", args=[rating.pk]),
        "id": f"reason-{rating.pk}",
        "choices": choices,
        "back": back,
        "as_reviewer": back == REVIEW,
    }
