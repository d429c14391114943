"""Which inbox and which conversation a mail belongs to. Only what we signed joins; a subject or a sender never does."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from rapport.channels.email import addresses
from rapport.channels.email.models import MailAccount, OutboundMail, RawMail, ServerCopy
from rapport.channels.email.parse.inbound import Inbound
from rapport.channels.email.rules import domain_of, is_own, mentioned_numbers, without_tag
from rapport.conversations.models import Conversation, Inbox, Message, pk_of_reference
from rapport.platform import queries as platform
from rapport.platform import sql
from rapport.platform.gathered import Asked
from rapport.platform.models import Fact

RESTORED = "backup.restored"
_TWIN = """
SELECT m.id FROM conversations_message m
  JOIN conversations_conversation c ON c.id = m.conversation_id
  JOIN email_rawmail r ON r.message_id = m.id
WHERE m.message_id = %s AND m.from_address = %s AND c.inbox_id = %s AND r.body_digest = %s LIMIT 1
"""
_PARTIES = """
SELECT i.value, c.inbox_id, i.undeliverable_since IS NOT NULL OR i.soft_failures > 0, c.merged_into_id
  FROM conversations_conversation c
  JOIN customers_identity i ON i.customer_id = c.customer_id OR i.id = c.identity_id WHERE c.id = %s
UNION ALL
SELECT i.value, c.inbox_id, i.undeliverable_since IS NOT NULL OR i.soft_failures > 0, c.merged_into_id
  FROM conversations_participant p
  JOIN conversations_conversation c ON c.id = p.conversation_id
  JOIN customers_identity i ON i.id = p.identity_id WHERE c.id = %s
"""
_PROVEN = """
SELECT 1 FROM customers_identity i
  JOIN conversations_conversation c ON c.customer_id = i.customer_id
  JOIN conversations_message m ON m.conversation_id = c.id
