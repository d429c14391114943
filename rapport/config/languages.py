"""Which language and time zone a page speaks: the user's own, a customer's by their browser, a machine's English."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

MACHINES = ("api/", "hooks/", "static/", "assets/", "healthz", "readyz", "metrics")


class ReadersLanguage(MiddlewareMixin):
    """Begins with the browser's language; asks for the user only once it is known that the page is for staff."""

    def process_request(self, request: HttpRequest) -> None:
        timezone.deactivate()
        translation.activate(translation.get_language_from_request(request))

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:  # noqa: ARG002
        match = request.resolver_match
        if match is None or match.route.startswith(MACHINES):
            translation.activate(settings.LANGUAGE_CODE)
        elif "portal" not in match.namespaces:
            request.user = get_user(request)  # found now: what asks for it later need not go through a stand-in
            if request.user.is_authenticated:
                speak_to(request.user)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:  # noqa: ARG002
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
            patch_vary_headers(response, ("Accept-Language",))
        return response


def speak_to(user: Any) -> None:
    """Activate what this user chose, for the rest of the request."""
    if user.language:
        translation.activate(user.language)
    if user.time_zone:
        timezone.activate(ZoneInfo(user.time_zone))
