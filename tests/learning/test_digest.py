"""The weekly digest: to everybody once, at their own hour, without a customer's name, and no noise is called a fall."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from rapport.channels.email.actions import switch_automatic_mail
from rapport.channels.email.compose import compose
from rapport.channels.email.letters_out import letter_of
from rapport.channels.email.models import OutboundMail
from rapport.flows import digest_in_words, prevent, recover, review, tell_company
from rapport.flows.deliver_message import deliver
from rapport.flows.forget_customer import forget_customer
from rapport.learning import actions, rules
from rapport.learning.models import Copy, Digest
from rapport.learning.rules import When
from rapport.platform.models import Event
from rapport.recovery.models import Recovery
from rapport.team.models import User
from tests import cast
from tests.cast import NOON
from tests.desk.conftest import client_of
from tests.desk.test_conversations import page
from tests.learning.making import item, reason, says
from tests.reports.making import rated

pytestmark = pytest.mark.django_db
# NOON is a Wednesday; the week from Monday the 2nd to Sunday the 8th is told on Monday the 9th.
WEEK = date(2026, 3, 2)
MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def everybody() -> None:
    for make in (cast.ada, cast.mo, cast.cleo, cast.pat):
        make()
    User.objects.update(created_at=LONG_AGO)


def mails() -> "dict[str, OutboundMail]":
    return {mail.recipient: mail for mail in OutboundMail.objects.filter(kind="digest")}


def parts(mail: OutboundMail) -> Iterator[str]:
    """As HTML and as plain text."""
    sent = message_from_bytes(compose(letter_of(mail)), policy=default)
    assert isinstance(sent, EmailMessage)
    for kind in ("html", "plain"):
        body = sent.get_body((kind,))
        assert body is not None
        yield body.get_content()


def poor(number: int, why: str, at: datetime = NOON, great: int = 0) -> None:
    """So many Bad ones with this reason, and so many Great ones."""
    from rapport.learning.actions import give
    from rapport.learning.models import Source

    for invite in rated([1] * number, at=at):
        give(invite.rating, reason(why), Source.CUSTOMER, by=None, at=at)
    rated([4] * great, at=at)


def test_it_goes_to_everybody_of_the_company_once_and_not_to_partners() -> None:
    says(1, "Four days.", reason=reason())
    assert tell_company.sweep(at=MONDAY) == 3
    assert set(mails()) == {"ada@desk.example", "mo@desk.example", "cleo@desk.example"}
    assert tell_company.sweep(at=MONDAY + timedelta(hours=1)) == 0
    assert Digest.objects.get().first == WEEK
    assert Event.objects.filter(name="learning.digest_made").count() == 1


@pytest.mark.parametrize(
    ("zone", "utc_hour"), [("UTC", 8), ("Europe/Berlin", 7), ("America/Los_Angeles", 15), ("Pacific/Auckland", 0)]
)
def test_everybody_gets_it_by_their_own_clock(zone: str, utc_hour: int) -> None:
    """Auckland's Monday at eight comes before the week is over; they get it as soon as it is."""
    says(1)
    User.objects.exclude(pk=cast.ada().pk).update(is_active=False)
    User.objects.update(time_zone=zone)
    moment = MONDAY.replace(hour=utc_hour)
    assert tell_company.sweep(at=moment - timedelta(minutes=1)) == 0
    assert tell_company.sweep(at=moment) == 1


def test_who_switched_it_off_gets_none_and_reads_it_here() -> None:
    says(1)
    ada = client_of(cast.ada())
    ada.post("/feedback/digests/wish/", {"on": "0"})
    tell_company.sweep(at=MONDAY)
    assert "ada@desk.example" not in mails()
    assert "Why answers were poor" not in page(ada, "/feedback/digests/")
    assert page(ada, f"/feedback/digests/{Digest.objects.get().pk}/")
    ada.post("/feedback/digests/wish/", {"on": "1"})
    assert tell_company.sweep(at=MONDAY) == 1


