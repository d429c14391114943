"""POST /losses"""

from django.http import HttpResponse
from ninja import Router, Status

from rapport.api.bearer import Asked
from rapport.api.describing import problems
from rapport.api.once import Key, fingerprint, once
from rapport.api.problems import not_found
from rapport.api.schemas.losses import LossIn, LossOut, loss_out
from rapport.conversations.queries import customers_seen, visible_to
from rapport.customers import queries as customers
from rapport.customers.models import Customer
from rapport.flows import customer_leaves
from rapport.platform import clock
from rapport.relationships.actions import Told
from rapport.team.models import User

router = Router(tags=["Losses"])


@router.post(
    "/losses",
    response={201: LossOut},
    summary="Note that a customer left",
    openapi_extra=problems(400, 404, 409, 413, 422),
)
def note(request: Asked, response: HttpResponse, given: LossIn, key: Key = None) -> Status[LossOut]:
    """Notes it in the name of the user of the token. A customer who is noted as lost is not noted again: correct that
    in the desk. `Idempotent-Replay: true` marks an answer that was given before."""
    user, at = request.auth, clock.now()
    found = _customer(user, given)
    known = None if user.is_lead else visible_to(user)

    def act() -> LossOut:
        told = Told(given.lost_on, given.reason, given.words)
        return loss_out(customer_leaves.note(found, told, known=known, actor=user, at=at))

    if key is None:
        return Status(201, act())
    made, again = once(user, key, fingerprint(request, given), act, LossOut, at=at)
    if again:
        response.headers["Idempotent-Replay"] = "true"
    return Status(201, made)


def _customer(user: User, given: LossIn) -> Customer:
    if given.customer is not None:
        found = customers.by_public_id(given.customer)
    else:
        found = customers.by_address((given.address or "").strip().lower())
    if found is None or not customers_seen(user, [found.pk]):
        raise not_found()
    return found
