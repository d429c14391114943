"""Menus, the bar below a list, and the button that takes it back."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from rapport.changes.models import Change
from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Ask, Conversation
from rapport.desk.doing import times
from rapport.desk.pile.names import of_search, of_view
from rapport.flows import act_later
from rapport.flows.undo import undo
from rapport.labels.models import CustomStatus, Field, Tag
from rapport.search import actions as search
from rapport.search.models import View
from tests import cast
from tests.cast import REX, SOL, UMA, later
from tests.desk.conftest import client_of
from tests.desk.test_conversations import page, url

FRIDAY = datetime(2026, 3, 6, 15, 20, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def do(client: Client, conversation: Conversation, what: str, **more: str) -> str:
    answer = client.post(url(conversation, "doing/"), {"do": what, **more}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("preset", "there"),
    [("today", "2026-03-06 20:00"), ("tomorrow", "2026-03-07 09:00"), ("monday", "2026-03-09 09:00"),
     ("week", "2026-03-13 09:00")],
)  # fmt: skip
def test_presets_are_the_readers_own_mornings(preset: str, there: str) -> None:
    found = times.moment(preset, FRIDAY, BERLIN)
    assert found is not None
    assert f"{found:%Y-%m-%d %H:%M}" == there
    assert found.tzinfo == BERLIN


def test_monday_of_a_monday_is_the_next_one_and_mornings_stay_nine_when_clocks_change() -> None:
    monday = datetime(2026, 3, 23, 7, tzinfo=UTC)
    found = times.moment("monday", monday, BERLIN)
    assert found == datetime(2026, 3, 30, 9, tzinfo=BERLIN)
    assert found.astimezone(UTC).hour == 7
    assert times.zone_named("Mars/Olympus", UTC) is UTC


def test_what_was_done_is_said_with_a_button_that_takes_it_back(ada: Client) -> None:
    conversation = cast.conversation()
    shown = do(ada, conversation, "close")
    assert f"{conversation.reference} is done." in shown
    found = re.search(r'action="(/changes/\d+/undoing/)">.*?data-key="z"', shown, re.S)
    assert found is not None
    answer = ada.post(found.group(1), follow=True, headers={"referer": "http://testserver/mine/"})
    assert answer.redirect_chain == [("http://testserver/mine/", 302)]
    assert f"Undone: {conversation.reference}." in answer.content.decode()
    assert not fresh(conversation).is_done


def test_undo_sends_nobody_elsewhere(ada: Client) -> None:
    do(ada, cast.conversation(), "close")
    answer = ada.post(f"/changes/{Change.objects.get().pk}/undoing/", headers={"referer": "https://evil.example/"})
    assert answer["Location"] == "/pile/"


def test_every_menu_of_a_conversation_stands_there_with_its_key(ada: Client) -> None:
    shown = page(ada, url(cast.conversation()))
    for key in ("s", "p", "l", "h", "a", "e"):
        assert f'data-key="{key}"' in shown


def test_tags_fields_and_later_show_on_the_page_and_in_the_list(ada: Client) -> None:
    Field.objects.create(key="order", name="Order number")
    conversation = cast.conversation()
    do(ada, conversation, "tag", tag="Brakes, vip")
    do(ada, conversation, "priority:2")
    do(ada, conversation, "fields", **{"field-order": "A-17"})
    shown = page(ada, url(conversation))
    assert 'value="A-17"' in shown
    assert "Remove the tag Brakes" in shown
    assert "Can be undone" in shown
    row = page(ada, "/pile/")
    assert "Urgent" in row
    assert '<span class="row-tag cut">vip</span>' in row
    do(ada, conversation, "snooze:reply")
    assert conversation.subject not in page(ada, "/pile/")
    assert conversation.subject in page(ada, "/later/")
    assert "Comes back when the customer writes" in page(ada, url(conversation))


def test_a_time_of_ones_own_is_in_ones_own_zone(ada: Client) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT10:00")
    conversation = cast.conversation()
    do(ada, conversation, "snooze", until=tomorrow, zone="Asia/Tokyo")
    until = fresh(conversation).snoozed_until
    assert until is not None
    assert until.astimezone(UTC).hour == 1
    assert "Choose a day and a time." in do(ada, conversation, "snooze", until="soon")


def test_the_bar_does_to_all_that_were_ticked_and_one_undo_takes_it_back(ada: Client) -> None:
    found = [cast.conversation(who) for who in (UMA, SOL, REX)]
    ticked = {"list": "pile", "on": [one.reference for one in found[:2]], "do": "priority:2"}
    shown = ada.post("/doing/", ticked, follow=True).content.decode()
    assert "2 conversations have another priority." in shown
    assert [fresh(one).priority for one in found] == [2, 2, 0]
    ada.post(f"/changes/{Change.objects.get().pk}/undoing/")
    assert [fresh(one).priority for one in found] == [0, 0, 0]


def test_the_whole_list_is_more_than_what_the_screen_shows(ada: Client) -> None:
    for number in range(60):
        cast.conversation((f"C {number}", f"c{number}@customer.example"))
    ada.post("/doing/", {"list": "pile", "all": "1", "do": "tag", "tag": "spring"})
    assert Conversation.objects.filter(tag_names=["spring"]).count() == 60


@pytest.fixture
def three(db: None) -> list[Conversation]:
    return [cast.conversation(sender) for sender in (UMA, SOL, REX)]


def do_to_all(client: Client, what: str, **more: str) -> str:
    return client.post("/doing/", {"list": "pile", "all": "1", "do": what, **more}, follow=True).content.decode()


def test_tags_are_taken_from_many_at_once_whatever_their_case(ada: Client, three: list[Conversation]) -> None:
    do_to_all(ada, "tag", tag="spring, recall, vip")
    assert "3 conversations have a tag less." in do_to_all(ada, "untag", tag="Spring , recall")
    assert [fresh(one).tag_names for one in three] == [["vip"]] * 3
    ada.post(f"/changes/{Change.objects.latest('pk').pk}/undoing/")
    assert [set(fresh(one).tag_names) for one in three] == [{"spring", "recall", "vip"}] * 3


@pytest.mark.parametrize("what", ["tag", "untag"])
def test_no_tag_at_all_is_told(ada: Client, three: list[Conversation], what: str) -> None:
    assert "Name a tag." in do_to_all(ada, what, tag=" , ")
    assert not Change.objects.exists()


def test_many_wait_for_their_customers_and_are_open_again(ada: Client, three: list[Conversation]) -> None:
    do_to_all(ada, "wait")
    assert [fresh(one).status for one in three] == ["waiting"] * 3
    ada.post("/doing/", {"list": "waiting", "all": "1", "do": "reopen"})
    assert [fresh(one).status for one in three] == ["open"] * 3


def test_the_bar_asks_for_owner_status_and_type_with_the_keys_of_one_conversation(ada: Client) -> None:
    bar = ada.get("/doing/bar/").content.decode()
    for key, menu in (("a", "Assign"), ("s", "Status")):
        assert re.search(rf'<summary [^>]*data-key="{key}" title="{menu} ', bar)
    for offered in ("wait", "reopen", "type:problem", "type:"):
        assert f'name="do" value="{offered}"' in bar
    assert 'name="do" value="untag"' in ada.get("/pile/").content.decode()


def test_the_bar_gives_many_a_type(ada: Client, three: list[Conversation]) -> None:
    do_to_all(ada, "type:problem")
    assert [fresh(one).type for one in three] == ["problem"] * 3
    do_to_all(ada, "type:")
    assert [fresh(one).type for one in three] == [""] * 3


def test_the_whole_of_asked_is_what_somebody_is_asked_in(db: None) -> None:
    asked, lost = cast.conversation(), cast.conversation(SOL)
    cast.answers(lost)
    OutboundMail.objects.update(state=OutboundMail.State.FAILED)
    Ask.objects.create(conversation=asked, user=cast.ada(), asked_by=cast.mo(), asked_at=cast.NOON)
    client_of(cast.ada()).post("/doing/", {"list": "asked", "all": "1", "do": "close"})
    assert [fresh(one).status for one in (asked, lost)] == ["done", "waiting"]


NAMES = [of_search(text) for text in ("\0", "x" * 10_000, "(" * 3000, "after:99999999d", "from:\0", "R-" + "9" * 5000)]


@pytest.mark.parametrize(
    "name", [*NAMES, "search-é", "search-A", f"view-{'9' * 5000}", "view-\0", "\0", "../x", "mine\n"]
)
def test_a_list_has_a_name_that_is_known_or_is_not_found(ada: Client, name: str) -> None:
    conversation = cast.conversation()
    for sent in ({"all": "1"}, {"on": ["\0", "R-99999999999999999"]}):
        answer = ada.post("/doing/", {"list": name, "do": "close", **sent})
        assert answer.status_code in (302, 404)
    assert ada.get(url(conversation), {"in": name}).status_code == 200
    assert fresh(conversation).status == "open"


@pytest.mark.parametrize(
    "do", ["tag:\0", "type:\0", "assign:\0", "snooze:\0", f"priority:{'9' * 5000}", "\0", "", "merge"]
)
def test_what_nobody_can_do_is_said(ada: Client, do: str) -> None:
    conversation = cast.conversation()
    sent = {"do": do, "on": conversation.reference, "field-\0": "\0"}
    assert ada.post("/doing/", sent).status_code in (302, 400)
    assert ada.post(url(conversation, "splitting/"), {"message": "9" * 5000}).status_code == 302


def test_merging_with_what_is_not_there_reads_like_merging_with_what_is_not_seen(db: None) -> None:
    own, foreign = cast.conversation(), cast.conversation(inbox=cast.inbox("other@desk.example", name="Other"))
    foreign.inbox.teams.add(cast.team("Other", cast.ben()))
    client, said = client_of(cast.ada()), set()
    for other in (foreign.reference, "R-99999"):
        answer = client.post("/doing/", {"do": "merge", "on": [own.reference, other]}, follow=True)
        said.add(tuple(str(one) for one in answer.context["messages"]))
        assert "matching query" not in answer.content.decode()
    assert len(said) == 1
    assert fresh(foreign).merged_into is None


def test_nothing_chosen_is_said(ada: Client) -> None:
    assert "Choose conversations first" in ada.post("/doing/", {"do": "close"}, follow=True).content.decode()
    assert ada.post("/doing/", {"do": "close", "list": "nothing", "on": "R-1001"}).status_code == 404


def test_people_of_other_companies_change_twenty_at_a_time(pat: Client) -> None:
    many = [f"R-{number}" for number in range(1001, 1022)]
    assert pat.post("/doing/", {"list": "pile", "on": many, "do": "close"}).status_code == 403
    assert pat.post("/doing/", {"list": "pile", "on": many[:20], "do": "close"}).status_code == 302


def test_more_than_a_request_bears_is_done_by_the_worker_and_undone_at_once(
    ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rapport.desk.doing.acting.MOST_AT_ONCE", 2)
    monkeypatch.setattr(act_later, "PIECE", 2)
    found = [cast.conversation(who) for who in (UMA, SOL, REX)]
    ticked = {"list": "pile", "on": [one.reference for one in found], "do": "close"}
    shown = ada.post("/doing/", ticked, follow=True).content.decode()
    change = Change.objects.get()
    assert f"/changes/{change.pk}/" in shown
    assert not any(fresh(one).is_done for one in found)
    assert "0 of 3 are done" in page(ada, f"/changes/{change.pk}/")
    act_later.sweep(at=later(hours=1))
    assert all(fresh(one).is_done for one in found)
    assert "3 conversations are done" in page(ada, f"/changes/{change.pk}/")
    change.refresh_from_db()
    undo(change.pk, actor=cast.ada(), at=change.at + timedelta(minutes=5))
    assert not any(fresh(one).is_done for one in found)


def test_a_merged_conversation_leads_to_the_one_it_lives_on_in(ada: Client) -> None:
    first, second = cast.conversation(), cast.conversation(received_at=later(hours=1))
    assert "Same subject" in page(ada, url(second, "joining/"))
    shown = do(ada, second, f"merge:{first.reference}")
    assert "Merged" in shown
    answer = ada.get(url(second))
    assert answer.status_code == 302
    assert answer["Location"].startswith(url(first))


def test_messages_are_split_off_on_a_page_of_their_own(ada: Client) -> None:
    conversation = cast.conversation()
    other = cast.arrives(conversation_id=conversation.pk, trust="proven", received_at=later(hours=1))
    assert "Split off" in page(ada, url(conversation, "splitting/"))
    answer = ada.post(url(conversation, "splitting/"), {"message": [other.pk], "subject": "Brakes"}, follow=True)
    assert "is a conversation of its own" in answer.content.decode()
    other.refresh_from_db()
    assert other.conversation.subject == "Brakes"


def test_leads_name_merge_and_archive_tags(mo: Client) -> None:
    conversation = cast.conversation()
    do(mo, conversation, "tag", tag="brake, brakes")
    keep, gone = Tag.objects.get(name="brakes"), Tag.objects.get(name="brake")
    mo.post(f"/settings/tags/{gone.pk}/", {"do": "merge", "into": keep.pk})
    assert fresh(conversation).tag_names == ["brakes"]
    mo.post(f"/settings/tags/{keep.pk}/", {"do": "save", "name": "Brakes!", "hue": "3"})
    assert fresh(conversation).tag_names == ["Brakes!"]
    mo.post(f"/settings/tags/{keep.pk}/", {"do": "archive"})
    assert Tag.objects.get().archived_at is not None
    assert "Brakes!" in page(mo, url(conversation))


def test_leads_make_a_field_that_waits_for_a_type(mo: Client) -> None:
    given = {"name": "Order number", "kind": "text", "required": "on", "types": ["return"]}
    mo.post("/settings/types/", {"name": "Return"})
    assert mo.post("/settings/fields/", given).status_code == 302
    conversation = cast.conversation()
    assert "Order number" not in page(mo, url(conversation))
    do(mo, conversation, "type:return")
    assert "Order number" in page(mo, url(conversation))
    assert "Fill in Order number first" in do(mo, conversation, "close")
    assert "one option a line" in mo.post("/settings/fields/", {"name": "Size", "kind": "choice"}).content.decode()


def test_leads_name_statuses_and_agents_choose_them_where_they_choose_a_status(mo: Client, ada: Client) -> None:
    for name, base in [("With the supplier", "waiting"), ("<i>Shop", "waiting"), ("Sent", "done"), ("Parts", "later")]:
        assert mo.post("/settings/statuses/", {"name": name, "base": base}).status_code == 302
    supplier, shop = (CustomStatus.objects.get(name=name) for name in ("With the supplier", "<i>Shop"))
    assert mo.post(f"/settings/statuses/{shop.pk}/", {"do": "up"}).status_code == 302
    conversation = cast.conversation()
    shown = page(ada, url(conversation))
    assert re.findall(r'name="do" value="([^"]*)"', shown.split('class="sorting"')[1])[:7] == [
        "reopen", "wait", "status:ishop", "status:with-the-supplier", "status:parts", "close", "status:sent",
    ]  # fmt: skip
    assert "<i>Shop" not in shown
    assert "has another status." in do(ada, conversation, "status:with-the-supplier")
    assert 'data-status="waiting" title="Waiting"><span class="cut">With the supplier<' in page(ada, url(conversation))
    assert ">With the supplier<" in page(ada, "/waiting/")
    assert "Status: With the supplier" in page(ada, url(conversation))
    assert 'value="status:sent"' in page(ada, "/doing/bar/")
    mo.post(f"/settings/statuses/{supplier.pk}/", {"name": "At the maker"})
    assert ">At the maker<" in page(ada, "/waiting/")
    assert ">At the maker<" in page(ada, "/search/?q=status:with-the-supplier")
    mo.post(f"/settings/statuses/{supplier.pk}/", {"do": "archive"})
    shown = page(ada, url(conversation))
    assert "At the maker" in shown and "status:with-the-supplier" not in shown
    assert "no such status" in do(ada, conversation, "status:with-the-supplier")


def test_leads_say_who_is_given_conversations(mo: Client) -> None:
    inbox, ada = cast.inbox(), cast.ada()
    given = {f"inbox{inbox.pk}-giving": "load", f"inbox{inbox.pk}-take_back": "on", f"user{ada.pk}-capacity": "5"}
    given |= {f"inbox{inbox.pk}-skills": "German, <b>Bikes ,german", f"user{ada.pk}-skills": "GERMAN"}
    assert mo.post("/settings/giving/", given).status_code == 302
    inbox.refresh_from_db()
    ada.refresh_from_db()
    assert (inbox.giving, inbox.take_back_off_duty, ada.capacity) == ("load", True, 5)
    assert (inbox.skills, ada.skills) == (["German", "<b>Bikes"], ["GERMAN"])
    shown = page(mo, "/settings/giving/")
    assert "Asked for, and known by nobody: &lt;b&gt;Bikes." in shown
    assert "with commas between" in page_of_refused(mo, {f"user{ada.pk}-skills": "x" * 41})


def page_of_refused(client: Client, given: dict[str, str]) -> str:
    return client.post("/settings/giving/", given).content.decode()


def test_next_for_me_opens_what_it_gives(ada: Client) -> None:
    conversation = cast.conversation()
    assert ada.post("/next/")["Location"].startswith(url(conversation))
    assert "Nothing waits" in ada.post("/next/", follow=True).content.decode()


def kept_view(client: Client, query: str) -> int:
    client.post("/views/keeping/", {"query": query})
    return View.objects.get(query=query).pk


@pytest.mark.parametrize("what", ["search", "view"])
def test_what_was_found_is_ticked_and_done_like_any_list(ada: Client, what: str) -> None:
    chains = [cast.conversation(one) for one in (UMA, SOL)]
    other = cast.conversation(REX, subject="A bell", text="It does not ring.", reply_text="It does not ring.")
    search.fill(at=later(hours=1))
    pk = kept_view(ada, "chain")
    name, path = (of_search("chain"), "/search/?q=chain") if what == "search" else (of_view(pk), f"/views/{pk}/")
    assert f'name="list" value="{name}"' in page(ada, path)

    answer = ada.post("/doing/", {"list": name, "on": chains[0].reference, "do": "close"})
    assert answer.headers["Location"] == path
    assert [fresh(one).is_done for one in (*chains, other)] == [True, False, False]
    ada.post("/doing/", {"list": name, "all": "1", "do": "priority:2"})
    assert [fresh(one).priority for one in (*chains, other)] == [2, 2, 0]


def test_the_whole_of_a_search_is_what_somebody_may_see(pat: Client) -> None:
    foreign = cast.conversation(UMA)
    search.fill(at=later(hours=1))
    pat.post("/doing/", {"list": of_search("chain"), "all": "1", "do": "close"})
    assert not fresh(foreign).is_done
    assert pat.post("/doing/", {"list": of_search('"'), "all": "1", "do": "close"}).status_code == 302
    assert pat.post("/doing/", {"list": "view-999", "all": "1", "do": "close"}).status_code == 404
