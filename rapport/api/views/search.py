"""GET /search"""

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router

from rapport.api.bearer import Asked
from rapport.api.describing import problems
from rapport.api.paging import Page, Pager
from rapport.api.problems import Problem
from rapport.api.schemas.search import FoundRow, SearchQuery, found_row
from rapport.platform import clock
from rapport.search import queries
from rapport.search.queries import TooSlow
from rapport.search.rules import NotUnderstood, read

router = Router(tags=["Search"])


@router.get(
    "/search", response=Page[FoundRow], summary="Conversations by words and operators", openapi_extra=problems(400, 422)
)
def search(request: Asked, response: HttpResponse, asked: Query[SearchQuery]) -> Page[FoundRow]:
    """What the search field of the desk finds, in the same language, the newest first, of the inboxes you see. What
    was said is found about two seconds later."""
    pager = Pager(request, response, asked)
    try:
        query = read(asked.q, today=timezone.localdate(clock.now()))
        rows = [] if query.is_empty else queries.page(request.auth, query, before=pager.after, size=pager.size)
    except NotUnderstood as problem:
        raise Problem(422, "invalid", str(problem)) from problem
    except TooSlow as problem:
        detail = "This search takes too long. Add a word, or narrow it down by after: or inbox:."
        raise Problem(422, "too_slow", detail) from problem
    return pager.page(rows, lambda one: (one.at, one.conversation.pk), found_row)
