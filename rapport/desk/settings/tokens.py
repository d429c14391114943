"""API tokens: everybody's own. A token is shown once, and may do what its owner may."""

from django import forms
from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from rapport.desk.access import StaffRequest, staff
from rapport.desk.settings.menu import settings_frame
from rapport.platform.clock import now
from rapport.team import actions, queries
from rapport.team.models import ApiToken
from rapport.team.rules import May


class TokenForm(forms.Form):
    name = forms.CharField(
        max_length=80, label=gettext_lazy("What it is for"), widget=forms.TextInput(attrs={"placeholder": "Warehouse"})
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("What it may do"),
        choices=[
            (ApiToken.Scope.READ.value, gettext_lazy("Only read")),
            (ApiToken.Scope.WRITE.value, gettext_lazy("Read and write")),
        ],
    )


@staff(may=May.SELF)
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: StaffRequest) -> HttpResponse:
    """A new one comes back with the answer, and never again."""
    form, made = TokenForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = actions.create_token(request.user, at=now(), name=data["name"].strip(), scope=data["scope"])
        form = TokenForm()
    context = {
        "page_title": _("API tokens"),
        "form": form,
        "made": made,
        "tokens": queries.tokens_of(request.user),
        "reading": ApiToken.Scope.READ,
    }
    status = 422 if form.errors else 200
    return render(request, "desk/settings/tokens.html", settings_frame(request, "tokens") | context, status=status)


@staff(may=May.SELF)
@require_POST
def revocation(request: StaffRequest, token: int) -> HttpResponse:
    if actions.revoke_token(request.user, token, at=now()):
        flash.success(request, _("The token lets nobody in any more."))
    return redirect("desk:tokens")
