"""Whoever follows is told, once, where they want, and not in their quiet hours."""

from datetime import time, timedelta

import pytest

from rapport.alerts import actions as alerts
from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.channels.email.models import OutboundMail
from rapport.conversations import actions as conversations
from rapport.conversations.models import Conversation
from rapport.flows import conversation_closes
from rapport.flows.note_is_written import note_is_written
from rapport.flows.raise_alert import raise_alert
from rapport.team.models import User
from tests.cast import NOON, ada, answers, arrives, ben, conversation, iris, later, mo, team

pytestmark = pytest.mark.django_db


def writes_again(about: Conversation, minutes: int = 5) -> None:
    arrives(conversation_id=about.pk, trust="proven", received_at=later(minutes=minutes))


def chooses(user: User, quiet: tuple[time, time] | None = None, **channels: list[str]) -> None:
    begin, end = quiet or (None, None)
    alerts.keep_preference(user, channels=channels, quiet_from=begin, quiet_until=end, at=NOON)


def told(user: User) -> list[str]:
    return list(Alert.objects.filter(user=user).order_by("pk").values_list("headline", flat=True))


def test_a_follower_hears_of_mails_replies_and_notes_of_others() -> None:
    found = conversation()
    conversations.follow(found, ben(), at=NOON)
    writes_again(found)
    answers(found, ada())
    note_is_written(found, ada(), "Hm.", at=later(minutes=20))
    note_is_written(found, ben(), "My own words.", at=later(minutes=21))
    number = found.reference
    assert told(ben()) == [
        f"Uma Ferrari wrote in {number}",
        f"Ada replied in {number}",
        f"Ada wrote a note in {number}",
    ]
    conversations.unfollow(found, ben(), at=NOON)
    writes_again(found, 30)
    assert len(told(ben())) == 3


def test_who_is_named_in_a_note_is_asked_once_and_follows_from_then_on() -> None:
    found, _iris = conversation(), iris()
    note_is_written(found, ada(), "@Iris can you look?", at=NOON + timedelta(minutes=1))
    assert told(iris()) == [f"Ada asks you in {found.reference}"]
    writes_again(found)
    assert told(iris())[1:] == [f"Uma Ferrari wrote in {found.reference}"]


def test_who_does_not_see_the_inbox_any_more_hears_nothing() -> None:
    found = conversation()
    conversations.follow(found, ben(), at=NOON)
    found.inbox.teams.add(team("Others", ada()))
    writes_again(found)
    assert told(ben()) == []


def test_who_has_it_hears_of_it_only_if_they_want_to_and_once() -> None:
    found = conversation()
    conversation_closes.assign(found, ada(), actor=ada(), at=NOON)
    writes_again(found)
    assert told(ada()) == []
    chooses(ada(), mine=["app"], followed=["app"])
    conversations.follow(found, ada(), at=NOON)
    writes_again(found, 10)
    assert told(ada()) == [f"Uma Ferrari wrote in {found.reference}"]


def news(number: int = 1, kind: Alert.Kind = Alert.Kind.UNHAPPY) -> News:
    return News(kind=kind, key=f"x:{number}", headline=f"News {number}", path="/pile/")


def mails() -> list[OutboundMail]:
    return list(OutboundMail.objects.filter(kind=OutboundMail.Kind.ALERT).order_by("pk"))


def test_what_one_wants_nowhere_one_is_not_told() -> None:
    chooses(mo())
    assert raise_alert(news(), [mo()], at=NOON) == []
    assert raise_alert(news(2, Alert.Kind.HEALTH), [mo()], at=NOON), "what must be mended reaches whoever mends it"


def test_by_mail_only_rings_no_bell() -> None:
    chooses(mo(), unhappy=["mail"])
    raise_alert(news(), [mo()], at=NOON)
    assert Alert.objects.get().seen_at == NOON
    assert len(mails()) == 1


def test_in_quiet_hours_mails_wait_and_come_as_one() -> None:
    chooses(mo(), (time(22), time(7)), unhappy=["app", "mail"])
    night = later(hours=11)
    for number in range(5):
        raise_alert(news(number), [mo()], at=night + timedelta(hours=number))
    assert [mail.due_at for mail in mails()] == [later(hours=19)]
    raise_alert(news(9), [mo()], at=later(hours=20))
    assert len(mails()) == 2


def test_s32_a_hundred_mails_in_a_minute_to_what_twenty_people_follow() -> None:
    """At most twelve mails to each, and nobody is told twice of one thing."""
    found = conversation()
    people = [
        User.objects.create(email=f"agent{number}@desk.example", name=f"Agent {number}", role="agent")
        for number in range(20)
    ]
    for person in people:
        chooses(person, followed=["app", "mail"])
        conversations.follow(found, person, at=NOON)
    for number in range(100):
        happening = news(number, Alert.Kind.FOLLOWED)
        for _twice in range(2 if number % 10 == 0 else 1):
            raise_alert(happening, people, at=NOON + timedelta(seconds=number * 0.6))
    by_person = {person.pk: 0 for person in people}
    for mail in mails():
        assert mail.alert is not None
        by_person[mail.alert.user_id] += 1
    assert max(by_person.values()) <= 12
    assert Alert.objects.count() == 20 * 100
