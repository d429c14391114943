import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views import defaults
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from rapport.web import bundle

_TRY_AGAIN = 5  # seconds
_A_YEAR = 365 * 24 * 3600


@require_safe
@gzip_page
def stylesheet(request: HttpRequest, version: str) -> HttpResponse:  # noqa: ARG001
    """The whole style sheet. An old address gets the current text too, but is not kept by browsers."""
    sheet = bundle.build() if settings.DEBUG else bundle.sheet()
    response = HttpResponse(sheet.text, content_type="text/css; charset=utf-8")
    fresh = version == sheet.version
    response["Cache-Control"] = f"public, max-age={_A_YEAR}, immutable" if fresh else "no-cache"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for a fault of ours: 503 while the database does not answer, else 500."""
    if not isinstance(sys.exc_info()[1], InterfaceError | OperationalError):
        return defaults.server_error(request)
    # Without the request, as for a 500: what pages usually show would be asked of the database.
    return HttpResponse(loader.render_to_string("503.html"), status=503, headers={"Retry-After": str(_TRY_AGAIN)})
