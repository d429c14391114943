"""S13, S14: the live stream tells ids, only to those who may know; strangers get one short refusal."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client

from rapport.conversations import queries
from rapport.desk.live import views
from rapport.desk.live.views import Rights, changes, rights_of
from rapport.platform import live
from rapport.platform.live import Change
from rapport.platform.live_hub import EVERYTHING
from rapport.team.models import User
from tests import cast
from tests.desk.conftest import client_of
from tests.patience import PATIENCE
from tests.security import world
from tests.security.world import ours

pytestmark = pytest.mark.django_db
Play = Callable[[Callable[[], Coroutine[Any, Any, Any]]], Any]


class TestHub:
    """Stands for the process's hub; what is told goes to the one stream that listens."""

    __test__ = False

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Change] = asyncio.Queue()
        self.listening = 0
        self.missed: list[Change] = []

    async def since(self, moment: float) -> list[Change]:
        return self.missed

    @asynccontextmanager
    async def subscription(self) -> AsyncIterator[asyncio.Queue[Change]]:
        self.listening += 1
        try:
            yield self.queue
        finally:
            self.listening -= 1


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> TestHub:
    made = TestHub()
    monkeypatch.setattr(views, "hub", made)
    monkeypatch.setattr(views, "BEAT_SECONDS", 0.05)
    return made


def rights(user: User) -> Rights:
    found = async_to_sync(rights_of)(user.pk)
    assert isinstance(found, Rights)
    return found


END = ["everything"]


def heard(hub: TestHub, user: User, *told: Change) -> list[list[str]]:
    """The ids that reach the user's browser, until it is told that everything changed."""
    allowed = rights(user)

    async def listen() -> list[list[str]]:
        for change in (*told, EVERYTHING):
            hub.queue.put_nowait(change)
        found: list[list[str]] = []
        stream = changes(allowed, 0)
        while END not in found:
            line = await asyncio.wait_for(anext(stream), PATIENCE)
            assert line.startswith(("data: ", "retry: ", ": "))
            found += [json.loads(line.removeprefix("data: "))["ids"]] if line.startswith("data: ") else []
        await stream.aclose()  # type: ignore[attr-defined]  # a generator, too
        return found[:-1]

    return list(async_to_sync(listen)())


# --- who hears what -----------------------------------------------------------------------------------------------


def test_only_those_who_see_the_inbox_hear_of_it(hub: TestHub) -> None:
    change = Change(("conversation-1", "pile"), inbox_id=ours().pk)
    whole = ["conversation-1", "pile", "folders", "recoveries", "promises", "today"]
    for role in ("member", "partner", "lead"):
        user = world.user_of(role)
        assert user is not None
        assert heard(hub, user, change) == [whole]
    for role in ("outsider", "loose partner"):
        user = world.user_of(role)
        assert user is not None
        assert heard(hub, user, change) == []


def test_what_is_for_one_is_heard_by_that_one_only(hub: TestHub) -> None:
    inbox = ours()
    people = [cast.ada(), cast.ben(), cast.pat(), world.quin(), cast.mo()]
    for target in people:
        change = Change(("alert-bell",), inbox_id=inbox.pk, user_ids=(target.pk,))
        assert [person.name for person in people if heard(hub, person, change)] == [target.name]


def test_a_change_of_no_inbox_for_nobody_is_heard_by_leads_at_most(hub: TestHub) -> None:
    ours()
    for user in (cast.ada(), cast.pat()):
        assert heard(hub, user, Change(("conversation-1",))) == []


def test_what_was_missed_while_the_page_was_made_is_told_to_the_same_people(hub: TestHub) -> None:
    hub.missed = [Change(("conversation-1",), inbox_id=ours().pk), Change(("alert-bell",), user_ids=(cast.mo().pk,))]
    assert heard(hub, cast.mo()) == [["conversation-1"], ["alert-bell"]]
    assert heard(hub, cast.ada()) == [["conversation-1"]]
    assert heard(hub, cast.ben()) == []
    assert heard(hub, cast.pat()) == []


