"""Views in the sidebar, their lists and their pages."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from rapport.conversations.models import Conversation
from rapport.labels import actions as labels
from rapport.labels.models import Field
from rapport.platform.clock import now
from rapport.search import queries
from rapport.search.actions import ViewForm, count_views, index, keep
from rapport.search.models import View
from rapport.search.rules import read
from tests import cast
from tests.cast import NOON, later

VALID = {"name": "Chains", "query": "chain", "order": "rank", "icon": "star", "audience": "owner"}


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def kept(query: str = "chain", **said: object) -> View:
    return keep(ViewForm("Chains", query, **said), owner=cast.ada(), at=NOON)  # type: ignore[arg-type]


def counted() -> None:
    index(Conversation.objects.values_list("pk", flat=True))
    count_views(today=NOON.date())


def test_a_search_is_kept_with_one_click(ada: Client) -> None:
    answer = ada.post("/views/keeping/", {"query": "chain is:open"})
    view = View.objects.get()
    assert answer["Location"] == f"/views/{view.pk}/editing/"
    assert (view.name, view.query, view.owner) == ("chain is:open", "chain is:open", cast.ada())
    assert "Chains" in page(ada, "/views/") or "chain is:open" in page(ada, "/views/")


def test_the_sidebar_shows_views_with_their_counts_and_keys(ada: Client) -> None:
    cast.conversation()
    view = kept()
    counted()
    for path in ("/pile/", "/views/part/"):
        shown = page(ada, path)
        assert f'href="/views/{view.pk}/"' in shown
        assert 'data-key="g 1"' in shown
    [section] = [one for one in ada.get("/pile/").context["sections"] if one.get("id") == "views"]
    assert [link["count"] for link in section["links"]] == [1]


def test_a_list_is_never_counted_by_a_page(ada: Client) -> None:
    view = kept()
    cast.conversation()
    page(ada, f"/views/{view.pk}/")
    [section] = [one for one in ada.get("/pile/").context["sections"] if one.get("id") == "views"]
    assert section["links"][0]["count"] == 0


def test_a_view_by_rank_shows_who_waits_and_why(ada: Client) -> None:
    late = cast.conversation(("Late", "late@x.example"), received_at=later(hours=-3))
    next_one = cast.conversation(("Later", "later@x.example"))
    cast.conversation(("Other", "o@x.example"), subject="Bell", reply_text="A bell", text="A bell")
    view = kept(order=View.Order.RANK)
    counted()
    shown = page(ada, f"/views/{view.pk}/")
    assert shown.index(f"row-{late.pk}") < shown.index(f"row-{next_one.pk}")
    assert "Other" not in shown
    assert "Treated as due" in shown
    assert f'hx-get="/lists/view-{view.pk}/"' in shown
    assert page(ada, f"/lists/view-{view.pk}/").count('class="row"') == 2


def test_orders_are_walked_page_by_page_and_by_waiting_only_who_waits(ada: Client) -> None:
    people = [(f"C{n}", f"c{n}@x.example") for n in range(5)]
    made = [cast.conversation(one, received_at=later(minutes=n // 2)) for n, one in enumerate(people)]
    cast.answers(made[0], at=later(hours=9))
    counted()
    newest = [one.pk for one in sorted(made[1:], key=lambda one: (one.created_at, one.pk))]
    for query in ("chain", "is:open", "is:waiting"):
        everything = {"is:open": newest, "is:waiting": [made[0].pk]}.get(query, [*newest, made[0].pk])
        waiting = [pk for pk in everything if pk != made[0].pk]
        assert walked(query, queries.OLDEST) == everything
        assert walked(query, queries.NEWEST) == everything[::-1]
        assert walked(query, queries.LONGEST_WAITING) == waiting
    view = kept(order=View.Order.WAITING)
    shown = page(ada, f"/views/{view.pk}/")
    assert [int(pk) for pk in re.findall(r'id="row-(\d+)"', shown)] == newest


def walked(text: str, order: queries.Order) -> list[int]:
    """Everything that is found, three at a time."""
    query, before, found = read(text, today=NOON.date()), None, []
    while rows := queries.page(cast.ada(), query, before=before, size=3, order=order):
        found += [one.conversation.pk for one in rows]
        before = (rows[-1].at, rows[-1].conversation.pk)
    assert found == queries.ids(cast.ada(), query, most=99, order=order)
    return found


def test_the_whole_of_a_view_is_what_stands_in_it(ada: Client) -> None:
    waits, answered = cast.conversation(), cast.conversation(cast.SOL)
    cast.answers(answered)
    counted()
    for order in (View.Order.RANK, View.Order.WAITING):
        name = f"view-{kept(order=order).pk}"
        ada.post("/doing/", {"list": name, "all": "1", "do": f"tag:{order}"})
    waits.refresh_from_db()
    answered.refresh_from_db()
    assert (waits.tag_names, answered.tag_names) == (["rank", "wait"], [])


def test_a_view_shows_the_columns_that_were_chosen(ada: Client) -> None:
    labels.save_field(None, {"name": "<i>Frame", "kind": "text"}, actor=cast.mo(), at=NOON)
    labels.save_field(None, {"name": "Bought", "kind": "date"}, actor=cast.mo(), at=NOON)
    one = cast.conversation()
    fields = {"iframe": "A<b>17", "bought": "2026-03-01"}
    Conversation.objects.filter(pk=one.pk).update(
        fields=fields, team=cast.team("Repair"), tag_names=["vip"], priority=2, assignee=cast.ada()
    )
    counted()
    for order in View.Order.values:
        view = kept(order=order)
        assert [*re.findall("vip|Urgent|row-extra", rows_of(ada, view))] == ["Urgent", "vip"]
        chosen = ["inbox", "team", "created", "waiting", "tags", "field:iframe", "field:bought"]
        given = VALID | {"order": order, "columns": chosen}
        assert ada.post(f"/views/{view.pk}/editing/", given).status_code == 302
        shown = rows_of(ada, view)
        assert re.findall(r'<span class="muted">([^<]*)</span> ', shown) == [
            "Team", "Inbox", "Waiting since", "Begun", "&lt;i&gt;Frame", "Bought",
        ]  # fmt: skip
        assert "A&lt;b&gt;17" in shown and "1 Mar 2026" in shown and "vip" in shown
        assert "Urgent" not in shown and "Assigned to" not in shown
        labels.set_archived(Field.objects.get(key="iframe"), True, actor=cast.mo(), at=NOON)
        assert "Frame" not in rows_of(ada, view)
        labels.set_archived(Field.objects.get(key="iframe"), False, actor=cast.mo(), at=NOON)
    assert ada.post(f"/views/{view.pk}/editing/", VALID | {"columns": ["secret"]}).status_code == 422


def rows_of(client: Client, view: View) -> str:
    return page(client, f"/views/{view.pk}/").partition('<ol class="rows">')[2].partition("</ol>")[0]


def test_a_view_by_time_shows_everything_with_its_words(ada: Client) -> None:
    cast.conversation()
    view = kept()
    counted()
    assert "<mark>chain</mark>" in page(ada, f"/views/{view.pk}/")


def test_a_conversation_opened_from_a_view_stands_beside_it(ada: Client) -> None:
    one, view = cast.conversation(), kept()
    counted()
    shown = page(ada, f"/conversations/{one.reference}/?in=view-{view.pk}")
    assert f'href="/views/{view.pk}/#row-{one.pk}"' in shown
    assert shown.count('aria-current="true"') >= 1


def test_a_foreign_view_is_not_there(ada: Client, mo: Client) -> None:
    view, one = kept(), cast.conversation()
    for path in (f"/views/{view.pk}/", f"/views/{view.pk}/editing/", f"/lists/view-{view.pk}/", "/views/999999/"):
        assert mo.get(path).status_code == 404
    assert mo.post(f"/views/{view.pk}/removal/").status_code == 404
    assert mo.get(f"/conversations/{one.reference}/?in=view-{view.pk}").context["list_name"] == "pile"


def test_a_view_is_changed(ada: Client) -> None:
    view = kept()
    assert ada.post(f"/views/{view.pk}/editing/", VALID | {"name": "All chains"})["Location"] == f"/views/{view.pk}/"
    view.refresh_from_db()
    assert (view.name, view.order, view.icon) == ("All chains", "rank", "star")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": ""}, "required"),
        ({"query": "rating:9"}, "from 1 (Bad) to 4 (Great)"),
        ({"query": "-"}, "Write what this view looks for."),
        ({"audience": "team"}, "team"),
        ({"icon": "../x"}, "valid choice"),
    ],
)
def test_what_is_wrong_comes_back_with_its_words(ada: Client, given: dict[str, str], said: str) -> None:
    cast.team("Repair", cast.ada())
    view = kept()
    answer = ada.post(f"/views/{view.pk}/editing/", VALID | given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert View.objects.get().name == "Chains"


def test_views_are_moved_and_removed(ada: Client) -> None:
    one, two = kept("1"), kept("2")
    ada.post(f"/views/{two.pk}/place/", {"up": "1"})
    assert [view.query for view in View.objects.all()] == ["2", "1"]
    ada.post(f"/views/{one.pk}/removal/")
    assert [view.query for view in View.objects.all()] == ["2"]


def test_a_view_that_names_what_is_gone_says_so(ada: Client) -> None:
    for order in View.Order.values:
        view = kept("tag:gone", order=order)
        assert "There is no tag called “gone”." in page(ada, f"/views/{view.pk}/")


def back_in(shown: str) -> str:
    found = re.search(r'action="([^"]*/return/[^"]*)"', shown)
    assert found
    return unescape(found[1])


def test_a_removal_can_be_undone_for_an_hour_by_whoever_removed_it(
    ada: Client, mo: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = kept(order="rank", icon="star")
    before = View.objects.values().get()
    back = back_in(ada.post(f"/views/{view.pk}/removal/", follow=True).content.decode())
    assert not View.objects.exists()
    assert mo.post(back).status_code == 404, "sealed for somebody else"
    assert ada.post(f"{back}x").status_code == 404
    for _ in range(2):
        assert "The view “Chains” is back." in ada.post(back, follow=True).content.decode()
    assert View.objects.values().get() == before
    view.delete()
    monkeypatch.setattr("rapport.desk.views.views.now", lambda: now() + timedelta(minutes=61))
    assert ada.post(back).status_code == 404
    monkeypatch.undo()
    shared = kept(audience="team", team=cast.team("Bikes", cast.ada()))
    back = back_in(ada.post(f"/views/{shared.pk}/removal/", follow=True).content.decode())
    cast.team("Bikes").delete()
    assert "The team of this view is gone." in ada.post(back, follow=True).content.decode()
    assert not View.objects.exists()
