"""The end of the web server, in a process of its own: with the right code, and without a complaint nobody caused."""

import asyncio
import logging
import os
import signal
from pathlib import Path

import pytest

from rapport.config.run import web


class Slow:
    """Does not end while it is listened to, and tells so again after everything of the loop was cancelled."""

    def __init__(self, *_: object, **__: object) -> None:
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def serve(self) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        loop = asyncio.get_running_loop()
        try:
            await self.ended
        finally:
            loop.call_soon_threadsafe(self.ended.set_result, None)

    def stop(self) -> None:
        pass


class Falls(Slow):
    async def serve(self) -> None:
        raise OSError("no such luck")


class Leaves(Slow):
    async def serve(self) -> None:
        return


def _ended(monkeypatch: pytest.MonkeyPatch, server: type[Slow], said: Path) -> tuple[int, str]:
    monkeypatch.setattr(web, "Server", server)
    monkeypatch.setattr(web, "STREAMS_END_SECONDS", 0.01)
    child = os.fork()
    if not child:
        with said.open("wb") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        logging.basicConfig(stream=os.fdopen(2, "w"), force=True)
        try:
            web.main([])
        except BaseException as problem:
            os.write(2, f"Traceback: {problem}".encode())
        os._exit(1)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), said.read_text()


@pytest.mark.parametrize(
    ("server", "code", "words"), [(Slow, 0, ""), (Falls, 1, "Traceback: no such luck"), (Leaves, 1, "")]
)
def test_the_web_server_ends_with_its_code(
    server: type[Slow], code: int, words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert _ended(monkeypatch, server, tmp_path / "said") == (code, words)
