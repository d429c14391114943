"""GET /recoveries"""

from django.http import HttpResponse
from ninja import Query, Router

from rapport.api import queries
from rapport.api.bearer import Asked
from rapport.api.describing import problems
from rapport.api.paging import Page, Pager
from rapport.api.schemas.recoveries import RecoveryOut, RecoveryQuery, recovery_out

router = Router(tags=["Recoveries"])


@router.get("/recoveries", response=Page[RecoveryOut], summary="Winning back", openapi_extra=problems(400, 422))
def recoveries(request: Asked, response: HttpResponse, asked: Query[RecoveryQuery]) -> Page[RecoveryOut]:
    """Unhappy customers and what was done for them: open ones first, the next due on top; then closed ones, newest
    first."""
    pager = Pager(request, response, asked)
    rows = queries.recoveries_of(queries.inbox_ids(request.auth), after=pager.after, size=pager.size)
    return pager.page(rows, queries.recovery_key, recovery_out)
