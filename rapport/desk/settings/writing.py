"""How one writes: undo, what comes after sending, and one's own signatures; a lead's page for those of inboxes."""

from typing import Any

from django import forms
from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from rapport.conversations import actions as conversations
from rapport.conversations.models import Inbox
from rapport.conversations.queries import visible_inboxes
from rapport.desk.access import StaffRequest, staff
from rapport.desk.present.saved_replies import to_pick
from rapport.desk.settings.menu import settings_frame
from rapport.language.placeholders import PLACEHOLDERS, unknown
from rapport.platform.clock import now
from rapport.team.actions import set_writing
from rapport.team.models import AfterSending
from rapport.team.rules import May
from rapport.web import clean
from rapport.writing import actions, queries
from rapport.writing.models import Signature
from rapport.writing.rules import LONGEST_UNDO

LANGUAGES = [("", _("Any language")), ("en", _("English")), ("de", _("German")), ("fr", _("French"))]
AFTER = [
    (AfterSending.STAY, _("Stay with the conversation")),
    (AfterSending.NEXT, _("Go to the next conversation of the list")),
    (AfterSending.LIST, _("Go back to the list")),
]


class HabitsForm(forms.Form):
    undo_seconds = forms.IntegerField(
        min_value=0,
        max_value=LONGEST_UNDO,
        label=_("Undo"),
        help_text=_("For so many seconds a reply waits and can be called back; 0 sends at once."),
    )
    after_sending = forms.ChoiceField(choices=AFTER, label=_("After sending"), widget=forms.RadioSelect)


class SignatureForm(forms.Form):
    inbox = forms.ModelChoiceField(queryset=Inbox.objects.none(), required=False, label=_("For"))
    language = forms.ChoiceField(choices=LANGUAGES, required=False, label=_("When the customer writes"))
    html = forms.CharField(
        max_length=20_000,
        label=_("Signature"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=format_lazy(
            _("Words in braces are filled in: {names}."),
            names=", ".join(f"{{{{{name}}}}}" for name in PLACEHOLDERS),
        ),
    )

    def __init__(self, inboxes: Any, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field: Any = self.fields["inbox"]
        field.queryset, field.empty_label = inboxes, _("Every inbox")

    def clean_html(self) -> str:
        return checked_words(self.cleaned_data["html"])


def checked_words(given: str) -> str:
    """HTML as an agent may write it, lines kept. Raises ValidationError for a placeholder that is none."""
    html = clean.reply(given if "<" in given else "<br>".join(given.splitlines()))
    if strange := unknown(html):
        words = gettext("%(what)s means nothing here. Use one of the words in braces below, or take it out.")
        raise forms.ValidationError(words % {"what": ", ".join(strange)})
    return html


@staff(may=May.SELF)
@require_http_methods(["GET", "HEAD", "POST"])
def writing(request: StaffRequest) -> HttpResponse:
    """One's own habits and signatures."""
    user = request.user
    start = {"undo_seconds": user.undo_seconds, "after_sending": user.after_sending}
    is_habits = request.method == "POST" and "undo_seconds" in request.POST
    habits = HabitsForm(request.POST if is_habits else None, initial=start)
    inboxes = visible_inboxes(user).filter(is_active=True)
    signature = SignatureForm(inboxes, None if is_habits or request.method != "POST" else request.POST)
    if is_habits and habits.is_valid():
        set_writing(user, **habits.cleaned_data, at=now())
        return _saved(request, "desk:writing")
    if request.method == "POST" and not is_habits and signature.is_valid():
        actions.write_signature(**_as_given(signature), user=user, actor=user, at=now())
        return _saved(request, "desk:writing")
    context = {
        "page_title": gettext("Writing"),
        "habits": habits,
        "form": signature,
        "placeholders": to_pick(),
        "signatures": _shown(queries.own_signatures(user)),
    }
    return render(request, "desk/settings/writing.html", settings_frame(request, "writing") | context)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def signatures(request: StaffRequest) -> HttpResponse:
    """What stands under everybody's replies who has no signature of their own, and what is quoted; for leads."""
    if not request.user.is_lead:
        raise PermissionDenied
    form = SignatureForm(Inbox.objects.filter(is_active=True), request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.write_signature(**_as_given(form), user=None, actor=request.user, at=now())
        return _saved(request, "desk:signatures")
    context = {
        "page_title": gettext("Signatures and quotes"),
        "form": form,
        "placeholders": to_pick(),
        "signatures": _shown(queries.shared_signatures()),
        "inboxes": Inbox.objects.filter(is_active=True),
    }
    return render(request, "desk/settings/signatures.html", settings_frame(request, "signatures") | context)


@staff(may=May.SELF)
@require_POST
def removal(request: StaffRequest, pk: int) -> HttpResponse:
    """One's own, or everybody's if one leads."""
    found = queries.signature(pk)
    own = found is not None and found.user_id == request.user.pk
    if found is None or not (own or (found.user_id is None and request.user.is_lead)):
        raise Http404
    actions.remove_signature(found, actor=request.user, at=now())
    flash.success(request, gettext("Removed."))
    return redirect("desk:writing" if own else "desk:signatures")


@staff
@require_POST
def quoting(request: StaffRequest, pk: int) -> HttpResponse:
    """Whether replies from this inbox carry the customer's last message; for leads."""
    if not request.user.is_lead:
        raise PermissionDenied
    found = Inbox.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    conversations.quote_history(found, on=request.POST.get("on") == "1", actor=request.user, at=now())
    return _saved(request, "desk:signatures")


def _as_given(form: SignatureForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("inbox", "language", "html")}


def _saved(request: StaffRequest, view: str) -> HttpResponse:
    flash.success(request, gettext("Saved."))
    return redirect(view)


def _shown(found: list[Signature]) -> list[dict[str, Any]]:
    names = dict(LANGUAGES)
    return [
        {
            "pk": one.pk,
            "inbox": one.inbox.name if one.inbox else gettext("Every inbox"),
            "language": names.get(one.language, one.language),
            "html": SafeString(clean.reply(one.html)),
        }
        for one in found
    ]
