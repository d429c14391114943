import asyncio

import pytest

from rapport.platform import clock
from rapport.platform.live import Change, parse
from rapport.platform.live_hub import EVERYTHING, Hub
from tests.patience import PATIENCE


def listening(hub: Hub, since: float) -> None:
    hub._listening_since = since
    hub._listening.set()


def test_a_page_hears_what_changed_between_its_making_and_its_stream() -> None:
    hub = Hub()
    listening(hub, 100.0)
    old, new = Change(("old",)), Change(("new",))
    hub._recent.extend([(110.0, old), (120.0, new)])
    assert asyncio.run(hub.since(115.0)) == [new]


def test_a_page_older_than_the_listening_fetches_everything() -> None:
    hub = Hub()
    listening(hub, 100.0)
    assert asyncio.run(hub.since(99.0)) == [EVERYTHING]
    assert asyncio.run(hub.since(0.0)) == [EVERYTHING]


def test_a_page_older_than_the_memory_fetches_everything() -> None:
    hub = Hub()
    listening(hub, 100.0)
    hub._recent.extend((200.0 + n, Change((str(n),))) for n in range(600))
    assert asyncio.run(hub.since(250.0)) == [EVERYTHING]
    assert len(asyncio.run(hub.since(790.0))) == 10


def test_a_stream_that_reads_too_slowly_starts_over() -> None:
    async def story() -> list[Change]:
        hub = Hub()
        queue: asyncio.Queue[Change] = asyncio.Queue(3)
        hub._queues.add(queue)
        for n in range(5):
            hub._tell(Change((str(n),)))
        return [queue.get_nowait() for _ in range(queue.qsize())]

    assert EVERYTHING in asyncio.run(story())


@pytest.mark.parametrize(
    "payload", ["", "x", "[]", "{}", '{"ids": 1}', '{"ids": ["a"]}', '{"ids":["a"],"inbox_id":1,"user_ids":["x"]}']
)
def test_a_payload_that_is_none_is_ignored(payload: str) -> None:
    assert parse(payload) is None


@pytest.mark.django_db(transaction=True)
def test_a_change_told_in_a_transaction_is_heard_after_its_commit() -> None:
    from asgiref.sync import sync_to_async
    from django.db import connection, transaction

    from rapport.platform import live

    def tell(fail: bool) -> None:
        try:
            with transaction.atomic():
                live.changed(["rolled-back" if fail else "pile"], inbox_id=3)
                if fail:
                    raise RuntimeError
        except RuntimeError:
            pass
        finally:
            connection.close()

    async def story() -> Change:
        hub = Hub()
        async with hub.subscription() as queue:
            assert await hub.since(clock.now().timestamp() + 5) == []
            await sync_to_async(tell)(True)
            await sync_to_async(tell)(False)
            heard = await asyncio.wait_for(queue.get(), PATIENCE)
        assert hub._task is not None
        hub._task.cancel()
        return heard

    assert asyncio.run(story()) == Change(("pile",), inbox_id=3)
