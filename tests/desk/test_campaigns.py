"""Campaigns at the desk: leads build and start them, whoever answers customers sees what came of it, nobody else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.campaigns import queries as campaign_queries
from rapport.campaigns.models import Campaign, Outreach
from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Conversation
from rapport.desk.campaigns import words
from rapport.feedback.models import Rating
from rapport.flows import campaign_goes_out, campaign_starts
from rapport.labels.models import Tag
from rapport.platform import live
from rapport.platform.clock import now
from rapport.platform.models import AuditEntry
from rapport.surveys import actions as surveys
from rapport.surveys import queries as asking
from rapport.surveys.models import Asking, OptOut
from tests import cast
from tests.campaigns.making import AT, FACES, WORDS, many, rated, started
from tests.desk.conftest import client_of
from tests.desk.test_query_counts import MOST

pytestmark = pytest.mark.django_db


def plan(**fields: Any) -> dict[str, Any]:
    return {
        "name": "The middle", "who": "faces", "days": "3650", "size": "10", "control_percent": "0", "per_hour": "60",
        "sender": cast.ada().pk, "inbox": cast.inbox().pk, "subject": "One question", "words": WORDS, **fields,
    }  # fmt: skip


def built(mo: Client, **fields: Any) -> Campaign:
    assert mo.post("/campaigns/new/", plan(**fields)).status_code == 302
    return Campaign.objects.latest("pk")


def went_out(count: int = 40, **fields: Any) -> Campaign:
    """Written to and delivered; the first five answered."""
    many(count)
    made = started(size=count, per_hour=2000, **fields)
    for minutes in range(0, 60, 5):
        campaign_goes_out.sweep(at=AT + timedelta(minutes=minutes))
    Asking.objects.update(delivered_at=AT)
    return made


def answer(count: int, tag: str = "") -> None:
    for one in Outreach.objects.filter(state="asked").order_by("id")[:count]:
        assert one.conversation is not None
        cast.arrives(
            (one.customer.name, one.conversation.identity.address), conversation_id=one.conversation_id,
            text="Earlier news", reply_text="Earlier news", trust="secret", received_at=now(),
        )  # fmt: skip
        if tag:
            Conversation.objects.filter(outreach=one).update(tag_names=[tag])


def test_a_lead_builds_looks_and_starts_and_it_is_in_the_audit_log(mo: Client) -> None:
    rated(1, 2), rated(2, 3)
    one = built(mo)
    html = mo.get(f"/campaigns/{one.pk}/").content.decode()
    assert "what is the one thing we should change?" in html and "Hello Mo," in html and "2 can be drawn" in html
    assert one.is_draft and not Outreach.objects.exists(), "looking sends nothing"
    assert mo.post(f"/campaigns/{one.pk}/start/").status_code == 302
    mo.post(f"/campaigns/{one.pk}/start/")
    assert not Outreach.objects.exists(), "the worker draws"
    campaign_starts.draw_due(at=now())
    assert Outreach.objects.count() == 2, "pressed twice, drawn once"
    mo.post(f"/campaigns/{one.pk}/start/")
    assert "Nobody is drawn twice" in mo.get(f"/campaigns/{one.pk}/").content.decode()
    assert mo.post(f"/campaigns/{one.pk}/plan/", plan(name="x")).status_code == 302
    one.refresh_from_db()
    assert one.name == "The middle"
    for do, state in (("pause", "paused"), ("resume", "running"), ("stop", "stopped"), ("x", "stopped")):
        mo.post(f"/campaigns/{one.pk}/state/", {"do": do})
        one.refresh_from_db()
        assert one.state == state
    kept = [row.action for row in AuditEntry.objects.order_by("pk") if row.action.startswith("campaign")]
    assert kept == ["campaign.saved", "campaign.started", "campaign.pause", "campaign.resume", "campaign.stop"]


def test_the_page_says_that_it_is_being_drawn_and_then_shows_the_numbers_by_itself(
    mo: Client, ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rated(1, 2), rated(2, 3)
    one, path = built(mo), ""
    path = f"/campaigns/{one.pk}/"
    mo.post(f"{path}start/")
    html = mo.get(path).content.decode()
    assert "People are being drawn" in html and f'id="campaign-{one.pk}" hx-get="{path}" hx-trigger="refresh,' in html
    assert "Draw and start" not in html and "How they were drawn" not in html and 'value="stop"' in html
    assert (
        "Being drawn" in mo.get("/campaigns/").content.decode() and 'value="stop"' not in ada.get(path).content.decode()
    )
    told: list[tuple[list[str], int]] = []
    monkeypatch.setattr(live, "changed", lambda ids, inbox_id: told.append((list(ids), inbox_id)))
    campaign_starts.draw_due(at=now())
    assert len(told) == 3, "taken up, counted, drawn"
    assert all(f"campaign-{one.pk}" in ids and inbox == one.inbox_id for ids, inbox in told)
    html = mo.get(path).content.decode()
    assert (
        "People are being drawn" not in html
        and "How they were drawn" in html
        and "refresh" not in html.split("main")[1]
    )


def test_the_page_says_how_long_it_is_drawn_and_of_how_many_people(mo: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    rated(1, 2), rated(2, 3)
    one = built(mo)
    path, seen = f"/campaigns/{one.pk}/", []
    mo.post(f"{path}start/")
    assert "It waits for the worker" in mo.get(path).content.decode()
    assert 'hx-trigger="refresh, every 2s"' in mo.get(path).content.decode(), "the time is true without being told"
    drawn_by, how_many = campaign_queries.drawn_by, campaign_queries.how_many

    def looked_at(*given: Any) -> Any:
        seen.append(mo.get(path).content.decode())
        return (how_many if len(seen) == 1 else drawn_by)(*given)

    monkeypatch.setattr(campaign_queries, "how_many", looked_at)
    monkeypatch.setattr(campaign_queries, "drawn_by", looked_at)
    assert campaign_starts.draw_due(at=now() - timedelta(seconds=42)) == 1
    counting, drawing = seen
    assert "The worker has been at it for 42 seconds" in counting and "It counts the people of the segment." in counting
    assert "2 people belong to the segment, and each is looked at." in drawing and 'value="stop"' in drawing
    assert "every 2s" not in mo.get(path).content.decode(), "nothing is asked again when it is through"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1 second"), (1, "1 second"), (16, "16 seconds"), (119, "119 seconds"), (150, "2 minutes")],
)
def test_how_long_it_takes_in_words(seconds: float, said: str) -> None:
    assert words.since(now() - timedelta(seconds=seconds), now()) == said
    assert words.since(None, now()) == ""


def test_a_draw_that_found_nobody_says_so(mo: Client) -> None:
    one = built(mo)
    mo.post(f"/campaigns/{one.pk}/start/")
    campaign_starts.draw_due(at=now())
    html = mo.get(f"/campaigns/{one.pk}/").content.decode()
    assert "nobody of this segment could be written to" in html and "Draw and start" in html


def test_stopped_before_it_was_drawn_it_is_shown_empty(mo: Client) -> None:
    rated(1, 2)
    one = built(mo)
    mo.post(f"/campaigns/{one.pk}/start/")
    mo.post(f"/campaigns/{one.pk}/state/", {"do": "stop"})
    html = mo.get(f"/campaigns/{one.pk}/").content.decode()
    assert "Stopped" in html and "Nobody has answered yet" in html


def test_the_count_follows_the_choice(mo: Client) -> None:
    for serial in range(1, 4):
        rated(serial, 2)
    surveys.opt_out(rated(4, 3), how="page", at=now())
    asked = {"who": "faces", "days": "3650", "size": "2", "control_percent": "50"}
    html = mo.get("/campaigns/count/", asked).content.decode()
    assert "3 can be drawn" in html and "does not want to be asked: 1" in html
    assert "1 are asked, 1 are left alone" in html
    assert "Nobody." in mo.get("/campaigns/count/", {**asked, "who": "scores"}).content.decode()
    assert "Correct what is marked" in mo.get("/campaigns/count/", {**asked, "days": "x"}).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"words": "Tell us."}, {"words": "Why? When?"}, {"subject": "{{x}}"}, {"size": "0"}, {"who": "all"},
     {"sender": "999999"}, {"days": "-1"}, {"tag": "nothing"}, {"of_inbox": "999999"}],
)  # fmt: skip
def test_a_plan_that_makes_no_sense_comes_back_whole(mo: Client, wrong: dict[str, str]) -> None:
    sent = mo.post("/campaigns/new/", plan(**wrong))
    assert sent.status_code == 422 and 'value="The middle"' in sent.content.decode()
    assert not Campaign.objects.exists()


def test_a_lead_tries_the_mail_and_not_too_often(mo: Client, ada: Client) -> None:
    one = built(mo)
    path = f"/campaigns/{one.pk}/"
    assert "Send me a test" in mo.get(path).content.decode() and "Send me a test" not in ada.get(path).content.decode()
    for _ in range(12):
        assert mo.post(f"{path}trial/").status_code == 302
    sent = OutboundMail.objects.filter(kind="trial")
    assert {mail.recipient for mail in sent} == {cast.mo().email} and sent.count() == 10, "ten an hour"
    html = mo.get(path).content.decode()
    assert "A test is on its way to mo@desk.example" in html and "Those were many tests" in html
    assert ada.post(f"{path}trial/").status_code == 403 and sent.count() == 10
    assert not Outreach.objects.exists() and not Asking.objects.exists()


def test_agents_see_and_do_not_decide(ada: Client, mo: Client) -> None:
    rated(1, 2)
    one = built(mo)
    assert ada.get("/campaigns/").status_code == 200
    html = ada.get(f"/campaigns/{one.pk}/").content.decode()
    assert "A lead starts it" in html and "Draw and start" not in html
    for path in ("/campaigns/new/", f"/campaigns/{one.pk}/plan/", "/campaigns/count/?who=faces"):
        assert ada.get(path).status_code == 403
    for path in ("start", "state", "plan"):
        assert ada.post(f"/campaigns/{one.pk}/{path}/", {"do": "pause"}).status_code == 403
    one.refresh_from_db()
    assert one.is_draft


def test_partners_and_collaborators_see_no_campaign(mo: Client) -> None:
    rated(1, 2)
    one = built(mo)
    for who in (cast.pat(), cast.cleo()):
        client = client_of(who)
        for path in ("/campaigns/", f"/campaigns/{one.pk}/", f"/campaigns/{one.pk}/people/"):
            assert client.get(path).status_code == 403
        assert "/campaigns/" not in client.get("/ratings/").content.decode()


def test_a_campaign_from_an_inbox_that_one_does_not_see_is_not_there(mo: Client, ada: Client) -> None:
    place = cast.inbox("board@desk.example", name="Board")
    place.teams.add(cast.team("Board", cast.mo()))
    rated(1, 2)
    one = built(mo, inbox=place.pk, sender=cast.mo().pk)
    assert mo.get(f"/campaigns/{one.pk}/").status_code == 200
    assert ada.get(f"/campaigns/{one.pk}/").status_code == 404
    assert ada.get(f"/campaigns/{one.pk}/people/").status_code == 404
    assert "The middle" not in ada.get("/campaigns/").content.decode()


def test_words_of_a_conversation_that_was_moved_out_of_sight_stay_out_of_sight(ada: Client) -> None:
    made = went_out(1)
    answer(1)
    assert "Earlier news" in ada.get(f"/campaigns/{made.pk}/").content.decode()
    place = cast.inbox("board@desk.example", name="Board")
    place.teams.add(cast.team("Board", cast.mo()))
    Conversation.objects.filter(outreach__isnull=False).update(inbox=place)
    html = ada.get(f"/campaigns/{made.pk}/").content.decode()
    assert "Earlier news" not in html and "Somebody in another inbox" in html


def test_too_few_answers_carry_no_figure(mo: Client) -> None:
    made = went_out(29, control_percent=10)
    answer(5, tag="late")
    html = mo.get(f"/campaigns/{made.pk}/").content.decode()
    assert "Too few answers" in html and "too few answers (n = 5)" in html and "Earlier news" in html


def test_the_rate_stands_with_its_interval_and_leads_to_the_people(mo: Client) -> None:
    made = went_out(40)
    answer(10)
    html = mo.get(f"/campaigns/{made.pk}/").content.decode()
    assert "25 %" in html and "14 to 40 %" in html and "n = 40" in html
    listed = mo.get(f"/campaigns/{made.pk}/people/?part=answered").content.decode()
    assert listed.count("today-what") == 10
    assert mo.get(f"/campaigns/{made.pk}/people/?part=silent").content.decode().count("today-what") == 30


def test_what_they_speak_of_is_weighted_to_the_whole_segment(mo: Client) -> None:
    made = went_out(40)
    answer(40, tag="late")
    Outreach.objects.filter(state="asked").update(chance=0.5)
    html = mo.get(f"/campaigns/{made.pk}/").content.decode()
    assert "late" in html and "100 %, 91 to 100 %, n = 40" in html


def test_those_left_alone_stand_beside_those_asked(mo: Client) -> None:
    many(80)
    made = started(size=40, control_percent=50)
    assert Outreach.objects.filter(arm="control").count() == 40
    for one in Outreach.objects.filter(arm="ask")[:20]:
        cast.arrives((one.customer.name, one.customer.identities.get().value), received_at=now())
    html = mo.get(f"/campaigns/{made.pk}/").content.decode()
    assert "+50 points, +33 to +65" in html and "more than chance" in html
    assert "50 %, 35 to 65 %, n = 40" in html and "0 %, 0 to 9 %, n = 40" in html
    assert Rating.objects.count() == 80


def test_who_was_drawn_and_not_written_to_is_counted_by_why(mo: Client) -> None:
    many(4)
    made = started(size=4, control_percent=0)
    gone, other, *_ = Outreach.objects.order_by("id")
    gone.customer.identities.update(undeliverable_since=AT)
    campaign_goes_out.sweep(at=AT)
    Outreach.objects.filter(pk=other.pk).update(state="skipped", asking=None)
    html = mo.get(f"/campaigns/{made.pk}/").content.decode()
    assert 'because=bounced">1</a>' in html and 'part=skipped">1</a>' in html


def test_an_answer_to_the_campaign_is_no_proof_that_it_worked(mo: Client) -> None:
    made = went_out(40, control_percent=50)
    answer(20)
    assert "more than chance" not in mo.get(f"/campaigns/{made.pk}/").content.decode()
    assert not any(row.wrote for row in campaign_queries.afterwards(made))


@pytest.mark.parametrize("query", ["part=x", "part=skipped&because=x", "after=zzz", "after=-1", "after=" + "9" * 30])
def test_odd_addresses_are_not_found(mo: Client, query: str) -> None:
    assert mo.get(f"/campaigns/{started_one().pk}/people/?{query}").status_code == 404


def started_one() -> Campaign:
    rated(1, 2)
    return started(size=1)


def test_d09_a_scanner_that_fetches_the_way_out_changes_nothing_and_a_post_ends_it(client: Client) -> None:
    made = started_one()
    campaign_goes_out.sweep(at=now())
    found = Asking.objects.get(about="campaign")
    Asking.objects.update(expires_at=now() + timedelta(days=90))
    path = "/" + asking.stop_url(found).split("/", 3)[3]
    for method in (client.get, client.head, client.options):
        assert method(path).status_code == 200
    assert not OptOut.objects.exists()
    sent = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert sent.status_code == 200 and not sent.cookies and OptOut.objects.get().how == "one_click"
    assert client.get(path.removesuffix("stop")).status_code == 404, "it asks for no number"
    html = client_of(cast.mo()).get(f"/campaigns/{made.pk}/people/?part=unsubscribed").content.decode()
    assert html.count("today-what") == 1


def test_pages_ask_few_questions(mo: Client) -> None:
    made = went_out(40, control_percent=20, offers_reasons=True, segment=replace(FACES, inbox=cast.inbox().pk))
    answer(20, tag="late")
    Tag.objects.create(name="late", hue=0)
    draft = built(mo, of_inbox=cast.inbox().pk, tag="late", language="en")
    own, plan_ = f"/campaigns/{made.pk}/", f"/campaigns/{draft.pk}/plan/"
    cast.inbox().teams.set([cast.team("Ours", cast.ada())])
    cast.inbox("others@desk.example").teams.set([cast.team("Others")])
    of_leads = ("/campaigns/", own, f"{own}people/?part=answered", f"/campaigns/{draft.pk}/", plan_, "/campaigns/new/")
    for client, paths in ((mo, of_leads), (client_of(cast.ada()), (own, f"/campaigns/{draft.pk}/"))):
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(path).status_code == 200
            asked = [one["sql"] for one in seen if "SAVEPOINT" not in (one["sql"] or "")]
            assert len(asked) <= MOST, [(one or "")[:150] for one in asked]
