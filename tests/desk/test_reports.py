"""The report of ratings: what it says of which figures, to whom, and the conversations behind each number."""

import re
from datetime import UTC, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.conversations.models import Conversation
from rapport.feedback.models import Rating, RatingInvite
from rapport.flows import customer_leaves
from rapport.platform import clock
from rapport.platform.models import AuditEntry, Event
from rapport.recovery.models import Recovery
from rapport.relationships.actions import Told
from rapport.reports.actions import SampleError, draw, fold
from rapport.reports.models import Drawn, Sample
from rapport.reports.rules.counts import Scope
from rapport.team.models import User
from tests import cast
from tests.cast import NOON
from tests.desk.conftest import client_of
from tests.recovery.turning import turned
from tests.reports.making import rated

pytestmark = pytest.mark.django_db
YEAR = {"since": "2025-09-01", "until": "2026-06-30"}
REPORT, BEHIND = f"/ratings/report/?{urlencode(YEAR)}", f"/ratings/behind/?{urlencode(YEAR)}"
MOST_QUERIES = 20


def words(client: Client, path: str = REPORT) -> str:
    """What a page says, without its marks."""
    answer = client.get(path)
    assert answer.status_code == 200
    return plain(answer.content.decode())


def plain(html: str) -> str:
    main = re.sub(r"(?s)<(script|style|title)\b.*?</\1>", " ", html.partition("<main")[2] or html)
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))


def test_without_answers_it_says_so(mo: Client) -> None:
    assert "Nobody was asked in this time" in words(mo)


def test_under_thirty_answers_there_is_no_percentage(mo: Client) -> None:
    rated([4] * 20 + [1] * 9 + [None] * 21)
    said = words(mo)
    assert said.count("Too few answers A percentage") == 2, "of 50 who were asked there is a response rate"
    assert "Too few answers for a chart" in said
    assert "20 of n = 29" in said
    assert "58 % 44 to 71 % (95 % interval) 29 of n = 50" in said
    assert "69 %" not in said
    rated([4])
    assert "70 % 52 to 83 % (95 % interval) 21 of n = 30" in words(mo)


def test_every_figure_has_its_n_and_its_interval(mo: Client) -> None:
    rated([4] * 60 + [3] * 28 + [2] * 8 + [1] * 4 + [None] * 300)
    said = words(mo)
    assert "Satisfied 88 % 80 to 93 % (95 % interval) 88 of n = 100" in said
    assert "Unhappy 4 % 2 to 10 % (95 % interval) 4 of n = 100" in said
    assert "Answered 25 % 21 to 29 % (95 % interval) 100 of n = 400" in said
    for match in re.finditer(r"Satisfied \d+ %|Unhappy \d+ %", said):
        assert re.match(r"[\w ]+ % \d+ to \d+ % \(95 % interval\) \d+ of n = \d+", said[match.start() :])


def test_what_is_excluded_is_shown_and_said_why(mo: Client) -> None:
    invites = rated([4] * 40)
    Rating.objects.filter(invite__in=[one.pk for one in invites[:3]]).update(state="suspect")
    Rating.objects.filter(invite=invites[3].pk).update(state="suspect", passed_on=True)
    said = words(mo)
    assert "36 of n = 36" in said
    assert "3 probably a machine" in said
    assert "1 from somebody to whom the mail was passed on" in said
    assert "Nothing had to be left out" not in said


def links(client: Client) -> dict[str, int]:
    """Every link of the report to a list, and the number it stands on."""
    html = client.get(REPORT).content.decode()
    found = re.findall(r'href="(/ratings/behind/[^"]+)">(?:n = )?(\d+)</a>', html)
    return {unescape(path): int(number) for path, number in found}


def listed(client: Client, path: str) -> int:
    total = 0
    while path:
        html = client.get(path).content.decode()
        total += html.count("#message-")
        more = re.search(r'class="button" href="(/ratings/behind/[^"]+)"', html)
        path = unescape(more[1]) if more else ""
    return total


def test_every_number_leads_to_the_conversations_behind_it(mo: Client) -> None:
    """More than a page of them, too."""
    invites = rated([4] * 56 + [3] * 7 + [2] * 5 + [1] * 3 + [None] * 9, every=timedelta(days=1))
    Rating.objects.filter(invite__in=[one.pk for one in invites[:2]]).update(state="suspect")
    found = links(mo)
    assert len(found) > 15
    assert {path: listed(mo, path) for path in found} == found


