"""Carries the sample company's mails to a folder and remembers them, so that the customers can answer them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from rapport.channels.email.models import OutboundMail
from rapport.channels.email.transport import Accepted, Answer, Postbox
from rapport.sample.quoting import Earlier


@dataclass(frozen=True)
class Carried:
    """A mail of ours as it arrived. `envelope_from` is where delivery reports and automatic answers go."""

    envelope_from: str
    mail: EmailMessage

    def address_for(self, *, is_machine: bool) -> str:
        """Where an answer goes: people write to the reply address, machines to the envelope sender."""
        return self.envelope_from if is_machine else parseaddr(str(self.mail["Reply-To"]))[1]

    def as_it_arrived(self, now: datetime) -> Earlier:
        """What the customer's mail program quotes, with times as on the clock of `now`."""
        name, address = parseaddr(str(self.mail["From"]))
        body = self.mail.get_body(("plain",))
        return Earlier(
            name=name,
            address=address,
            to=str(self.mail["To"]),
            subject=str(self.mail["Subject"]),
            sent_at=parsedate_to_datetime(str(self.mail["Date"])).astimezone(now.tzinfo),
            text=str(body.get_content()) if body else "",
            message_id=str(self.mail["Message-ID"]),
        )


class Postman(Postbox):
    """The local postbox that can tell what it carried last for a conversation."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.carried: dict[str, Carried] = {}

    def write(self, path: Path, raw: bytes) -> None:
        """Not durably: it is a draft until all of the story is committed, and a sample can be made again."""
        path.write_bytes(raw)

    def hand_over(self, envelope_from: str, recipient: str, raw: bytes, on_data: Callable[[], None]) -> Answer:
        answer = super().hand_over(envelope_from, recipient, raw, on_data)
        if isinstance(answer, Accepted):
            mail = message_from_bytes(raw, policy=default)
            self.carried[str(mail["Message-ID"])] = Carried(envelope_from, mail)
        return answer

    def last_in(self, conversation_id: int) -> Carried | None:
        """The last mail of a person that went out in a conversation."""
        by_people = (OutboundMail.Kind.REPLY, OutboundMail.Kind.CAMPAIGN)
        replies = OutboundMail.objects.filter(conversation=conversation_id, kind__in=by_people)
        last = replies.order_by("created_at", "id").last()
        return self.carried[last.header_id] if last else None
