"""S11, S12, S21, S31: a customer sees what their own address wrote and was sent, and nobody else sees that."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from rapport.channels.email.models import MailServer, OutboundMail
from rapport.conversations.letters import File, Reply
from rapport.conversations.models import Attachment, Conversation, Message
from rapport.customers import actions as customers
from rapport.customers import queries
from rapport.customers.models import Identity, Visit
from rapport.customers.rules import Addressee
from rapport.flows.agent_replies import agent_replies
from rapport.flows.ask_for_visit import ask_for_visit
from rapport.flows.forget_customer import forget_customer
from rapport.flows.merge_customers import merge
from rapport.flows.note_is_written import note_is_written
from rapport.platform import signing
from rapport.platform.clock import now
from rapport.portal.visit import views
from rapport.portal.visit.views import COOKIE
from rapport.worker import housekeeping
from tests import cast
from tests.cast import SOL, UMA, later
from tests.channels.email.outgoing import body, send
from tests.desk.conftest import client_of
from tests.racing import together

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://127\.0\.0\.1:8000(/portal/enter/[\w-]{22}/)")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "ANSWERS_AFTER", 0.0)


def link_for(address: str = UMA[1]) -> str:
    identity = queries.by_handle(f"email:{address}")
    assert identity is not None
    return f"/portal/enter/{customers.ask_for_visit(identity, at=now())}/"


def visitor(address: str = UMA[1]) -> Client:
    client = Client()
    assert client.post(link_for(address)).status_code == 302
    return client


def words(client: Client, path: str = "/portal/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def field(page: str, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]+)"', page)
    assert found, page
    return found[1]


def answer(client: Client, of: Conversation, text: str = "It still slips.", **more: str) -> Any:
    page = words(client, f"/portal/{of.reference}/")
    sent = {"message": text, "page": field(page, "page"), "token": field(page, "token")} | more
    return client.post(f"/portal/{of.reference}/", sent)


def test_a_customer_asks_comes_by_the_link_reads_and_answers() -> None:
    matter = cast.conversation(files=[File("chain.pdf", b"%PDF-1.7 chain")])
    cast.answers(matter, text="We look at <b>it</b> today.")
    client = Client()
    assert client.get("/portal/").cookies == {}
    asked = client.post("/portal/", {"email": " Uma@Customer.example "})
    assert (asked.status_code, asked.cookies) == (200, {})
    mail = OutboundMail.objects.get(kind="access")
    [letter] = send(mail, now()).mails
    assert (letter["To"], letter["Auto-Submitted"]) == ("uma@customer.example", "auto-generated")
    found = LINK.search(body(letter))
    assert found
    opened = client.get(found[1])
    assert (opened.status_code, opened.cookies) == (200, {})
    entered = client.post(found[1])
    assert set(entered.cookies) == {COOKIE}
    cookie = entered.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/portal/")
    listed = client.get("/portal/")
    assert "The chain slips" in listed.content.decode()
    assert "It is your turn" in listed.content.decode()
    page = words(client, f"/portal/{matter.reference}/")
    assert "the chain slips on the third gear" in page
    assert "We look at &lt;b&gt;it&lt;/b&gt; today." in page
    assert 'class="flash"' not in page
    key = Attachment.objects.get().public_id
    file = client.get(f"/portal/files/{key}/")
    assert (file.content, file["X-Content-Type-Options"]) == (b"%PDF-1.7 chain", "nosniff")
    assert file["Content-Disposition"].startswith("attachment")
    assert "sandbox" in file["Content-Security-Policy"]
    assert answer(client, matter).status_code == 302
    said = Message.objects.latest("id")
    assert (said.text, said.trust, said.held, said.from_address) == ("It still slips.", "secret", False, UMA[1])
    matter.refresh_from_db()
    assert (matter.status, matter.waiting_since is not None) == ("open", True)
    assert "It still slips." in words(client, f"/portal/{matter.reference}/?sent=1")


def test_everybody_gets_the_same_answer_and_the_unknown_no_mail() -> None:
    cast.conversation()
    Identity.objects.create(customer=cast.conversation(SOL).customer, value="quiet@customer.example", created_at=now())
    answers = set()
    for number, address in enumerate(
        (UMA[1], "nobody@customer.example", "quiet@customer.example", "help@desk.example")
    ):
        client = Client(REMOTE_ADDR=f"192.0.{number}.1")
        asked = client.post("/portal/", {"email": address})
        answers.add((asked.status_code, asked.content))
    assert len(answers) == 1
    assert [mail.recipient for mail in OutboundMail.objects.filter(kind="access")] == [UMA[1]]


def test_a_known_address_is_told_by_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.conversation()
    monkeypatch.setattr(views, "ANSWERS_AFTER", 0.15)
    slept: list[float] = []

    class Clock:
        sleep, took = slept.append, 0.0

        @classmethod
        def monotonic(cls) -> float:
            return cls.took

    def slowly(address: str, **named: Any) -> bool:
        Clock.took += 0.09 if address == UMA[1] else 0.01
        return ask_for_visit(address, **named)

    monkeypatch.setattr(views, "time", Clock)
    monkeypatch.setattr(views, "ask_for_visit", slowly)
    for address in (UMA[1], "nobody@customer.example"):
        Client().post("/portal/", {"email": address})
    assert slept == pytest.approx([views.ANSWERS_AFTER - 0.09, views.ANSWERS_AFTER - 0.01])


def test_a_thousand_askers_make_one_mail_with_no_word_of_theirs() -> None:
    cast.conversation()
    for number in range(50):
        for address in (UMA[1], UMA[1].upper(), "uma+x@customer.example"):
            ask_for_visit(address, network=f"10.0.{number}.0/24", at=later(minutes=number))
    assert OutboundMail.objects.filter(kind="access").count() == 1
    statuses = [Client().post("/portal/", {"email": f"n{n}@customer.example"}).status_code for n in range(7)]
    assert statuses == [200] * 5 + [429] * 2


def test_automatic_mail_that_is_off_is_told_to_everybody() -> None:
    cast.conversation()
    client_of(cast.mo()).post("/automatic-mail/", {"on": "0"})
    for address in (UMA[1], "nobody@customer.example"):
        assert Client().post("/portal/", {"email": address}).status_code == 503
    assert not OutboundMail.objects.filter(kind="access").exists()


def test_where_only_an_inbox_has_a_server_no_link_is_promised() -> None:
    """It would lie in a postbox that nobody can open any more."""
    matter = cast.conversation()
    MailServer.objects.create(inbox=matter.inbox, host="smtp.desk.example")
    assert Client().post("/portal/", {"email": UMA[1]}).status_code == 503
    MailServer.objects.create(inbox=None, host="smtp.desk.example")
    assert Client().post("/portal/", {"email": UMA[1]}).status_code == 200


def test_one_customer_never_sees_anothers() -> None:
    hers = cast.conversation(files=[File("hers.pdf", b"%PDF-1.7 hers")])
    his = cast.conversation(SOL, subject="His secret", text="Solsecret", reply_text="Solsecret")
    cast.answers(his, text="Solanswer", files=[File("quote.pdf", b"%PDF-1.7 quote")])
    uma = visitor()
    assert "His secret" not in words(uma)
    for path in (his.reference, "R-0", "R-99999999999999999999", "0", "x", f"{hers.reference}%00"):
        for method in ("get", "post"):
            gone = getattr(uma, method)(f"/portal/{path}/", {"message": "x", "page": "A" * 22})
            assert gone.status_code == 404
            assert b"Sol" not in gone.content
    for file in Attachment.objects.exclude(name="hers.pdf"):
        assert uma.get(f"/portal/files/{file.public_id}/").status_code == 404
    mine = Attachment.objects.get(name="hers.pdf").public_id
    assert uma.get(f"/portal/files/{mine}/").status_code == 200
    assert (
        visitor(SOL[1]).get(f"/portal/files/{mine}/").status_code == Client().get(f"/portal/files/{mine}/").status_code
    )
    assert Message.objects.filter(text="x").count() == 0


def test_notes_held_mail_and_what_others_wrote_or_were_sent_are_not_shown() -> None:
    matter = cast.conversation()
    note_is_written(matter, cast.ada(), "Notesecret", at=later(minutes=5))
    cast.arrives(cast.REX, conversation_id=matter.pk, trust="stranger", text="Heldsecret", reply_text="Heldsecret")
    asked = matter.messages.get(kind="inbound", held=False)
    supplier = [Addressee("parts@supplier.example", "Parts")]
    agent_replies(matter, cast.ada(), Reply(text="Forwardsecret", forwards=asked, to=supplier), at=later(minutes=8))
    agent_replies(
        matter,
        cast.ada(),
        Reply(text="Openwords", cc=[Addressee(SOL[1], "Sol")], bcc=[Addressee("boss@desk.example", "Boss")]),
        at=later(minutes=9),
    )
    cast.arrives(SOL, conversation_id=matter.pk, trust="proven", text="Solsecret", reply_text="Solsecret")
    page = words(visitor(), f"/portal/{matter.reference}/")
    assert "Openwords" in page
    for secret in ("Notesecret", "Heldsecret", "Forwardsecret", "Solsecret", "boss@desk.example", "parts@supplier"):
        assert secret not in page


def test_people_in_copy_or_asked_for_help_do_not_have_the_conversation() -> None:
    matter = cast.conversation()
    copies = {"cc": [Addressee(SOL[1], "Sol")], "bcc": [Addressee("rex@customer.example", "Rex")]}
    agent_replies(matter, cast.ada(), Reply(text="To all", **copies), at=later(minutes=9))  # type: ignore[arg-type]
    own = cast.conversation(SOL, subject="His own")
    assert "The chain slips" not in words(visitor(SOL[1]))
    assert visitor(SOL[1]).get(f"/portal/{matter.reference}/").status_code == 404
    assert "His own" in words(visitor(SOL[1]), f"/portal/{own.reference}/")
    assert not ask_for_visit("rex@customer.example", network="n", at=now())


def test_records_that_were_merged_show_no_address_what_another_was_sent() -> None:
    hers, his = cast.conversation(), cast.conversation(SOL, subject="His secret")
    merge(hers.customer, his.customer, evidence="a mistake", actor=cast.ada(), at=now())
    assert "His secret" not in words(visitor())
    assert "The chain slips" not in words(visitor(SOL[1]))
    assert visitor().get(f"/portal/{his.reference}/").status_code == 404


def test_a_conversation_that_was_handed_to_another_address_shows_nothing_said_before() -> None:
    matter = cast.conversation(text="Umasecret", reply_text="Umasecret", subject="Umasubject")
    cast.conversation(SOL)
    other = queries.by_handle(f"email:{SOL[1]}")
    Conversation.objects.filter(pk=matter.pk).update(identity=other)
    sol = visitor(SOL[1])
    assert "Umasubject" not in words(sol)
    assert sol.get(f"/portal/{matter.reference}/").status_code == 404


def test_the_link_works_once_for_half_an_hour_and_the_newest_alone() -> None:
    cast.conversation()
    first = link_for()
    second = link_for()
    assert Client().get(first).status_code == Client().post(first).status_code == 404
    for method in ("get", "head"):
        assert getattr(Client(), method)(second).status_code == 200
    assert Client().post(second).status_code == 302
    assert Client().post(second).status_code == Client().get(second).status_code == 404
    late = link_for()
    Visit.objects.filter(began_at=None).update(link_ends_at=now())
    assert Client().post(late).status_code == 404
    guess = [Client().get(f"/portal/enter/{signing.random_token()}/").status_code for _ in range(14)]
    assert guess[-1] == 429


def test_after_signing_out_neither_the_link_nor_the_cookie_opens_anything() -> None:
    matter = cast.conversation()
    link, client = link_for(), Client()
    client.post(link)
    kept = client.cookies[COOKIE].value
    page = words(client)
    assert client.post("/portal/leaving/").status_code == 403
    assert words(client)
    assert client.post("/portal/leaving/", {"token": field(page, "token")}).status_code == 200
    thief = Client()
    thief.cookies[COOKIE] = kept
    for browser in (client, thief):
        assert browser.get(f"/portal/{matter.reference}/").status_code == 302
        assert "The chain slips" not in words(browser)
        assert browser.post(link).status_code == 404


def test_a_visit_ends_by_itself_and_is_forgotten() -> None:
    cast.conversation()
    client = visitor()
    Visit.objects.update(ends_at=now())
    assert "The chain slips" not in words(client)
    housekeeping.forget(at=now() + timedelta(days=8))
    assert not Visit.objects.exists()


def test_only_digests_are_stored() -> None:
    cast.conversation()
    link, client = link_for(), Client()
    client.post(link)
    row = str(Visit.objects.get().__dict__)
    assert link.split("/")[3] not in row
    assert client.cookies[COOKIE].value not in row
    assert (
        Client(headers={"cookie": f"{COOKIE}={Visit.objects.get().cookie_digest}"}).get("/portal/R-1/").status_code
        == 302
    )


def test_every_page_is_kept_nowhere_small_and_without_script() -> None:
    matter = cast.conversation()
    client = visitor()
    for browser, path in ((Client(), "/portal/"), (client, "/portal/"), (client, f"/portal/{matter.reference}/")):
        page = browser.get(path)
        assert page["Cache-Control"] == "no-store, private"
        assert b"<script" not in page.content
        assert "script-src" not in page["Content-Security-Policy"]
        assert len(page.content) < 8_000
        assert not {"csrftoken", "sessionid"} & set(browser.cookies)


def test_another_site_can_neither_write_nor_sign_out_nor_open_a_visit() -> None:
    matter = cast.conversation()
    client, other = visitor(), visitor()
    assert answer(client, matter, token="").status_code == 403
    assert answer(client, matter, token=field(words(other), "token")).status_code == 403
    page = words(client, f"/portal/{matter.reference}/")
    sent = {"message": "Forged", "page": field(page, "page"), "token": field(page, "token")}
    for foreign in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"}):
        assert client.post(f"/portal/{matter.reference}/", sent, headers=foreign).status_code == 403
        assert client.post(link_for(), headers=foreign).status_code == 404
    assert not Message.objects.filter(text="Forged").exists()
    for ours in ("http://testserver", settings.RAPPORT_URL):
        assert Client().post(link_for(), headers={"origin": ours}).status_code == 302


@pytest.mark.parametrize("bad", ["\0", "x" * 10_000, "\u202e", 'a\0"@x.example', "ı@customer.example"])
def test_whatever_is_sent_there_is_an_answer(bad: str) -> None:
    matter = cast.conversation()
    client = visitor()
    assert Client().post("/portal/", {"email": bad}).status_code in (200, 422)
    assert Client().post("/portal/", bad, content_type="application/json").status_code == 422
    for name in ("message", "page", "token"):
        assert answer(client, matter, **{"text": "Said", name: bad}).status_code in (302, 403, 422)
    assert client.post("/portal/leaving/", {"token": bad}).status_code == 403
    for path in ("", "enter/", "files/"):
        assert client.get(f"/portal/{path}{quote(bad)}/").status_code in (404, 429)
    assert not OutboundMail.objects.filter(kind="access").exists()


def test_a_second_press_sends_nothing_twice_and_there_is_an_end() -> None:
    matter = cast.conversation()
    client = visitor()
    page = words(client, f"/portal/{matter.reference}/")
    sent = {"message": "Once", "page": field(page, "page"), "token": field(page, "token")}
    for _ in range(3):
        assert client.post(f"/portal/{matter.reference}/", sent).status_code == 302
    assert Message.objects.filter(text="Once").count() == 1
    for text, status in (("", 422), ("x" * 100_001, 422)):
        assert answer(client, matter, text).status_code == status
    refused = client.post(f"/portal/{matter.reference}/", sent | {"page": "short"})
    assert refused.status_code == 422
    assert "Once" in refused.content.decode()


@pytest.mark.django_db(transaction=True)
def test_at_the_same_time_a_link_serves_once_and_a_page_sends_once() -> None:
    matter = cast.conversation()
    client, link = visitor(), link_for()
    assert sorted(together(lambda: Client().post(link).status_code)) == [302, 404, 404, 404]
    page = words(client, f"/portal/{matter.reference}/")
    sent = {"message": "Once", "page": field(page, "page"), "token": field(page, "token")}
    cookie = {"cookie": f"{COOKIE}={client.cookies[COOKIE].value}"}
    assert (
        together(lambda: Client().post(f"/portal/{matter.reference}/", sent, headers=cookie).status_code) == [302] * 4
    )
    assert Message.objects.filter(text="Once").count() == 1


def test_who_was_forgotten_is_nobody() -> None:
    matter = cast.conversation()
    client, link = visitor(), link_for()
    OutboundMail.objects.all().delete()
    ask_for_visit(UMA[1], network="n", at=now())
    forget_customer(matter.customer, actor=cast.mo(), at=now())
    assert client.get(f"/portal/{matter.reference}/").status_code == 302
    assert Client().post(link).status_code == 404
    mail = OutboundMail.objects.get(kind="access")
    assert (mail.recipient, mail.sealed, mail.state, mail.settled_at is None) == ("", "", "failed", False)


def test_an_owner_switches_it_off_and_says_whether_replies_tell_of_it() -> None:
    matter = cast.conversation()
    client, owner = visitor(), client_of(cast.olga())
    mail = OutboundMail.objects.get(message=cast.answers(matter))
    assert "/portal/" not in body(send(mail, now()).mails[0])
    assert owner.post("/settings/portal/", {"on": "on", "in_replies": "on"}).status_code == 302
    mail = OutboundMail.objects.get(message=cast.answers(matter))
    [letter] = send(mail, now()).mails
    assert "http://127.0.0.1:8000/portal/" in body(letter)
    assert "http://127.0.0.1:8000/portal/" in body(letter, "html")
    assert client_of(cast.mo()).post("/settings/portal/", {}).status_code == 403
    assert owner.post("/settings/portal/", {"in_replies": "on"}).status_code == 302
    for path in ("/portal/", f"/portal/{matter.reference}/", "/portal/enter/x/"):
        assert client.get(path).status_code == client.post(path, {"email": UMA[1]}).status_code == 404
    mail = OutboundMail.objects.get(message=cast.answers(matter))
    assert "/portal/" not in body(send(mail, now()).mails[0])


def test_a_page_is_the_same_few_queries_however_much_there_is(django_assert_max_num_queries: Any) -> None:
    matter = cast.conversation()
    for number in range(5):
        cast.answers(cast.conversation(subject=f"Matter {number}"), at=later(minutes=number))
        cast.answers(matter, at=later(minutes=20 + number))
    client = visitor()
    cache.clear()
    with django_assert_max_num_queries(7):
        words(client)
    with django_assert_max_num_queries(9):
        words(client, f"/portal/{matter.reference}/")
