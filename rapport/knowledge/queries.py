"""Reads of saved replies: whoever sees one is decided here."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from rapport.conversations.models import Inbox
from rapport.conversations.queries import visible_inboxes
from rapport.knowledge.models import SavedReply, SavedReplyUse
from rapport.team.models import User


def usable_by(user: User) -> QuerySet[SavedReply]:
    """Everybody's, those of the user's teams and inboxes, and the user's own; a lead sees all but others' own ones."""
    return _seen_by(user).filter(removed_at=None)


def _seen_by(user: User) -> QuerySet[SavedReply]:
    shared = Q(owner=None)
    if not user.is_lead:
        inboxes = visible_inboxes(user).values("id")
        shared &= Q(team=None) | Q(team__in=user.teams.values("id"))
        shared &= Q(inbox=None) | Q(inbox__in=inboxes)
    return SavedReply.objects.filter(shared | Q(owner=user))


def listed(user: User, words: str = "", limit: int = 500) -> list[SavedReply]:
    """Those the user sees, with what they belong to; of everybody, of teams, of inboxes, then one's own."""
    found = matching(user, words).select_related("team", "inbox", "owner")
    places = [F(place).asc(nulls_first=True) for place in ("owner", "inbox__name", "team__name")]
    return list(found.order_by(*places, "name", "id")[:limit])


def made_of(user: User, answer: int) -> list[SavedReply]:
    """What was made of an answer of the board, as far as the user sees it."""
    return list(usable_by(user).filter(answer_id=answer).order_by("name", "id"))


def matching(user: User, words: str) -> QuerySet[SavedReply]:
    """Those with all of these words in their name or text."""
    found = usable_by(user)
    for word in words.replace("\0", "").split()[:8]:
        found = found.filter(Q(name__icontains=word) | Q(text__icontains=word))
    return found


def uses_of(pks: Iterable[int]) -> QuerySet[SavedReplyUse]:
    """The messages that began with these."""
    return SavedReplyUse.objects.filter(saved_reply__in=list(pks))


NEWEST_USES = 200


def routine_of(saved_reply: int, user: User, customer_id: int, *, since: datetime) -> int:
    """How often this user began a reply with it since, of its newest 200 uses; 0 when this customer had it before."""
    newest = SavedReplyUse.objects.filter(saved_reply=saved_reply).order_by("-id").values("pk")[:NEWEST_USES]
    uses = SavedReplyUse.objects.filter(pk__in=newest)
    counted = uses.aggregate(
        mine=Count("pk", filter=Q(message__author=user, message__at__gte=since)),
        theirs=Count("pk", filter=Q(message__conversation__customer=customer_id)),
    )
    return 0 if counted["theirs"] else int(counted["mine"])


def usable_here(user: User, inbox: Inbox) -> list[SavedReply]:
    """Those that fit a conversation of this inbox, the most used first."""
    fitting = usable_by(user).filter(Q(inbox=None) | Q(inbox=inbox))
    return list(fitting.order_by("-uses", "name", "id")[:500])


def one_here(user: User, inbox: Inbox, pk: int) -> SavedReply | None:
    """One of `usable_here`."""
    return usable_by(user).filter(Q(inbox=None) | Q(inbox=inbox), pk=pk).first()


def one_of(user: User, pk: int) -> SavedReply | None:
    return usable_by(user).filter(pk=pk).select_related("team", "inbox", "owner").first()


def removed_one(user: User, pk: int) -> SavedReply | None:
    """One that this user saw and that can still be brought back."""
    return _seen_by(user).exclude(removed_at=None).filter(pk=pk).first()


def may_change(user: User, found: SavedReply) -> bool:
    """One's own, and shared ones for leads."""
    return found.owner_id == user.pk or (found.owner_id is None and user.is_lead)
