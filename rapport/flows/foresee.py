"""What would become of a mail if it came now. Nothing is stored, and nobody is asked: no DNS, no other server."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rapport.channels.email import letters, queries, verdict
from rapport.channels.email.models import RawMail
from rapport.channels.email.parse.inbound import Inbound
from rapport.channels.email.rules import body_digest
from rapport.conversations.models import Conversation, Inbox, Message
from rapport.customers import queries as customers
from rapport.flows.agent_writes_by_mail import is_for_agents
from rapport.platform import sql


@dataclass(frozen=True)
class Foreseen:
    """`conversation`: the one it would be added to; none for a new one."""

    inbox: Inbox
    conversation: Conversation | None
    customer: str
    is_known: bool
    trust: Message.Trust
    is_held: bool
    is_from_agent: bool
    came_before: Conversation | None


def foresee(raw: bytes, inbound: Inbound, *, at: datetime) -> Foreseen:
    """Raises letters.NoInbox where there is none."""
    mail = RawMail(raw=raw, size=len(raw), body_digest=body_digest(raw), received_at=at, source="parse", envelope_to=[])
    with transaction.atomic():
        sql.run("SET TRANSACTION READ ONLY", [])
        thread = queries.find_thread(inbound, [])
        inbox = letters.inbox_for(mail, inbound, thread, queries.places())
        proof = verdict.as_told(mail, inbound)
        is_report = inbound.kind == "bounce"
        trust = verdict.judge_report(thread) if is_report else verdict.judge(inbound, thread, proof)
        known = customers.by_address(inbound.from_.key) if inbound.from_.key else None
        twin = queries.came_before(mail, inbound, inbox)
        found = Conversation.objects.filter(pk=thread.conversation_id).first() if thread.conversation_id else None
        return Foreseen(
            inbox=inbox,
            conversation=found,
            customer=str(known) if known else inbound.from_.name or inbound.from_.key,
            is_known=known is not None,
            trust=trust,
            is_held=found is not None and trust not in (Message.Trust.PROVEN, Message.Trust.SECRET),
            is_from_agent=is_for_agents(mail, inbound),
            came_before=Conversation.objects.filter(messages=twin).first() if twin else None,
        )