WHERE i.value = %s AND m.from_address = i.value AND m.trust = 'proven' LIMIT 1
"""
MOST_IDS = 30
AUTOMATIC_MAIL = "automatic_mail"
KEYS_AT_ONCE = 5000


@dataclass(frozen=True)
class Thread:
    """Where a mail belongs. `conversation_id` is None for a new matter; `is_secret` says that the mail was sent to an
    address which only the people of the conversation were given. `known` are the addresses of its customer, and those
    that an agent made part of it; `unreached` are those of them that mail came back from."""

    conversation_id: int | None = None
    inbox_id: int | None = None
    is_secret: bool = False
    known: frozenset[str] = frozenset()
    outbound_id: int | None = None
    unreached: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Places:
    """The inboxes as they were when a batch began; `restored_at` is when a backup was brought back, if ever."""

    inboxes: Sequence[Inbox] = ()
    by_address: dict[str, Inbox] = field(default_factory=dict)
    reply_domains: frozenset[str] = frozenset()
    restored_at: datetime | None = None

    @property
    def own(self) -> frozenset[str]:
        """Addresses and domains under which we write, or wrote: mail to a closed inbox may be forwarded here."""
        return frozenset(inbox.address.lower() for inbox in self.inboxes) | self.reply_domains

    def takes(self, address: str) -> bool:
        """Whether mail to this address is for us: an inbox with any +tag, a reply domain, or an address we signed."""
        return (
            without_tag(address) in self.by_address
            or domain_of(address) in self.reply_domains
            or addresses.is_signed_address(address)
        )

    def inbox_of(self, recipients: Iterable[str], inbox_id: int | None) -> Inbox | None:
        """The first inbox that a recipient names, else the one given, else the oldest active one."""
        for address in recipients:
            if found := self.by_address.get(without_tag(address)):
                return found
        given = next((inbox for inbox in self.inboxes if inbox.pk == inbox_id), None)
        active = [inbox for inbox in self.inboxes if inbox.is_active]
        return given or next(iter(active or self.inboxes), None)

    def by_id(self, inbox_id: int | None) -> Inbox | None:
        return next((inbox for inbox in self.inboxes if inbox.pk == inbox_id), None)


def places() -> Places:
    inboxes = list(Inbox.objects.order_by("id"))
    active = [inbox for inbox in inboxes if inbox.is_active]
    restored = platform.facts([RESTORED]).get(RESTORED)
    return Places(
        inboxes=inboxes,
        by_address={inbox.address.lower(): inbox for inbox in active},
        reply_domains=frozenset(inbox.reply_domain.lower() for inbox in inboxes if inbox.reply_domain),
        restored_at=restored.at if restored else None,
    )


def find_thread(inbound: Inbound, envelope_to: Iterable[str]) -> Thread:
    """The conversation this mail belongs to: by a signed address first, else by a signed Message-ID."""
    recipients = [*envelope_to, *inbound.delivered_to]
    for address in recipients:
        conversation_id = addresses.conversation_of_address(address)
        if conversation_id is not None and (thread := _thread(conversation_id, is_secret=True)):
            return thread
    return _by_bounce_address(recipients) or _by_message_id(_referenced(inbound)) or Thread()


def find_conversation(inbound: Inbound, envelope_to: Iterable[str]) -> int | None:
    """The id of the conversation that this mail belongs to; None for a new matter."""
    return find_thread(inbound, envelope_to).conversation_id


def _thread(conversation_id: int, *, is_secret: bool, outbound_id: int | None = None) -> Thread | None:
    found = sql.rows(_PARTIES, [conversation_id, conversation_id])
    if not found:
        return None
    if (lives_on := found[0][3]) is not None:
        return _thread(lives_on, is_secret=is_secret, outbound_id=outbound_id)
    known = frozenset(value for value, *_ in found)
    unreached = frozenset(value for value, _, is_marked, _ in found if is_marked)
    return Thread(conversation_id, found[0][1], is_secret, known, outbound_id, unreached)


def _by_bounce_address(recipients: Iterable[str]) -> Thread | None:
    """Automatic answers and delivery reports come to the envelope sender of one mail of ours."""
    keys = [key for address in recipients if (key := addresses.bounce_key_of_address(address))]
    if not keys:
        return None
    return _of_outbound(OutboundMail.objects.filter(bounce_key__in=keys), is_secret=True)


def _referenced(inbound: Inbound) -> Iterator[str]:
    """Our own Message-IDs that the mail names, the nearest first, in the form in which they are stored."""
    returned = [inbound.bounce.original_message_id] if inbound.bounce else []
    names = [*returned, inbound.in_reply_to, *reversed(inbound.references)][:MOST_IDS]
    for name in dict.fromkeys(names):
        if addresses.is_our_message_id(full := bracketed(name)):
            yield full


def bracketed(message_id: str) -> str:
    """`<id>` as it stands in a header; '' stays ''."""
    return f"<{message_id.strip('<> ')}>" if message_id.strip("<> ") else ""


def _by_message_id(names: Iterable[str]) -> Thread | None:
    wanted = list(names)
    if not wanted:
        return None
    if thread := _of_outbound(OutboundMail.objects.filter(header_id__in=wanted), is_secret=False):
        return thread
    message = Message.objects.filter(message_id__in=wanted).order_by("-id").values_list("conversation_id").first()
    return _thread(message[0], is_secret=False) if message else None


def _of_outbound(mails: "QuerySet[OutboundMail]", *, is_secret: bool) -> Thread | None:
    mail = mails.order_by("-id").only("id", "conversation_id", "kind").first()
    if mail is None:
        return None
    if mail.conversation_id is None or mail.kind == OutboundMail.Kind.ALERT:
        return Thread(outbound_id=mail.pk)  # what a colleague answers to an alert is no word of the customer
    return _thread(mail.conversation_id, is_secret=is_secret, outbound_id=mail.pk)


def hint(inbound: Inbound) -> str:
    """Words for the agent when the subject names a conversation of this very sender."""
    numbers = mentioned_numbers(inbound.subject)
    pks = [pk for number in numbers if (pk := pk_of_reference(number))]
    if not pks or not inbound.from_.key:
        return ""
    theirs = Conversation.objects.filter(pk__in=pks, customer__identities__value=inbound.from_.key)
    found = theirs.order_by("pk").first()
    return f"Looks like {found.reference}" if found else ""


def came_before(mail: RawMail, inbound: Inbound, inbox: Inbox) -> int | None:
    """The id of the message that the very same mail became earlier: same inbox, Message-ID, sender and body.

    Another sender or body under the same Message-ID is another mail, or anybody could suppress one by guessing its id.
    """
    message_id, sender = bracketed(inbound.message_id)[:500], inbound.from_.key[:320]
    found = sql.row(_TWIN, [message_id, sender, inbox.pk, mail.body_digest])
    return found[0] if found else None


def message_without_raw(mail: RawMail, inbound: Inbound, inbox: Inbox) -> Message | None:
    """The message that a fetched mail became before its raw text was lost: same inbox, Message-ID, sender, words."""
    if mail.source != "imap":
        return None
    name, sender = bracketed(inbound.message_id)[:500], inbound.from_.key[:320]
    alike = Message.objects.filter(message_id=name, from_address=sender, conversation__inbox=inbox, text=inbound.text)
    return alike.filter(raw_mail=None).order_by("id").first()


def was_proven_before(address: str) -> bool:
    """Whether a mail from this address was ever proven to come from its domain."""
    return sql.row(_PROVEN, [address]) is not None


def due(at: datetime, *, after: tuple[datetime, int] | None, limit: int) -> list[tuple[int, datetime, int]]:
    """(id, try_at, size) of mails to be read, oldest first, from a place in the queue on."""
    rows = RawMail.objects.filter(state=RawMail.State.NEW, try_at__lte=at)
    if after is not None:
        try_at, pk = after
        rows = rows.filter(Q(try_at__gt=try_at) | Q(try_at=try_at, pk__gt=pk))
    return list(rows.order_by("try_at", "id").values_list("id", "try_at", "size")[:limit])


def mails_of(ids: Sequence[int]) -> list[RawMail]:
    """The mails, in this order, without those that are gone."""
    found = RawMail.objects.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def known_keys(keys: Sequence[str]) -> set[str]:
    return set(RawMail.objects.filter(key__in=keys).values_list("key", flat=True))


def states_of(keys: Iterable[str]) -> dict[str, str]:
    """What became of the mails under these keys; those not stored are missing."""
    return dict(RawMail.objects.filter(key__in=list(keys)).values_list("key", "state"))


def kept_mails(account: MailAccount, folder: str, uidvalidity: int, uids: Sequence[int]) -> dict[int, int]:
    """Those of the UIDs in a folder whose mails are stored, with the ids of the raw mails."""
    prefix = f"imap:{account.pk}:{'' if folder == account.folder else f'{folder[:100]}:'}{uidvalidity}:"
    there = ServerCopy.objects.filter(account=account, folder=folder, uidvalidity=uidvalidity)
    kept: dict[int, int] = {}
    for start in range(0, len(uids), KEYS_AT_ONCE):
        some = uids[start : start + KEYS_AT_ONCE]
        keys = RawMail.objects.filter(key__in=[f"{prefix}{uid}" for uid in some])
        kept.update((int(key[len(prefix) :]), pk) for key, pk in keys.values_list("key", "id"))
        kept.update(there.filter(uid__in=some).values_list("uid", "raw_mail_id"))
    return kept


def not_kept(account: MailAccount, folder: str, uidvalidity: int, uids: Sequence[int]) -> list[int]:
    kept = kept_mails(account, folder, uidvalidity, uids)
    return [uid for uid in uids if uid not in kept]


def unplaced(account: MailAccount, times: Collection[datetime]) -> dict[tuple[int, datetime], list[int]]:
    """Mails of the account that the server received at these times and whose place in the folder for fetched mail is
    not known, by size and time."""
    found: dict[tuple[int, datetime], list[int]] = {}
    rows = RawMail.objects.filter(key__startswith=f"imap:{account.pk}:", received_at__in=times)
    rows = rows.exclude(copies__folder=account.processed_folder)
    for pk, size, received in rows.values_list("id", "size", "received_at"):
        found.setdefault((size, received), []).append(pk)
    return found


def active_accounts() -> list[MailAccount]:
    return list(MailAccount.objects.filter(is_active=True).select_related("inbox").order_by("id"))


OUTBOUND = Asked(
    lambda conversation: OutboundMail.objects.filter(conversation=conversation, message__isnull=False).order_by("id")
)


def by_message(mails: Iterable[OutboundMail]) -> dict[int, list[OutboundMail]]:
    """The mails that each message of a conversation went out as, one per recipient, in order: rows of `OUTBOUND`."""
    found: dict[int, list[OutboundMail]] = {}
    for mail in mails:
        found.setdefault(mail.message_id or 0, []).append(mail)
    return found


def raw_of_message(message: Message) -> bytes | None:
    """The mail exactly as it came; None for what did not come by mail."""
    raw = RawMail.objects.filter(message=message).values_list("raw", flat=True).first()
    return bytes(raw) if raw is not None else None


def automatic_mail_is_on() -> bool:
    """Whether receipts and notices may leave at all; a lead may have stopped them."""
    return platform.fact(AUTOMATIC_MAIL).get("on") is not False


def automatic_mail() -> Fact | None:
    """When automatic mail was last switched on or off, and by whom; None when it never was."""
    return platform.facts([AUTOMATIC_MAIL]).get(AUTOMATIC_MAIL)


def is_ours(address: str) -> bool:
    """Whether mail to the address would come back to this desk."""
    return is_own(address, places().own) or addresses.looks_like_reply_address(address)


def newest_mails(kind: OutboundMail.Kind, addresses: Iterable[str]) -> dict[str, OutboundMail]:
    """The last mail of this kind to each address, in one query."""
    mails = OutboundMail.objects.filter(kind=kind, recipient__in=list(addresses)).order_by("created_at", "id")
    return {mail.recipient: mail for mail in mails}


def messages_sent_to(address: str, conversations: Iterable[Conversation]) -> set[int]:
    """The messages of these conversations that were addressed to this very address, openly or not."""
    mails = OutboundMail.objects.filter(conversation__in=list(conversations), recipient__iexact=address)
    return set(mails.exclude(message=None).values_list("message_id", flat=True))
