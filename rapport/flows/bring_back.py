"""After a backup was restored: nothing leaves unseen, and what the mail server still has comes in again."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.channels.email import mailbox, queries, reconcile, signing_in
from rapport.channels.email.actions.holding import hold_outbox
from rapport.channels.email.models import MailAccount, RawMail
from rapport.channels.email.queries import RESTORED
from rapport.conversations.letters import Letter
from rapport.flows.raise_alert import raise_alert
from rapport.platform import actions, secrets
from rapport.platform.said import worded
from rapport.team.queries import leads_on_duty

MARGIN = timedelta(days=2)
HINT = gettext_noop("It came in again after a backup was restored: it may have been answered already.")


@dataclass(frozen=True)
class FetchedAgain:
    """One mailbox: how many mails on the server we still do not have, or why nobody could look."""

    name: str
    missing: int = 0
    problem: str = ""


def bring_back(*, made_at: datetime, at: datetime) -> int:
    """Hold the outbox and tell the leads; answers how many mails from before wait for a decision."""
    with transaction.atomic():
        undecided = hold_outbox(made_at=made_at, at=at)
        actions.remember_fact(RESTORED, {"made_at": made_at.isoformat()}, at=at)
        news = News(
            kind=Alert.Kind.HEALTH,
            key=f"restored-{at:%Y%m%d%H%M%S}",
            headline=gettext_lazy("A backup was restored, and nothing is sent"),
            body=worded(
                gettext_lazy(
                    "It was made on {day} at {time} UTC. What was written after that is lost here, though customers "
                    "may have it. Mail leaves again after “rapport outbox release”."
                ),
                day=_day(made_at),
                time=f"{made_at:%H:%M}",
            ),
            path="/health/",
        )
        raise_alert(news, leads_on_duty(), at=at, by_mail=False)
    return undecided


def _in_words(moment: datetime) -> str:
    return date_format(moment, gettext("j F Y"))


_day = lazy(_in_words, str)


def fetch_again(*, made_at: datetime, clock: Callable[[], datetime]) -> list[FetchedAgain]:
    """Fetch what the mail servers still have since the backup, from the folders for fetched mail too. Running workers
    do the same for the last thirty days, so a server that does not answer now loses nothing."""
    return [_fetch_one(account, made_at, clock) for account in queries.active_accounts()]


def _fetch_one(account: MailAccount, made_at: datetime, clock: Callable[[], datetime]) -> FetchedAgain:
    try:
        login, box = signing_in.enter(account, at_source=clock)
        try:
            with mailbox.in_words(login):
                back = clock() - made_at + MARGIN
                return FetchedAgain(str(account), reconcile.reconcile(account, box, at_source=clock, back=back))
        finally:
            mailbox.leave(box)
    except (mailbox.MailboxProblem, secrets.BrokenSeal) as problem:
        return FetchedAgain(str(account), problem=str(problem))


def as_fetched_again(letter: Letter, mail: RawMail, restored_at: datetime | None) -> Letter:
    """A mail from before the restore may have been answered: the agent is told, and no receipt goes out."""
    if restored_at is None or mail.source != "imap" or mail.received_at >= restored_at:
        return letter
    return replace(letter, may_acknowledge=False, hint=HINT)
