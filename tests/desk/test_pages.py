"""What stands around the conversations: signing in, alerts, ratings, lists that were made longer."""

import pytest
from django.test import Client
from django.utils import translation

from rapport.alerts import actions as alerts
from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.conversations.models import Conversation
from rapport.desk.pile import lists
from rapport.desk.present.thread import said
from rapport.desk.present.timeline import shown_events
from rapport.flows import conversation_closes
from rapport.platform.events import newest_of
from rapport.web import bundle
from tests import cast
from tests.cast import NOON, later
from tests.desk.test_conversations import page, url


@pytest.mark.parametrize(
    "path", ["/account/login/", "/account/password/change/", "/account/password/set/", "/account/inactive/"]
)
def test_the_pages_of_signing_in_are_the_desks_own(ada: Client, client: Client, path: str) -> None:
    visitor = ada if "password" in path else client
    shown = visitor.get(path, follow=True).content.decode()
    assert 'class="brand-mark"' in shown
    assert "Sign Up" not in shown


def test_an_alert_of_a_face_shows_the_face(ada: Client) -> None:
    news = News(Alert.Kind.UNHAPPY, "k", "Uma rated Ada's reply “Bad”", "/recoveries/1/", body="One\nTwo", level=1)
    alerts.send(news, [cast.ada()], at=NOON)
    for path in ("/alerts/", "/alerts/bell/"):
        assert 'class="face" data-level="1"' in page(ada, path)


def test_more_about_a_happening_changes_the_face_too(ada: Client) -> None:
    alerts.send(News(Alert.Kind.UNHAPPY, "k", "Not quite", "/pile/", level=2), [cast.ada()], at=NOON)
    alerts.amend(News(Alert.Kind.UNHAPPY, "k", "Bad", "/pile/", level=1))
    assert Alert.objects.get().level == 1


def test_answers_beside_a_face_are_words_with_the_bad_news_first() -> None:
    assert said({"heard": True, "solved": False, "quick": False}) == ["Not quick", "Not solved", "Heard"]


def told(conversation: Conversation) -> list[str]:
    names = {user.pk: user.name for user in (cast.ada(), cast.mo())}
    return [event["words"] for event in shown_events(newest_of(conversation.pk, 3), names)]


def test_the_timeline_says_who_gave_it_to_whom(db: None) -> None:
    conversation = cast.conversation()
    conversation_closes.assign(conversation, cast.ada(), actor=cast.mo(), at=later(minutes=1))
    assert "Assigned to Ada Byron" in told(conversation)
    conversation_closes.assign(conversation, cast.mo(), actor=cast.mo(), at=later(minutes=2))
    assert "Taken" in told(conversation)
    conversation_closes.assign(conversation, None, actor=cast.mo(), at=later(minutes=3))
    assert "Given to nobody" in told(conversation)


def test_a_conversation_says_its_place_on_the_pile(ada: Client) -> None:
    cast.conversation(cast.SOL, received_at=NOON)
    later_one = cast.conversation(received_at=later(hours=1))
    shown = page(ada, url(later_one))
    assert "#2 on the pile" in shown
    assert "treated as due" in shown


def test_a_row_explains_its_place_to_eyes_and_ears(ada: Client) -> None:
    conversation = cast.conversation(reply_text="This is unacceptable, I make a complaint.")
    shown = page(ada, "/pile/")
    assert f'aria-describedby="row-{conversation.pk}-why"' in shown
    assert f'id="row-{conversation.pk}-why">Treated as due' in shown
    assert "Complaint −72 h" in shown


def test_a_list_that_was_made_longer_stays_longer_and_keeps_its_mark(ada: Client) -> None:
    made = [cast.conversation((f"C{n}", f"c{n}@customer.example")) for n in range(54)]
    assert page(ada, "/lists/pile/").count('class="row"') == 50
    longer = page(ada, f"/lists/pile/?rows=53&current={made[-4].pk}")
    assert longer.count('class="row"') == 53
    assert longer.count('aria-current="true"') == 1
    assert page(ada, "/lists/pile/?rows=9999").count('class="row"') == 54
    assert page(ada, "/lists/pile/?rows=-1").count('class="row"') == 50


@pytest.mark.parametrize("junk", ["x", "99999999999999999999", "%00", "1e9", "²"])
def test_junk_in_the_address_of_a_list_is_passed_over(ada: Client, junk: str) -> None:
    page(ada, f"/lists/pile/?rows={junk}&current={junk}")


def test_the_open_row_stays_marked_when_the_list_is_fetched_again(ada: Client) -> None:
    conversation = cast.conversation()
    shown = page(ada, url(conversation))
    assert f'hx-get="/lists/pile/?current={conversation.pk}"' in shown
    assert 'aria-current="true"' in page(ada, f"/lists/pile/?current={conversation.pk}")


def test_who_works_from_a_list_stays_in_it(ada: Client) -> None:
    conversation = cast.conversation()
    shown = page(ada, f"{url(conversation)}?in=unassigned")
    assert shown.count("?in=unassigned") >= 5
    answer = ada.post(f"{url(conversation, 'messages/')}?in=unassigned", {"kind": "note", "text": "x", "token": "t"})
    assert "?in=unassigned#message-" in answer["Location"]
    assert "Unassigned</span></a>" in page(ada, f"{url(conversation, 'thread/')}?in=unassigned")


def test_the_count_beside_the_title_comes_with_the_folders(ada: Client) -> None:
    cast.conversation()
    assert '<span class="count" id="list-count">1</span>' in page(ada, "/pile/")
    assert '<span class="count" id="list-count" hx-swap-oob="merge">1</span>' in page(ada, "/folders/?folder=pile")
    assert "list-count" not in page(ada, "/folders/?folder=recoveries")


def test_every_script_of_the_page_is_there(ada: Client) -> None:
    shown = page(ada, "/pile/")
    scripts = bundle.CSS.parent / "js"
    for name in ("merge", "menus", "key-map", "live-stream"):
        assert f"web/js/{name}.js" in shown
        assert (scripts / f"{name}.js").exists()


@pytest.mark.parametrize("name", lists.WORDS)
def test_every_list_says_what_it_is_in_the_readers_language(name: str) -> None:
    words = lists.WORDS[name]
    english = (str(words.title), str(words.empty_title), str(words.empty_text))
    with translation.override("de"):
        assert not set(english) & {str(words.title), str(words.empty_title), str(words.empty_text)}
