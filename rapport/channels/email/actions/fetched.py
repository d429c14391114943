"""Mail from an IMAP server: kept once, whatever numbers the server gives it, and known by all of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from rapport.channels.email.actions import raw
from rapport.channels.email.models import MailAccount, RawMail, ServerCopy
from rapport.channels.email.rules import body_digest


def store_fetched(
    account: MailAccount, folder: str, uidvalidity: int, arrivals: Mapping[int, raw.Arrival], *, at: datetime
) -> int:
    """Commit what was fetched, by UID, all or none; answers how many are new. A mail that this account brought before,
    byte for byte, is the same mail under another number, as after a change of UIDVALIDITY."""
    known = _known(account, arrivals)
    fresh = [arrival for uid, arrival in arrivals.items() if uid not in known]
    with transaction.atomic():
        note_copies(account, folder, uidvalidity, known)
        if fresh:
            raw.store(fresh, at=at)
    return len(fresh)


def note_copies(account: MailAccount, folder: str, uidvalidity: int, raw_ids: Mapping[int, int]) -> None:
    """Write down under which UIDs stored mails lie in a folder."""
    rows = [
        ServerCopy(account=account, folder=folder, uidvalidity=uidvalidity, uid=uid, raw_mail_id=pk)
        for uid, pk in raw_ids.items()
    ]
    ServerCopy.objects.bulk_create(rows, ignore_conflicts=True)


def _known(account: MailAccount, arrivals: Mapping[int, raw.Arrival]) -> dict[int, int]:
    digests = {uid: body_digest(arrival.raw) for uid, arrival in arrivals.items()}
    same_body = RawMail.objects.filter(body_digest__in=set(digests.values()), key__startswith=f"imap:{account.pk}:")
    by_body: dict[tuple[str, int], list[int]] = defaultdict(list)
    for pk, digest, size in same_body.order_by("id").values_list("id", "body_digest", "size"):
        by_body[digest, size].append(pk)
    found: dict[int, int] = {}
    for uid, arrival in arrivals.items():
        same = _same(by_body[digests[uid], len(arrival.raw)], arrival.raw)
        if same is not None:
            found[uid] = same
    return found


def _same(candidates: Sequence[int], data: bytes) -> int | None:
    """The oldest of the mails that is this one in every byte."""
    for pk in candidates:
        stored = RawMail.objects.filter(pk=pk).values_list("raw", flat=True).first()
        if stored is not None and bytes(stored) == data:
            return pk
    return None
