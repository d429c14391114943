"""S08: the payloads in everything to which people give a name, in a real Chromium: nothing runs, nothing is fetched."""

import re
from collections.abc import Callable, Iterator
from itertools import count

import pytest

from tests import cast
from tests.browser.named import Named, named
from tests.browser.pages import OF_NAMED, owner
from tests.labs import IS_FULL, sized
from tests.security.payloads import ALL
from tests.security.test_S08_in_a_browser import Watch, browser, site, watch

__all__ = ["browser", "site", "watch"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STORED = [payload.replace("\x00", "\ufffd") for payload in ALL]
LISTS = (
    "/goodwill/", "/prevention/", "/settings/causes/", "/feedback/",
    "/feedback/reasons/", "/feedback/digests/", "/settings/reasons/", "/settings/public/",
    "/", "/pile/", "/search/?q=person", "/views/", "/board/", "/settings/inboxes/",
    "/settings/hours/", "/settings/rules/", "/settings/rules/new/", "/settings/webhooks/", "/settings/people/",
    "/settings/teams/", "/settings/tags/", "/settings/types/", "/settings/statuses/", "/settings/fields/",
    "/settings/tone/", "/settings/tokens/", "/settings/signatures/", "/settings/writing/", "/settings/giving/",
    "/settings/audit/", "/settings/people/invitation/", "/settings/saved-replies/", "/you/",
)  # fmt: skip


def hostile(number: int) -> Callable[[int], str]:
    """Each name of a round is the next payload, as far as it fits; in all rounds together every field has had each."""
    place = count(number)
    return lambda longest: STORED[next(place) % len(STORED)][:longest].strip() or "x"


def pages_of(made: Named) -> Iterator[str]:
    yield f"/conversations/{made['conversation']}/"
    yield f"/recoveries/{made['recovery']}/"
    yield f"/feedback/{made['item']}/"
    yield f"/feedback/digests/{made['digest']}/"
    yield f"/customers/{made['customer']}/"
    yield f"/customers/{made['customer']}/timeline/"
    yield f"/settings/people/{made['person']}/"
    yield f"/settings/teams/{made['team']}/"
    yield from (path.format(**made) for path in OF_NAMED.values())


def test_nothing_runs_wherever_something_is_named(watch: Watch, site: str) -> None:
    session = owner().cookies["sessionid"].value
    watch.page.context.add_cookies([{"name": "sessionid", "value": session, "url": site, "sameSite": "Lax"}])
    rounds = range(0, len(STORED), 1 if IS_FULL else 20)
    made = [named(hostile(number), number, by=cast.olga()) for number in rounds]
    opened = made[:: len(made) // sized(20, least=2)]
    paths = [*LISTS, *(path for one in opened for path in pages_of(one))]
    for path in paths:
        answer = watch.page.goto(site + path)
        assert answer is not None
        assert answer.status == 200, path
        watch.look()
        watch.rest()
    print(f"S08 {len(made)} rounds of {len(STORED)} payloads in every name, {len(paths)} pages: 0 ran, 0 left the desk")


def test_every_name_is_on_a_page(transactional_db: None) -> None:
    """Else it would be no wonder that nothing runs."""
    numbers = count()
    made = named(lambda _: f"<zwq>Zwq{next(numbers)}.", 1, by=cast.olga())
    client, seen = owner(), set[int]()
    for path in [*LISTS, *pages_of(made)]:
        html = client.get(path).content.decode()
        assert "<zwq>" not in html, path
        seen |= {int(number) for number in re.findall(r"Zwq(\d+)\.", html)}
    assert set(range(next(numbers))) - seen == set()
