"""GET /organizations"""

from django.http import HttpResponse
from ninja import Query, Router

from rapport.api import queries
from rapport.api.bearer import Asked
from rapport.api.describing import problems
from rapport.api.paging import Page, Pager
from rapport.api.schemas.organizations import OrganizationOut, OrganizationQuery, organization_out
from rapport.team.rules import May

router = Router(tags=["Organizations"])


@router.get("/organizations", response=Page[OrganizationOut], summary="Organizations", openapi_extra=problems(400, 422))
def organizations(request: Asked, response: HttpResponse, asked: Query[OrganizationQuery]) -> Page[OrganizationOut]:
    """Where customers belong, in the order in which they became known. Only those of whose people one may see a
    conversation."""
    pager, user = Pager(request, response, asked), request.auth
    rows = queries.organizations(user, asked.name, after=pager.after, size=pager.size)
    return pager.page(rows, lambda one: (one.pk,), lambda one: organization_out(one, knows=user.may(May.CONTACT)))
