"""`rapport inbox set`: what an inbox does is changed with a word."""

import contextlib
from collections.abc import Iterator

import pytest

from rapport.config.cli import inboxes
from rapport.config.cli.house import Problem
from rapport.platform.models import Event
from tests.cast import inbox

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in this process, on the test's database."""

    @contextlib.contextmanager
    def here(*_: object, **__: object) -> Iterator[None]:
        yield

    monkeypatch.setattr(inboxes, "opened", here)


def test_answers_by_mail_are_switched_on_and_off(capsys: pytest.CaptureFixture[str]) -> None:
    found = inbox()
    for word, is_on in (("on", True), ("on", True), ("OFF", False)):
        inboxes.change(found.address, word)
        found.refresh_from_db()
        assert found.answers_by_mail is is_on
    assert Event.objects.filter(name="conversations.inbox_changed").count() == 2
    assert capsys.readouterr().out.splitlines()[-1] == "Answers by mail to help@desk.example are held from now on."


@pytest.mark.parametrize(("address", "word"), [("help@desk.example", "perhaps"), ("nobody@desk.example", "on")])
def test_what_cannot_be_done_is_said_in_one_line(address: str, word: str) -> None:
    inbox()
    with pytest.raises(Problem, match=r"Write on or off|There is no inbox nobody"):
        inboxes.change(address, word)
