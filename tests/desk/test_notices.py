"""What keeps mail from coming in stands above every page, for those who can mend it."""

import pytest
from django.test import Client

from rapport.channels.email.actions import accounts
from rapport.channels.email.models import MailAccount
from rapport.platform import clock, disk
from tests.cast import ada, inbox, later, mo
from tests.desk.conftest import client_of

pytestmark = pytest.mark.django_db
PILE = "/pile/"


def page(client: Client) -> str:
    answer = client.get(PILE)
    assert answer.status_code == 200
    return answer.content.decode()


def account(**fields: object) -> MailAccount:
    return MailAccount.objects.create(inbox=inbox(), host="imap.example.com", username="help@desk.example", **fields)


def test_a_mailbox_that_fails_is_told_to_leads_until_it_works_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: later(minutes=20))
    monkeypatch.setattr("rapport.desk.frame.now", lambda: later(minutes=20))
    lead, agent, mine = client_of(mo()), client_of(ada()), account(fetched_at=later(minutes=2))
    assert "desk-notice" not in page(lead)
    accounts.note_problem(mine, "Nothing answers at imap.example.com:993. Check the port.", at=later(minutes=6))
    assert "desk-notice" not in page(lead), "a short break is no news"
    MailAccount.objects.update(failing_since=later(minutes=5))
    text = page(lead)
    assert "Mail for help@desk.example has not been fetched since 12:02 UTC." in text
    assert "Check the port." in text
    assert "desk-notice" not in page(agent)
    accounts.note_fetched(mine, at=later(minutes=20))
    assert "desk-notice" not in page(lead)


def test_a_sign_in_that_ended_is_told_at_once_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rapport.desk.frame.now", lambda: later(minutes=20))
    mine = account(auth="google", fetched_at=later(minutes=18))
    accounts.note_problem(mine, accounts.sign_in_words(mine), at=later(minutes=19))
    assert "rapport mail account sign-in help@desk.example" in page(client_of(mo()))


@pytest.mark.parametrize(
    ("share", "words"), [(0.11, ""), (0.10, "Make room soon"), (0.05, "Mails larger than 1 MB wait with their senders")]
)
def test_a_disk_that_fills_is_told_to_leads(share: float, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "free_share", lambda _=None: share)
    text = page(client_of(mo()))
    assert words in text
    assert ("desk-notice" in text) == bool(words)
