"""How an inbox asks under its replies: two to five answers, their words and colours, by language. For leads."""

from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from rapport.conversations.models import Inbox
from rapport.desk.access import StaffRequest, leads
from rapport.desk.reports.forms import TONGUES
from rapport.desk.settings.inboxes import inbox_of
from rapport.desk.settings.menu import settings_frame
from rapport.feedback import actions, faces, queries, rules
from rapport.feedback.actions import WORD_CHARS, FeedbackError
from rapport.feedback.models import Scale, Score
from rapport.platform.clock import now
from rapport.platform.said import said

ANY = "any"
LANGUAGES = {ANY: gettext_lazy("Any other language"), **TONGUES}


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def faces_of(request: StaffRequest, inbox: int, language: str = ANY) -> HttpResponse:
    found = inbox_of(inbox)
    if language not in LANGUAGES:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            actions.set_scale(found, _code(language), **_sent(request), actor=request.user, at=now())
        except FeedbackError as problem:
            error = said(str(problem))
        else:
            flash.success(request, _("Saved. Replies ask like this from now on; what was asked before stays."))
            return redirect("desk:inbox-faces-in", found.pk, language)
    return _page(request, found, language, error)


@leads
@require_POST
def preview(request: StaffRequest, language: str) -> HttpResponse:
    """What a mail would show, as it is typed; nothing is kept."""
    if language not in LANGUAGES:
        raise Http404
    return render(request, "desk/settings/inboxes/_faces_preview.html", {"points": _shown(language, _sent(request))})


def _code(language: str) -> str:
    return "" if language == ANY else language


def _sent(request: StaffRequest) -> dict[str, Any]:
    """What was typed. A colour counts only while its box is ticked: the browser's field always holds one."""
    number = request.POST.get("points", "")
    points = int(number) if number in {str(one) for one in rules.POINTS} else 0
    each = range(1, points + 1)
    return {
        "points": points,
        "words": [request.POST.get(f"word-{points}-{one}", "") for one in each],
        "colours": [
            request.POST.get(f"colour-{points}-{one}", "") if request.POST.get(f"coloured-{points}-{one}") else ""
            for one in each
        ],
    }


def _shown(language: str, sent: dict[str, Any]) -> tuple[faces.Point, ...]:
    points = sent["points"] or rules.USUAL_POINTS
    colours = [one if faces.COLOUR.fullmatch(one.lower()) else "" for one in sent["colours"]]
    words = [word.strip()[:WORD_CHARS] for word in sent["words"]]
    return faces.points_of(points, words=words, colours=[one.lower() for one in colours], language=_code(language))


def _page(request: StaffRequest, inbox: Inbox, language: str, error: str) -> HttpResponse:
    now_is = queries.scale_of(inbox.pk, _code(language))
    sent = _sent(request) if request.method == "POST" else _kept(now_is)
    own = {one.language or ANY for one in queries.scales_of(inbox.pk)}
    context = {
        "page_title": _("Faces of %(inbox)s") % {"inbox": inbox.name},
        "inbox": inbox,
        "language": language,
        "tabs": [
            {"name": f"{name} •" if code in own else name, "url": _url(inbox, code), "current": code == language}
            for code, name in LANGUAGES.items()
        ],
        "error": error,
        "chosen": sent["points"],
        "scales": [_scale(points, language, sent) for points in rules.POINTS],
        "points": _shown(language, sent),
    }
    status = 422 if error else 200
    return render(
        request, "desk/settings/inboxes/faces.html", settings_frame(request, "inboxes") | context, status=status
    )


def _kept(scale: Scale | None) -> dict[str, Any]:
    if scale is None:
        return {"points": rules.USUAL_POINTS, "words": [], "colours": []}
    return {"points": scale.points, "words": scale.words, "colours": scale.colours}


def _scale(points: int, language: str, sent: dict[str, Any]) -> dict[str, Any]:
    """The fields of one number of points, the best answer first."""
    mine = sent if sent["points"] == points else {"words": [], "colours": []}
    usual = faces.points_of(points, language=_code(language))
    rows = []
    for point in usual:
        at = point.number - 1
        word = mine["words"][at] if len(mine["words"]) > at else ""
        colour = mine["colours"][at] if len(mine["colours"]) > at else ""
        rows.append({"point": point, "word": word, "colour": colour, "counts_as": _(Score(point.level).label)})
    return {"points": points, "rows": rows}


def _url(inbox: Inbox, language: str) -> str:
    return reverse("desk:inbox-faces-in", args=[inbox.pk, language])
