"""What DNS answers. No answer at all is `Unanswered` and says nothing about the records."""

from collections.abc import Iterable
from typing import Any, Protocol

import dns.exception
import dns.resolver

SECONDS = 6.0


class Unanswered(Exception):
    """The name servers did not answer in time, or not sensibly."""


class Resolver(Protocol):
    """dnspython's resolver, or one for tests."""

    def resolve(self, qname: str, rdtype: str) -> Iterable[Any]: ...


def system_resolver() -> Resolver:
    """The machine's own. Raises Unanswered when it has none."""
    try:
        found = dns.resolver.Resolver()
    except dns.exception.DNSException as problem:
        raise Unanswered("This machine knows no name server.") from problem
    found.lifetime = SECONDS
    return found


class Names:
    """Answers of one resolver; a name that does not exist and one without such records are told apart by `exists`."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def exists(self, domain: str) -> bool:
        try:
            self.resolver.resolve(domain, "SOA")
        except dns.resolver.NXDOMAIN:
            return False
        except dns.resolver.NoAnswer:
            return True
        except (dns.exception.DNSException, OSError) as problem:
            raise Unanswered(domain) from problem
        return True

    def texts(self, name: str) -> list[str]:
        """TXT records, their strings joined, sorted: name servers give them in any order."""
        return sorted(b"".join(record.strings).decode("utf-8", "replace") for record in self._records(name, "TXT"))

    def mail_hosts(self, domain: str) -> list[str]:
        """MX hosts, the preferred first, in lower case and without the last dot; [''] refuses all mail (RFC 7505)."""
        records = sorted(self._records(domain, "MX"), key=lambda record: int(record.preference))
        return [str(record.exchange).rstrip(".").lower() for record in records]

    def addresses(self, host: str) -> list[str]:
        return [str(record.address) for kind in ("A", "AAAA") for record in self._records(host, kind)]

    def _records(self, name: str, kind: str) -> list[Any]:
        try:
            return list(self.resolver.resolve(name, kind))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError) as problem:
            raise Unanswered(name) from problem
