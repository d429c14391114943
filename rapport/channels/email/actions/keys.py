"""The keys that sign what we send."""

from datetime import datetime

from rapport.channels.email import dkim
from rapport.channels.email.models import DkimKey
from rapport.platform import events, secrets


class KeyProblem(ValueError):
    """The key cannot be made; the text says why and what to do."""


def add_key(domain: str, *, at: datetime, selector: str = dkim.SELECTOR) -> DkimKey:
    """Make a key for a domain. Mail is signed from now on. Raises KeyProblem."""
    domain, selector = dkim.ascii_domain(domain.rpartition("@")[2]), selector.strip().lower()
    if not dkim.is_domain(domain):
        raise KeyProblem("Name the domain behind the @ of your addresses, such as example.com.")
    if len(selector) > 63 or not dkim.is_selector(selector):
        raise KeyProblem("A selector is made of letters, digits and hyphens, such as rapport or 2026a.")
    if known := DkimKey.objects.filter(domain=domain).first():
        raise KeyProblem(
            f"{domain} has a key already ({known}). To replace it: rapport dkim remove {domain}, then add one with "
            "another --selector, so that mails on their way can still be verified."
        )
    pair = dkim.new_key()
    key = DkimKey.objects.create(
        domain=domain,
        selector=selector,
        sealed_key=secrets.seal(pair.private),
        public_key=pair.public,
        created_at=at,
    )
    events.record("email.key_added", at=at, data={"key": key.pk})
    return key


def remove_key(key: DkimKey, *, at: datetime) -> None:
    """Mail of the domain goes unsigned from now on."""
    data = {"key": key.pk}
    key.delete()
    events.record("email.key_removed", at=at, data=data)
