"""How fast one network may hand in mail. Who is faster is asked to come back, so that nothing is lost."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field

WINDOW_SECONDS = 60.0
MOST_NETWORKS = 10_000


def network_of(peer: str) -> str:
    """What one sender can easily have many addresses of: a /24, or a /64. The peer itself if it is no address."""
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return peer
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ipaddress.ip_network(f"{address}/{24 if address.version == 4 else 64}", strict=False))


def is_our_own(peer: str) -> bool:
    """Whether a peer is on this machine or in a private network: our own mail server brings everybody's mail."""
    try:
        return ipaddress.ip_address(peer).is_private
    except ValueError:
        return True


@dataclass
class Pace:
    """Counts mails by network and minute. `monotonic` gives seconds."""

    most_a_minute: int
    monotonic: Callable[[], float]
    _began: dict[str, float] = field(default_factory=dict)
    _count: dict[str, int] = field(default_factory=dict)

    def allows(self, peer: str) -> bool:
        """Count one mail; False when the network has had its share of this minute."""
        if is_our_own(peer):
            return True
        network, now = network_of(peer), self.monotonic()
        if now - self._began.get(network, float("-inf")) >= WINDOW_SECONDS:
            self._forget(now)
            self._began[network], self._count[network] = now, 0
        self._count[network] += 1
        return self._count[network] <= self.most_a_minute

    def _forget(self, now: float) -> None:
        if len(self._began) < MOST_NETWORKS:
            return
        for network in [name for name, began in self._began.items() if now - began >= WINDOW_SECONDS]:
            del self._began[network], self._count[network]
