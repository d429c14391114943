"""The customers' postbox: where mail lands while no mail server is set, so that both sides can be tried.

It shows other people's mail, and the links in it let anybody act as who got them, so it opens only on this very
machine or to who manages the inboxes; to everybody signed in while the sample company plays, where nothing is real.
"""

import ipaddress
import re
from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_http_methods, require_safe

from rapport.channels.email import practice
from rapport.channels.email.practice import Posted, PracticeError
from rapport.platform import clock
from rapport.platform.peer import address_of
from rapport.platform.said import said
from rapport.portal.postbox.forms import AnswerForm

SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
MAIL_POLICY = (
    f"sandbox {SANDBOX}; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
AS_CUSTOMER = "as=customer"
_FACE_LINK = re.compile(r"/r/[\w-]{22}/[0-4]?(?=[\"'])")
View = Callable[..., HttpResponse]


def only_here(view: View) -> View:
    """A page that is not there for anybody else, nor once a mail server is set."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not practice.is_open() or not (_is_this_machine(request) or _may_read(request.user)):
            raise Http404("There is no postbox here.")
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return guarded


@require_safe
@only_here
def postbox(request: HttpRequest) -> HttpResponse:
    mails = practice.posted()
    chosen = request.GET.get("to", "")
    shown = [mail for mail in mails if mail.recipient == chosen] if chosen else mails
    context = {"mails": shown, "chosen": chosen, "sections": _recipients(mails, chosen)}
    return render(request, "portal/postbox.html", context)


def _recipients(mails: list[Posted], chosen: str) -> list[dict[str, Any]]:
    """The side bar: everybody who got a mail."""
    here = reverse("portal:postbox")
    people = sorted(Counter(mail.recipient for mail in mails).items())
    links = [_link("Everybody", here, len(mails), chosen == "", "inbox-stack")]
    links += [
        _link(person, f"{here}?{urlencode({'to': person})}", count, person == chosen, face=person)
        for person, count in people
    ]
    return [{"id": "recipients", "title": "Mails to", "links": links}]


def _link(name: str, url: str, count: int, is_current: bool, icon: str = "", face: str = "") -> dict[str, Any]:
    return {
        "name": name,
        "url": url,
        "count": count,
        "current": is_current,
        "icon": icon,
        "tone": "plain",
        "key": "",
        "face": face,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@only_here
def mail(request: HttpRequest, key: str) -> HttpResponse:
    found = _find(key)
    if request.method != "POST":
        return _show(request, found, AnswerForm())
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            practice.send_as_customer(found, form.cleaned_data["text"], at=clock.now())
        except PracticeError as error:
            form.add_error("text", said(str(error)))
        else:
            return redirect(f"{reverse('portal:postbox_mail', args=[key])}?sent=1#answer")
    return _show(request, found, form, 422)


@xframe_options_exempt
@require_safe
@only_here
def page(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001  # every view gets it
    """The mail as its reader sees it, in a sandbox; links open in the whole window, as they would in a mail program.

    Whoever clicks a face here plays the customer, even when signed in at the desk in the same browser.
    """
    html = _FACE_LINK.sub(rf"\g<0>?{AS_CUSTOMER}", _find(key).mail.html)
    response = HttpResponse(f'<base target="_top">{html}')
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@only_here
def source(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001  # every view gets it
    return HttpResponse(_find(key).source, content_type="text/plain; charset=utf-8")


def _find(key: str) -> Posted:
    found = practice.find(key)
    if found is None:
        raise Http404("This mail is not in the postbox any more.")
    return found


def _show(request: HttpRequest, found: Posted, form: AnswerForm, status: int = 200) -> HttpResponse:
    was_sent = "sent" in request.GET and request.method != "POST"
    context = {"found": found, "mail": found.mail, "form": form, "sandbox": SANDBOX, "was_sent": was_sent}
    context["sections"] = _recipients(practice.posted(), found.recipient)
    return render(request, "portal/postbox_mail.html", context, status=status)


def _may_read(user: Any) -> bool:
    return user.is_authenticated and practice.may_be_read_by(user)


def _is_this_machine(request: HttpRequest) -> bool:
    """A proxy on this machine speaks for others, so what it passes on does not count as from here."""
    if any(name in request.headers for name in PROXY_HEADERS):
        return False
    try:
        return ipaddress.ip_address(address_of(request)).is_loopback
    except ValueError:
        return False
