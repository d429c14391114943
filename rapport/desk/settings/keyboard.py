"""One's own keys: off, or others in the place of the usual ones."""

from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rapport.desk.access import StaffRequest, staff
from rapport.desk.settings.menu import settings_frame
from rapport.platform.clock import now
from rapport.team import actions
from rapport.team.rules import May
from rapport.web import keys


@staff(may=May.SELF)
@require_http_methods(["GET", "HEAD", "POST"])
def keyboard(request: StaffRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, keys.chosen(request.user.keys), request.user.keys.get("off") is True)
    moved, off = _given(request.POST), request.POST.get("single") != "on"
    if error := keys.problem(moved):
        return _page(request, moved, off, error)
    actions.change_keys(request.user, off=off, moved=moved, at=now())
    flash.success(request, _("Saved."))
    return redirect("desk:keyboard")


def _given(sent: QueryDict) -> dict[str, str]:
    """Only what differs from the usual; an empty field is the usual key."""
    given = {key.key: " ".join(sent.get(f"key-{key.key}", "").split()) for key in keys.free()}
    return {key: pressed for key, pressed in given.items() if pressed and pressed != key}


def _page(request: StaffRequest, moved: dict[str, str], off: bool, error: str = "") -> HttpResponse:
    context = settings_frame(request, "keyboard") | {
        "page_title": _("Keyboard"),
        "groups": [{"title": group.title, "keys": _rows(group, moved)} for group in keys.GROUPS],
        "off": off,
        "error": error,
    }
    return render(request, "desk/settings/keyboard.html", context, status=422 if error else 200)


def _rows(group: keys.Group, moved: dict[str, str]) -> list[dict[str, Any]]:
    free = keys.free()
    return [
        {
            "key": key.key,
            "words": key.words,
            "also": key.also,
            "pressed": moved.get(key.key, key.key),
            "moves": key in free,
        }
        for key in group.keys
    ]
