"""The page of a search."""

import pytest
from django.test import Client

from rapport.conversations.models import Conversation
from rapport.desk.pile import names
from rapport.platform.actions import remember_fact
from rapport.search import queries
from rapport.search.actions import index
from tests import cast
from tests.cast import NOON, later


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def indexed(*made: Conversation) -> Conversation:
    index([one.pk for one in made])
    return made[0]


def test_the_field_is_on_every_page_and_keeps_its_words(ada: Client) -> None:
    assert 'action="/search/"' in page(ada, "/pile/")
    assert 'value="&quot;third gear&quot;"' in page(ada, "/search/?q=%22third+gear%22")


def test_what_was_found_is_marked(ada: Client) -> None:
    one = indexed(cast.conversation())
    shown = page(ada, "/search/?q=chain")
    assert "The <mark>chain</mark> slips" in shown
    assert "Hello, the <mark>chain</mark> slips on the third gear." in shown
    assert f"/conversations/{one.reference}/?in={names.of_search('chain')}" in shown


def test_words_of_customers_stay_words(ada: Client) -> None:
    indexed(cast.conversation(subject="<b>chain</b>", reply_text="<script>alert(1)</script> chain"))
    shown = page(ada, "/search/?q=chain")
    assert "&lt;b&gt;<mark>chain</mark>&lt;/b&gt;" in shown
    assert "<script>alert" not in shown


def test_a_number_leads_to_its_conversation(ada: Client) -> None:
    one = indexed(cast.conversation())
    for text in (one.reference, one.reference.lower(), one.reference[2:]):
        assert ada.get("/search/", {"q": text})["Location"] == f"/conversations/{one.reference}/"


def test_a_number_that_is_none_is_a_word(ada: Client) -> None:
    indexed(cast.conversation(reply_text="My order is 4711"))
    assert "<mark>4711</mark>" in page(ada, "/search/?q=4711")


def test_a_foreign_number_is_not_there(pat: Client) -> None:
    one = indexed(cast.conversation())
    assert "Nothing is found" in page(pat, f"/search/?q={one.reference}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rating:9", "from 1 (Bad) to 4 (Great)"),
        ("form:x", "Did you mean from:?"),
        ("assigned:zoe", "Nobody here is called “zoe”"),
        ("xyzzy", "Nothing is found"),
        ("", "What do you look for?"),
        ("-", "What do you look for?"),
        ("%00", "What do you look for?"),
        ("x" * 500, "400 signs at most"),
    ],
)
def test_what_finds_nothing_says_what_to_write(ada: Client, text: str, said: str) -> None:
    assert said in page(ada, f"/search/?q={text}")


def test_a_search_that_takes_too_long_says_so(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*_: object, **__: object) -> None:
        raise queries.TooSlow

    monkeypatch.setattr(queries, "page", give_up)
    assert "This search takes too long" in page(ada, "/search/?q=chain")


def test_misspelt_people_are_offered(ada: Client) -> None:
    one = indexed(cast.conversation())
    assert f"/customers/{one.customer.public_id}/" in page(ada, "/search/?q=feraari")


def test_long_lists_have_a_next_page(ada: Client) -> None:
    indexed(*(cast.conversation((f"C{n}", f"c{n}@x.example"), received_at=later(minutes=n)) for n in range(52)))
    answer = ada.get("/search/?q=chain")
    assert answer.content.decode().count('class="row"') == 50
    more = answer.context["more_url"]
    assert more.startswith(f"/lists/{names.of_search('chain')}/?after=")
    assert page(ada, more).count('class="row"') == 2


def test_a_conversation_opened_from_a_search_stands_beside_it(ada: Client) -> None:
    one = indexed(cast.conversation())
    name = names.of_search("chain")
    shown = page(ada, f"/conversations/{one.reference}/?in={name}")
    assert f'href="/search/?q=chain#row-{one.pk}"' in shown
    assert "<mark>chain</mark>" in shown
    answer = ada.post(f"/conversations/{one.reference}/closure/?in={name}", follow=True)
    assert f"in={name}" in answer.redirect_chain[-1][0]


@pytest.mark.parametrize("name", ["search-", "search-!", "search-_", "search-" + "A" * 900])
def test_a_name_of_a_list_that_was_tampered_with_does_no_harm(ada: Client, name: str) -> None:
    one = cast.conversation()
    assert ada.get(f"/conversations/{one.reference}/?in={name}").status_code == 200
    assert ada.get(f"/lists/{name}/").status_code in (200, 404)


@pytest.mark.parametrize("text", ["", "chain", "“三” & 'x'\n"])
def test_the_name_of_a_search_is_its_text(text: str) -> None:
    assert names.searched(names.of_search(text)) == text


def test_while_the_index_grows_the_page_says_so(ada: Client) -> None:
    assert "still being read" in page(ada, "/search/?q=x")
    remember_fact(queries.FILLED, {"done": True}, at=NOON)
    assert "still being read" not in page(ada, "/search/?q=x")


def test_the_page_asks_few_questions(ada: Client, django_assert_max_num_queries: object) -> None:
    indexed(*(cast.conversation((f"C{n}", f"c{n}@x.example")) for n in range(9)))
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        page(ada, "/search/?q=chain")
