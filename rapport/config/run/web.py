"""The web server: Granian inside this process, so that there is one process to watch instead of two."""

import asyncio
import gc
import os
import signal
import sys
from typing import NoReturn

from django.urls import reverse
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

from rapport.config import settings
from rapport.config.asgi import application

STREAMS_END_SECONDS = 3.0
BACKLOG = 1024
# Every open one counts, and a browser keeps some open while its user reads, one of them for as long as the page is.
CONNECTIONS = 16_384


async def serve() -> NoReturn:
    """Serves until it is asked to stop (code 0) or falls (1), and ends the process itself.

    Once the loop were left, it would cancel what Granian still waits for, which Granian then reports as an error; and a
    browser may hold an event stream open for ever, and its thread with it. Nothing else is left to lose.
    """
    server = Server(
        application,
        address=settings.RAPPORT_HOST,
        port=settings.RAPPORT_HTTP_PORT,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
        backlog=BACKLOG,
        backpressure=CONNECTIONS,
    )
    stopping = asyncio.Event()

    def stop() -> None:
        stopping.set()
        server.stop()  # type: ignore[no-untyped-call]  # granian leaves it so

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)
    serving = asyncio.create_task(server.serve())
    asked = asyncio.create_task(stopping.wait())
    await asyncio.wait([serving, asked], return_when=asyncio.FIRST_COMPLETED)
    if stopping.is_set():
        await asyncio.wait([serving], timeout=STREAMS_END_SECONDS)
    else:
        serving.result()  # what felled it is said
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0 if stopping.is_set() else 1)


def settle() -> None:
    """What every page needs is loaded before the first one is asked for, and stays for good: the collector of garbage
    would go through half a million objects of it again and again, a tenth of a second each time."""
    reverse("account_login")
    gc.collect()
    gc.freeze()


def main(arguments: list[str]) -> None:
    if "--prepare" in arguments:
        from rapport.config.run import prepare

        prepare.before_serving(arguments)
    settle()
    asyncio.run(serve())


if __name__ == "__main__":
    main(sys.argv[1:])