def test_only_what_was_chosen_is_counted(mo: Client) -> None:
    other = cast.inbox("b@desk.example", name="Sales")
    rated([4] * 30, language="de")
    rated([1] * 40, inbox=other)
    rated([2] * 5, at=NOON - timedelta(days=300))
    assert "30 of n = 70" in words(mo)
    assert "0 of n = 40" in words(mo, f"{REPORT}&inbox={other.pk}")
    assert "30 of n = 30" in words(mo, f"{REPORT}&language=de")
    assert "30 of n = 70" in words(mo, f"{REPORT}&channel=email")
    assert "0 of n = 5" in words(mo, "/ratings/report/?since=2025-05-01&until=2025-06-01")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("since=2026-05-01&until=2026-01-01", "The end is before the beginning. Choose a later day."),
        ("since=1999-01-01", "That is more than five years. Choose a later day."),
        ("since=yesterday", "Enter a valid date."),
        ("inbox=999", "Select a valid choice. 999 is not one of the available choices."),
        ("language=%00%27%3B--", "Select a valid choice."),
    ],
)
def test_what_is_not_understood_is_said(mo: Client, asked: str, said: str) -> None:
    assert said in words(mo, f"/ratings/report/?{asked}")


@pytest.mark.parametrize("asked", ["part=wrong", "part=answered&faces=9", "part=asked&after=x", "author=1e9"])
def test_unknown_lists_are_not_found(mo: Client, asked: str) -> None:
    assert mo.get(f"{BEHIND}&{asked}").status_code == 404


def test_weeks_differ_by_chance_until_one_does_not(mo: Client) -> None:
    for week in range(12):
        happy = 22 if week == 7 else 36
        rated([4] * happy + [1] * (40 - happy), at=NOON + timedelta(weeks=week))
    since = {"since": "2026-03-02", "until": "2026-05-24"}
    answer = mo.get(f"/ratings/report/?{urlencode(since)}").content.decode()
    assert "1 point lies beyond the limits (triangle)" in plain(answer)
    assert answer.count('data-shape="outside"') == 1
    assert "55 %, 40 to 69 %, n = 40" in plain(answer)
    assert plain(answer).count(" beyond ") >= 1


def test_few_points_have_no_limits(mo: Client) -> None:
    rated([4] * 35)
    assert "With eight points limits appear here" in words(mo)


def test_an_agent_sees_their_own_replies_alone(ada: Client) -> None:
    rated([4] * 20 + [1] * 20)
    rated([4] * 60, author=cast.ben())
    said = words(ada)
    assert "Your own replies only you see this Satisfied 50 % 35 to 65 % (95 % interval) 20 of n = 40" in said
    assert listed(ada, f"{BEHIND}&part=answered&mine=1") == 40


def behind(client: Client, part: str) -> list[str]:
    shown = client.get("/recoveries/figures/behind/", {"part": part}).content.decode()
    return re.findall(r"R-\d+", shown[shown.index("<main") :])


def test_loyalty_stands_before_satisfaction(ada: Client) -> None:
    rated([4] * 20 + [1] * 20)
    long_ago = clock.now() - timedelta(days=100)
    recoveries = list(Recovery.objects.all()) or [turned(at=long_ago)]
    mine = recoveries[0]
    Recovery.objects.filter(pk=mine.pk).update(owner=cast.ada(), closed_at=long_ago)
    said = words(ada)
    own = said[said.index("Your own replies") :]
    assert own.index("Stayed with us") < own.index("Satisfied")
    assert "1 of n = 1" in own
    assert behind(ada, "own") == behind(ada, "own-kept") == [mine.conversation.reference]
    customer_leaves.note(
        mine.conversation.customer, Told(clock.now().date(), "fault"), known=None, actor=cast.ada(), at=clock.now()
    )
    assert "0 of n = 1" in words(ada)
    assert (behind(ada, "own"), behind(ada, "own-kept")) == ([mine.conversation.reference], [])
    theirs = cast.inbox("theirs@desk.example", name="Theirs")
    theirs.teams.add(cast.team("Theirs", cast.ben()))
    Conversation.objects.filter(pk=mine.conversation_id).update(inbox=theirs)
    assert behind(ada, "own") == [], "of an inbox that one does not see any more"
    assert "Stayed with us" not in words(ada)
    Conversation.objects.filter(pk=mine.conversation_id).update(inbox=mine.conversation.inbox)
    Recovery.objects.filter(pk=mine.pk).update(closed_at=clock.now() - timedelta(days=89))
    assert "Stayed with us" not in words(ada), "too early to say"


