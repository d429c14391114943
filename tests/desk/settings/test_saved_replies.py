"""Saved replies are written by everybody for themselves and by leads for all; what is counted is shown, and no more."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from rapport.feedback import queries as feedback
from rapport.feedback.actions import Choice
from rapport.flows.customer_rates import customer_rates
from rapport.knowledge import actions, queries
from rapport.knowledge.models import SavedReply
from rapport.platform.clock import now
from rapport.worker import housekeeping
from tests import cast
from tests.desk.conftest import client_of
from tests.knowledge.saying import saved

pytestmark = pytest.mark.django_db
LIST = "/settings/saved-replies/"
PLAIN = {"name": "Refund", "words": "Hello {{customer.first_name}},\n\nit is on its way.", "scope": "everybody"}


def page(client: Client, path: str = LIST) -> str:
    return client.get(path).content.decode()


def post(client: Client, path: str = f"{LIST}new/", **more: Any) -> Any:
    return client.post(path, PLAIN | more)


def test_an_agent_writes_their_own_whatever_is_posted(ada: Client) -> None:
    assert "Who has it<" not in page(ada, f"{LIST}new/")
    assert post(ada).status_code == 302
    found = SavedReply.objects.get()
    assert (found.owner, found.team, found.inbox) == (cast.ada(), None, None)
    assert found.html == "<div>Hello {{customer.first_name}},</div><div><br></div><div>it is on its way.</div>"
    assert "Only yours" in page(ada)
    assert "Refund" not in page(client_of(cast.ben()))
    assert "Refund" not in page(client_of(cast.mo()))


def test_a_lead_says_who_has_it_and_what_sending_does(mo: Client) -> None:
    team = cast.team("Workshop", cast.ada())
    scope = {"scope": f"team:{team.pk}", "language": "de", "status": "done", "tags": "Refund, Shop", "priority": "-1"}
    assert post(mo, assign="me", **scope).status_code == 302
    found = SavedReply.objects.get()
    assert (found.team, found.owner, found.language) == (team, None, "de")
    assert {one["do"]: one["value"] for one in found.actions} == {
        "status": "done", "tags": ["Refund", "Shop"], "assign": "me", "priority": -1,
    }  # fmt: skip
    shown = page(mo)
    assert "Team Workshop" in shown
    assert "marks it done, adds the tags Refund, Shop, gives it to whoever sends it, sets the priority to Low" in shown
    form = page(mo, f"{LIST}{found.pk}/")
    assert "Hello {{customer.first_name}},\n\nit is on its way.</textarea>" in form
    assert f'value="team:{team.pk}" selected' in form
    assert 'value="Refund, Shop"' in form


def test_changing_it_takes_away_what_is_not_said_any_more(mo: Client) -> None:
    found = saved(actions=[{"do": "status", "value": "done"}], owner=cast.mo())
    assert post(mo, f"{LIST}{found.pk}/", scope=f"inbox:{cast.inbox().pk}", name="Again").status_code == 302
    found.refresh_from_db()
    assert (found.name, found.actions, found.owner, found.inbox) == ("Again", [], None, cast.inbox())


def test_a_shared_one_is_shown_to_agents_without_a_form(ada: Client) -> None:
    found = saved(actions=[{"do": "status", "value": "done"}])
    shown = page(ada, f"{LIST}{found.pk}/")
    assert "Your money is on its way." in shown
    assert "marks it done" in shown
    assert "<textarea" not in shown
    assert post(ada, f"{LIST}{found.pk}/").status_code == 403
    assert ada.post(f"{LIST}{found.pk}/removal/").status_code == 403
    assert SavedReply.objects.filter(name="Refund").exists()


def test_anothers_own_is_not_there(ada: Client, mo: Client) -> None:
    found = saved(owner=cast.ben(), by=cast.ben())
    for client in (ada, mo):
        assert client.get(f"{LIST}{found.pk}/").status_code == 404
        assert post(client, f"{LIST}{found.pk}/").status_code == 404
        assert client.post(f"{LIST}{found.pk}/removal/").status_code == 404


def test_only_what_is_counted_is_shown(mo: Client) -> None:
    found = saved()
    saved("Never")
    for name, score in (("a", 4), ("b", 1), ("c", None)):
        conversation = cast.conversation((name, f"{name}@customer.example"))
        message = cast.answers(conversation, saved_reply=found.pk)
        invite = feedback.invite_for(message.pk, conversation.identity.value)
        assert invite is not None
        if score:
            customer_rates(invite, Choice(score, "button"), at=now())
    shown = page(mo)
    assert "used 3 times" in shown
    assert "1 of 2 ratings happy" in shown
    assert shown.count("not used yet") == 1


def test_the_list_is_searched(mo: Client) -> None:
    saved("Refund")
    saved("Chain oil", text="We sell oil")
    assert "Chain oil" not in page(mo, f"{LIST}?q=refund")
    assert "Chain oil" in page(mo, f"{LIST}?q=sell+OIL")
    assert "No saved reply has “&lt;b&gt;” in it." in page(mo, f"{LIST}?q=<b>")


def test_what_means_nothing_in_braces_is_kept_and_told(mo: Client) -> None:
    shown = mo.post(f"{LIST}new/", PLAIN | {"words": "Order {{order.number}}"}, follow=True).content.decode()
    assert "{{order.number}} means nothing here" in shown
    assert SavedReply.objects.get().html == "<div>Order {{order.number}}</div>"
    previewed = mo.post("/saved-replies/preview/", {"words": "Dear {{customer.name}} {{order.number}}"})
    assert "Dear Nora Lind {{order.number}}" in previewed.content.decode()
    assert "{{order.number}} means nothing here" in previewed.content.decode()


def test_html_is_kept_as_html_and_harmless(mo: Client) -> None:
    post(mo, words="<b>Bold</b><script>alert(1)</script><img src=x onerror=alert(1)>")
    found = SavedReply.objects.get()
    assert found.html == "<b>Bold</b>"
    assert "&lt;b&gt;Bold&lt;/b&gt;</textarea>" in page(mo, f"{LIST}{found.pk}/")


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": " "},
        {"words": "<script>alert(1)</script>"},
        {"name": ""},
        {"scope": "team:999999"},
        {"tags": ",".join(f"t{n}" for n in range(11))},
        {"tags": "x" * 41},
        {"priority": "9"},
        {"status": "spam"},
        {"assign": "999999"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(mo: Client, wrong: dict[str, str]) -> None:
    answer = post(mo, **wrong)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert not SavedReply.objects.exists()


def test_lines_come_back_as_they_were_typed(mo: Client) -> None:
    typed = "a < b & c\n\n  {{x}} \"quoted\" 'so'\n&lt;b"
    post(mo, words=typed)
    found = SavedReply.objects.get()
    post(mo, f"{LIST}{found.pk}/", words=typed)
    before = found.html
    found.refresh_from_db()
    assert found.html == before
    assert "&amp;lt;b</textarea>" in page(mo, f"{LIST}{found.pk}/")


def test_removing_is_told_and_leaves_the_others(mo: Client) -> None:
    found, other = saved("Refund"), saved("Other")
    shown = mo.post(f"{LIST}{found.pk}/removal/", follow=True).content.decode()
    assert "The saved reply “Refund” is gone." in shown
    assert list(queries.usable_by(cast.mo())) == [other]


def test_a_removal_can_be_undone_and_is_for_good_after_a_week(mo: Client, ada: Client) -> None:
    found = saved("Refund")
    cast.answers(cast.conversation(), saved_reply=found.pk)
    back = f"{LIST}{found.pk}/return/"
    assert mo.post(back).status_code == 404, "it was not removed"
    assert f'action="{back}"' in mo.post(f"{LIST}{found.pk}/removal/", follow=True).content.decode()
    assert mo.get(f"{LIST}{found.pk}/").status_code == 404
    assert "Refund" not in page(mo)
    assert ada.post(back).status_code == 403, "nor may who could not remove it"
    shown = mo.post(back, follow=True).content.decode()
    assert "The saved reply “Refund” is back." in shown
    assert SavedReply.objects.get().uses == 1
    actions.remove(found, actor=cast.mo(), at=now() - timedelta(days=8))
    housekeeping.forget(at=now())
    assert mo.post(back).status_code == 404
    assert not SavedReply.objects.exists()


def test_nobody_brings_back_what_was_anothers_own() -> None:
    found = saved(owner=cast.ben(), by=cast.ben())
    actions.remove(found, actor=cast.ben(), at=now())
    assert client_of(cast.mo()).post(f"{LIST}{found.pk}/return/").status_code == 404
    assert client_of(cast.ben()).post(f"{LIST}{found.pk}/return/").status_code == 302


def test_the_menu_offers_it_to_whoever_writes(ada: Client) -> None:
    assert LIST in page(ada, "/settings/")
    assert LIST not in page(client_of(cast.cleo()), "/settings/")
    assert client_of(cast.cleo()).get(LIST).status_code == 403
