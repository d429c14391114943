"""What the rooms know of one conversation, asked in one query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rapport.alerts import queries as alerts
from rapport.alerts.models import Rung
from rapport.changes import queries as journal
from rapport.changes.models import Change
from rapport.channels.email import queries as mail
from rapport.channels.email.models import OutboundMail
from rapport.conversations import queries as conversations
from rapport.conversations.models import Ask, Conversation, Message, Participant
from rapport.desk.access import inbox_ids
from rapport.feedback import queries as feedback
from rapport.feedback.models import Rating
from rapport.labels import queries as labels
from rapport.labels.queries import Labels
from rapport.learning import queries as learning
from rapport.learning.models import Given, Reason
from rapport.platform import events, sql
from rapport.platform.gathered import Asked, gather
from rapport.platform.models import Event
from rapport.promises import queries as promises
from rapport.promises.models import Promise
from rapport.recovery import queries as recoveries
from rapport.recovery.models import Recovery
from rapport.retention import queries as retention
from rapport.retention.models import Emptied, Keep
from rapport.team import queries as team
from rapport.team.models import User
from rapport.triage import queries as triage
from rapport.triage.models import Placement
from rapport.triage.pain import Trail
from rapport.writing import queries as writing
from rapport.writing.models import Draft, Signature


@dataclass(frozen=True)
class Dossier:
    """Lists in the order in which their rooms give them; `names` are those of all active users by id, `position` the
    place on the pile of what waits."""

    messages: list[Message]
    participants: list[Participant]
    addresses: frozenset[str]
    drafts: list[Draft]
    pending: list[Draft]
    signatures: list[Signature]
    ratings: list[Rating]
    given: list[Given]
    reasons: list[Reason]
    recoveries: list[Recovery]
    placement: Placement | None
    promises: list[Promise]
    sent: Mapping[int, Sequence[OutboundMail]]
    names: Mapping[int, str]
    around: list[User]
    asks: list[Ask]
    follows: bool
    others: list[Conversation]
    linked: list[Conversation]
    last_done: list[Change]
    happened: list[Event]
    rungs: list[Rung]
    labels: Labels
    position: int
    keep: Keep | None
    emptied: Emptied | None
    trail: Trail


@cache
def _questions(role: str) -> dict[str, Asked[Any]]:
    return {
        "messages": conversations.THREAD,
        "attachments": conversations.ATTACHMENTS,
        "participants": conversations.PARTICIPANTS,
        "addresses": conversations.ADDRESSES,
        "drafts": writing.ON_PAGE,
        "files": writing.FILES,
        "signatures": writing.SIGNATURES,
        "ratings": feedback.OF_CONVERSATION,
        "given": learning.OF_CONVERSATION,
        "reasons": learning.CHOICES,
        "recoveries": recoveries.ALL_OF,
        "steps": recoveries.STEPS,
        "placement": triage.PLACEMENT,
        "promises": promises.OF_CONVERSATION,
        "sent": mail.OUTBOUND,
        "names": team.NAMES,
        "around": conversations.AROUND,
        "asks": conversations.ASKS,
        "following": conversations.FOLLOWING,
        "others": conversations.others(role),
        "linked": conversations.linked(role),
        "last_done": journal.LAST_DONE,
        "happened": events.NEWEST,
        "rungs": alerts.RUNGS,
        "keep": retention.KEEP,
        "emptied": retention.EMPTIED,
    }


def dossier(user: User, conversation: Conversation) -> Dossier:
    """As this user may know it."""
    found = gather(
        _questions(user.role),
        {
            "user": user.pk,
            "conversation": conversation.pk,
            "customer": conversation.customer_id,
            "identity": conversation.identity_id,
            "inbox": conversation.inbox_id,
            "inboxes": inbox_ids(user),
        },
        {"labels": labels.EVERYTHING, "position": triage.POSITION, "trail": triage.TRAIL},
        plans=sql.ONCE,
    )
    drafts, pending = writing.on_page(found["drafts"], found["files"])
    return Dossier(
        messages=conversations.with_attachments(found["messages"], found["attachments"]),
        participants=found["participants"],
        addresses=frozenset(one.value for one in found["addresses"]),
        drafts=drafts,
        pending=pending,
        signatures=found["signatures"],
        ratings=found["ratings"],
        given=found["given"],
        reasons=found["reasons"],
        recoveries=recoveries.with_steps(found["recoveries"], found["steps"]),
        placement=next(iter(found["placement"]), None),
        promises=found["promises"],
        sent=mail.by_message(found["sent"]),
        names={one.pk: one.name for one in found["names"]},
        around=found["around"],
        asks=found["asks"],
        follows=bool(found["following"]),
        others=found["others"],
        linked=found["linked"],
        last_done=found["last_done"],
        happened=found["happened"],
        rungs=found["rungs"],
        labels=labels.read(found["labels"]),
        position=found["position"],
        keep=next(iter(found["keep"]), None),
        emptied=next(iter(found["emptied"]), None),
        trail=triage.trail(found["trail"]),
    )