def crowd(worst: int = 0) -> list[User]:
    """Nine colleagues; one of them may be much worse."""
    people = [User.objects.create_user(f"a{n}@desk.example", "x" * 20, name=f"Agent {n} Nine") for n in range(9)]
    for n, one in enumerate(people):
        bad = worst if n == 0 else 4 + n % 3
        rated([4] * (50 - bad) + [1] * bad, author=one)
    return people


def test_an_agent_is_a_point_among_points_without_names(ada: Client) -> None:
    crowd()
    rated([4] * 46 + [1] * 4)
    html = ada.get(REPORT).content.decode()
    funnel = html.partition('id="fair"')[2]
    assert funnel.count('data-shape="own"') == 1
    assert funnel.count('data-shape="hollow"') == 9
    assert "Agent" not in plain(funnel)
    assert "You are within what chance explains." in plain(funnel)
    assert "92 % of your n = 50 answers were satisfied" in plain(funnel)


def test_among_few_people_no_point_is_shown(ada: Client) -> None:
    rated([4] * 46 + [1] * 4)
    rated([4] * 30 + [1] * 20, author=cast.ben())
    funnel = ada.get(REPORT).content.decode().partition('id="fair"')[2]
    assert funnel.count('data-shape="hollow"') == 0
    assert "Ben" not in plain(funnel)


def test_an_agent_beyond_the_limits_hears_it_first_and_alone(mo: Client) -> None:
    worst = crowd(worst=30)[0]
    said = words(client_of(worst))
    assert "You are beyond what chance explains." in said
    found = words(mo).partition("Who needs help")[2]
    assert "Agent 0 Nine" in found
    assert "below the limits: ask what makes it hard" in found
    assert not re.search(r"Agent [1-8] Nine", found)


def test_leads_are_told_of_nobody_within_the_limits(mo: Client) -> None:
    crowd(worst=5)
    found = words(mo).partition("Who needs help")[2]
    assert "Nobody lies beyond the outer limits." in found
    assert "Nine" not in found


def test_hard_cases_are_taken_into_account(mo: Client) -> None:
    """One agent has only hard cases, which go badly with everybody."""
    people = crowd(worst=4)
    for one in people:
        rated([4] * 12 + [1] * 8, author=one, topic="refund")
    rated([4] * 36 + [1] * 24, author=cast.ada(), topic="refund")
    assert "Nobody lies beyond the outer limits." in words(mo)


def test_only_leads_ask_for_the_answers_of_somebody(mo: Client, ada: Client) -> None:
    rated([4] * 3, author=cast.ben())
    path = f"{BEHIND}&part=answered&author={cast.ben().pk}"
    assert listed(mo, path) == 3
    assert ada.get(path).status_code == 403


def test_nobody_counts_or_lists_what_they_do_not_see(pat: Client) -> None:
    """A partner sees the inboxes of the own teams."""
    theirs = cast.inbox("p@desk.example", name="Partners")
    theirs.teams.add(cast.team("Partners", cast.pat()))
    rated([4] * 50)
    rated([4] * 31, inbox=theirs)
    assert "31 of n = 31" in words(pat)
    assert listed(pat, f"{BEHIND}&part=asked") == 31
    assert "Select a valid choice." in words(pat, f"{REPORT}&inbox={cast.inbox().pk}")
    assert listed(pat, f"{BEHIND}&part=asked&inbox={cast.inbox().pk}") <= 31


