"""GET /ratings"""

from django.http import HttpResponse
from ninja import Query, Router

from rapport.api import queries
from rapport.api.bearer import Asked
from rapport.api.describing import problems
from rapport.api.paging import Page, Pager
from rapport.api.schemas.ratings import RatingOut, RatingQuery, rating_out

router = Router(tags=["Ratings"])


@router.get("/ratings", response=Page[RatingOut], summary="What customers said", openapi_extra=problems(400, 422))
def ratings(request: Asked, response: HttpResponse, asked: Query[RatingQuery]) -> Page[RatingOut]:
    """What customers think of single replies, the newest change first. A `suspect` rating is probably a machine's and
    counts nowhere."""
    pager = Pager(request, response, asked)
    rows = queries.ratings(
        queries.inbox_ids(request.auth),
        after=pager.after,
        size=pager.size,
        score=asked.score,
        state=asked.state,
        since=asked.since,
    )
    return pager.page(rows, lambda row: (row.changed_at, row.pk), rating_out)
