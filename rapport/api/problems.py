"""Every error is a problem document (RFC 9457): what went wrong, for people; `code`, for programs."""

import logging
import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from rapport.conversations.actions import ConversationError
from rapport.promises.actions import PromiseError
from rapport.relationships.actions import RelationshipError

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
NOTHING_HERE = "There is nothing here that you may see. Check the address against /api/v1/openapi.json."


class Fault(Schema):
    """One thing that is wrong with the request; `pointer` is a JSON pointer into the part named by `where`."""

    where: str
    pointer: str
    detail: str


class ProblemDocument(Schema):
    """RFC 9457. `code` is a word for programs; `instance` names an unexpected error, for whoever reads the log."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str | None = None
    errors: list[Fault] | None = None


class Problem(Exception):
    """Ends the request with a problem document. `detail` is read by people and says what to do."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: list[Fault] | None = None,
        instance: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.headers = headers or {}
        self.document = ProblemDocument(
            type="about:blank",
            title=HTTPStatus(status).phrase,
            status=status,
            detail=detail,
            code=code,
            instance=instance,
            errors=errors,
        )

    def response(self) -> HttpResponse:
        body = self.document.model_dump(exclude_none=True)
        response = JsonResponse(body, status=self.document.status, content_type=MEDIA_TYPE)
        for name, value in self.headers.items():
            response.headers[name] = value
        return response


def not_found() -> Problem:
    """Unknown and foreign objects look the same."""
    return Problem(404, "not_found", NOTHING_HERE)


def of_exception(error: Exception) -> Problem:
    """The problem behind any exception; the text of an unexpected one goes to the log only."""
    match error:
        case Problem():
            return error
        case ValidationError():
            return _invalid(error)
        case AuthenticationError():
            return unauthorised()
        case HttpError() if error.status_code == HTTPStatus.BAD_REQUEST:
            return Problem(400, "bad_json", "The body is not JSON. Send one JSON object in UTF-8.")
        case ConversationError() | PromiseError() | RelationshipError():
            return Problem(422, "not_possible", str(error))
        case Http404():
            return not_found()
        case RequestDataTooBig():
            return too_large()
        case SuspiciousOperation():
            return Problem(400, "bad_request", "The request is malformed.")
    return _unexpected(error)


def unauthorised(error: str = "") -> Problem:
    """401 with the challenge that RFC 6750 asks for; `error` is its word when a token was sent."""
    challenge = f'Bearer realm="rapport", error="{error}"' if error else 'Bearer realm="rapport"'
    detail = "Send a valid token as “Authorization: Bearer …”. Make one: rapport token create EMAIL"
    return Problem(401, "unauthorised", detail, headers={"WWW-Authenticate": challenge})


def too_large() -> Problem:
    return Problem(413, "too_large", "The body is too large. Send 2 MiB at most.")


def wrong_method(allowed: str) -> Problem:
    return Problem(405, "wrong_method", f"This address answers only to {allowed}.", headers={"Allow": allowed})


def _invalid(error: ValidationError) -> Problem:
    unknown = any(one["type"] == "extra_forbidden" for one in error.errors)
    faults = [_fault(one) for one in error.errors]
    where = ", ".join(fault.pointer or fault.where for fault in faults)
    if unknown:
        return Problem(400, "unknown_key", f"Leave out what is not known here: {where}", errors=faults)
    return Problem(422, "invalid", f"Not valid: {where}. See “errors”.", errors=faults)


def _fault(error: dict[str, Any]) -> Fault:
    """Where the value stands: pydantic names our own parameter first, which no caller knows."""
    where, *path = [str(part) for part in error["loc"]]
    if where == "body" or len(path) > 1:
        path = path[1:]
    pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)
    unknown = error["type"] == "extra_forbidden"
    return Fault(where=where, pointer=pointer, detail="There is no such key." if unknown else str(error["msg"]))


def _unexpected(error: Exception) -> Problem:
    instance = f"urn:uuid:{uuid.uuid4()}"
    log.error("Unexpected error in the API, %s", instance, exc_info=error)
    detail = "Something broke on our side and nothing was changed. Try again; if it stays, tell whoever runs Rapport."
    return Problem(500, "unexpected", detail, instance=instance)


def answer(_request: HttpRequest, error: Any) -> HttpResponse:
    """The handler that django-ninja calls for every exception."""
    return of_exception(error).response()