def test_a_lead_chooses_the_day_and_the_hour_and_what_was_due_before_is_not_sent() -> None:
    says(1)
    assert client_of(cast.ada()).get("/settings/digest/").status_code == 403
    refused = client_of(cast.mo()).post("/settings/digest/", {"is_on": "on", "weekday": "4", "hour": "24"})
    assert "Write an hour from 0 to 23." in refused.content.decode()
    actions.set_when(weekday=4, hour=15, is_on=True, actor=cast.mo(), at=MONDAY)
    friday = datetime(2026, 3, 13, 15, 0, tzinfo=UTC)
    assert tell_company.sweep(at=MONDAY) == 0
    assert tell_company.sweep(at=friday) == 0  # nobody said anything in the seven days before
    says(1, sender=cast.SOL, at=MONDAY)
    assert tell_company.sweep(at=friday) == 3
    actions.set_when(weekday=4, hour=15, is_on=False, actor=cast.mo(), at=friday)
    assert tell_company.sweep(at=friday + timedelta(days=7)) == 0


def test_who_came_later_and_old_news_are_left_out() -> None:
    says(1)
    User.objects.filter(pk=cast.ada().pk).update(created_at=MONDAY + timedelta(minutes=1))
    tell_company.sweep(at=MONDAY + timedelta(hours=1))
    assert "ada@desk.example" not in mails()
    assert tell_company.sweep(at=MONDAY + rules.LATE) == 0


def test_a_week_without_a_word_sends_nothing() -> None:
    assert tell_company.sweep(at=MONDAY) == 0
    assert not Digest.objects.exists()


def test_F04_whoever_is_cut_off_goes_on_where_it_stopped() -> None:
    says(1)
    asked: list[bool] = []

    def once() -> bool:
        asked.append(True)
        return len(asked) == 1

    assert tell_company.sweep(at=MONDAY, go_on=once) == 1
    assert tell_company.sweep(at=MONDAY) == 2
    assert len(mails()) == Copy.objects.count() == 3


