"""Who may see what: every view of the desk looks its object up here, and a foreign one is not found."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, overload
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from rapport.coaching import queries as coaching
from rapport.coaching.models import Case
from rapport.conversations import queries
from rapport.conversations.models import Attachment, Conversation, Message
from rapport.customers import queries as customers
from rapport.customers.models import Customer, Organization
from rapport.feedback import queries as feedback
from rapport.feedback.models import Rating
from rapport.flows import partner_reads
from rapport.language import contacts
from rapport.learning import queries as learning
from rapport.learning.models import Item
from rapport.platform import peer
from rapport.platform.audit.actions import record
from rapport.platform.clock import now
from rapport.recovery import queries as recoveries
from rapport.recovery.models import Recovery
from rapport.team.models import User
from rapport.team.rules import May
from rapport.writing import queries as writing
from rapport.writing.models import Draft, DraftFile

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BEFORE_SECOND_FACTOR = frozenset({"/you/security/"})
FOR_READING_TOO = frozenset({May.LEAD, May.OWN})
OF_ONES_OWN = frozenset({"display", "keyboard"})


class StaffRequest(HttpRequest):
    """A request whose user is signed in."""

    user: User


@overload
def staff(view: Callable[..., Any]) -> Any: ...
@overload
def staff(*, may: May) -> Callable[[Callable[..., Any]], Any]: ...
def staff(view: Callable[..., Any] | None = None, *, may: May = May.WORK) -> Any:
    """Only for people who are signed in; nothing of the desk is kept in a browser's cache.

    Whatever is sent needs the right `may`, so that a new view is closed to those who only read; what
    leads and owners may send is not shown to others either. What partners get
    has no address or number of a customer in it.
    """
    if view is None:
        return lambda given: _guarded(given, may)
    return _guarded(view, may)


def _guarded(view: Callable[..., Any], may: May) -> Any:
    @wraps(view)
    def allowed(request: StaffRequest, *args: Any, **named: Any) -> Any:
        if request.session.get("second_factor_due") and request.path not in BEFORE_SECOND_FACTOR:
            return redirect("desk:security")
        if (request.method not in SAFE or may in FOR_READING_TOO) and not request.user.may(may):
            raise PermissionDenied
        answer = _written_down(request, view, *args, **named)
        return answer if request.user.may(May.CONTACT) else without_contacts(answer)

    return never_cache(login_required(allowed))


def _written_down(request: StaffRequest, view: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """What changes the settings goes into the audit log in the same transaction, with the names of what was sent."""
    if request.method in SAFE or not request.path.startswith("/settings/"):
        return view(request, *args, **named)
    with transaction.atomic():
        answer = view(request, *args, **named)
        name = request.resolver_match.url_name if request.resolver_match else ""
        if answer.status_code < 400 and name not in OF_ONES_OWN:
            user, sent = request.user, sorted(set(request.POST) - {"csrfmiddlewaretoken"})
            record(
                "settings.changed",
                at=now(),
                actor_id=user.pk,
                actor=user.name,
                address=peer.address_of(request),
                about=name or "",
                data={"fields": sent[:40], **{name: str(value) for name, value in named.items()}},
            )
        return answer


def staff_with(right: May) -> Callable[[Callable[..., Any]], Any]:
    """Only for people with this right, whatever they ask."""

    def guard(view: Callable[..., Any]) -> Any:
        @wraps(view)
        def allowed(request: StaffRequest, *args: Any, **named: Any) -> Any:
            if not request.user.may(right):
                raise PermissionDenied
            return view(request, *args, **named)

        return _guarded(allowed, right)

    return guard


leads = staff_with(May.LEAD)


def without_contacts(answer: Any) -> Any:
    """A page in which no customer's address or number can be read; our own addresses stay."""
    if answer.streaming or not answer.get("Content-Type", "").startswith(("text/html", "application/json")):
        return answer
    keep = queries.own_addresses()
    if answer["Content-Type"].startswith("text/html"):
        answer.content = contacts.hidden_in_html(answer.content.decode(), keep)
    else:
        answer.content = json.dumps(contacts.hidden_in_json(json.loads(answer.content), keep))
    if "Content-Length" in answer:
        answer["Content-Length"] = str(len(answer.content))
    return answer


