from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rapport.web.bundle import CSS
from rapport.web.styleguide import example, tokens

THEMES = ("auto", "light", "dark")
TONES = ("plain", "accent", "good", "warn", "bad", "note")
STATES = ("Open", "Waiting", "Later", "Done")


class ExampleForm(forms.Form):
    """One field of each kind; sent with nothing in it, it shows what is wrong."""

    name = forms.CharField(label="Name", help_text="As customers read it.")
    address = forms.EmailField(label="Address")
    hours = forms.ChoiceField(label="Hours", choices=[("oslo", "Oslo"), ("berlin", "Berlin")])
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    live = forms.BooleanField(label="Answer at once", required=False)


def _only_while_developing() -> None:
    if not settings.DEBUG:
        raise Http404("There is no style guide outside of debug.")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    _only_while_developing()
    asked = request.GET.get("theme", "auto")
    theme = asked if asked in THEMES else "auto"
    me: Any = example.PAGE["me"]
    context: dict[str, Any] = example.PAGE | {
        "me": me | {"theme": theme},
        "theme": theme,
        "themes": THEMES,
        "tones": TONES,
        "states": STATES,
        "colours": tokens.colours(),
        "sizes": tokens.of_kind("text"),
        "spaces": tokens.of_kind("space"),
        "rounds": tokens.of_kind("round"),
        "lifts": tokens.of_kind("lift"),
        "form": ExampleForm(auto_id="empty_%s"),
        "refused": ExampleForm({}, auto_id="refused_%s"),
        "worded": ExampleForm(auto_id="worded_%s"),
        "palette_url": request.path,
        "example": example,
        "late": example.ago(hours=2),
    }
    return render(request, "web/styleguide/page.html", context)


@require_safe
def stylesheet(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    _only_while_developing()
    own = (CSS / "styleguide.css").read_text(encoding="utf-8")
    return HttpResponse(own + tokens.styles(), content_type="text/css; charset=utf-8")
