"""A mail server in a process of its own that keeps a ledger no crash of ours can touch.

Run as a program it prints its port, then one line of JSON per text, {"id", "to"}, before the text is answered. A text
to an address that begins with `held` is answered only after that address came in on standard input.
"""

import asyncio
import json
import sys
import threading
from collections import defaultdict
from email.parser import BytesHeaderParser
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from tests.channels.email.ports import free_port


class Ledger:
    def __init__(self) -> None:
        self.held: dict[str, asyncio.Event] = defaultdict(asyncio.Event)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # aiosmtpd's name
        headers = BytesHeaderParser(policy=default).parsebytes(envelope.content)
        recipient = str(envelope.rcpt_tos[0])
        print(json.dumps({"id": str(headers["Message-ID"]), "to": recipient}), flush=True)
        if recipient.startswith("held"):
            await self.held[recipient].wait()
        return "250 taken"


def main() -> None:
    ledger = Ledger()
    controller = Controller(ledger, hostname="127.0.0.1", port=free_port())
    controller.start()
    print(controller.port, flush=True)
    for line in sys.stdin:
        controller.loop.call_soon_threadsafe(ledger.held[line.strip()].set)
    threading.Event().wait()


if __name__ == "__main__":
    main()
