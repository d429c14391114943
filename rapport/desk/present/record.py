"""A customer's record as its page shows it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from rapport.conversations import queries as conversations
from rapport.conversations.models import Conversation
from rapport.customers import queries
from rapport.customers.models import Customer, Identity, Merge
from rapport.desk.access import StaffRequest, inbox_ids
from rapport.desk.customers.likely import Likeness
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.desk.present import pain, relationship
from rapport.desk.present.names import name_of
from rapport.desk.present.thread import said
from rapport.feedback import queries as feedback
from rapport.feedback.models import Rating
from rapport.platform import sql
from rapport.platform.clock import now
from rapport.platform.gathered import Asked, gather
from rapport.surveys import queries as surveys
from rapport.surveys.models import OptOut
from rapport.team.models import User
from rapport.team.rules import May
from rapport.triage import queries as triage
from rapport.web.addresses import reverse

SIZE = 30
RATINGS = 12


# What is asked about a customer in one query.
ABOUT: dict[str, Asked[Any]] = {
    "addresses": queries.ADDRESSES,
    "merges": queries.MERGES,
    "opt_outs": surveys.OPT_OUTS,
    **relationship.ASKED,
}
ANSWERED = {"answered": conversations.ANSWERED, **relationship.TOGETHER}


def shown_record(request: StaffRequest, customer: Customer) -> dict[str, Any]:
    """What `desk/customers/page.html` expects, in a fixed number of queries."""
    user, url, at = request.user, reverse("desk:customer", args=[customer.public_id]), now()
    before = read_cursor(request.GET.get("after", ""))
    known = gather(
        ABOUT, {"customer": customer.pk, "organization": customer.organization_id}, ANSWERED, plans=sql.AS_IT_LIKES
    )
    page = conversations.page_of_customer(user, customer, before=before, size=SIZE + 1)
    shown, more = page[:SIZE], len(page) > SIZE
    felt = gather(
        {},
        {"conversations": [one.pk for one in shown]},
        {"scores": feedback.SCORES, **triage.PAIN},
        plans=sql.AS_IT_LIKES,
    )
    counts = conversations.counts_by_identity(user, customer)
    addresses = _addresses(known, counts, only_seen=user.is_partner)
    return {
        "now": at,
        "customer": customer,
        "name": customer.name or next((one["address"] for one in addresses if one["address"]), _("Unknown sender")),
        "is_ours": user.may(May.KNOW),
        "may_forget": user.may(May.LEAD) and customer.erased_at is None,
        "record_url": url,
        "addresses": addresses,
        "shown": shown,
        "conversations": shown_conversations(shown, dict(felt["scores"])),
        "total": sum(counts.values()),
        "is_first_page": before is None,
        "more_url": f"{url}?after={write_cursor(shown[-1].last_message_at, shown[-1].pk)}" if more else "",
        "ratings": newest_ratings(user, conversation__customer=customer),
        "merges": [_merge(one) for one in known["merges"]] if user.may(May.KNOW) else [],
        "opt_outs": [_opt_out(one) for one in known["opt_outs"]] if user.may(May.KNOW) else [],
        "relationship": relationship.of_customer(user, customer, known, at),
        "pain": pain.of_customer(shown, felt, at) if before is None else None,
    }


def newest_ratings(user: User, **whose: Any) -> list[dict[str, Any]]:
    """Of conversations in inboxes that the user sees; of whom, as the ORM filters."""
    rows = feedback.visible_in(inbox_ids(user)).filter(**whose).prefetch_related(None)
    return [shown_rating(one) for one in rows.order_by("-changed_at", "-id")[:RATINGS]]


def _opt_out(one: OptOut) -> dict[str, Any]:
    by = one.ended_by.first_name if one.ended_by else _("somebody")
    return {"at": one.at, "how": OptOut.HOW.get(one.how, ""), "ended_at": one.ended_at, "by": by, "why": one.why}


def _addresses(found: Mapping[str, Any], counts: dict[int, int], *, only_seen: bool) -> list[dict[str, Any]]:
    """Partners see no more addresses than their conversations show them anyway."""
    known = [one for one in found["addresses"] if not only_seen or one.pk in counts]
    answered = set(found["answered"])
    return [_address(one, counts.get(one.pk, 0), answered, alone=len(known) == 1) for one in known]


def _address(one: Identity, count: int, answered: set[int], *, alone: bool) -> dict[str, Any]:
    return {
        "address": one.address,
        "count": count,
        "here": one.pk in answered,
        "can_choose": bool(one.address) and bool(answered) and answered != {one.pk},
        "can_remove": bool(one.address) and not count and not alone and one.pk not in answered,
        "undeliverable_since": one.undeliverable_since,
        "undeliverable_why": one.undeliverable_why,
    }


def shown_conversations(
    shown: Sequence[Conversation], faces: Mapping[int, int], *, with_people: bool = False
) -> list[dict[str, Any]]:
    """What `desk/customers/_conversations.html` expects; `with_people` it says who wrote, too."""
    return [
        {
            "url": reverse("desk:conversation", args=[one.reference]),
            "reference": one.reference,
            "subject": one.subject,
            "snippet": one.snippet,
            "status": one.get_status_display(),
            "face": faces.get(one.pk),
            "at": one.last_message_at,
            "inbox": f"{name_of(one.customer)} · {one.inbox.name}" if with_people else one.inbox.name,
        }
        for one in shown
    ]


def shown_rating(one: Rating) -> dict[str, Any]:
    return {
        "score": one.score,
        "state": "" if one.state == "confirmed" else _(one.get_state_display()),
        "comment": one.comment,
        "said": ", ".join(said(one.chips)),
        "author": one.invite.author.name,
        "reference": one.conversation.reference,
        "url": reverse("desk:conversation", args=[one.conversation.reference]) + f"#message-{one.invite.message_id}",
        "at": one.changed_at,
    }


def _merge(one: Merge) -> dict[str, Any]:
    return {
        "name": name_of(one.gone),
        "phone": one.gone.phone,
        "evidence": one.evidence,
        "by": one.merged_by.first_name if one.merged_by else _("somebody who has left"),
        "at": one.merged_at,
        "addresses": len(one.identities),
        "conversations": len(one.conversations),
        "undo_url": reverse("desk:customer-undoing", args=[one.kept.public_id, one.pk]),
    }


def shown_likeness(one: Likeness) -> dict[str, Any]:
    return {
        "id": one.customer.public_id,
        "name": name_of(one.customer),
        "url": reverse("desk:customer", args=[one.customer.public_id]),
        "reasons": one.reasons,
    }
