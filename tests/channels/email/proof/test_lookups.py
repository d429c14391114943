"""The DNS is asked once for each name, waited for a while at most, and left alone when it does not answer."""

from dataclasses import dataclass, field

import dns.exception
import dns.resolver
import pytest

from rapport.channels.email.proof.lookups import (
    ABSENT_TTL,
    LONGEST_TTL,
    MOST_NAMES,
    REST_SECONDS,
    SECONDS_A_MAIL,
    SHORTEST_TTL,
    UNANSWERED_TTL,
    Answer,
    Memory,
    NameServers,
    Unanswered,
)
from tests.fake_dns import FakeDns, txt


@dataclass
class Servers:
    """Name servers whose answers take a while on a clock of their own."""

    now: float = 1000.0
    takes: float = 0.0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, float]] = field(default_factory=list)

    def txt(self, name: str, seconds: float) -> Answer:
        self.asked.append((name, seconds))
        self.now += min(self.takes, seconds)
        if self.takes > seconds or name.startswith("silent"):
            raise Unanswered(name)
        return self.answers.get(name, Answer())

    def memory(self) -> Memory:
        return Memory(self, clock=lambda: self.now)


def asks(memory: Memory, name: str) -> tuple[bytes, ...] | None:
    try:
        return memory.budget().txt(name)
    except Unanswered:
        return None


@pytest.mark.parametrize(("ttl", "kept"), [(300, 300), (5, SHORTEST_TTL), (0, SHORTEST_TTL), (10**9, LONGEST_TTL)])
def test_an_answer_is_kept_as_long_as_it_says_within_reason(ttl: int, kept: int) -> None:
    servers = Servers(answers={"x.example": Answer((b"v=1",), ttl)})
    memory = servers.memory()
    for wait in (0.0, kept - 1.0, 2.0):
        servers.now += wait
        assert asks(memory, "X.example.") == (b"v=1",)
    assert [name for name, _ in servers.asked] == ["x.example", "x.example"]


@pytest.mark.parametrize(("name", "found", "ttl"), [("none.example", (), ABSENT_TTL), ("silent", None, UNANSWERED_TTL)])
def test_nothing_is_kept_for_a_while_as_well(name: str, found: object, ttl: int) -> None:
    servers = Servers()
    memory = servers.memory()
    for wait in (0.0, ttl - 1.0, 2.0):
        servers.now += wait
        assert asks(memory, name) == found
    assert len(servers.asked) == 2


def test_all_questions_of_a_mail_share_three_seconds() -> None:
    servers = Servers(takes=1.4)
    budget = servers.memory().budget()
    assert budget.txt("a.example") == budget.txt("b.example") == ()
    with pytest.raises(Unanswered):
        budget.txt("c.example")
    with pytest.raises(Unanswered):
        budget.txt("d.example")
    assert servers.now == 1000 + SECONDS_A_MAIL
    assert [name for name, _ in servers.asked] == ["a.example", "b.example", "c.example"]


def test_servers_that_are_silent_three_times_are_left_alone_for_a_minute() -> None:
    servers = Servers(takes=99)
    memory = servers.memory()
    for number in range(50):
        assert asks(memory, f"{number}.example") is None
    assert (len(servers.asked), servers.now) == (3, 1000 + 3 * SECONDS_A_MAIL)
    servers.now, servers.takes = servers.now + REST_SECONDS, 0
    assert asks(memory, "4.example") == ()


def test_one_silent_domain_among_others_stops_nobody() -> None:
    servers = Servers()
    memory = servers.memory()
    for number in range(10):
        assert asks(memory, f"silent{number}.example") is None
        assert asks(memory, f"{number}.example") == ()
    assert len(servers.asked) == 20


@pytest.mark.parametrize("name", ["", ".", "x" * 254, "exämple.org", " "])
def test_what_is_no_name_is_not_asked(name: str) -> None:
    servers = Servers()
    assert asks(servers.memory(), name) == ()
    assert servers.asked == []


def test_the_memory_has_an_end() -> None:
    servers = Servers()
    memory = servers.memory()
    for number in range(MOST_NAMES + 10):
        asks(memory, f"{number}.example")
    assert len(memory._known) <= MOST_NAMES


class Broken:
    def __init__(self, error: type[Exception]) -> None:
        self.error = error

    def resolve(self, *_: object, **__: object) -> dns.resolver.Answer:
        raise self.error


@pytest.mark.parametrize(
    "error",
    [
        dns.exception.Timeout,
        dns.exception.SyntaxError,
        dns.resolver.NoNameservers,
        dns.resolver.YXDOMAIN,
        OSError,
        UnicodeError,
    ],
)
def test_whatever_goes_wrong_is_no_answer(error: type[Exception]) -> None:
    with pytest.raises(Unanswered):
        NameServers(Broken(error)).txt("x.example", 1)


def test_the_strings_of_a_record_are_put_together() -> None:
    records = {"x.example": {"TXT": [txt("a" * 300), txt("b")]}}
    found = NameServers(FakeDns(records)).txt("x.example", 1)
    assert (sorted(found.texts), found.ttl) == ([b"a" * 300, b"b"], 300)
    assert NameServers(FakeDns(records)).txt("y.example", 1) == Answer()
