"""The one switch that stops everything a machine would send: receipts to customers and notices to our own people."""

from datetime import datetime

from rapport.channels.email import queries
from rapport.channels.email.models import OutboundMail
from rapport.platform import events
from rapport.platform.actions import remember_fact
from rapport.team.models import User


def switch_automatic_mail(*, on: bool, actor: User | None, at: datetime) -> bool:
    """Let automatic mail leave, or keep all of it back; False when it was so already. `actor` is None at the command
    line."""
    if queries.automatic_mail_is_on() == on:
        return False
    remember_fact(queries.AUTOMATIC_MAIL, {"on": on, "by": actor.name if actor else ""}, at=at)
    name = "email.automatic_resumed" if on else "email.automatic_stopped"
    events.record(name, at=at, actor_id=actor.pk if actor else None)
    return True


def keep_back(mail: OutboundMail, reason: str, *, at: datetime) -> None:
    """Do not send an automatic mail that was claimed. It counts as seen to: somebody wanted it so."""
    mine = OutboundMail.objects.filter(pk=mail.pk, tries=mail.tries, state=OutboundMail.State.LEASED)
    if mine.update(state=OutboundMail.State.FAILED, error=reason, due_at=at, settled_at=at):
        events.record("email.kept_back", at=at, conversation_id=mail.conversation_id, data={"outbound": mail.pk})
