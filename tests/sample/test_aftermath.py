"""After the story: somebody who left and said why, a case that everybody is shown, and the digest of last week."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

import pytest
from django.test import TestCase, override_settings

from rapport.channels.email.models import OutboundMail
from rapport.flows import tell_company
from rapport.flows.digest_in_words import in_words_of
from rapport.learning.models import Digest
from rapport.platform.models import Event
from rapport.recovery import turned_round
from rapport.relationships import queries
from rapport.relationships.models import Loss
from rapport.sample import actions, aftermath
from rapport.team.models import User
from rapport.writing.models import Draft
from tests.desk.conftest import client_of

AT = datetime(2025, 3, 7, 14, 20, tzinfo=UTC)
MONDAY = datetime(2025, 3, 3, 8, 5, tzinfo=UTC)


class TestAftermath(TestCase):
    data: ClassVar[Path]

    @classmethod
    def setUpClass(cls) -> None:
        cls.data = Path(cls.enterClassContext(TemporaryDirectory()))
        cls.enterClassContext(override_settings(RAPPORT_DATA=cls.data))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        actions.fill(AT)

    def test_one_customer_left_was_asked_once_and_answered(self) -> None:
        made = Loss.objects.get()
        assert (made.customer.name, made.reason, made.lesson) == ("Quinn Hartigan", "too_slow", aftermath.LESSON)
        known = queries.asking(made)
        assert known.sent is not None
        assert "what should we have done differently?" in known.sent.text
        assert known.answer is not None
        assert "nobody said anything" in " ".join(known.answer.reply_text.split())
        assert made.noted_at < known.sent.at < known.answer.at
        assert made.lost_on <= made.noted_at.date()
        assert not Draft.objects.filter(text__contains="differently").exists()

    def test_one_case_is_shown_to_everybody(self) -> None:
        [one] = turned_round.examples(turned_round.cases(), 9)
        assert one.conversation.customer.name == "Yusuf Aydemir"
        assert one.shared_words == aftermath.TEACHES

    def test_the_digest_of_last_week_was_told_and_tells_of_it(self) -> None:
        made = Digest.objects.get()
        assert (made.first, made.made_at) == (datetime(2025, 2, 24, tzinfo=UTC).date(), MONDAY)
        assert made.facts["answers"] > 0
        told = in_words_of(made, User.objects.get(name="Jonas Reuter"))
        assert "Turned round" in [section.title for section in told.sections]
        assert "Yusuf" not in str(next(section for section in told.sections if section.title == "Turned round"))
        assert not OutboundMail.objects.filter(kind="digest").exists()

    def test_it_is_told_once_though_the_clock_goes_on(self) -> None:
        assert tell_company.sweep(at=AT) == 0

    def test_each_can_be_looked_at(self) -> None:
        orla = client_of(User.objects.get(name="Orla Keane"))
        pages = {
            "/losses/": "Quinn Hartigan",
            f"/losses/{Loss.objects.get().pk}/": "Fair of you to ask, Tomasz.",
            "/recoveries/turned-round/": "I did not order what many people are happy with.",
            f"/feedback/digests/{Digest.objects.get().pk}/": "Turned round",
        }
        for path, words in pages.items():
            answer = orla.get(path)
            assert answer.status_code == 200
            assert words in answer.content.decode(), path

    def test_everything_happened_in_the_past(self) -> None:
        assert Event.objects.filter(at__gt=AT + timedelta(seconds=5)).count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("day", range(7))
@pytest.mark.parametrize("hour", [0, 7, 8, 23])
def test_the_digest_is_never_of_the_future_and_never_old(day: int, hour: int) -> None:
    now = datetime(2025, 3, 3, hour, 30, tzinfo=UTC) + timedelta(days=day)
    found = aftermath.digest_at(now)
    assert found <= now
    assert now - found < timedelta(days=7)
    assert (found.weekday(), found.hour, found.minute) == (0, 8, 5)
