"""Our reasons behind the links of a campaign's mail: scanners R1 to R10, what a person does, and what it becomes."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.test import Client

from rapport.campaigns import actions as campaigns
from rapport.campaigns.models import Campaign, Outreach
from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Message
from rapport.desk.campaigns import reasons as shown
from rapport.flows import customer_answers, deliver_message, forget_customer, review
from rapport.learning import actions as learning
from rapport.learning import queries as lessons
from rapport.learning.actions import LearningError
from rapport.learning.models import Heard, Source
from rapport.platform import clock
from rapport.platform.models import Event
from rapport.promises.models import Promise
from rapport.surveys import queries
from rapport.surveys.models import Answer, Asking, Opened, OptOut, Said
from tests import cast
from tests.campaigns.making import AT, Taker, outreaches, rated, written
from tests.desk.conftest import client_of
from tests.learning.making import reason
from tests.portal.test_survey_page import JSON, everything, key_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo(db: None) -> Client:
    return client_of(cast.mo())


def asked(count: int = 1, ago: float = 3600, **fields: Any) -> list[Outreach]:
    """So many have had the mail in their box for some time, through a server."""
    for number in range(1, count + 1):
        rated(number, 2)
    written(**{"offers_reasons": True, **fields})
    now = clock.now()
    Asking.objects.filter(about="campaign").update(
        delivered_at=now - timedelta(seconds=ago), expires_at=now + timedelta(days=60)
    )
    return outreaches(arm="ask")


def page(one: Outreach, what: object = "") -> str:
    assert one.asking is not None
    return f"/s/{queries.token_of(one.asking)}/why/{what}"


def chosen(client: Client, one: Outreach, name: str, **more: str) -> Any:
    pk = reason(name).pk
    key = key_in(client.get(page(one, pk)).content.decode())
    return client.post(page(one), {"level": str(pk), "page": key, **more})


def words_of(one: Outreach) -> dict[str, tuple[str, str | None]]:
    rows = Heard.objects.filter(outreach=one).select_related("reason", "by")
    return {row.source: (row.reason.name, row.by.name if row.by else None) for row in rows}


def theirs(one: Outreach) -> str | None:
    found = words_of(one).get("customer")
    assert found is None or found[1] is None
    return found[0] if found else None


# The mail
def mail_of(**fields: Any) -> tuple[Outreach, str, str]:
    [one], taker = asked(**fields), Taker()
    deliver_message.deliver(OutboundMail.objects.get(kind="campaign").pk, clock=lambda: AT, carrier=taker)
    parsed: Any = message_from_bytes(taker.raw[0], policy=policy.default)
    return one, parsed.get_body(("html",)).get_content(), parsed.get_body(("plain",)).get_content()


def test_the_mail_has_every_reason_as_a_link_in_both_parts() -> None:
    learning.set_archived(reason("Unfriendly"), True, actor=cast.mo(), at=AT)
    one, html, plain = mail_of()
    assert len(lessons.reasons()) == 8
    for each in lessons.reasons():
        assert f'{page(one, each.pk)}"' in html and f"* {each.name}: http" in plain and page(one, each.pk) in plain
    assert "Unfriendly" not in html + plain
    assert "Or choose what comes closest, with one click:" in html and "Or choose what comes closest" in plain
    assert page(one, "x") in html and page(one, "x") not in plain, "the hidden link is for no person"


def test_reasons_speak_the_language_of_the_mail() -> None:
    words = "Guten Tag,\n\nwas sollten wir als Erstes ändern? Ich lese jede Antwort selbst und schreibe Ihnen zurück."
    _one, html, plain = mail_of(words=words)
    assert "Zu langsam" in html and "Zu langsam" in plain and "Too slow" not in html + plain


def test_a_campaign_that_does_not_offer_them_has_no_links_and_no_page(client: Client) -> None:
    one, html, plain = mail_of(offers_reasons=False)
    assert "/why/" not in html + plain
    assert client.get(page(one)).status_code == 404 and client.get(page(one, reason().pk)).status_code == 404


# What is no person
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_S18_reading_changes_no_row(client: Client, method: str) -> None:
    [one] = asked()
    before = everything()
    for what in ("", "x", "0", "-1", "9999", "much", *(each.pk for each in lessons.reasons()[:4])):
        client.generic(method, page(one, what))
        client.generic(method, f"{page(one, what)}?level={reason().pk}&how=button")
    assert everything() == before
    assert Opened.objects.filter(method=method, is_trap=True).exists()


def test_R01_safe_links_opens_everything_and_chooses_nothing(client: Client) -> None:
    [one] = asked(ago=2)
    for each in lessons.reasons():
        client.head(page(one, each.pk)), client.get(page(one, each.pk))
    assert not Answer.objects.exists() and theirs(one) is None


def test_R02_a_gateway_that_follows_the_hidden_link_and_posts_is_not_heard(client: Client) -> None:
    [one] = asked(ago=120)
    client.get(page(one, "x"))
    for each in lessons.reasons()[:4]:
        key = key_in(client.get(page(one, each.pk)).content.decode())
        for how in ("dwell", "interaction", "button"):
            client.post(page(one), {"level": str(each.pk), "how": how, "page": key}, headers=JSON)
    assert Answer.objects.get().state == "suspect"
    one.refresh_from_db()
    assert words_of(one) == {} and one.chose_at is None and one.spoke_at is None


def test_R02_what_a_gateway_sent_before_its_hidden_link_is_taken_back(client: Client) -> None:
    [one] = asked(ago=120)
    chosen(client, one, "Too slow")
    assert theirs(one) == "Too slow"
    client.get(page(one, "x"))
    assert customer_answers.settle_due(at=clock.now() + timedelta(minutes=2)) == 1
    one.refresh_from_db()
    assert theirs(one) is None and one.chose_at is None
    assert [row.data["word"] for row in Event.objects.filter(name="learning.campaign_reason_given")] == ["Too slow", ""]


def test_R03_one_link_opened_after_ten_minutes_is_never_confirmed(client: Client) -> None:
    [one] = asked(ago=600)
    pk = reason().pk
    key = key_in(client.get(page(one, pk)).content.decode())
    sent = client.post(page(one), {"level": str(pk), "how": "dwell", "page": key}, headers=JSON)
    assert sent.json() == {"state": "probable"}


def test_R04_previews_and_prefetches_choose_nothing(client: Client) -> None:
    [one] = asked()
    for headers in ({"Sec-Purpose": "prefetch"}, {"X-Moz": "prefetch"}, {"User-Agent": "Slackbot-LinkExpanding 1.0"}):
        client.get(page(one, reason().pk), headers=headers)
    assert theirs(one) is None and Opened.objects.filter(is_prefetch=True).count() == 2


def test_R05_and_R06_a_person_with_and_without_scripts(client: Client) -> None:
    one, other = asked(2)
    pk = reason("Not solved").pk
    html = client.get(page(one, pk)).content.decode()
    assert re.search(rf'value="{pk}" checked', html) and "You chose “Not solved”. Press Send" in html
    assert not Said.objects.exists(), "a page that is shown has chosen nothing"
    sent = client.post(page(one), {"level": str(pk), "how": "interaction", "page": key_in(html)}, headers=JSON)
    assert sent.json() == {"state": "confirmed"}
    thanks = chosen(client, other, "Too slow").content.decode()
    assert "Your answer: Too slow." in thanks and "Anything you want to say?" in thanks
    assert (theirs(one), theirs(other)) == ("Not solved", "Too slow")


def test_R07_and_R08_a_machine_never_stands_above_a_person(client: Client) -> None:
    [one] = asked(ago=7200)
    slow, unfriendly = reason("Too slow").pk, reason("Unfriendly").pk
    for what in (slow, unfriendly, "x"):
        client.get(page(one, what))
    client.post(page(one), {"level": str(slow), "how": "dwell", "page": ""}, headers=JSON)
    assert theirs(one) is None
    Opened.objects.update(at=clock.now() - timedelta(hours=1))
    Said.objects.update(at=clock.now() - timedelta(hours=1))
    chosen(client, one, "Not solved")
    assert theirs(one) == "Not solved"
    scanner = Client(headers={"User-Agent": "scanner"})
    for pk in (slow, unfriendly):
        key = key_in(scanner.get(page(one, pk)).content.decode())
        scanner.post(page(one), {"level": str(pk), "how": "dwell", "page": key}, headers=JSON)
    assert theirs(one) == "Not solved" and Said.objects.count() == 4, "every one is kept"


def test_R09_the_last_choice_of_a_person_counts_and_all_are_kept(client: Client) -> None:
    [one] = asked()
    for name in ("Too slow", "Too slow", "Unfriendly"):
        chosen(client, one, name)
    assert theirs(one) == "Unfriendly" and Heard.objects.count() == 1
    told = [row.data for row in Event.objects.filter(name="learning.campaign_reason_given").order_by("id")]
    assert [(each["word"], each["before"]) for each in told] == [
        ("Too slow", None),
        ("Unfriendly", reason("Too slow").pk),
    ]
    assert "You told us “Unfriendly” before" in client.get(page(one, reason("Too slow").pk)).content.decode()
    Answer.objects.update(first_at=clock.now() - timedelta(days=31))
    late = chosen(client, one, "Not solved", comment="Keep <this>")
    assert late.status_code == 409 and "can no longer be changed" in late.content.decode()
    assert "Keep &lt;this&gt;" in late.content.decode() and theirs(one) == "Unfriendly"


def test_R10_passed_on_and_our_own_people_choose_for_nobody(client: Client) -> None:
    [one] = asked()
    html = chosen(client, one, "Too slow", how="passed_on", comment="I am somebody else").content.decode()
    assert "does not count" in html and theirs(one) is None
    assert client_of(cast.ada()).post(page(one), {"level": str(reason().pk)}).status_code == 403
    assert Opened.objects.filter(is_staff=True).count() == 1
    assert not Message.objects.filter(conversation=one.conversation, kind="inbound").exists()


# What it becomes
def test_a_choice_is_the_customers_own_word_beside_ours_and_only_theirs_to_change(client: Client, mo: Client) -> None:
    [one] = asked()
    Outreach.objects.update(answered_at=clock.now())
    one.refresh_from_db()
    review.name_what_was_heard(one, reason("Unfriendly"), Source.CUSTOMER, actor=cast.mo(), at=AT)
    review.name_what_was_heard(one, reason("A wrong answer"), Source.AGENT, actor=cast.ada(), at=AT)
    chosen(client, one, "Too slow")
    assert words_of(one) == {"customer": ("Too slow", None), "agent": ("A wrong answer", cast.ada().name)}
    one.refresh_from_db()
    for other in (reason("Unfriendly"), None):
        with pytest.raises(LearningError, match="only they change it"):
            review.name_what_was_heard(one, other, Source.CUSTOMER, actor=cast.mo(), at=AT)
    review.name_what_was_heard(one, reason("Not solved"), Source.REVIEWER, actor=cast.mo(), at=AT)
    assert theirs(one) == "Too slow" and len(words_of(one)) == 3
    html = mo.get(f"/campaigns/{one.campaign_id}/").content.decode()
    assert "As the customer says" not in html and '<dt class="muted">Customer</dt><dd>Too slow</dd>' in html


def test_a_click_alone_is_an_answer_with_no_promise_and_is_weighted_like_the_others(client: Client, mo: Client) -> None:
    one, other, third = asked(3)
    chosen(client, one, "Too slow"), chosen(client, other, "Unfriendly")
    Outreach.objects.filter(pk=one.pk).update(chance=0.25)
    made = Campaign.objects.get()
    coded = {row.outreach: (row.main, row.chance) for row in lessons.coded(made)}
    assert coded == {one.pk: (reason("Too slow").pk, 0.25), other.pk: (reason("Unfriendly").pk, 1.0)}
    rows = {
        row["name"]: [each["count"] for each in row["sources"]]
        for row in shown.table(made, lessons.coded(made), lessons.names())
    }
    assert rows == {"Too slow": [1, 0, 0], "Unfriendly": [1, 0, 0]}
    assert not Promise.objects.filter(conversation=one.conversation).exists(), (
        "nobody wrote: there is nothing to answer"
    )
    html = mo.get(f"/campaigns/{made.pk}/").content.decode()
    assert "By the reasons that 2 of 2 answers were given" in html and "too few answers (n = 2)" in html
    listed = mo.get(f"/campaigns/{made.pk}/answers/?reason={reason('Too slow').pk}&source=customer").content.decode()
    assert f'id="answer-{one.pk}"' in listed and f'id="answer-{other.pk}"' not in listed
    behind = mo.get(f"/campaigns/{made.pk}/people/?part=answered").content.decode()
    assert one.customer.name in behind and third.customer.name not in behind
    assert third.customer.name in mo.get(f"/campaigns/{made.pk}/people/?part=silent").content.decode()


def test_a_reply_after_the_click_still_makes_its_promise(client: Client) -> None:
    [one] = asked()
    chosen(client, one, "Too slow")
    assert one.conversation is not None
    cast.arrives(
        (one.customer.name, one.conversation.identity.address), conversation_id=one.conversation.pk,
        text="Also this", reply_text="Also this", received_at=clock.now(), trust="secret",
    )  # fmt: skip
    assert Promise.objects.filter(conversation=one.conversation).count() == 1


def test_words_beside_the_choice_become_a_message_that_somebody_answers(client: Client) -> None:
    [one] = asked()
    said = chosen(client, one, "Too slow", comment="Three weeks\r\nfor a chain").content.decode()
    assert "A person reads your words and writes back." in said
    chosen(client, one, "Too slow", comment="Three weeks\r\nfor a chain")
    assert one.conversation is not None
    [message] = Message.objects.filter(conversation=one.conversation, kind="inbound")
    assert (message.text, message.trust, message.from_address) == (
        "Three weeks\nfor a chain",
        "secret",
        "person1@customer.example",
    )
    one.conversation.refresh_from_db()
    one.refresh_from_db()
    assert (
        one.conversation.status == "open" and one.conversation.waiting_since is not None and one.answered_at is not None
    )
    [promise] = Promise.objects.filter(conversation=one.conversation)
    assert promise.owner == cast.ada()
    chosen(client, one, "Too slow", comment="And the bill was wrong")
    assert Message.objects.filter(conversation=one.conversation, kind="inbound").count() == 2


def test_nothing_typed_is_lost(client: Client) -> None:
    [one] = asked()
    key = key_in(client.get(page(one)).content.decode())
    for level in ("", "9999", "x", "-1", "٣"):
        sent = client.post(page(one), {"level": level, "page": key, "comment": "Keep <this>"})
        assert sent.status_code == 422 and "Keep &lt;this&gt;" in sent.content.decode()
    long = client.post(page(one), {"level": str(reason().pk), "page": key, "comment": "x" * 5001})
    assert long.status_code == 422 and "too long" in long.content.decode()
    assert not Said.objects.exists()


def test_what_the_mail_offered_can_be_chosen_though_it_was_archived_since(client: Client) -> None:
    [one] = asked()
    learning.set_archived(reason("Unfriendly"), True, actor=cast.mo(), at=AT)
    assert "Unfriendly" not in client.get(page(one)).content.decode()
    chosen(client, one, "Unfriendly")
    assert theirs(one) == "Unfriendly"


# When it is over
def test_a_campaign_that_was_stopped_takes_nothing_and_says_so(client: Client) -> None:
    one, _other = asked(2, per_hour=12)
    campaign = Campaign.objects.get()
    assert campaign.state == "running"
    campaigns.move(campaigns.locked(campaign.pk), "stop", actor=cast.mo(), at=AT)
    sent = client.post(page(one), {"level": str(reason().pk)})
    for answer in (sent, client.get(page(one, reason().pk))):
        assert (
            "This question has been closed" in answer.content.decode()
            and "reply to the mail" in answer.content.decode()
        )
    assert sent.status_code == 409 and theirs(one) is None and not Said.objects.exists()
    told = client.post(page(one), {"level": str(reason().pk), "how": "dwell"}, headers=JSON)
    assert told.status_code == 409 and told.json()["error"]


def test_one_that_has_written_to_all_takes_answers(client: Client) -> None:
    [one] = asked()
    assert Campaign.objects.get().state == "done"
    chosen(client, one, "Too slow")
    assert theirs(one) == "Too slow"


def test_the_way_out_is_on_the_page_and_whoever_took_it_is_not_asked_here(client: Client) -> None:
    [one] = asked()
    assert one.asking is not None
    way_out = f"/s/{queries.token_of(one.asking)}/stop"
    assert f'href="{way_out}"' in client.get(page(one)).content.decode()
    client.post(way_out)
    assert OptOut.objects.filter(customer=one.customer, ended_at=None).exists()
    assert "You asked us not to ask you" in client.get(page(one, reason().pk)).content.decode()
    assert client.post(page(one), {"level": str(reason().pk)}).status_code == 409 and theirs(one) is None


def test_wrong_links_expired_ones_and_those_of_the_forgotten_look_the_same(client: Client) -> None:
    one, other = asked(2)
    assert one.asking is not None
    token = queries.token_of(one.asking)
    OutboundMail.objects.update(state="sent")
    forget_customer.forget_customer(other.customer, actor=cast.mo(), at=clock.now())
    Asking.objects.filter(pk=one.asking.pk).update(expires_at=clock.now())
    pages = [f"/s/{token}/why/", f"/s/{'a' * 22}/why/", page(other), f"/s/{token[:-1]}/why/1"]
    answers = [client.get(each) for each in pages] + [client.post(each, {"level": "1"}) for each in pages]
    assert {each.status_code for each in answers} == {404}
    assert {each.content for each in answers} == {answers[0].content}
    assert "This link does not work" in answers[0].content.decode()


def test_the_token_of_a_survey_opens_no_reasons(client: Client) -> None:
    from tests.portal.test_survey_page import delivered

    survey = delivered()
    assert client.get(f"/s/{queries.token_of(survey)}/why/{reason().pk}").status_code == 404
    [one] = asked()
    assert one.asking is not None
    assert client.get(f"/s/{queries.token_of(one.asking)}/5").status_code == 404


def test_the_page_sets_no_cookie_and_sends_nobody_anywhere(client: Client) -> None:
    [one] = asked()
    answer = client.get(page(one, reason().pk))
    assert not answer.cookies and answer["Referrer-Policy"] == "no-referrer" and answer["Cache-Control"] == "no-store"


# Who builds it
def test_whoever_builds_it_chooses_and_it_is_on_at_first(mo: Client) -> None:
    rated(1, 2)
    html = mo.get("/campaigns/new/").content.decode()
    assert re.search(r'<input type="checkbox" name="offers_reasons"[^>]* checked', html)
    plan = {
        "who": "faces", "days": "365", "size": "10", "control_percent": "0", "name": "The middle", "per_hour": "30",
        "sender": cast.ada().pk, "inbox": cast.inbox().pk, "subject": "One question", "words": "What should we change?",
    }  # fmt: skip
    for on in (True, False):
        mo.post("/campaigns/new/", plan | ({"offers_reasons": "on"} if on else {}))
        made = Campaign.objects.latest("pk")
        assert made.offers_reasons is on
        assert ("Below it, each with a link:" in mo.get(f"/campaigns/{made.pk}/").content.decode()) is on
        again = mo.get(f"/campaigns/{made.pk}/plan/").content.decode()
        assert bool(re.search(r'name="offers_reasons"[^>]* checked', again)) is on


def test_the_test_mail_has_them_and_they_lead_to_nothing_that_counts(mo: Client, client: Client) -> None:
    from tests.campaigns.making import campaign

    rated(1, 2)
    made, taker = campaign(offers_reasons=True), Taker()
    mo.post(f"/campaigns/{made.pk}/trial/")
    row = OutboundMail.objects.latest("pk")
    deliver_message.deliver(row.pk, clock=clock.now, carrier=taker)
    parsed: Any = message_from_bytes(taker.raw[0], policy=policy.default)
    plain = parsed.get_body(("plain",)).get_content()
    assert "* Too slow: http" in plain and "/s/trial/" in plain
    path = re.search(r"\* Too slow: https?://[^/]+(/\S+)", plain)
    assert path and "Nothing was counted" in client.get(path[1]).content.decode()
