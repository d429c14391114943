"""A test mail is the real one to the letter, and nothing of it counts."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.test import Client

from rapport.campaigns.models import Campaign, Outreach
from rapport.channels.email import actions as email
from rapport.channels.email import servers, transport
from rapport.channels.email.models import MailServer, OutboundMail
from rapport.conversations.models import Conversation, Inbox, Message
from rapport.customers.models import Customer, Identity
from rapport.flows import campaign_goes_out, deliver_message, try_mail
from rapport.platform.models import Event
from rapport.surveys.models import Answer, Asking, Opened, OptOut, Said
from rapport.team.models import User
from tests import cast
from tests.campaigns.making import AT, Taker, campaign, rated, started
from tests.surveys.making import asked, survey

pytestmark = pytest.mark.django_db
ROWS = (Asking, Answer, Opened, Said, OptOut, Outreach, Conversation, Message, Customer, Identity)


def counts() -> list[int]:
    return [model.objects.count() for model in ROWS]


def carried(mail: OutboundMail) -> EmailMessage:
    taker = Taker()
    deliver_message.deliver(mail.pk, clock=lambda: AT, carrier=taker)
    parsed = message_from_bytes(taker.raw[0], policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def words_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def links_of(mail: EmailMessage) -> set[str]:
    found = re.findall(r"https?://[^\s\"'<>]+/[sw]/[^\s\"'<>]*", words_of(mail) + words_of(mail, "html"))
    return {*found, str(mail["List-Unsubscribe"]).strip("<>")}


def without_links(text: str, name: str) -> str:
    named = re.sub(rf"\b{name}\b", "NAME", text.replace("Test: ", "", 1))
    return re.sub(r"https?://\S+?/[sw]/[^\s\"<]*", "LINK", named)


def test_a_campaign_is_tried_with_the_very_mail_that_customers_get() -> None:
    rated(1, 2)
    made = started()
    tried = carried(try_mail.try_campaign(made, cast.mo(), at=AT))
    campaign_goes_out.sweep(at=AT)
    real = carried(OutboundMail.objects.get(kind="campaign"))
    for kind in ("plain", "html"):
        assert without_links(words_of(tried, kind), "Mo") == without_links(words_of(real, kind), "Person")
    for name in ("From", "Precedence", "Auto-Submitted", "List-Unsubscribe-Post", "X-Auto-Response-Suppress"):
        assert tried[name] == real[name] and real[name]
    assert tried["To"] == "Mo Haddad <mo@desk.example>" and tried["Subject"] == "Test: One question, Mo"
    assert tried["Reply-To"] == "mo@desk.example", "an answer to a test is no conversation"


@pytest.mark.parametrize("kind", ["nps", "ces"])
def test_a_survey_is_tried_with_the_very_mail_that_customers_get(kind: str) -> None:
    asking = asked(kind)
    assert asking.survey is not None
    tried = carried(try_mail.try_survey(asking.survey, cast.inbox(), cast.mo(), at=AT))
    real = carried(OutboundMail.objects.get(kind="survey"))
    for sort in ("plain", "html"):
        assert without_links(words_of(tried, sort), "Mo") == without_links(words_of(real, sort), "Uma")
    assert tried["From"] == real["From"] and tried["Subject"] == f"Test: {real['Subject']}"


def test_every_link_leads_to_a_page_that_says_so_and_nothing_counts(client: Client) -> None:
    asking = asked("nps")
    assert asking.survey is not None
    mails = [
        carried(try_mail.try_campaign(campaign(), cast.mo(), at=AT)),
        carried(try_mail.try_survey(asking.survey, cast.inbox(), cast.mo(), at=AT)),
    ]
    before, links = counts(), links_of(mails[0]) | links_of(mails[1])
    assert len(links) >= 13, "eleven numbers, a page, the way out"
    for link in links:
        path = "/" + link.split("/", 3)[3]
        assert path.startswith("/s/trial/")
        for answer in (client.get(path), client.post(path, {"List-Unsubscribe": "One-Click", "level": "3"})):
            assert answer.status_code == 200 and "This link is from a test mail" in answer.content.decode()
            assert not answer.cookies
    assert counts() == before


def test_to_try_makes_no_row_of_a_customer_and_no_decision() -> None:
    made, before = campaign(), counts()
    mail = try_mail.try_campaign(made, cast.mo(), at=AT)
    carried(mail)
    mail.refresh_from_db()
    assert counts() == before and Campaign.objects.get().state == "draft"
    assert (mail.state, mail.sealed, mail.recipient) == ("sent", "", "mo@desk.example")


def test_it_speaks_the_language_of_whoever_tries() -> None:
    one, mo = survey("ces", name="x"), cast.mo()
    User.objects.filter(pk=mo.pk).update(language="de")
    mo.refresh_from_db()
    mail = carried(try_mail.try_survey(one, cast.inbox(), mo, at=AT))
    assert "Wie leicht" in words_of(mail) and str(mail["Subject"]).startswith("Test: ")
    assert all("/s/trial/de/" in link for link in links_of(mail))


def test_the_page_speaks_the_language_of_the_mail_and_knows_no_other(client: Client) -> None:
    assert "Testmail" in client.get("/s/trial/de/7").content.decode()
    assert client.get("/s/trial/xx/7").status_code == client.get("/s/trial/de/" + "9" * 30).status_code == 404
    assert client.put("/s/trial/de/7").status_code == 405
    assert "Nobody was opted out" in client.get("/s/trial/-/stop").content.decode()
    assert "Nobody was told" in client.get("/s/trial/-/wrong").content.decode()


def test_it_leaves_through_the_server_of_its_inbox_and_no_other_mail_does() -> None:
    place = cast.inbox("sales@desk.example", name="Sales")
    server = MailServer.objects.create(host="smtp.sales.example", port=25, security="none", inbox=place)
    mail = try_mail.try_campaign(campaign(inbox=place), cast.mo(), at=AT)
    other = try_mail.try_campaign(campaign(), cast.mo(), at=AT)
    assert servers.route_of(mail).server == server and servers.route_of(other).server is None
    for route in servers.routes():
        mine = set(OutboundMail.objects.filter(route.mails).values_list("pk", flat=True))
        assert mine == ({mail.pk} if route.server == server else {other.pk})


def test_while_automatic_mail_is_off_it_can_be_tried_all_the_same() -> None:
    email.switch_automatic_mail(on=False, actor=cast.mo(), at=AT)
    assert words_of(carried(try_mail.try_campaign(campaign(), cast.mo(), at=AT)))


def test_one_that_comes_back_marks_no_customer_and_alarms_nobody() -> None:
    Identity.objects.create(
        customer=Customer.objects.create(name="x", created_at=AT), value="mo@desk.example", created_at=AT
    )
    mail, refusing = try_mail.try_campaign(campaign(), cast.mo(), at=AT), Taker()
    refusing.hand_over = lambda *given: transport.Refused("550 5.1.1 no such user")  # type: ignore[method-assign]
    deliver_message.deliver(mail.pk, clock=lambda: AT, carrier=refusing)
    mail.refresh_from_db()
    assert mail.state == "failed" and mail.settled_at == AT
    assert Identity.objects.get(value="mo@desk.example").undeliverable_since is None
    assert not Event.objects.filter(name__startswith="customers.").exists()


def test_names_are_no_headers_and_no_tags() -> None:
    mo, made = cast.mo(), campaign(subject="{{customer.name}}, one")
    User.objects.filter(pk=mo.pk).update(name="{{agent.name}}\r\nBcc: all@customer.example <b>x</b>")
    mo.refresh_from_db()
    mail = carried(try_mail.try_campaign(made, mo, at=AT))
    assert mail["Bcc"] is None and "<b>x</b>" not in words_of(mail, "html")
    assert Inbox.objects.count() == 1
