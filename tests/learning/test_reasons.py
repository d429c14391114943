"""Why an answer was poor: said by customer, whoever answered and reviewer, kept apart, and counted."""

from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.translation import override

from rapport.feedback.models import Rating
from rapport.flows import review
from rapport.learning import actions, queries, rules
from rapport.learning.actions import LearningError
from rapport.learning.models import Given, Reason, Source
from rapport.platform.models import Event
from rapport.search import actions as search
from tests import cast
from tests.cast import NOON, later
from tests.desk.conftest import client_of
from tests.learning.making import again, reason, says
from tests.portal.links import face, invited, key_in, page, send

pytestmark = pytest.mark.django_db
DAY = NOON.date()


def given(rating: Rating) -> dict[str, str]:
    return {one.source: one.reason.name for one in Given.objects.filter(rating=rating)}


def test_a_desk_begins_with_a_short_list_in_the_language_of_whoever_reads_it() -> None:
    assert [str(one) for one in queries.reasons()][:2] == ["Too slow", "Not solved"]
    with override("de"):
        assert str(reason("Too slow")) == "Zu langsam"


def test_the_customer_says_why_with_one_tap_after_a_poor_face(client: Client) -> None:
    invite = invited()
    shown = client.get(face(invite, 1)).content.decode()
    assert f"name=reason value={reason().pk}>" in shown
    send(client, invite, 1, reason=str(reason().pk))
    assert given(Rating.objects.get()) == {"customer": "Too slow"}
    assert f"value={reason().pk} checked" in client.get(page(invite)).content.decode()


def test_the_script_keeps_the_reason_with_the_face(client: Client) -> None:
    invite = invited()
    key = key_in(client.get(face(invite, 2)).content.decode())
    sent = {"level": "2", "how": "interaction", "page": key, "reason": str(reason().pk)}
    assert client.post(page(invite), sent, headers={"Accept": "application/json"}).status_code == 200
    assert given(Rating.objects.get()) == {"customer": "Too slow"}


@pytest.mark.parametrize("sent", ["", "0", "999999", "-1", "1; DROP TABLE", "١", "9" * 20])
def test_a_reason_that_we_never_offered_keeps_no_vote_from_us(client: Client, sent: str) -> None:
    send(client, invited(), 1, reason=sent)
    assert Rating.objects.get().state == "confirmed"
    assert not Given.objects.exists()


def test_one_that_left_the_list_while_the_page_was_open_is_left_out_and_the_vote_is_kept(client: Client) -> None:
    invite = invited()
    actions.set_archived(reason(), True, actor=cast.mo(), at=NOON)
    send(client, invite, 1, reason=str(reason().pk))
    assert Rating.objects.get().score == 1
    assert not Given.objects.exists()


def test_a_happy_customer_needs_no_reason(client: Client) -> None:
    send(client, invited(), 4, reason=str(reason().pk))
    assert not Given.objects.exists()


def test_three_sources_stand_apart_and_a_change_is_an_event() -> None:
    rating = says(1, reason=reason("Too slow"))
    review.name_reason(rating, reason("Unfriendly"), Source.AGENT, actor=cast.ada(), at=later(hours=1))
    review.name_reason(rating, reason("Not solved"), Source.REVIEWER, actor=cast.mo(), at=later(hours=1))
    review.name_reason(rating, reason("A wrong answer"), Source.REVIEWER, actor=cast.ben(), at=later(hours=2))
    assert given(rating) == {"customer": "Too slow", "agent": "Unfriendly", "reviewer": "A wrong answer"}
    told = [one.data for one in Event.objects.filter(name="learning.reason_given").order_by("id")]
    assert [one["source"] for one in told] == ["customer", "agent", "reviewer", "reviewer"]
    assert told[-1]["before"] == reason("Not solved").pk
    assert Given.objects.get(source="reviewer").by == cast.ben()
    review.name_reason(rating, None, Source.REVIEWER, actor=cast.ben(), at=later(hours=3))
    assert "reviewer" not in given(rating)
    assert Event.objects.filter(name="learning.reason_given").last().data["reason"] is None  # type: ignore[union-attr]