def test_F13_a_copy_without_its_mail_and_a_mail_without_its_copy_are_impossible(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    says(1)

    def killed(*_args: object, **_named: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("rapport.channels.email.actions.queue_digest", killed)
        with pytest.raises(SystemExit):
            tell_company.sweep(at=MONDAY)
    assert (Copy.objects.count(), len(mails())) == (0, 0)
    assert tell_company.sweep(at=MONDAY) == 3


def test_main_reasons_come_with_n_share_interval_and_one_example_each() -> None:
    poor(20, "Too slow", great=100)
    poor(12, "Unfriendly")
    says(1, "Uma Ferrari waits. Call 0170 1234567, order 4711-0815!", reason=reason("Unfriendly"))
    tell_company.sweep(at=MONDAY)
    for body in parts(mails()["ada@desk.example"]):
        assert "Too slow: 20 · 61 %, 44 to 75 %, n = 33" in body
        assert "Unfriendly: 13 · 39 %, 25 to 56 %, n = 33" in body
        assert "133 of 133 customers who were asked answered" in body
        assert "33 answers were poor: 25 %" in body
        assert "•••" in body
        assert "too few answers to compare" in body
        for secret in ("Uma", "Ferrari", "1234567", "4711", "0815"):
            assert secret not in body


def test_under_thirty_answers_there_is_no_percentage() -> None:
    says(1, reason=reason())
    tell_company.sweep(at=MONDAY)
    for body in parts(mails()["ada@desk.example"]):
        assert "Too slow: 1 · too few answers (n = 1)" in body
        assert " %" not in body


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [(60, 10, "fell: ×"), (10, 60, "rose: ×"), (12, 8, "no change that chance does not explain"), (8, 12, "no change")],
)
def test_noise_is_not_called_a_fall(before: int, after: int, words: str) -> None:
    poor(before, "Too slow", at=NOON - rules.WEEK, great=300 - before)
    poor(after, "Too slow", great=300 - after)
    tell_company.sweep(at=MONDAY)
    told = digest_in_words.in_words_of(Digest.objects.get(), cast.ada())
    assert words in told.sections[0].rows[0].detail


def test_what_was_decided_and_what_was_put_right_stands_there_and_only_who_may_know_reads_for_whom() -> None:
    inbox = cast.inbox("ours@desk.example", name="Ours")
    inbox.teams.add(cast.team("Ours", cast.ada()))
    rating = says(1, "No answer.", inbox=inbox)
    made = review.commit(
        item(rating), "Two people look", owner=cast.ada(), due_on=date(2026, 4, 1), actor=cast.mo(), at=NOON
    )
    nothing = says(2, sender=cast.SOL)
    review.do_nothing(item(nothing), "The weather.", actor=cast.mo(), at=NOON)
    recovery = Recovery.objects.get()
    recover.fixed(recovery, actor=cast.ada(), note="Uma got a new chain.", at=NOON)
    Recovery.objects.filter(pk=recovery.pk).update(closed_at=NOON + timedelta(hours=5), outcome="recovered")
    prevent.done(made, "Two people look now.", actor=cast.ada(), at=NOON + timedelta(hours=6))
    tell_company.sweep(at=MONDAY)
    for who, is_known in (("ada", True), ("mo", True), ("cleo", False)):
        for body in parts(mails()[f"{who}@desk.example"]):
            assert "Two people look" in body
            assert "For 1 answer it was decided that nothing is to be done." in body
            assert "got a new chain" in body
            assert "Two people look now." in body
            assert ("Uma" in body) == is_known


def test_shared_praise_stands_there_without_a_name_and_other_praise_does_not() -> None:
    shared = says(4, "Ada was wonderful! Yours, Uma Ferrari")
    says(4, "Nice.", sender=cast.SOL)
    review.share(item(shared), True, actor=cast.mo(), at=NOON)
    tell_company.sweep(at=MONDAY)
    for body in parts(mails()["cleo@desk.example"]):
        assert "Ada was wonderful!" in body
        assert "Nice." not in body
        assert "Ferrari" not in body


def test_each_reads_it_in_their_language() -> None:
    says(1, reason=reason())
    User.objects.filter(pk=cast.ada().pk).update(language="de")
    tell_company.sweep(at=MONDAY)
    for body in parts(mails()["ada@desk.example"]):
        assert "Zu langsam" in body
        assert "Too slow" not in body
    for body in parts(mails()["mo@desk.example"]):
        assert "Too slow" in body


def test_words_of_somebody_who_was_forgotten_are_gone_from_old_digests_too() -> None:
    rating = says(1, "The saddle squeaks terribly.", reason=reason())
    tell_company.sweep(at=MONDAY)
    found = Digest.objects.get()
    assert "squeaks" in str(digest_in_words.in_words_of(found, cast.ada()))
    OutboundMail.objects.all().delete()
    forget_customer(rating.conversation.customer, actor=cast.mo(), at=MONDAY)
    assert "squeaks" not in str(digest_in_words.in_words_of(found, cast.ada()))
    assert "squeaks" not in str(found.facts)


def test_the_page_shows_old_ones_and_partners_see_none() -> None:
    says(1, "Four days.", reason=reason())
    tell_company.sweep(at=MONDAY)
    found = Digest.objects.get()
    ada, pat = client_of(cast.ada()), client_of(cast.pat())
    assert f"/feedback/digests/{found.pk}/" in page(ada, "/feedback/digests/")
    shown = page(ada, f"/feedback/digests/{found.pk}/")
    assert "Four days." in shown
    assert f"/feedback/reasons/{reason().pk}/?since=2026-03-02&amp;until=2026-03-08" in shown
    for path in ("/feedback/digests/", f"/feedback/digests/{found.pk}/"):
        assert pat.get(path).status_code == 403
    assert ada.get("/feedback/digests/999999/").status_code == 404


def test_the_mail_is_automatic_and_stays_here_while_automatic_mail_is_off() -> None:
    says(1)
    tell_company.sweep(at=MONDAY)
    mail = mails()["ada@desk.example"]
    sent = message_from_bytes(compose(letter_of(mail)))
    assert sent["Auto-Submitted"] == "auto-generated"
    assert "Switch" not in str(sent["Subject"])
    switch_automatic_mail(on=False, actor=cast.olga(), at=MONDAY)
    deliver(mail.pk, clock=lambda: MONDAY)
    mail.refresh_from_db()
    assert mail.state != OutboundMail.State.SENT
    assert Event.objects.filter(name="email.kept_back").exists()


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("hour", [0, 8, 23])
def test_every_moment_belongs_to_one_week_that_is_over(weekday: int, hour: int) -> None:
    when = When(weekday, hour)
    for hours in range(0, 24 * 15, 5):
        at = LONG_AGO + timedelta(hours=hours)
        first, last = rules.latest_week(when, at)
        assert (last - first).days == 6
        assert last < at.date() <= last + timedelta(days=7)
        assert rules.due_at(when, first, "Pacific/Auckland") >= datetime.combine(
            last + timedelta(1), datetime.min.time(), UTC
        )


def test_two_workers_at_once_send_it_once() -> None:
    says(1)
    tell_company.sweep(at=MONDAY)
    assert not tell_company.send(Digest.objects.get(), cast.ada(), at=MONDAY)
    assert OutboundMail.objects.filter(kind="digest", recipient=cast.ada().email).count() == 1
