"""Whoever is told reads it in their own language: in the bell, in mails, in pushes, and when more becomes known."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils.translation import gettext_lazy

from rapport.alerts.actions import News, amend, erase_words
from rapport.alerts.models import Alert
from rapport.channels.email import compose
from rapport.channels.email.letters_out import letter_of
from rapport.channels.email.models import OutboundMail
from rapport.flows.raise_alert import raise_alert
from rapport.platform.said import worded
from rapport.team.models import User
from tests import cast
from tests.cast import NOON, later

pytestmark = pytest.mark.django_db
Kind = Alert.Kind


def speaks(user: User, language: str) -> User:
    user.language = language
    user.save(update_fields=["language"])
    return user


def unhappy(number: int = 1, *, face: str = "Bad") -> News:
    about = cast.conversation()
    return News(
        kind=Kind.UNHAPPY,
        key=f"rating:{number}",
        headline=worded(gettext_lazy("{customer} asks for a call"), customer="Uma Ferrari"),
        body=worded(gettext_lazy("Asks for a call: {number}."), number="0151"),
        quote=face,
        context="We look into it.",
        path=f"/conversations/{about.reference}",
        conversation_id=about.pk,
    )


def told() -> dict[str, str]:
    return dict(Alert.objects.values_list("user__name", "headline"))


def test_each_is_told_in_their_own_language_and_told_more_in_it() -> None:
    people = [speaks(cast.ada(), "de"), cast.mo()]
    news = unhappy()
    raise_alert(news, people, at=NOON)
    assert told() == {"Ada Byron": "Uma Ferrari bittet um einen Anruf", "Mo Haddad": "Uma Ferrari asks for a call"}
    assert Alert.objects.get(user=people[0]).body == "Bittet um einen Anruf: 0151."
    more = worded(gettext_lazy("Promise to {customer} is broken"), customer="Uma")
    amend(News(kind=news.kind, key=news.key, headline=more, path=news.path, level=1))
    assert told() == {"Ada Byron": "Zusage an Uma nicht gehalten", "Mo Haddad": "Promise to Uma is broken"}
    erase_words([news.conversation_id or 0])
    assert told() == {"Ada Byron": "Gelöscht", "Mo Haddad": "Erased"}


def test_the_mail_speaks_it_too_around_the_customers_own_words() -> None:
    raise_alert(unhappy(), [speaks(cast.ada(), "de")], at=NOON)
    sent = message_from_bytes(compose.compose(letter_of(OutboundMail.objects.get())), policy=policy.default)
    plain, page = (sent.get_body((kind,)) for kind in ("plain", "html"))
    assert sent["Subject"] == "Uma Ferrari bittet um einen Anruf"
    assert plain is not None
    assert page is not None
    for shown in (plain.get_content(), page.get_content()):
        for words in ("Übernehmen", "Öffnen", "Die Antwort, um die es geht", "Bittet um einen Anruf: 0151."):
            assert words in shown
        assert "The reply it is about" not in shown
    assert '<html lang="de"' in page.get_content()


def test_many_at_once_are_gathered_in_it() -> None:
    ada = speaks(cast.ada(), "de")
    for number in range(13):
        raise_alert(unhappy(number), [ada], at=NOON + timedelta(seconds=number))
    gathering = OutboundMail.objects.filter(created_at__gt=later(minutes=4)).get()
    letter = letter_of(gathering)
    assert letter.subject == "3 weitere Meldungen"
    assert "Sie kamen so schnell" in letter.text
    assert "bittet um einen Anruf" in letter.text
