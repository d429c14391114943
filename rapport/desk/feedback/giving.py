"""Somebody of us says why an answer was poor."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from rapport.desk.access import StaffRequest, rating_of, staff
from rapport.desk.present.reasons import RECOVERY, REVIEW, source_of
from rapport.feedback.models import Rating
from rapport.flows import review
from rapport.learning.actions import LearningError
from rapport.learning.models import Reason
from rapport.platform.clock import now
from rapport.recovery import queries as recoveries


@staff
@require_POST
def reason(request: StaffRequest, pk: int) -> HttpResponse:
    """Nothing chosen takes one's reason back."""
    rating, sent = rating_of(request, pk), request.POST.get("reason", "")
    chosen = get_object_or_404(Reason, pk=_number(sent)) if sent else None
    source = source_of(rating, request.user, as_reviewer=request.POST.get("as") == "reviewer")
    try:
        review.name_reason(rating, chosen, source, actor=request.user, at=now())
    except LearningError as problem:
        flash.error(request, str(problem))
    return redirect(_back(rating, request.POST.get("back", "")))


def _number(sent: str) -> int:
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def _back(rating: Rating, where: str) -> str:
    if where == REVIEW:
        return reverse("desk:feedback-review") + f"#rating-{rating.pk}"
    if where == RECOVERY and (known := recoveries.of_rating(rating)) is not None:
        return reverse("desk:recovery", args=[known.pk])
    return reverse("desk:conversation", args=[rating.conversation.reference]) + f"#message-{rating.invite.message_id}"
