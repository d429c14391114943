"""Asks for ports before anything is started, so that a taken one is a sentence and not a traceback of a child."""

import errno
import os
import socket
from dataclasses import dataclass


class PortProblem(Exception):
    """A port cannot be used; the text names the option that changes it."""


@dataclass(frozen=True)
class Port:
    number: int
    option: str
    purpose: str


def check(host: str, ports: list[Port]) -> None:
    """Raises PortProblem for the first port that is taken or not allowed; ports that are 0 are off."""
    used = [port for port in ports if port.number]
    for port in used:
        _check_distinct(port, used)
        problem = _try(host, port.number)
        if problem:
            raise PortProblem(_words(host, port, problem))


def answers(host: str, number: int) -> bool:
    try:
        socket.create_connection((_reachable(host), number), timeout=1).close()
    except OSError:
        return False
    return True


def _check_distinct(port: Port, ports: list[Port]) -> None:
    same = next((other for other in ports if other.number == port.number and other != port), None)
    if same:
        raise PortProblem(f"Port {port.number} is asked for twice: for {port.purpose} and for {same.purpose}.")


def _try(host: str, number: int) -> int:
    """0, or the errno of a trial. Binding is not enough: a server with SO_REUSEPORT lets others bind too."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, number))
        except socket.gaierror:
            return errno.EADDRNOTAVAIL
        except OSError as problem:
            return problem.errno or errno.EADDRNOTAVAIL
    return errno.EADDRINUSE if answers(host, number) else 0


def _words(host: str, port: Port, problem: int) -> str:
    if problem == errno.EADDRINUSE:
        other = port.number + 1 if port.number < 65535 else port.number - 1
        return f"Port {port.number} is taken by another program. Choose another: rapport run {port.option} {other}"
    if problem in (errno.EACCES, errno.EPERM):
        return (
            f"Port {port.number} may be used by root only. Choose one above 1023: "
            f"rapport run {port.option} {port.number + 8000}"
        )
    return f"This machine has no address {host} ({os.strerror(problem)}). Set RAPPORT_HOST, for example to 127.0.0.1"


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # compared, not bound
