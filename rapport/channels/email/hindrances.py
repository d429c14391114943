"""What keeps mail from coming in, in words for those who can mend it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rapport.channels.email import queries
from rapport.channels.email.models import MailAccount
from rapport.platform import disk

# A question of `sql.together`: whether any mailbox may have something to say, so that most pages need not ask more.
ANY_TROUBLE = """
SELECT EXISTS (SELECT FROM email_mailaccount
  WHERE is_active AND (failing_since IS NOT NULL OR missing_since IS NOT NULL))
"""
FAILING_FOR = timedelta(minutes=15)
MISSING_FOR = timedelta(minutes=20)


@dataclass(frozen=True)
class Hindrance:
    """`key` names this one outage and changes with the next; `is_mailbox` tells a mailbox from the desk itself."""

    key: str
    headline: str
    words: str
    since: datetime | None = None
    is_mailbox: bool = True


def all_now(*, at: datetime, of_mailboxes: bool = True) -> list[Hindrance]:
    """The worst first. `of_mailboxes` False: the answer to `ANY_TROUBLE` was no."""
    accounts = queries.active_accounts() if of_mailboxes else []
    found = [*_of_disk(), *(_failing(account, at) for account in accounts), *(_missing(row, at) for row in accounts)]
    return [hindrance for hindrance in found if hindrance is not None]


def needs_sign_in(account: MailAccount) -> bool:
    """Whether the provider has ended the sign-in, so that waiting does not help."""
    return account.auth != MailAccount.Auth.PASSWORD and not account.sealed_refresh_token


def _failing(account: MailAccount, at: datetime) -> Hindrance | None:
    since = account.failing_since
    if since is None or not (needs_sign_in(account) or at - since >= FAILING_FOR):
        return None
    last = account.fetched_at or since
    return Hindrance(
        key=f"mailbox:{account.pk}:{since.timestamp():.0f}",
        headline=f"Mail for {account.inbox.address} has not been fetched since {_moment(last, at)}",
        words=f"{account.last_error or 'The mailbox cannot be looked through.'} The mail waits on {account.host}.",
        since=last,
    )


def _missing(account: MailAccount, at: datetime) -> Hindrance | None:
    since = account.missing_since
    if since is None or at - since < MISSING_FOR:
        return None
    number = "1 mail" if account.missing == 1 else f"{account.missing} mails"
    return Hindrance(
        key=f"missing:{account.pk}:{since.timestamp():.0f}",
        headline=f"{number} for {account.inbox.address} cannot be fetched",
        words=f"{account.last_error or f'{account.host} does not hand them over.'} Look at them in the mailbox itself.",
        since=since,
    )


def _of_disk() -> list[Hindrance]:
    room = disk.room()
    if room is disk.Room.PLENTY:
        return []
    left = f"{disk.free_share() * 100:.0f} %"
    if room is disk.Room.LOW:
        words = "Make room soon: below 5 % large mails are not taken any more."
    else:
        words = (
            "Mails larger than 1 MB wait with their senders. Make room now: nothing is lost, and all goes on by itself."
        )
    return [Hindrance(f"disk:{room.name.lower()}", f"The disk has {left} of its room left", words, is_mailbox=False)]


def _moment(moment: datetime, at: datetime) -> str:
    return f"{moment:%H:%M} UTC" if moment.date() == at.date() else f"{moment:%-d %B, %H:%M} UTC"
