"""How far the sender of a mail is believed."""

from datetime import datetime

from django.conf import settings

from rapport.channels.email import addresses, queries
from rapport.channels.email.models import RawMail
from rapport.channels.email.parse.inbound import Inbound
from rapport.channels.email.proof import check, lookups
from rapport.channels.email.proof.check import Proof
from rapport.channels.email.queries import Thread
from rapport.channels.email.rules import Evidence, is_machine_address
from rapport.conversations.models import Message

Trust = Message.Trust
IMPORTED = "import"


def examine(mail: RawMail, inbound: Inbound) -> Proof:
    """What the mail proves about its sender. May wait for the DNS, so it is no business of a transaction.

    Mail of an archive is not looked up: the keys of its time are gone.
    """
    budget = lookups.budget() if mail.source != IMPORTED else None
    return _examined(mail, inbound, mail.received_at, budget)


def as_told(mail: RawMail, inbound: Inbound) -> Proof:
    """The same without asking anybody: what the mail says of itself, as far as that counts."""
    return _examined(mail, inbound, mail.received_at, None)


def _examined(mail: RawMail, inbound: Inbound, at: datetime, budget: lookups.Budget | None) -> Proof:
    is_reply = any(addresses.is_signed_address(address) for address in [*mail.envelope_to, *inbound.delivered_to])
    return check.check(bytes(mail.raw), inbound, at=at, is_reply=is_reply, budget=budget)


def judge(inbound: Inbound, thread: Thread, proof: Proof) -> Message.Trust:
    """The trust of a mail of a person or of a machine that answers for one; delivery reports are judged apart."""
    if proof.evidence is Evidence.FAIL:
        return Trust.FAILED
    if thread.conversation_id is not None and _is_stranger(inbound, thread):
        return Trust.STRANGER
    if proof.evidence is Evidence.PASS:
        return Trust.PROVEN
    if thread.is_secret and _is_secret_enough(inbound, proof):
        return Trust.SECRET
    return Trust.UNCHECKED


def judge_report(thread: Thread) -> Message.Trust:
    """A delivery report carries no proof but the address that only the mail systems on the way were given."""
    return Trust.SECRET if thread.outbound_id is not None or thread.is_secret else Trust.UNCHECKED


def is_proven(proof: Proof) -> bool:
    """Whether the mail is beyond doubt from the domain in its From line."""
    return proof.evidence is Evidence.PASS


def _is_secret_enough(inbound: Inbound, proof: Proof) -> bool:
    """Whether the secret address speaks for its customer: not where a proof is to be had. That is with a mail server
    of ours that checks, with a domain that asks for it, and with a sender who has given one before."""
    if settings.RAPPORT_AUTHSERV_ID or proof.wants_proof:
        return False
    was_checked = bool(proof.words)
    return not was_checked or not queries.was_proven_before(inbound.from_.key)


def _is_stranger(inbound: Inbound, thread: Thread) -> bool:
    sender = inbound.from_.key
    return not sender or sender not in thread.known or is_machine_address(sender)
