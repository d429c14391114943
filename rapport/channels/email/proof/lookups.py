"""TXT records of the DNS, remembered for a while. Nothing here raises but Unanswered, and nothing waits for long."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings

if TYPE_CHECKING:
    import dns.resolver

SECONDS_A_MAIL = 3.0
SHORTEST_TTL, LONGEST_TTL = 60, 3600
ABSENT_TTL, UNANSWERED_TTL = 300, 60
MOST_NAMES = 4000
MOST_RECORDS = 10
LONGEST_NAME = 253
SILENCES_BEFORE_REST = 3
REST_SECONDS = 60.0


class Unanswered(Exception):
    """No name server gave an answer in time: nothing is known about the name."""


@dataclass(frozen=True)
class Answer:
    """The TXT records of a name, each in one piece; none when there is no such name. `ttl` is in seconds."""

    texts: tuple[bytes, ...] = ()
    ttl: int = ABSENT_TTL


class Resolver(Protocol):
    """Asks the DNS. Raises Unanswered."""

    def txt(self, name: str, seconds: float) -> Answer: ...


class Asks(Protocol):
    """What is used of dns.resolver.Resolver."""

    def resolve(self, qname: str, rdtype: Any, *, lifetime: float, search: bool) -> "dns.resolver.Answer": ...


class NameServers:
    """The name servers of this machine, or those that a resolver was made for. Its library is loaded at the first
    question: that takes a second, and a desk may never ask."""

    def __init__(self, asks: Asks | None = None) -> None:
        self._given = asks

    @cached_property
    def _asks(self) -> Asks | None:
        return self._given or _of_this_machine()

    def txt(self, name: str, seconds: float) -> Answer:
        import dns.exception
        import dns.rdatatype
        import dns.resolver

        if self._asks is None:
            raise Unanswered("This machine names no name server.")
        try:
            found = self._asks.resolve(name, dns.rdatatype.TXT, lifetime=seconds, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return Answer()
        except (dns.exception.DNSException, OSError, UnicodeError, ValueError) as problem:
            raise Unanswered(type(problem).__name__) from problem
        texts = [b"".join(record.strings) for record in list(found)[:MOST_RECORDS]]
        return Answer(tuple(texts), int(found.rrset.ttl) if found.rrset is not None else SHORTEST_TTL)


def _of_this_machine() -> "dns.resolver.Resolver | None":
    import dns.exception
    import dns.resolver

    try:
        return dns.resolver.Resolver()
    except (dns.exception.DNSException, OSError):
        return None


class Memory:
    """Answers of a resolver, shared by the threads of a process. When nobody answers for a while, it is not asked."""

    def __init__(self, resolver: Resolver, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._resolver = resolver
        self._clock = clock
        self._known: dict[str, tuple[float, tuple[bytes, ...] | None]] = {}
        self._lock = threading.Lock()
        self._silences = 0
        self._rests_until = 0.0

    def budget(self, seconds: float = SECONDS_A_MAIL) -> "Budget":
        return Budget(self, self._clock() + seconds)

    def txt(self, name: str, *, until: float) -> tuple[bytes, ...]:
        """The records of a name. Raises Unanswered, at the latest when the clock shows `until`."""
        name = name.strip().rstrip(".").lower()
        if not name or len(name) > LONGEST_NAME or not name.isascii():
            return ()
        now = self._clock()
        with self._lock:
            expires, texts = self._known.get(name, (0.0, None))
            if expires > now:
                return _answered(texts)
            if now >= until or now < self._rests_until:
                raise Unanswered("The name servers did not answer in time.")
        return self._ask(name, until - now)

    def _ask(self, name: str, seconds: float) -> tuple[bytes, ...]:
        try:
            answer = self._resolver.txt(name, seconds)
        except Unanswered:
            self._keep(name, None, UNANSWERED_TTL)
            raise
        ttl = answer.ttl if answer.texts else ABSENT_TTL
        self._keep(name, answer.texts, max(SHORTEST_TTL, min(ttl, LONGEST_TTL)))
        return answer.texts

    def _keep(self, name: str, texts: tuple[bytes, ...] | None, ttl: int) -> None:
        now = self._clock()
        with self._lock:
            if len(self._known) >= MOST_NAMES:
                self._known.clear()
            self._known[name] = (now + ttl, texts)
            self._silences = 0 if texts is not None else self._silences + 1
            if self._silences >= SILENCES_BEFORE_REST:
                self._rests_until, self._silences = now + REST_SECONDS, 0


@dataclass(frozen=True)
class Budget:
    """The time that one mail may spend on questions."""

    memory: Memory
    until: float

    def txt(self, name: str) -> tuple[bytes, ...]:
        """Raises Unanswered."""
        return self.memory.txt(name, until=self.until)


def _answered(texts: tuple[bytes, ...] | None) -> tuple[bytes, ...]:
    if texts is None:
        raise Unanswered("The name servers did not answer a moment ago.")
    return texts


_memory: list[Memory] = []
_making = threading.Lock()


def budget() -> Budget | None:
    """Questions for one mail; None where RAPPORT_DNS is off."""
    if not settings.RAPPORT_DNS:
        return None
    with _making:
        if not _memory:
            _memory.append(Memory(NameServers()))
    return _memory[0].budget()


@contextmanager
def using(resolver: Resolver) -> Iterator[Memory]:
    """Ask this resolver instead of the machine's, with an empty memory."""
    before = _memory[:]
    _memory[:] = [Memory(resolver)]
    try:
        yield _memory[0]
    finally:
        _memory[:] = before
