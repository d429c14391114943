"""How somebody signs in: password, second factor, passkeys, and where they are signed in now."""

from allauth.mfa.models import Authenticator
from django.contrib import messages as flash
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rapport.desk.access import StaffRequest, staff
from rapport.desk.audit import wrote
from rapport.desk.people import entering
from rapport.desk.settings.menu import settings_frame
from rapport.platform import peer
from rapport.platform.clock import now
from rapport.team import actions, queries
from rapport.team.models import User
from rapport.team.rules import May


@staff(may=May.SELF)
@require_safe
def security(request: StaffRequest) -> HttpResponse:
    keys = list(Authenticator.objects.filter(user_id=request.user.pk).order_by("created_at"))
    context = {
        "page_title": _("Signing in"),
        "totp": next((one for one in keys if one.type == "totp"), None),
        "codes": next((one for one in keys if one.type == "recovery_codes"), None),
        "passkeys": [one for one in keys if one.type == "webauthn"],
        "sessions": _sessions(request),
        "due": entering.is_due(request, request.user),
    }
    return render(request, "desk/people/security.html", settings_frame(request, "security") | context)


def _sessions(request: StaffRequest) -> list[dict[str, object]]:
    known = queries.sign_ins_of(request.user)
    alive = set(
        Session.objects.filter(session_key__in=[one.session_key for one in known], expire_date__gt=now()).values_list(
            "session_key", flat=True
        )
    )
    return [
        {"row": one, "is_this": one.session_key == request.session.session_key}
        for one in known
        if one.session_key in alive
    ]


@staff(may=May.SELF)
@require_POST
def session_end(request: StaffRequest, pk: int) -> HttpResponse:
    """Sign one other browser out."""
    key = actions.forget_sign_in(request.user, pk)
    if not key:
        raise Http404
    request.session.__class__().delete(key)
    wrote(request, "sign_in.ended", request.user.email)
    flash.success(request, _("That browser is signed out."))
    return redirect("desk:security")


@staff(may=May.SELF)
@require_POST
def sessions_end(request: StaffRequest) -> HttpResponse:
    """Sign every other browser out."""
    user = actions.end_other_sessions(request.user, at=now())
    update_session_auth_hash(request, user)
    _remember(request, user)
    wrote(request, "sign_in.ended", user.email, all=True)
    flash.success(request, _("You are signed out everywhere else."))
    return redirect("desk:security")


def _remember(request: StaffRequest, user: User) -> None:
    request.session.save()
    key, browser = request.session.session_key or "", request.headers.get("User-Agent", "")
    actions.note_sign_in(user, key, address=peer.address_of(request), browser=browser, at=now())