def test_it_costs_the_same_for_many_as_for_few(mo: Client) -> None:
    rated([4] * 31)
    mo.get(REPORT)
    with CaptureQueriesContext(connection) as few:
        mo.get(REPORT)
    crowd(worst=30)
    fold()
    mo.get(REPORT)
    with CaptureQueriesContext(connection) as many:
        mo.get(REPORT)
    assert len(many) <= len(few) + 1, "the names of those beyond the limits"
    assert len(many) <= MOST_QUERIES


def test_a_list_asks_the_same_for_many_rows_as_for_few(mo: Client) -> None:
    rated([4])
    with CaptureQueriesContext(connection) as few:
        mo.get(f"{BEHIND}&part=asked")
    rated([4] * 20 + [None] * 20)
    with CaptureQueriesContext(connection) as many:
        mo.get(f"{BEHIND}&part=asked")
    assert len(many) == len(few)


def test_charts_are_numbers_in_any_language(mo: Client) -> None:
    """A comma would make a place on the canvas of two."""
    rated([4] * 35 + [1] * 5)
    html = mo.get(REPORT, headers={"accept-language": "de"}).content.decode()
    assert "Zufrieden" in html
    for value in re.findall(r' (?:x1|x2|y1|y2|x|y|width)="([^"]*)"', html.partition('class="chart"')[2]):
        assert re.fullmatch(r"-?\d+(\.\d+)?", value), value


# The sample of those who did not answer


def silence(number: int = 120) -> None:
    rated([4] * 40 + [1] * 10 + [None] * number)


def drawn_by(mo: Client, size: int = 40) -> Sample:
    answer = mo.post(f"/ratings/samples/?{urlencode(YEAR)}", {"size": size})
    assert answer.status_code == 302
    return Sample.objects.get()


def test_one_click_draws_a_sample(mo: Client) -> None:
    silence()
    assert "Draw" in words(mo)
    made = drawn_by(mo)
    assert (made.asked, made.answered, made.happy, made.silent) == (170, 50, 40, 120)
    rows = list(Drawn.objects.select_related("invite"))
    assert len(rows) == len({row.invite_id for row in rows}) == 40
    assert [row.probability for row in rows] == pytest.approx([1 / 3] * 40)
    assert not Rating.objects.filter(invite__in=[row.invite_id for row in rows]).exists()
    said = words(mo, f"/ratings/samples/{made.pk}/")
    assert "40 people still to be asked" in said
    assert "Too few answers: 0 of 40 have told" in said
    assert "Asked 170, answered 50; drawn 40 of the 120 who were silent" in said


def test_a_draw_is_in_the_audit_log_and_can_be_drawn_again(mo: Client) -> None:
    from hashlib import md5

    silence()
    made = drawn_by(mo)
    entry = AuditEntry.objects.filter(action="sample.drawn").get()
    assert (entry.actor, entry.data["size"], entry.data["seed"]) == ("Mo Haddad", 40, made.seed)
    assert Event.objects.filter(name="reports.sample_drawn").get().data == {"sample": made.pk, "size": 40}
    chosen = set(made.drawn.values_list("invite_id", flat=True))
    silent = RatingInvite.objects.filter(rating=None).values_list("pk", flat=True)
    first = sorted(silent, key=lambda pk: md5(f"{made.seed}{pk}".encode(), usedforsecurity=False).hexdigest())
    assert set(first[:40]) == chosen


def test_what_they_tell_corrects_the_headline(mo: Client) -> None:
    silence()
    made = drawn_by(mo)
    rows = list(made.drawn.all())
    for n, row in enumerate(rows[:32]):
        answer = mo.post(f"/ratings/samples/{made.pk}/{row.pk}/", {"told": 3 if n < 24 else 2, "note": " was  fine "})
        assert answer.status_code == 302
    mo.post(f"/ratings/samples/{made.pk}/{rows[32].pk}/", {"told": "unreached"})
    said = words(mo, f"/ratings/samples/{made.pk}/")
    # 50/170 × 80 % + 120/170 × 75 %
    assert "76 % (64 to 85 %, 95 % interval) of all who were asked are satisfied" in said
    assert "By the answers alone it would be 80 %." in said
    assert "1 could not be reached" in said
    assert "was fine" in said
    assert "76 %" in words(mo)
    assert AuditEntry.objects.filter(action="sample.told").count() == 33


