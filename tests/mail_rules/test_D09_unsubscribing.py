"""D09: one press on the button of a mail program ends all separate questions (RFC 8058), and a scanner ends nothing."""

from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from django.test import Client

from rapport.channels.email.models import OutboundMail
from rapport.feedback.models import RatingInvite
from rapport.flows import survey_falls_due
from rapport.platform import clock
from rapport.surveys.models import Asking, OptOut
from tests import cast
from tests.channels.email.outgoing import reply_of, send
from tests.surveys.making import asked, closed, survey

pytestmark = pytest.mark.django_db
ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"


def mail_program() -> Client:
    """It knows no cookie and no token of ours, and follows nothing."""
    return Client(enforce_csrf_checks=True)


def survey_mail() -> EmailMessage:
    asking = asked("nps", at=clock.now())
    [mail] = send(OutboundMail.objects.get(message=asking.message), clock.now()).mails
    return mail


def way_out(mail: EmailMessage) -> str:
    assert mail["List-Unsubscribe-Post"] == ONE_CLICK
    return urlsplit(str(mail["List-Unsubscribe"]).strip("<>")).path


def test_looking_at_the_link_ends_nothing() -> None:
    path = way_out(survey_mail())
    for method in ("GET", "HEAD", "OPTIONS"):
        seen = mail_program().generic(method, path)
        assert seen.status_code == 200
    assert not OptOut.objects.exists()


def test_one_press_ends_the_questions_at_once_and_needs_no_cookie_and_no_second_page() -> None:
    program = mail_program()
    done = program.post(way_out(survey_mail()), ONE_CLICK, content_type=FORM)
    assert done.status_code == 200
    assert not program.cookies
    assert OptOut.objects.get().how == "one_click"


def test_the_next_question_is_skipped_with_its_reason_and_replies_still_go_out() -> None:
    mail_program().post(way_out(survey_mail()), ONE_CLICK, content_type=FORM)
    other = survey("ces")
    talk = closed(at=clock.now())
    survey_falls_due.sweep(at=clock.now())
    assert Asking.objects.get(survey=other, conversation=talk).skipped_because == "opted_out"
    message, reply = reply_of(cast.conversation())
    [mail] = send(reply, clock.now()).mails
    assert reply.state == OutboundMail.State.SENT
    assert mail["List-Unsubscribe"] is None
    assert RatingInvite.objects.filter(message=message).exists(), "the faces belong to the reply"
