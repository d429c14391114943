"""A customer's record as its page shows it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from rapport.conversations import queries as conversations
from rapport.conversations.models import Conversation
from rapport.customers import queries
from rapport.customers.models import Customer, Identity, Merge
from rapport.desk.access import StaffRequest
from rapport.desk.customers.likely import Likeness
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.desk.present.thread import said
from rapport.feedback import queries as feedback
from rapport.feedback.models import Rating
from rapport.platform.clock import now
from rapport.surveys import queries as surveys
from rapport.surveys.models import OptOut
from rapport.team.rules import May
from rapport.web.addresses import reverse

SIZE = 30
RATINGS = 12


def name_of(customer: Customer) -> str:
    return customer.name or customer.first_address or _("Unknown sender")


def shown_record(request: StaffRequest, customer: Customer, likeness: Sequence[Likeness]) -> dict[str, Any]:
    """What `desk/customers/page.html` expects, in a fixed number of queries."""
    user, url = request.user, reverse("desk:customer", args=[customer.public_id])
    before = read_cursor(request.GET.get("after", ""))
    found = conversations.page_of_customer(user, customer, before=before, size=SIZE + 1)
    shown, more = found[:SIZE], len(found) > SIZE
    counts = conversations.counts_by_identity(user, customer)
    addresses = _addresses(customer, counts, only_seen=user.is_partner)
    ratings = feedback.visible_in(conversations.visible_inbox_ids(user)).filter(conversation__customer=customer)
    return {
        "now": now(),
        "customer": customer,
        "name": customer.name or next((one["address"] for one in addresses if one["address"]), _("Unknown sender")),
        "is_ours": user.may(May.KNOW),
        "may_forget": user.may(May.LEAD) and customer.erased_at is None,
        "record_url": url,
        "addresses": addresses,
        "shown": shown,
        "conversations": shown_conversations(shown),
        "total": sum(counts.values()),
        "is_first_page": before is None,
        "more_url": f"{url}?after={write_cursor(shown[-1].last_message_at, shown[-1].pk)}" if more else "",
        "ratings": [shown_rating(one) for one in ratings.order_by("-changed_at", "-id")[:RATINGS]],
        "merges": [] if not user.may(May.KNOW) else [_merge(one) for one in queries.standing_merges(customer)],
        "opt_outs": [_opt_out(one) for one in surveys.opt_outs(customer)] if user.may(May.KNOW) else [],
        "likeness": [_like(one) for one in likeness],
    }


def _opt_out(one: OptOut) -> dict[str, Any]:
    by = one.ended_by.first_name if one.ended_by else _("somebody")
    return {"at": one.at, "how": OptOut.HOW.get(one.how, ""), "ended_at": one.ended_at, "by": by, "why": one.why}


def _addresses(customer: Customer, counts: dict[int, int], *, only_seen: bool) -> list[dict[str, Any]]:
    """Partners see no more addresses than their conversations show them anyway."""
    known = [one for one in queries.addresses_of(customer) if not only_seen or one.pk in counts]
    answered = conversations.answered_at(customer)
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


def shown_conversations(shown: Sequence[Conversation], *, with_people: bool = False) -> list[dict[str, Any]]:
    """What `desk/customers/_conversations.html` expects; `with_people` it says who wrote, too."""
    faces = feedback.newest_scores([one.pk for one in shown])
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


def _like(one: Likeness) -> dict[str, Any]:
    return {
        "id": one.customer.public_id,
        "name": name_of(one.customer),
        "url": reverse("desk:customer", args=[one.customer.public_id]),
        "reasons": one.reasons,
    }