def test_who_answers_by_themselves_after_all_has_told(mo: Client) -> None:
    silence()
    made = drawn_by(mo)
    for row in made.drawn.select_related("invite")[:30]:
        Rating.objects.create(
            invite=row.invite,
            conversation_id=row.invite.conversation_id,
            score=4,
            state="confirmed",
            first_at=NOON,
            changed_at=NOON,
        )
    said = words(mo, f"/ratings/samples/{made.pk}/")
    assert "Too few" not in said
    assert said.count("answered by themselves since") == 30


def test_what_was_noted_may_be_corrected(mo: Client) -> None:
    silence()
    made = drawn_by(mo)
    path = f"/ratings/samples/{made.pk}/{made.drawn.all()[0].pk}/"
    mo.post(path, {"told": "4"})
    mo.post(path, {"told": "unreached"})
    row = made.drawn.all()[0]
    assert (row.outcome, row.score, row.noted_by) == ("unreached", None, cast.mo())


@pytest.mark.parametrize("told", ["", "0", "5", "great"])
def test_a_wrong_face_is_refused_with_words(mo: Client, told: str) -> None:
    silence()
    made = drawn_by(mo)
    answer = mo.post(f"/ratings/samples/{made.pk}/{made.drawn.all()[0].pk}/", {"told": told}, follow=True)
    assert Drawn.objects.exclude(outcome="open").count() == 0
    assert "Choose" in answer.content.decode() or "Select a valid choice" in answer.content.decode()


@pytest.mark.parametrize(("size", "said"), [(7, "Choose one of the offered sizes."), (60, "Only 50 people")])
def test_a_draw_that_cannot_be_is_refused_with_words(mo: Client, size: int, said: str) -> None:
    silence(50)
    answer = mo.post(f"/ratings/samples/?{urlencode(YEAR)}", {"size": size}, follow=True)
    assert said in answer.content.decode()
    assert not Sample.objects.exists()


def test_nobody_is_drawn_who_may_still_answer(mo: Client) -> None:
    today = clock.now().astimezone(UTC)
    rated([None] * 60, at=today - timedelta(days=2))
    rated([None] * 45, at=today - timedelta(days=20))
    mo.post("/ratings/samples/", {"size": 40})
    made = Sample.objects.get()
    assert (made.silent, made.last) == (45, (today - timedelta(days=7)).date())
    recent = {"since": (today - timedelta(days=3)).date(), "until": today.date()}
    answer = mo.post(f"/ratings/samples/?{urlencode(recent)}", {"size": 40}, follow=True)
    assert "People may still answer." in answer.content.decode()
    with pytest.raises(SampleError, match="may still answer"):
        draw(Scope(today.date(), today.date()), 40, actor=cast.mo(), at=today)


def test_who_was_forgotten_is_not_drawn(mo: Client) -> None:
    silence(41)
    invite = rated([None])[0]
    type(invite).objects.filter(pk=invite.pk).update(recipient="")
    made = drawn_by(mo)
    assert made.silent == 41


def test_only_leads_draw(ada: Client) -> None:
    silence()
    assert "Ask a random sample in person" not in words(ada)
    assert ada.post(f"/ratings/samples/?{urlencode(YEAR)}", {"size": 40}).status_code == 403


def test_agents_ask_those_they_see_and_know_of_no_others(mo: Client, ada: Client, pat: Client) -> None:
    silence()
    theirs = cast.inbox("p@desk.example", name="Partners")
    theirs.teams.add(cast.team("Partners", cast.pat()))
    made = drawn_by(mo)
    path = f"/ratings/samples/{made.pk}/"
    assert "The figure is about inboxes that you do not see." in words(ada, path), "a team's inbox is not Ada's"
    assert "40 people still to be asked" in words(ada, path)
    row = made.drawn.all()[0]
    assert ada.post(f"{path}{row.pk}/", {"told": "4"}).status_code == 302
    assert pat.get(path).status_code == 404
    assert pat.post(f"{path}{row.pk}/", {"told": "1"}).status_code == 404
    assert made.drawn.get(pk=row.pk).score == 4


def test_a_collaborator_reads_the_report_and_is_compared_with_nobody() -> None:
    """Cleo is in no team, so there is nothing to count."""
    rated([4] * 50)
    assert "Nobody was asked in this time" in words(client_of(cast.cleo()))
