"""The page of cases that were turned round, and where everybody is shown the best of them."""

from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from rapport.conversations.models import Ask
from rapport.flows import recover, tell_company
from rapport.flows.digest_in_words import in_words_of
from rapport.learning.models import Digest
from rapport.platform.clock import now
from rapport.platform.models import AuditEntry
from rapport.recovery.models import Goodwill, Recovery
from rapport.team.models import User
from tests import cast
from tests.desk.conftest import client_of
from tests.recovery.turning import turned

pytestmark = pytest.mark.django_db
ADDRESS = "/recoveries/turned-round/"
BEFORE, AFTER = "I am Uma Ferrari and waited ten days!", "Thank you, Uma."


def read(client: Client, path: str = ADDRESS, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def lately(sender: tuple[str, str] = cast.UMA, **more: Any) -> Recovery:
    return turned(sender, at=now() - timedelta(days=8), received_at=now() - timedelta(days=9), **more)


def of_one_team() -> Recovery:
    """Of Ada's team."""
    one = lately(before=BEFORE, after=AFTER, fixed="Uma got a new chain")
    one.conversation.inbox.teams.add(cast.team("Bikes", cast.ada()))
    return one


def share(one: Recovery, words: str = "Call Uma on the same day", on: str = "1") -> None:
    client_of(cast.mo()).post(f"/recoveries/{one.pk}/example/", {"on": on, "words": words})


def test_nobody_yet_is_said_so() -> None:
    assert "Nobody was turned round yet" in read(client_of(cast.mo()))


def test_it_tells_the_words_before_and_after_and_what_was_done_in_between() -> None:
    one = lately(before=BEFORE, after=AFTER)
    given = {"given_by": cast.mo(), "given_at": now(), "kind": "credit", "currency": "EUR", "reason": "The wait"}
    Goodwill.objects.create(recovery=one, amount=1250, is_allowed=True, **given)
    Goodwill.objects.create(recovery=one, amount=9900, is_allowed=False, **given)
    shown = read(client_of(cast.ada()))
    assert "99.00" not in shown
    for words in (
        "Uma", BEFORE, AFTER, "New chain fitted for free", "We let you wait", "12.50 EUR", "The wait", "5 days",
        str(one.cause), "Responsibility", "Not noted as lost since.", one.conversation.reference,
    ):  # fmt: skip
        assert words.lower() in shown.lower(), words


def test_a_page_that_has_to_be_asked_for_only_by_leads_has_no_button_for_others() -> None:
    lately()
    assert "Share with the company" in read(client_of(cast.mo()))
    assert "Share with the company" not in read(client_of(cast.ada()))


def test_under_thirty_answers_there_is_no_percentage() -> None:
    lately()
    shown = read(client_of(cast.mo()))
    assert "Turned round: 1 of 1 unhappy customers who answered when they were asked again: too few answers" in shown
    assert "%" not in shown.split("The last 365 days", 1)[1].split("One by one", 1)[0].split("Figures of recovery")[0]


def test_who_does_not_see_the_inbox_reads_nothing_of_it_until_it_is_shared_and_then_not_who_it_was() -> None:
    one = of_one_team()
    ben = client_of(cast.ben())
    assert "Nobody was turned round yet" in read(ben)
    share(one)
    shown = read(ben)
    assert "Examples for everybody" in shown
    assert "waited ten days" in shown
    assert "on the same day" in shown
    for told in ("Uma", "Ferrari", "uma@", one.conversation.reference, "We let you wait", f'/recoveries/{one.pk}/"'):
        assert told not in shown, told
    assert "Uma Ferrari" in read(client_of(cast.ada()))


def test_people_of_other_companies_are_shown_what_is_theirs_alone() -> None:
    one = of_one_team()
    share(one)
    pat = client_of(cast.pat())
    assert "Nobody was turned round yet" in read(pat)
    assert "waited ten days" not in read(pat, "/")
    one.conversation.inbox.teams.add(cast.team("Partners", cast.pat()))
    assert "waited ten days" in read(pat)
    assert "waited ten days" in read(pat, "/")


def test_a_collaborator_reads_by_name_of_whom_they_were_asked_about() -> None:
    one = of_one_team()
    share(one)
    assert "Uma Ferrari" not in read(client_of(cast.cleo()))
    Ask.objects.create(conversation=one.conversation, user=cast.cleo(), asked_by=cast.ada(), asked_at=now())
    assert "Uma Ferrari" in read(client_of(cast.cleo()))


def test_it_is_shared_and_shared_no_more_and_both_stand_in_the_audit_log() -> None:
    one = lately()
    share(one)
    one.refresh_from_db()
    assert one.shared_words == "Call Uma on the same day"
    assert "Share it no more" in read(client_of(cast.mo()))
    share(one, on="0")
    one.refresh_from_db()
    assert one.shared_at is None
    found = AuditEntry.objects.filter(action__startswith="recovery.").order_by("number")
    assert [(entry.action, entry.about, entry.actor_id) for entry in found] == [
        ("recovery.shared", one.conversation.reference, cast.mo().pk),
        ("recovery.unshared", one.conversation.reference, cast.mo().pk),
    ]


def test_words_that_are_too_long_are_refused_and_leave_no_entry() -> None:
    one = lately()
    answer = client_of(cast.mo()).post(f"/recoveries/{one.pk}/example/", {"on": "1", "words": "x" * 301}, follow=True)
    assert "fewer than 300" in answer.content.decode()
    assert not AuditEntry.objects.filter(action__startswith="recovery.").exists()


def test_an_agent_shares_nothing() -> None:
    one = lately()
    assert client_of(cast.ada()).post(f"/recoveries/{one.pk}/example/", {"on": "1"}).status_code == 403
    one.refresh_from_db()
    assert one.shared_at is None


def test_the_first_page_shows_it_for_a_week() -> None:
    one = of_one_team()
    share(one)
    ben = read(client_of(cast.ben()), "/")
    assert "Turned round" in ben
    assert "waited ten days" in ben
    assert "Uma" not in ben.split("today-turned", 2)[2].split("</section>")[0]
    assert "Uma" in read(client_of(cast.ada()), "/").split("today-turned", 2)[2].split("</section>")[0]
    Recovery.objects.filter(pk=one.pk).update(shared_at=now() - timedelta(days=8))
    assert "waited ten days" not in read(client_of(cast.ben()), "/")


def test_the_digest_tells_it_without_who_it_was_even_to_those_who_know() -> None:
    for make in (cast.ada, cast.mo, cast.ben):
        make()
    User.objects.update(created_at=datetime(2026, 1, 1, tzinfo=UTC))
    one = turned(before=BEFORE, after=AFTER, fixed="Uma got a new chain")
    recover.share(one, "Call Uma on the same day", actor=cast.mo(), at=datetime(2026, 3, 10, 8, 0, tzinfo=UTC))
    tell_company.sweep(at=datetime(2026, 3, 16, 8, 0, tzinfo=UTC))
    made = Digest.objects.get()
    assert made.facts["turned"] == [one.pk]
    for reader in (cast.ada(), cast.ben()):
        section = next(part for part in in_words_of(made, reader).sections if part.title == "Turned round")
        row = section.rows[0]
        assert row.text == "From “Bad” to “Great” in 5 days"
        assert "waited ten days" in row.quote
        assert "on the same day" in row.detail
        assert "new chain" in row.detail
        assert row.url == f"{ADDRESS}#example-{one.pk}"
        assert not any(name in f"{row.text}{row.detail}{row.quote}" for name in ("Uma", "Ferrari"))
    recover.unshare(one, actor=cast.mo(), at=datetime(2026, 3, 17, 8, 0, tzinfo=UTC))
    assert all(part.title != "Turned round" for part in in_words_of(made, cast.ada()).sections)


def test_a_digest_from_before_there_were_examples_is_read_as_it_was() -> None:
    facts = {
        "asked": 0, "answers": 0, "poor": 0, "before": {"answers": 0, "poor": 0}, "named": 0, "looked_at": 0,
        "reasons": [], "decided": [], "nothing": 1, "unread": 0, "done": [], "won_back": [], "praise": [],
    }  # fmt: skip
    made = Digest.objects.create(first=datetime(2026, 3, 2, tzinfo=UTC).date(), made_at=now(), facts=facts)
    assert [part.title for part in in_words_of(made, cast.ada()).sections] == ["What was decided"]


def test_older_ones_are_one_press_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rapport.desk.recoveries.turned.SIZE", 2)
    made = [lately((f"Person {n}", f"c{n}@customer.example")) for n in range(3)]
    mo = client_of(cast.mo())
    first = read(mo)
    following = first.split('class="button" href="?after=')[1].split('"')[0]
    second = read(mo, f"{ADDRESS}?after={following}")
    pages = [[one.pk for one in made if f'id="turned-{one.pk}"' in shown] for shown in (first, second)]
    assert [len(page) for page in pages] == [2, 1]
    assert {pk for page in pages for pk in page} == {one.pk for one in made}
    assert "The last 365 days" not in second
    assert read(mo, f"{ADDRESS}?after=nonsense", status=404)