def inbox_ids(user: User) -> list[int] | None:
    """The inboxes this user sees; None when these are all there are, so that nothing has to be filtered.

    Asked once a request: a user object lives no longer than that.
    """
    if user.is_lead:
        return None
    known = user.__dict__
    if "seen_inboxes" not in known:
        seen, sees_all = queries.inbox_ids_seen(user)
        known["seen_inboxes"] = None if sees_all else seen
    found: list[int] | None = known["seen_inboxes"]
    return found


def asked_ids(user: User) -> list[int]:
    """The conversations in which a collaborator was asked, which `inbox_ids` does not tell of."""
    return queries.asked_conversations(user) if user.is_collaborator else []


def known_conversations(user: User) -> QuerySet[Conversation] | None:
    """The conversations this user may know of; None for all."""
    return None if user.is_lead else queries.visible_to(user)


def conversation_of(request: StaffRequest, reference: str) -> Conversation:
    found = queries.by_reference(request.user, reference)
    if found is None:
        raise Http404
    partner_reads.conversation(request.user, found.pk, at=now())
    return found


def message_of(request: StaffRequest, public_id: UUID) -> Message:
    found = queries.message(request.user, public_id)
    if found is None:
        raise Http404
    partner_reads.conversation(request.user, found.conversation_id, at=now())
    return found


def attachment_of(request: StaffRequest, public_id: UUID) -> Attachment:
    found = queries.attachment(request.user, public_id)
    if found is None:
        raise Http404
    partner_reads.attachment(request.user, found, at=now())
    return found


def customer_of(request: StaffRequest, public_id: UUID) -> Customer:
    """The record, or the one it became part of, if the user may see a conversation of theirs."""
    found = customers.by_public_id(public_id)
    if found is None or not queries.customers_seen(request.user, [found.pk]):
        raise Http404
    return found


def organization_of(request: StaffRequest, pk: int) -> Organization:
    """The record, or the one it became part of, if the user may know of somebody there."""
    found = customers.organization(pk)
    if found is None or not queries.organization_seen(request.user, found.pk):
        raise Http404
    return found


def recovery_of(request: StaffRequest, pk: int) -> Recovery:
    found = recoveries.visible_in(inbox_ids(request.user)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def rating_of(request: StaffRequest, pk: int) -> Rating:
    """An answer in a conversation that the user may know of."""
    found = feedback.rating(pk, known_conversations(request.user))
    if found is None:
        raise Http404
    return found


def case_of(request: StaffRequest, pk: int) -> Case:
    """A training case that the user may change: their own, any for a lead."""
    found = coaching.case_to_edit(pk, request.user, known_cases(request.user))
    if found is None:
        raise Http404
    return found


def known_cases(user: User) -> QuerySet[Conversation] | None:
    """Of which conversations this user may read training cases, which name nobody; None for all: only people of other
    companies are shown what is theirs alone."""
    return known_conversations(user) if user.is_partner else None


def item_of(request: StaffRequest, pk: int) -> Item:
    """One on the agenda of the review."""
    found = learning.item(pk, known_conversations(request.user))
    if found is None:
        raise Http404
    return found


def draft_file_of(request: StaffRequest, public_id: UUID) -> DraftFile:
    found = writing.file_of(request.user, public_id)
    if found is None:
        raise Http404
    return found


def pending_of(request: StaffRequest, token: str) -> Draft:
    """One's own reply that is on its way."""
    found = writing.pending(request.user, token)
    if found is None:
        raise Http404
    return found
