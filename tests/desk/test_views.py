"""Views in the sidebar, their lists and their pages."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from rapport.conversations.models import Conversation
from rapport.platform.clock import now
from rapport.search.actions import ViewForm, count_views, index, keep
from rapport.search.models import View
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
