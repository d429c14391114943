"""The child process that reads mails: `python -m rapport.channels.email.parse_child`, frames in, frames out.

It ends when its input ends, that is, when its parent closes the pipe or dies.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from typing import BinaryIO

from rapport.channels.email.parse import parse
from rapport.channels.email.parse.wire import HEAD, frame, length_of, pack, pack_failure

MEMORY_BYTES = 512 * 1024 * 1024
# Of processor time, for one mail. What is being read then is given up: a part of the mail, or else the mail itself,
# which is shown with its raw text. Whatever does not even notice is ended by the parent.
CPU_SECONDS = 6.0
CPU_SECONDS_MORE = 1.0
_MOST_BYTES = 1024 * 1024 * 1024


class OutOfTime(Exception):
    """Reading a mail takes more processor time than a mail is worth."""


def answer(raw: bytes) -> bytes:
    """The packed mail, or a packed reason when memory or time ran out."""
    try:
        return pack(parse(raw))
    except MemoryError:
        return pack_failure("reading it takes more memory than allowed")
    except OutOfTime:
        return pack_failure(f"reading it takes more than {CPU_SECONDS:g} seconds of work")


def within_time(raw: bytes) -> bytes:
    """The same, interrupted by the clock of the process when it goes on for too long."""
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS, CPU_SECONDS_MORE)
    try:
        return answer(raw)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _interrupt(*_: object) -> None:
    raise OutOfTime


def serve(source: BinaryIO, target: BinaryIO) -> None:
    """Answer frame after frame until the input ends."""
    while len(head := source.read(HEAD)) == HEAD:
        size = length_of(head)
        if size > _MOST_BYTES:
            return
        raw = source.read(size)
        if len(raw) < size:
            return
        target.write(frame(within_time(raw)))
        target.flush()


def _limit_memory() -> None:
    """Not every system lets a process limit itself (macOS refuses): the parent's timeout stays."""
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    except (ValueError, OSError):
        return


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    signal.signal(signal.SIGPROF, _interrupt)
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that prints by accident may get between the frames
    _limit_memory()
    try:
        serve(sys.stdin.buffer, target)
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(0)


if __name__ == "__main__":
    main()