def test_an_inbox_without_teams_is_heard_by_all_but_outsourced_agents(hub: TestHub) -> None:
    change = Change(("pile",), inbox_id=cast.inbox("open@desk.example").pk)
    assert heard(hub, cast.ben(), change)
    assert not heard(hub, cast.pat(), change)
    assert not heard(hub, world.quin(), change)


def test_rights_are_those_of_the_pages(hub: TestHub) -> None:
    ours()
    for role in world.ROLES:
        user = world.user_of(role)
        if user is not None and not user.is_lead:
            assert rights(user).inboxes == frozenset(queries.visible_inbox_ids(user))


def test_only_ids_are_told(django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever happens in a conversation, no word of it is in a notification."""
    told: list[str] = []
    real = live.changed

    def listen(ids: Any, **more: Any) -> None:
        told.append(json.dumps([list(ids), {key: list(v) if key == "user_ids" else v for key, v in more.items()}]))
        real(json.loads(told[-1])[0], **more)

    for module in _who_tell():
        monkeypatch.setattr(module, "changed", listen) if hasattr(module, "changed") else None
    monkeypatch.setattr(live, "changed", listen)
    with django_capture_on_commit_callbacks(execute=True):
        found = world.conversation()
        assert client_of(cast.mo()).post(f"/conversations/{found.reference}/closure/").status_code == 302
    assert told
    for line in told:
        assert not any(word in line for word in ("Uma", "chain", "Secret", "@", "R-"))


def _who_tell() -> list[Any]:
    from rapport.alerts import actions as alerts
    from rapport.platform import events

    return [alerts, events]


# --- rights that end ----------------------------------------------------------------------------------------------


def until_it_ends(hub: TestHub, user: User, meanwhile: Callable[[], None]) -> list[str]:
    """What a stream still says when its user's rights change after it was opened; fails if it does not end."""
    allowed = rights(user)
    meanwhile()

    async def listen() -> list[str]:
        async def read() -> list[str]:
            return [line async for line in changes(allowed, 0)]

        return await asyncio.wait_for(read(), PATIENCE)

    return list(async_to_sync(listen)())


def test_the_stream_of_somebody_who_left_ends_at_the_next_look(hub: TestHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "RIGHTS_SECONDS", 0)
    said = until_it_ends(hub, cast.ada(), lambda: deactivate(cast.ada()))
    assert [line for line in said if line.startswith("data")] == []
    assert hub.listening == 0


def deactivate(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def test_who_leaves_the_team_hears_nothing_more_after_the_next_look(
    hub: TestHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "RIGHTS_SECONDS", 0)
    change = Change(("conversation-1", "pile"), inbox_id=ours().pk)
    allowed = rights(cast.ada())
    assert allowed.may_hear(change)
    cast.ada().teams.clear()
    monkeypatch.setattr("tests.security.test_S14_live_stream.rights", lambda _: allowed)
    assert heard(hub, cast.ada(), change) == []


def test_a_quiet_stream_beats(hub: TestHub) -> None:
    allowed = rights(cast.mo())

    async def listen() -> list[str]:
        stream = changes(allowed, 0)
        found = [await anext(stream), await anext(stream)]
        await stream.aclose()  # type: ignore[attr-defined]  # a generator, too
        return found

    assert async_to_sync(listen)() == ["retry: 2000\n\n", ": still here\n\n"]
    assert hub.listening == 0


@pytest.mark.parametrize(
    "payload",
    ["", "x", "[]", "{}", '{"ids":1}', '{"ids":["a"],"inbox_id":1}', '{"ids":[],"inbox_id":1,"user_ids":"x"}'],
)
def test_a_notification_of_another_kind_is_nothing(payload: str) -> None:
    assert live.parse(payload) is None


# --- strangers ----------------------------------------------------------------------------------------------------

REFUSED = b'{"error":"sign-in"}'
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "X" * 30)
LEAKS = (b"Traceback", b"Error", b"Exception", b"rapport", b"django", b"<", b"0x", b"SELECT", b"sessionid")


def odd(chance: random.Random) -> tuple[str, str, bytes, dict[str, str]]:
    """A method, an address, a body and headers that no browser of ours sends."""
    junk = [
        '{"event":"base"}',
        '{"event":"login","session_id":"' + "a" * 50 + '"}',
        "A" * 5000,
        "\x01\x02\x03",
        "%00%ff",
        "../../etc/passwd",
        "${jndi:ldap://x}",
        "' OR 1=1 --",
        "{{7*7}}",
        "[" * 3000,
    ]
    names = [
        "Cookie", "Accept", "Last-Event-ID", "Authorization", "Upgrade", "Connection", "X-Forwarded-For", "Origin",
        "Content-Type", "Referer", "X-CSRFToken", "HX-Request", "Sec-WebSocket-Key", "Accept-Encoding", "X-Remote-User",
    ]  # fmt: skip
    headers = {name: chance.choice(junk)[:3000] for name in chance.sample(names, 4)}
    if chance.random() < 0.4:
        headers["Cookie"] = f"sessionid={chance.choice(junk)[:200]}; csrftoken=x"
    query = "?" + "&".join(
        f"{chance.choice(['event', 'since', 'inbox', 'user'])}={chance.choice(junk)[:500]}" for _ in range(3)
    )
    return (
        chance.choice(METHODS),
        f"/live/{query if chance.random() < 0.7 else ''}",
        chance.choice(junk).encode(),
        headers,
    )


def assert_refused(answer: Any, method: str, status: int) -> None:
    assert answer.status_code == status
    body = answer.content
    assert len(body) <= 200
    assert not any(leak in body for leak in LEAKS)
    assert method == "HEAD" or body == REFUSED or json.loads(body) == {"error": "method"}
    assert "Set-Cookie" not in answer.headers


def test_two_hundred_strangers_get_one_short_refusal() -> None:
    chance = random.Random(14)
    for _ in range(200):
        method, path, body, headers = odd(chance)
        client = Client(raise_request_exception=False, enforce_csrf_checks=True)
        answer = client.generic(method, path, body, headers=headers)
        assert_refused(answer, method, 401)


def test_the_refusal_is_the_same_over_asgi() -> None:
    async def ask() -> list[Any]:
        chance = random.Random(15)
        answers = []
        for _ in range(20):
            method, path, _, headers = odd(chance)
            answers.append((method, await AsyncClient().generic(method, path, headers=headers)))
        return answers

    for method, answer in async_to_sync(ask)():
        assert_refused(answer, method, 401)


@pytest.mark.parametrize("method", [one for one in METHODS if one not in {"GET", "HEAD"}])
def test_whoever_is_signed_in_may_only_listen(method: str) -> None:
    client = client_of(cast.ada())
    for _ in range(3):
        assert_refused(client.generic(method, "/live/?event=base", b'{"event":"base"}'), method, 405)


def test_asking_for_the_head_opens_no_stream() -> None:
    answer = client_of(cast.ada()).head("/live/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/event-stream"
    assert not answer.streaming


@pytest.mark.parametrize("path", ["/live", "/live/x", "/live/../pile/", "/live//"])
def test_there_is_one_address_only(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code in {301, 302, 404}


def test_the_stream_of_somebody_signed_in_is_kept_nowhere(hub: TestHub) -> None:
    session = client_of(cast.ada()).cookies["sessionid"].value

    async def ask() -> Any:
        client = AsyncClient()
        client.cookies["sessionid"] = session
        return await client.get("/live/")

    answer = async_to_sync(ask)()
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/event-stream"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
