"""The description of the API (OpenAPI 3.1), made once per process."""

import functools
import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from rapport.api.problems import MEDIA_TYPE, ProblemDocument, wrong_method

ALWAYS = (401, 405, 429, 500)
TOLD = {
    400: "The request cannot be understood: bad JSON, an unknown key, a cursor of another list.",
    401: "There is no valid token.",
    404: "There is nothing here that you may see.",
    405: "The address does not answer to this method.",
    409: "The same request is being worked on right now.",
    413: "The body is larger than 2 MiB.",
    422: "A value is not valid, or the thing cannot be done; `detail` says what to do.",
    429: "Too many requests, or too many wrong tokens. `Retry-After` says how many seconds to wait.",
    500: "Something broke on our side; nothing was changed.",
}
INTRODUCTION = """\
Send `Authorization: Bearer TOKEN`; `rapport token create EMAIL` makes a token, which sees what its user sees.

Lists come in pages: follow `next` (also in the `Link` header) until it is null. Times are ISO 8601 in UTC.

Every error is a problem document (RFC 9457, `application/problem+json`): `detail` is for people, `code` for programs.

Send an `Idempotency-Key` with every write, and send it again with the same key when no answer came.

`RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` (seconds) tell what is left of this minute. Every answer
to a GET has an `ETag`.
"""


def problems(*statuses: int) -> dict[str, Any]:
    """What can go wrong in one operation, beyond what can always go wrong."""
    return {
        "responses": {status: {"$ref": f"#/components/responses/{_name(status)}"} for status in (*statuses, *ALWAYS)}
    }


def _name(status: int) -> str:
    return "".join(word.capitalize() for word in HTTPStatus(status).name.split("_"))


def _response(told: str) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
    return {"description": told, "content": content}


@functools.cache
def document(api: NinjaAPI) -> bytes:
    """The whole description as JSON."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")  # no address in here has a name outside: config/late.py
    schemas = schema["components"]["schemas"]
    own = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(own.pop("$defs", {}))
    schemas["ProblemDocument"] = own
    schema["components"]["responses"] = {_name(status): _response(told) for status, told in TOLD.items()}
    return json.dumps(schema).encode()


def openapi(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """GET /openapi.json, for everybody: it holds nothing of anybody."""
    if request.method != "GET":
        raise wrong_method("GET")
    return HttpResponse(document(api), content_type="application/json")
