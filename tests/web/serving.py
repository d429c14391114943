"""The whole desk behind a real port, for a real browser, on the database of a test."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.test.testcases import LiveServerThread

from tests.patience import PATIENCE

# This server has no way to send a stream, and to catch the request would switch the browser's cache off.
NO_STREAM = "window.EventSource = class extends EventTarget { close() {} }"


@contextmanager
def served() -> Iterator[str]:
    """Its address. Static files are our own, not Django's: their addresses carry a version, and browsers keep them."""
    thread = LiveServerThread("127.0.0.1", lambda application: application)  # type: ignore[arg-type]
    thread.daemon = True
    thread.start()
    assert thread.is_ready.wait(PATIENCE)
    assert thread.error is None
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
