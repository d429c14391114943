"""A DNS of our own: the records that a test gives it, and nothing else. It never asks anybody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import dns.flags
import dns.message
import dns.name
import dns.rdataclass
import dns.rdatatype
import dns.resolver
import dns.rrset

TTL = 300


@dataclass
class FakeDns:
    """`records` by name and type, in zone file form; a name in `silent` is never answered."""

    records: Mapping[str, Mapping[str, Iterable[str]]]
    silent: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)
    lifetime: float = 1.0

    def resolve(self, qname: Any, rdtype: Any = "A", *_: Any, **__: Any) -> dns.resolver.Answer:
        name = str(qname).rstrip(".").lower()
        kind = rdtype if isinstance(rdtype, str) else dns.rdatatype.to_text(rdtype)
        self.asked.append((name, kind))
        if any(name == quiet or name.endswith(f".{quiet}") for quiet in self.silent):
            raise dns.resolver.LifetimeTimeout(timeout=1.0, errors=[])  # type: ignore[no-untyped-call]
        if not any(known == name or known.endswith(f".{name}") for known in self.records):
            raise dns.resolver.NXDOMAIN(qnames=[dns.name.from_text(name)])  # type: ignore[no-untyped-call]
        found = list(self.records.get(name, {}).get(kind, ()))
        if not found:
            raise dns.resolver.NoAnswer(response=_empty(name, kind))  # type: ignore[no-untyped-call]
        return _answer(name, kind, found)


def txt(text: str) -> str:
    """One TXT record, in strings of at most 255 characters."""
    return " ".join(f'"{text[start : start + 255]}"' for start in range(0, len(text), 255))


def _empty(name: str, kind: str) -> dns.message.QueryMessage:
    made = dns.message.make_response(dns.message.make_query(name, kind))
    assert isinstance(made, dns.message.QueryMessage)
    return made


def _answer(name: str, kind: str, found: list[str]) -> dns.resolver.Answer:
    response = _empty(name, kind)
    response.flags |= dns.flags.RA
    response.answer.append(dns.rrset.from_text_list(dns.name.from_text(name), TTL, "IN", kind, found))
    kind_number = dns.rdatatype.from_text(kind)
    told = dns.message.from_wire(response.to_wire())  # as it would come from a server
    assert isinstance(told, dns.message.QueryMessage)
    return dns.resolver.Answer(dns.name.from_text(name), kind_number, dns.rdataclass.IN, told)
