"""Compares the mails on the server with ours: what lies there and not here is fetched, whoever lost it.

A mail that was moved has new numbers in the folder for fetched mail. Servers with UIDPLUS tell them; on others a mail
is known again by its size and the time at which the server got it, or else by its bytes.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta

from imap_tools import BaseMailBox

from rapport.channels.email import folders, mailbox, queries
from rapport.channels.email.actions import accounts, fetched
from rapport.channels.email.folders import Listed
from rapport.channels.email.models import MailAccount
from rapport.channels.email.rounds import Clock, Doubts, Round

EVERY = timedelta(minutes=15)
BACK = timedelta(days=30)


def when_due(account: MailAccount, box: BaseMailBox, *, at_source: Clock, doubts: Doubts) -> bool:
    """Reconcile every fifteen minutes, on the connection that is open anyway; True when it did, and another folder
    may be open now."""
    at = at_source()
    if account.reconciled_at is not None and at - account.reconciled_at < EVERY:
        return False
    doubts.give_another_chance()
    reconcile(account, box, at_source=at_source)
    return True


def reconcile(account: MailAccount, box: BaseMailBox, *, at_source: Clock, back: timedelta = BACK) -> int:
    """Fetch what the server has of the last days and we have not; answers how many mails stay missing."""
    missing = 0
    with mailbox.deadline(box) as progress:
        for folder in dict.fromkeys([account.folder, account.processed_folder]):
            if folder and box.folder.exists(folder):
                there = Round.begin(account, box, folder, at_source, progress, Doubts())
                missing += _complete(there, box, back)
    accounts.note_reconciled(account, missing=missing, at=at_source())
    return missing


def _complete(there: Round, box: BaseMailBox, back: timedelta) -> int:
    recent = folders.all_uids(box, since=(there.at_source() - back).date())
    strange = [uid for uid in recent if uid not in there.kept]
    if not strange:
        return 0
    described = folders.listed(box, strange)
    there.progress()
    if there.folder != there.account.folder:
        _recognise(there, described)
    _fetch(there, {uid: described[uid] for uid in described if uid not in there.kept})
    return len(queries.not_kept(there.account, there.folder, there.uidvalidity, list(described)))


def _recognise(there: Round, described: Mapping[int, Listed]) -> None:
    """Mails that were moved here: the only one of its size and time on the server, and the only one of ours."""
    alike: dict[tuple[int, object], list[int]] = defaultdict(list)
    for uid, listed in described.items():
        alike[listed.size, listed.received_at].append(uid)
    times = {listed.received_at for listed in described.values() if listed.received_at}
    ours = queries.unplaced(there.account, times)
    found = {alike[key][0]: pks[0] for key, pks in ours.items() if len(pks) == 1 and len(alike.get(key, ())) == 1}
    fetched.note_copies(there.account, there.folder, there.uidvalidity, found)
    there.kept.update(found)


def _fetch(there: Round, described: Mapping[int, Listed]) -> None:
    for uid, listed in described.items():
        there.take(uid, listed)
    there.flush()
