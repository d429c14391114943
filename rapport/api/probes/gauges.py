"""How the desk fares, in Prometheus' words. Numbers only: no address, no name, no subject."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from rapport.channels.email.gauges import Gauges, read
from rapport.channels.email.holding import HELD
from rapport.platform import health, queries
from rapport.platform.models import Fact

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
NEVER = float("inf")


def text(*, at: datetime) -> bytes:
    """Two queries, each number by an index."""
    registry = CollectorRegistry()
    registry.register(_Collected(read(at), queries.facts([HELD, health.HEARTBEAT, health.PROVEN]), at))
    return generate_latest(registry)


class _Collected:
    """What Prometheus' library wants to be handed."""

    def __init__(self, mail: Gauges, facts: dict[str, Fact], at: datetime) -> None:
        self.mail, self.facts, self.at = mail, facts, at

    def collect(self) -> Iterator[GaugeMetricFamily]:
        mail = self.mail
        yield self._by_lane()
        yield self._one(
            "rapport_oldest_undelivered_seconds", "Age of the oldest mail to be sent.", self._age(mail.oldest)
        )
        yield self._by_inbox()
        yield self._one("rapport_held", "Messages held until somebody accepts them.", mail.held)
        yield self._one("rapport_failed", "Mails of the last 7 days that could not be delivered.", mail.failed)
        yield self._one("rapport_perhaps_delivered", "Mails that may or may not have arrived.", mail.perhaps)
        yield self._one("rapport_unread_raw", "Mails that came and are still to be read.", mail.unread)
        yield self._one("rapport_outbox_on_hold", "1 while a restore keeps all mail back.", int(HELD in self.facts))
        yield self._since("rapport_worker_heartbeat_age_seconds", "Since when no worker was heard.", health.HEARTBEAT)
        yield self._since("rapport_backup_age_seconds", "Since the last backup that was proven.", health.PROVEN)

    def _by_lane(self) -> GaugeMetricFamily:
        family = GaugeMetricFamily("rapport_queue_depth", "Mails on their way out.", labels=["lane"])
        for lane, number in self.mail.waiting.items():
            family.add_metric([lane], number)
        return family

    def _by_inbox(self) -> GaugeMetricFamily:
        """The oldest of an inbox's mailboxes; inboxes by number, since an address may be a person's."""
        words = "Since a mailbox of the inbox was last looked through."
        family = GaugeMetricFamily("rapport_fetch_age_seconds", words, labels=["inbox"])
        ages: dict[int, float] = {}
        for account in self.mail.accounts:
            age = self._age(account.fetched_at, NEVER)
            ages[account.inbox_id] = max(age, ages.get(account.inbox_id, 0.0))
        for inbox, age in ages.items():
            family.add_metric([str(inbox)], age)
        return family

    def _since(self, name: str, words: str, key: str) -> GaugeMetricFamily:
        fact = self.facts.get(key)
        return self._one(name, words, self._age(fact.at if fact else None, NEVER))

    def _age(self, since: datetime | None, otherwise: float = 0.0) -> float:
        return max(0.0, (self.at - since).total_seconds()) if since else otherwise

    @staticmethod
    def _one(name: str, words: str, value: float) -> GaugeMetricFamily:
        return GaugeMetricFamily(name, words, value=value)