def test_saying_the_same_again_is_no_change() -> None:
    rating = says(1, reason=reason())
    review.name_reason(rating, reason(), Source.AGENT, actor=cast.ada(), at=later(hours=1))
    review.name_reason(rating, reason(), Source.AGENT, actor=cast.ada(), at=later(hours=2))
    assert Event.objects.filter(name="learning.reason_given").count() == 2


def test_beside_the_rating_stands_who_says_what_and_the_author_speaks_as_who_answered() -> None:
    rating = says(1, "Nobody read it.", reason=reason("Too slow"))
    url = f"/conversations/{rating.conversation.reference}/"
    ada, ben = client_of(cast.ada()), client_of(cast.ben())
    assert "Too slow" in ada.get(url).content.decode()
    ada.post(f"/ratings/{rating.pk}/reason/", {"reason": reason("Unfriendly").pk})
    answer = ben.post(f"/ratings/{rating.pk}/reason/", {"reason": reason("Not solved").pk})
    assert given(rating) == {"customer": "Too slow", "agent": "Unfriendly", "reviewer": "Not solved"}
    assert answer["Location"] == f"{url}#message-{rating.invite.message_id}"
    shown = ada.get(url).content.decode()
    assert "Reason: Unfriendly (Who answered)" in shown
    assert "Reviewer (Ben)" in shown
    assert "Reviewer (Ben)" in ada.get(f"/recoveries/{rating.conversation.recoveries.get().pk}/").content.decode()


def test_an_archived_reason_stays_where_it_was_given_and_is_not_given_any_more() -> None:
    rating = says(1, reason=reason())
    actions.set_archived(reason(), True, actor=cast.mo(), at=NOON)
    assert reason() not in queries.reasons()
    assert given(rating) == {"customer": "Too slow"}
    with pytest.raises(LearningError, match="not used any more"):
        review.name_reason(rating, reason(), Source.AGENT, actor=cast.ada(), at=later(hours=1))


def test_leads_keep_the_list_and_nobody_else() -> None:
    mo, ada = client_of(cast.mo()), client_of(cast.ada())
    assert ada.get("/settings/reasons/").status_code == 403
    mo.post("/settings/reasons/", {"name": " The  colour "})
    made = reason("The colour")
    assert (
        "There is a reason of this name already."
        in mo.post("/settings/reasons/", {"name": "the colour"}).content.decode()
    )
    mo.post(f"/settings/reasons/{made.pk}/", {"name": "The paint"})
    mo.post(f"/settings/reasons/{made.pk}/", {"do": "archive"})
    assert Reason.objects.get(pk=made.pk).name == "The paint"
    assert reason("The paint") not in queries.reasons()


def test_a_list_too_long_to_be_read_is_refused() -> None:
    for n in range(11):
        actions.save_reason(None, name=f"Reason {n}", actor=cast.mo(), at=NOON)
    with pytest.raises(LearningError, match="Archive one first"):
        actions.save_reason(None, name="One more", actor=cast.mo(), at=NOON)


def counts() -> dict[str, tuple[int, int, int, int]]:
    names = queries.names()
    return {
        names[one.reason]: (one.n, one.customer, one.agent, one.reviewer) for one in queries.reasons_in(DAY, DAY, None)
    }


def test_an_answer_counts_once_under_the_reviewer_before_the_customer_before_who_answered() -> None:
    first = says(1, reason=reason("Too slow"))
    second = says(2, sender=cast.SOL)
    review.name_reason(first, reason("Unfriendly"), Source.REVIEWER, actor=cast.mo(), at=later(hours=1))
    review.name_reason(second, reason("Unfriendly"), Source.AGENT, actor=cast.ada(), at=later(hours=1))
    assert counts() == {"Unfriendly": (2, 0, 1, 1)}
    again(second, 4)
    assert counts() == {"Unfriendly": (1, 0, 0, 1)}
    Rating.objects.filter(pk=first.pk).update(state="suspect")
    assert counts() == {}


