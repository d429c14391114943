"""What keeps mail from coming in, in words for those who can mend it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from rapport.channels.email import queries
from rapport.channels.email.models import MailAccount
from rapport.platform import disk
from rapport.platform.said import Words, said_later, worded

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
    headline: Words
    words: Words
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
        headline=worded(
            _("Mail for {address} has not been fetched since {time}"),
            address=account.inbox.address,
            time=_moment(last, at),
        ),
        words=worded(
            _("{reason} The mail waits on {host}."),
            reason=said_later(account.last_error) if account.last_error else _("The mailbox cannot be looked through."),
            host=account.host,
        ),
        since=last,
    )


def _missing(account: MailAccount, at: datetime) -> Hindrance | None:
    since = account.missing_since
    if since is None or at - since < MISSING_FOR:
        return None
    number = ngettext_lazy(
        "{count} mail for {address} cannot be fetched", "{count} mails for {address} cannot be fetched", account.missing
    )
    otherwise = worded(_("{host} does not hand them over."), host=account.host)
    return Hindrance(
        key=f"missing:{account.pk}:{since.timestamp():.0f}",
        headline=worded(number, count=account.missing, address=account.inbox.address),
        words=worded(
            _("{reason} Look at them in the mailbox itself."),
            reason=said_later(account.last_error) if account.last_error else otherwise,
        ),
        since=since,
    )


def _of_disk() -> list[Hindrance]:
    room = disk.room()
    if room is disk.Room.PLENTY:
        return []
    left = worded(_("The disk has {share} % of its room left"), share=f"{disk.free_share() * 100:.0f}")
    if room is disk.Room.LOW:
        words = _("Make room soon: below 5 % large mails are not taken any more.")
    else:
        words = _(
            "Mails larger than 1 MB wait with their senders. Make room now: nothing is lost, and all goes on by itself."
        )
    return [Hindrance(f"disk:{room.name.lower()}", left, words, is_mailbox=False)]


def _in_words(moment: datetime, at: datetime) -> str:
    day = "" if moment.date() == at.date() else date_format(moment, gettext("j F")) + ", "
    return f"{day}{moment:%H:%M} UTC"


_moment = lazy(_in_words, str)
