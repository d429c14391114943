"""Files that nobody holds any more are thrown away, after the rows that held them."""

from datetime import datetime

from rapport.conversations import actions as conversations
from rapport.platform import storage
from rapport.writing import queries as writing


def throw_away(blobs: set[str], *, since: datetime | None = None) -> None:
    """Bytes that no message and no draft holds, and that nobody stored once more `since`. After a crash in between
    they lie unnamed and unreachable."""
    for blob in blobs - conversations.blobs_still_held(blobs) - writing.blobs_held(blobs):
        if since is None:
            storage.delete(blob)
        else:
            storage.delete_unless_put(blob, since=since)