def test_numbers_of_reasons_equal_a_full_count_and_the_length_of_their_lists() -> None:
    people = [(f"C{n}", f"c{n}@customer.example") for n in range(24)]
    words, sources = list(Reason.objects.all()[:3]), list(Source)
    for n, person in enumerate(people):
        rating = says(n % 4 + 1, sender=person, reason=words[n % 3] if n % 2 else None)
        if n % 5 == 0:
            review.name_reason(rating, words[(n + 1) % 3], sources[1 + n % 2], actor=cast.mo(), at=later(hours=1))
    main: Counter[int] = Counter()
    for one in Rating.objects.filter(score__lte=2):
        rows = {row.source: row.reason_id for row in one.reasons.all()}
        if rows:
            main[next(rows[source] for source in rules.ORDER if source in rows)] += 1
    found = {one.reason: one.n for one in queries.reasons_in(DAY, DAY, None)}
    assert found == main
    assert sum(found.values()) > 5
    for pk, n in found.items():
        assert len(queries.behind(DAY, DAY, reason=pk, known=None)) == n


def test_reasons_are_counted_on_the_day_of_the_reply_and_in_the_inbox_of_it() -> None:
    other = cast.inbox("other@desk.example", name="Other")
    says(1, reason=reason())
    says(1, sender=cast.SOL, reason=reason(), inbox=other, at=later(days=1))
    assert len(queries.reasons_in(DAY, DAY, None)) == 1
    assert queries.reasons_in(DAY, DAY + timedelta(1), None)[0].n == 2
    assert queries.reasons_in(DAY, DAY + timedelta(1), [other.pk])[0].n == 1
    assert queries.reasons_in(DAY, DAY + timedelta(1), []) == []


def test_the_page_shows_every_number_with_its_list_and_no_percentage_under_thirty() -> None:
    rating = says(1, "Four days", reason=reason(), at=None)
    client = client_of(cast.mo())
    shown = client.get("/feedback/reasons/?days=364").content.decode()
    assert "too few answers (n = 1)" in shown
    assert "too few answers to compare" in shown
    behind = client.get(f"/feedback/reasons/{reason().pk}/?since={DAY}&until={DAY}").content.decode()
    assert "Four days" in behind
    assert rating.conversation.reference in behind


@pytest.mark.parametrize("query", ["", "?since=x&until=y", f"?since={DAY}&until={DAY}&source=nobody"])
def test_an_address_that_we_never_made_is_not_found(query: str) -> None:
    assert client_of(cast.mo()).get(f"/feedback/reasons/{reason().pk}/{query}").status_code == 404


def test_a_search_finds_conversations_by_the_reason_that_anybody_gave() -> None:
    rating = says(1, "Four days", reason=reason("Too slow"))
    review.name_reason(rating, reason("Unfriendly"), Source.REVIEWER, actor=cast.mo(), at=later(hours=1))
    says(1, sender=cast.SOL, reason=reason("Not solved"))
    iris = client_of(cast.iris())
    search.fill(at=later(hours=2))
    for query in ("reason:slow", 'reason:"too slow"', "reason:unfr"):
        shown = iris.get("/search/", {"q": query}).content.decode()
        assert "Uma Ferrari" in shown
        assert "Sol Berg" not in shown
    assert "There is no reason called" in iris.get("/search/", {"q": "reason:weather"}).content.decode()


def test_when_the_first_word_is_taken_back_the_next_one_stands_for_the_rating() -> None:
    rating = says(1, reason=reason("Too slow"))
    review.name_reason(rating, reason("Unfriendly"), Source.REVIEWER, actor=cast.mo(), at=later(hours=1))
    assert counts() == {"Unfriendly": (1, 0, 0, 1)}
    review.name_reason(rating, None, Source.REVIEWER, actor=cast.mo(), at=later(hours=2))
    assert counts() == {"Too slow": (1, 1, 0, 0)}
    again(rating, 4)
    assert counts() == {}
    again(rating, 2, at=later(hours=3))
    assert counts() == {"Too slow": (1, 1, 0, 0)}
