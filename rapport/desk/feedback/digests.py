"""What the company was told, week by week."""

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from rapport.desk.access import StaffRequest, staff
from rapport.desk.feedback.tabs import tabs
from rapport.desk.frame import frame
from rapport.flows.digest_in_words import in_words_of
from rapport.learning import actions, queries
from rapport.team.rules import May


@staff
@require_safe
def digests(request: StaffRequest) -> HttpResponse:
    _only_of_the_company(request)
    context = {
        "tabs": tabs("digests"),
        "digests": queries.digests(),
        "is_wanted": queries.is_wanted(request.user),
        "when": queries.when(),
    }
    return render(request, "desk/feedback/digests.html", frame(request, folder="feedback-review") | context)


@staff
@require_safe
def digest(request: StaffRequest, pk: int) -> HttpResponse:
    _only_of_the_company(request)
    found = queries.digest(pk)
    if found is None:
        raise Http404
    context = {"tabs": tabs("digests"), "told": in_words_of(found, request.user), "made_at": found.made_at}
    return render(request, "desk/feedback/digest.html", frame(request, folder="feedback-review") | context)


@staff(may=May.SELF)
@require_POST
def wish(request: StaffRequest) -> HttpResponse:
    """Whether one gets it by mail."""
    _only_of_the_company(request)
    wanted = request.POST.get("on") == "1"
    actions.set_wanted(request.user, wanted)
    flash.success(
        request, gettext("You get it by mail.") if wanted else gettext("You get no mail; you can read it here.")
    )
    return redirect("desk:digests")


def _only_of_the_company(request: StaffRequest) -> None:
    """Partners work for another one: what is told here is of every inbox."""
    if request.user.is_partner:
        raise PermissionDenied
