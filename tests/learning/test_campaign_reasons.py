"""What answers to a campaign are about: each source apart, counted once, weighted to the whole segment."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.campaigns.models import Campaign, Outreach
from rapport.conversations.models import Conversation
from rapport.desk.campaigns import reasons as shown
from rapport.flows import campaign_goes_out, review
from rapport.learning import actions, queries, rules
from rapport.learning.actions import LearningError
from rapport.learning.models import Given, Heard, Source
from rapport.platform.models import Event
from rapport.surveys.models import Asking
from rapport.team.models import User
from tests import cast
from tests.campaigns.making import AT, many, outreaches, written
from tests.desk.conftest import client_of
from tests.learning.making import reason

pytestmark = pytest.mark.django_db


def answered(count: int, **fields: Any) -> Campaign:
    """So many were written to, and all of them answered."""
    many(count)
    made = written(size=count, per_hour=2000, **fields)
    while Outreach.objects.filter(arm="ask", state="drawn").exists():
        assert campaign_goes_out.sweep(at=AT + timedelta(hours=2))
    Asking.objects.update(delivered_at=AT)
    Outreach.objects.filter(state="asked").update(answered_at=AT + timedelta(hours=1))
    return made


def says(one: Outreach, name: str, source: Source = Source.REVIEWER, by: User | None = None) -> dict[str, str]:
    review.name_what_was_heard(one, reason(name), source, actor=by or cast.mo(), at=AT)
    return heard(one)


def heard(one: Outreach) -> dict[str, str]:
    return {row.source: row.reason.name for row in Heard.objects.filter(outreach=one)}


def test_three_sources_stand_apart_and_a_change_is_an_event() -> None:
    answered(1)
    [one] = outreaches()
    says(one, "Too slow", Source.CUSTOMER)
    says(one, "Unfriendly", Source.AGENT, cast.ada())
    says(one, "Not solved")
    says(one, "A wrong answer", by=cast.ben())
    says(one, "A wrong answer", by=cast.ben())
    assert heard(one) == {"customer": "Too slow", "agent": "Unfriendly", "reviewer": "A wrong answer"}
    told = [event.data for event in Event.objects.filter(name="learning.campaign_reason_given").order_by("id")]
    assert [each["word"] for each in told] == ["Too slow", "Unfriendly", "Not solved", "A wrong answer"]
    assert told[3]["before"] == reason("Not solved").pk and told[3]["outreach"] == one.pk
    assert not Given.objects.exists(), "no rating has it"


def test_a_reason_is_taken_back_and_the_others_stay() -> None:
    answered(1)
    [one] = outreaches()
    says(one, "Too slow"), says(one, "Not solved", Source.AGENT)
    review.name_what_was_heard(one, None, Source.REVIEWER, actor=cast.mo(), at=AT)
    review.name_what_was_heard(one, None, Source.REVIEWER, actor=cast.mo(), at=AT)
    assert heard(one) == {"agent": "Not solved"}
    assert Event.objects.filter(name="learning.campaign_reason_given").count() == 3


def test_what_nobody_answered_has_no_reason_and_an_archived_one_is_not_given() -> None:
    answered(2)
    one, other = outreaches()
    Outreach.objects.filter(pk=one.pk).update(answered_at=None)
    one.refresh_from_db()
    with pytest.raises(LearningError, match="Nobody has answered"):
        says(one, "Too slow")
    says(other, "Too slow")
    actions.set_archived(reason("Too slow"), True, actor=cast.mo(), at=AT)
    says(other, "Too slow")
    actions.set_archived(reason("Unfriendly"), True, actor=cast.mo(), at=AT)
    with pytest.raises(LearningError, match="not used any more"):
        says(other, "Unfriendly")
    assert heard(other) == {"reviewer": "Too slow"}


@pytest.mark.parametrize(
    ("said", "main"),
    [({}, None), ({"agent": 1}, 1), ({"agent": 1, "customer": 2}, 2), ({"agent": 1, "customer": 2, "reviewer": 3}, 3)],
)
def test_one_word_stands_for_an_answer(said: dict[str, int], main: int | None) -> None:
    assert rules.main_of(said) == main


def test_an_answer_counts_once_and_every_source_beside_it() -> None:
    made = answered(3)
    one, other, third = outreaches()
    says(one, "Too slow"), says(one, "Unfriendly", Source.AGENT), says(one, "Unfriendly", Source.CUSTOMER)
    says(other, "Unfriendly", Source.CUSTOMER), says(third, "Too slow")
    found = shown.table(made, queries.coded(made), queries.names())
    rows = {row["name"]: (row["count"], [each["count"] for each in row["sources"]]) for row in found}
    assert rows == {"Too slow": (2, [0, 0, 2]), "Unfriendly": (1, [2, 1, 0])}, "customer, who answered, reviewer"
    assert [row["name"] for row in found] == ["Too slow", "Unfriendly"]
    coded = queries.coded(made)
    for row in found:
        pk = reason(row["name"]).pk
        assert len(shown.having(coded, pk, "")) == row["count"]
        for source, each in zip(Source, row["sources"], strict=True):
            assert len(shown.having(coded, pk, source.value)) == each["count"], "what is counted is what is listed"


def test_the_estimate_speaks_for_the_whole_segment() -> None:
    """Twenty were drawn with a chance of one half and are slow, twenty with one in ten and are not: of the segment of
    240, 40 are slow."""
    made = answered(40)
    found = outreaches()
    for serial, one in enumerate(found):
        says(one, "Too slow" if serial < 20 else "Unfriendly")
        Outreach.objects.filter(pk=one.pk).update(chance=0.5 if serial < 20 else 0.1)
    rows = shown.table(made, queries.coded(made), queries.names())
    slow = next(row for row in rows if row["name"] == "Too slow")
    assert slow["estimate"].startswith("17 %, ") and slow["estimate"].endswith("n = 40")
    assert slow["count"] == 20


def test_too_few_carry_no_estimate_and_another_campaign_is_not_counted() -> None:
    made = answered(2)
    says(outreaches()[0], "Too slow")
    other = Campaign.objects.get(pk=made.pk)
    other.pk = None
    other.save()
    assert queries.coded(other) == [] and len(queries.coded(made)) == 1
    [row] = shown.table(made, queries.coded(made), queries.names())
    assert row["estimate"] == "too few answers (n = 1)"


def test_how_often_a_reason_was_used_counts_both_kinds_once() -> None:
    answered(3)
    for one in outreaches():
        says(one, "Too slow"), says(one, "Too slow", Source.AGENT)
    assert {one.name: one.used for one in queries.every_reason() if one.used} == {"Too slow": 6}  # type: ignore[attr-defined]


# At the desk
def path_of(one: Outreach) -> str:
    return f"/campaigns/{one.campaign_id}/answers/{one.pk}/reason/"


def test_whoever_answers_and_whoever_looks_at_it_are_two_sources_and_the_customer_a_third(
    mo: Client, ada: Client
) -> None:
    made = answered(1)
    [one] = outreaches()
    sent = {"reason": str(reason("Too slow").pk)}
    answer = ada.post(path_of(one), sent)
    assert answer.status_code == 302 and answer["Location"] == f"/campaigns/{made.pk}/#answer-{one.pk}"
    mo.post(path_of(one), {"reason": str(reason("Unfriendly").pk)})
    mo.post(path_of(one), {"reason": str(reason("Not solved").pk), "as": "customer", "back": "answers"})
    assert heard(one) == {"agent": "Too slow", "reviewer": "Unfriendly", "customer": "Not solved"}
    html = mo.get(f"/campaigns/{made.pk}/").content.decode()
    assert "Customer (Mo)" in html and "Who answered (Ada)" in html and "Reviewer (Mo)" in html
    assert "By the reasons that 1 of 1 answers were given" in html
    mo.post(path_of(one), {"reason": ""})
    assert heard(one) == {"agent": "Too slow", "customer": "Not solved"}


def test_a_number_leads_to_the_answers_that_it_counts(mo: Client) -> None:
    made = answered(3)
    one, other, _third = outreaches()
    says(one, "Too slow"), says(other, "Unfriendly"), says(other, "Too slow", Source.CUSTOMER)
    slow = reason("Too slow").pk
    path = f"/campaigns/{made.pk}/answers/"
    html = mo.get(f"/campaigns/{made.pk}/").content.decode()
    for query in (f"reason={slow}", f"reason={slow}&amp;source=customer"):
        assert f"{path}?{query}" in html

    def listed(query: str) -> list[int]:
        page = mo.get(f"{path}?{query}").content.decode()
        return [pk for pk in (one.pk, other.pk, _third.pk) if f'id="answer-{pk}"' in page]

    assert listed(f"reason={slow}") == [one.pk] and listed(f"reason={slow}&source=customer") == [other.pk]
    assert listed("") == [one.pk, other.pk, _third.pk]
    for odd in ("reason=x", "reason=999999", f"reason={slow}&source=x", "after=zzz"):
        assert mo.get(f"{path}?{odd}").status_code == 404


def test_all_answers_are_paged(mo: Client) -> None:
    made = answered(53)
    path = f"/campaigns/{made.pk}/answers/"
    assert f'href="{path}"' in mo.get(f"/campaigns/{made.pk}/").content.decode()
    first = mo.get(path).content.decode()
    assert first.count('id="answer-') == 50
    more = first.split(f'href="{path}?after=')[1].split('"')[0]
    second = mo.get(f"{path}?after={more}").content.decode()
    ids = {
        pk
        for pk in Outreach.objects.values_list("pk", flat=True)
        for page in (first, second)
        if f'id="answer-{pk}"' in page
    }
    assert second.count('id="answer-') == 3 and len(ids) == 53


@pytest.mark.parametrize("sent", ["0", "999999", "-1", "1; DROP TABLE", "١", "9" * 20])
def test_a_reason_that_there_is_not_is_not_found(mo: Client, sent: str) -> None:
    answered(1)
    assert mo.post(path_of(outreaches()[0]), {"reason": sent}).status_code == 404
    assert not Heard.objects.exists()


def test_answers_that_one_does_not_see_are_not_theirs_to_name(ada: Client, mo: Client) -> None:
    answered(1)
    [one] = outreaches()
    place = cast.inbox("board@desk.example", name="Board")
    place.teams.add(cast.team("Board", cast.mo()))
    Conversation.objects.filter(outreach=one).update(inbox=place)
    sent = {"reason": str(reason().pk)}
    assert ada.post(path_of(one), sent).status_code == 404
    assert 'name="reason"' not in ada.get(f"/campaigns/{one.campaign_id}/answers/").content.decode()
    for who in (cast.pat(), cast.cleo()):
        assert client_of(who).post(path_of(one), sent).status_code == 403
    Outreach.objects.update(answered_at=None)
    assert mo.post(path_of(one), sent).status_code == 404, "who has not answered has no answer"
    assert not Heard.objects.exists()


def test_pages_ask_few_questions_however_many_answers_there_are(mo: Client) -> None:
    made = answered(40)
    asked = []
    for count in (1, 40):
        for one in outreaches()[:count]:
            says(one, "Too slow"), says(one, "Unfriendly", Source.AGENT)
        for path in (f"/campaigns/{made.pk}/", f"/campaigns/{made.pk}/answers/?reason={reason().pk}"):
            mo.get(path)
            with CaptureQueriesContext(connection) as seen:
                assert mo.get(path).status_code == 200
            asked.append(len(seen))
    assert asked[:2] == asked[2:] and max(asked) <= 14, asked
