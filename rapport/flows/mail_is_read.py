"""A mail that was stored as it came becomes a message in a conversation."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from rapport.channels.email import actions as email
from rapport.channels.email import importing, intake, letters, queries, verdict
from rapport.channels.email.models import RawMail
from rapport.channels.email.parse.inbound import Inbound
from rapport.channels.email.proof.check import Proof
from rapport.conversations.models import Inbox, Message
from rapport.flows import try_inbox, undelivered
from rapport.flows.agent_writes_by_mail import agent_writes_by_mail, is_for_agents
from rapport.flows.bring_back import as_fetched_again
from rapport.flows.message_arrives import message_arrives


def mail_is_read(
    mail: RawMail, inbound: Inbound, places: queries.Places, *, at: datetime, proof: Proof | None = None
) -> Message | None:
    """None when the very same mail came before. Runs in the transaction that holds the lock on `mail`.

    `proof` is what was found out about the sender; without it, only what the mail itself brings along.
    """
    proof = proof or verdict.as_told(mail, inbound)
    if is_for_agents(mail, inbound):
        return agent_writes_by_mail(mail, inbound, places, proof, at=at)
    if key := try_inbox.is_test(inbound.message_id):
        try_inbox.arrived(key, at=at)
        email.became(mail, RawMail.State.DUPLICATE, None)
        return None
    thread = queries.find_thread(inbound, mail.envelope_to)
    inbox = letters.inbox_for(mail, inbound, thread, places)
    if queries.came_before(mail, inbound, inbox) is not None:
        email.became(mail, RawMail.State.DUPLICATE, None)
        return None
    if (bereft := queries.message_without_raw(mail, inbound, inbox)) is not None:
        email.became(mail, RawMail.State.DONE, bereft)
        return None
    is_report = inbound.kind == "bounce"
    trust = verdict.judge_report(thread) if is_report else verdict.judge(inbound, thread, proof)
    letter = letters.letter(mail, inbound, inbox, thread, trust, own=places.own, at=at, proof=proof.words)
    letter = as_fetched_again(letter, mail, places.restored_at)
    message = message_arrives(letter, at=letter.received_at if letter.silent else at)
    email.became(mail, RawMail.State.DONE, message)
    if is_report and inbound.bounce and thread.outbound_id is not None:
        bounced = email.mark_bounced(thread.outbound_id, inbound.bounce, at=at, by_token=thread.is_secret)
        if bounced is not None:
            undelivered.tell(bounced, at=at)
    return message


def mail_cannot_be_read(
    mail: RawMail, sender: Inbound | None, reason: str, places: queries.Places, *, at: datetime
) -> Message:
    """The mail becomes a visible conversation from which it can be downloaded. Leads are told by `message_arrives`."""
    message = message_arrives(letters.unreadable(mail, sender, reason, places), at=at)
    email.became(mail, RawMail.State.UNREADABLE, message)
    return message


STORY = intake.Story(examine=verdict.examine, read=mail_is_read, give_up=mail_cannot_be_read)


def read_due_mail(*, limit: int, at_source: intake.Clock) -> int:
    """Read the mails that are stored and due; answers how many became something."""
    return intake.drain(STORY, limit=limit, at_source=at_source)


def import_mail(
    paths: Iterable[Path], inbox: Inbox, progress: importing.Progress, *, at_source: intake.Clock
) -> importing.ImportResult:
    """Take over archives. Raises importing.ImportProblem when a path does not exist."""
    return importing.import_paths(paths, inbox, progress, story=STORY, at_source=at_source)
