"""What every answer of the API has in common, whichever view or none made it."""

import functools
import hashlib
import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from rapport.api import problems
from rapport.conversations.queries import own_addresses
from rapport.language import contacts
from rapport.team.models import User
from rapport.team.rules import May

LARGEST_BODY = 2 * 1024 * 1024
View = Callable[..., HttpResponse]


def through_the_door(view: View) -> View:
    """Turns every error into a problem document, tags what was read, and tells how much of the rate is left."""

    @csrf_exempt
    @functools.wraps(view)
    def answered(request: HttpRequest, *args: object, **values: object) -> HttpResponse:
        try:
            _must_be_small(request)
            response = _for_eyes(request, _as_problem(view(request, *args, **values)))
        except Exception as error:
            response = problems.of_exception(error).response()
        return _dressed(request, response)

    return answered


def unknown(_request: HttpRequest, **_where: str) -> HttpResponse:
    """Every address below /api/v1 that no view has."""
    return problems.not_found().response()


def _must_be_small(request: HttpRequest) -> None:
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    declared = request.META.get("CONTENT_LENGTH") or "0"
    if not (declared.isascii() and declared.isdigit()):
        raise problems.Problem(400, "bad_request", "Content-Length is not a number.")
    # A body sent in chunks declares no length, so what came is measured too.
    if int(declared) > LARGEST_BODY or len(request.body) > LARGEST_BODY:
        raise problems.too_large()


def _as_problem(response: HttpResponse) -> HttpResponse:
    if response.status_code == 405:
        return problems.wrong_method(response.headers.get("Allow", "")).response()
    return response


def _for_eyes(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Who works for another company reads no address and no number of a customer."""
    user = getattr(request, "auth", None)
    if isinstance(user, User) and not user.may(May.CONTACT) and response.content:
        keep = own_addresses()
        response.content = json.dumps(contacts.hidden_in_json(json.loads(response.content), keep)).encode()
    return response


def _dressed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response = _tagged(request, response)
    for name, value in getattr(request, "rate_headers", {}).items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Authorization"])
    return response


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What was read carries a tag of its content; who has that content already gets 304."""
    if request.method != "GET" or response.status_code != 200:
        return response
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    known = get_conditional_response(request, etag=tag, response=response)
    return known if isinstance(known, HttpResponse) else response
