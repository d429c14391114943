"""GET /pile"""

from django.http import HttpResponse
from ninja import Query, Router

from rapport.api import queries
from rapport.api.bearer import Asked
from rapport.api.describing import problems
from rapport.api.paging import Page, Pager
from rapport.api.problems import not_found
from rapport.api.schemas.pile import PileQuery, PileRow, pile_row
from rapport.platform import clock
from rapport.triage import queries as triage

router = Router(tags=["Pile"])


@router.get(
    "/pile", response=Page[PileRow], summary="Who waits, most urgent first", openapi_extra=problems(400, 404, 422)
)
def pile(request: Asked, response: HttpResponse, asked: Query[PileQuery]) -> Page[PileRow]:
    """Every conversation that waits for us in the inboxes you see, in the order in which to take them, with the
    reasons. An inbox that you do not see is answered like one that does not exist."""
    pager = Pager(request, response, asked)
    inboxes = queries.inbox_ids(request.auth, asked.inbox)
    if asked.inbox is not None and not inboxes:
        raise not_found()
    rows = triage.page(
        inboxes,
        after=pager.after,
        size=pager.size,
        assignee=request.auth if asked.assigned == "me" else None,
        unassigned=asked.assigned == "nobody",
    )
    at = clock.now()
    numbered = list(enumerate(rows, start=1))
    return pager.page(numbered, lambda one: (one[1].rank_key, one[1].pk), lambda one: pile_row(one[1], one[0], at))
