"""The written content holds together, without a database."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

import pytest

from rapport.learning.models import FIRST_REASONS
from rapport.sample import story as stories
from rapport.sample.story import CONTENT, FACES, BadContent, Conversation, Step
from rapport.sample.when import moment, with_dates

STORY = stories.read()
STEPS = [(conversation, step) for conversation in STORY.conversations for step in conversation.steps]
HOURS = [datetime(2025, 3, day, hour, 17, tzinfo=UTC) for day in (7, 8, 9, 10) for hour in (0, 7, 13, 23)]
ADDRESS = re.compile(r"[\w.+-]+@([\w.-]+\w)")


def having(verb: str) -> list[tuple[Conversation, Step]]:
    return [(conversation, step) for conversation, step in STEPS if step.verb == verb]


def rated(*faces: str) -> list[Step]:
    return [step for _, step in having("rate") if step.words in faces]


def test_the_company_is_as_large_as_promised() -> None:
    assert len(STORY.staff) == 5
    assert Counter(one.role for one in STORY.staff.values()) == {"owner": 1, "lead": 1, "agent": 3}
    assert {one.address: one.reply_target_hours for one in STORY.inboxes.values()} == {
        "help@spokeandsaddle.example": 4,
        "workshop@spokeandsaddle.example": 8,
    }
    assert 55 <= len(STORY.conversations) <= 75
    assert len(STORY.customers) >= 45


def test_every_key_names_something() -> None:
    for conversation, step in STEPS:
        assert conversation.inbox in STORY.inboxes
        assert conversation.customer in STORY.customers
        assert step.who in {"customer", "stranger", "machine", "scanner", *STORY.staff}, (conversation.key, step.who)
        assert step.verb != "assign" or step.words in STORY.staff
        assert step.verb != "rate" or step.words in FACES
        assert {*step.chips, *step.missing} <= {"heard", "respected", "solved", "quick"}
        assert not set(step.chips) & set(step.missing)
        assert bool(step.promise) == bool(step.due) or step.verb in {"agreed", "prevents"}
        assert all(name.endswith(".png") or name in STORY.papers for name in step.attach)
    for team in STORY.teams.values():
        assert set(team.members) <= set(STORY.staff)
    assert {one.organization for one in STORY.customers.values()} - {""} == set(STORY.organizations)


def test_keys_are_unique_and_everybody_is_used() -> None:
    keys = Counter(conversation.key for conversation in STORY.conversations)
    assert keys.most_common(1)[0][1] == 1
    assert {conversation.customer for conversation in STORY.conversations} == set(STORY.customers)
    used = {name for _, step in STEPS for name in step.attach}
    assert set(STORY.papers) <= used


def test_what_needs_words_has_words() -> None:
    for conversation, step in STEPS:
        assert step.words or step.verb in {"scan", "close"}, conversation.key


@pytest.mark.parametrize("now", HOURS, ids=str)
def test_steps_come_in_order_whenever_the_folder_is_filled(now: datetime) -> None:
    for conversation in STORY.conversations:
        times = [moment(step.at, now) for step in conversation.steps]
        assert all(a < b for a, b in pairwise(times)), f"{conversation.key} at {now}: {times}"
        assert times[-1] < now


def test_a_mail_that_is_not_the_first_answers_a_mail_of_ours() -> None:
    for conversation in STORY.conversations:
        assert conversation.steps[0].verb == "mail", conversation.key
        writes = [step.verb for step in conversation.steps if step.verb in {"mail", "reply", "apologise", "ask_again"}]
        assert "mail" not in writes[1 : writes.index("reply") if "reply" in writes else None], conversation.key


def test_ratings_follow_a_reply_and_recoveries_follow_an_unhappy_one() -> None:
    for conversation in STORY.conversations:
        verbs = [step.verb for step in conversation.steps]
        for place, step in enumerate(conversation.steps):
            if step.verb in {"rate", "scan"}:
                assert {"reply", "ask_again"} & set(verbs[:place]), conversation.key
            if step.verb in {"contacted", "apologise", "agreed", "gave", "fixed", "learned", "prevents", "ask_again"}:
                assert any(before.words in {"bad", "not_quite"} for before in conversation.steps[:place])


def test_every_state_is_told() -> None:
    last = {conversation.key: conversation.steps[-1] for conversation in STORY.conversations}
    unanswered = [
        one for one in STORY.conversations if {step.verb for step in one.steps} == {"mail"} and not one.steps[0].machine
    ]
    assert len(unanswered) >= 12
    assert len([step for step in last.values() if step.verb == "reply"]) >= 8
    assert len([step for step in last.values() if step.verb == "close"]) >= 20
    assert len(having("note")) >= 12
    assert len(having("assign")) >= 5
    assert len([step for step in rated("great") if step.comment]) >= 14
    assert len(rated("not_quite")) >= 3
    assert len(rated("bad")) == 6
    assert len(having("scan")) == 1
    assert len(having("ask_again")) == 3
    assert Counter(step.machine for _, step in STEPS if step.machine) == {
        "auto_reply": 1, "bounce": 1, "list": 1, "unreadable": 1,
    }  # fmt: skip
    assert len([step for _, step in STEPS if step.who == "stranger"]) == 1
    now = HOURS[0]
    due = [moment(step.due, now) - now for _, step in STEPS if step.promise]
    assert any(left < timedelta(0) for left in due)
    assert any(timedelta(0) < left < timedelta(hours=4) for left in due)


def test_one_customer_wrote_three_times_within_seven_days() -> None:
    starts = Counter(
        conversation.customer
        for conversation in STORY.conversations
        for now in HOURS[:1]
        if now - moment(conversation.steps[0].at, now) < timedelta(days=7)
    )
    assert starts["fergal"] == 3


def test_several_customers_write_german() -> None:
    german = [step for _, step in having("mail") if re.search(r"\b(ich|und|nicht|wir)\b", step.words)]
    assert len({step.words for step in german}) >= 6


def test_no_two_texts_are_nearly_equal() -> None:
    texts = [text for _, step in STEPS for text in (step.words, step.comment) if len(text) > 25]
    pairs = {text: set(pairwise(re.findall(r"\w+", text.lower()))) for text in texts}
    assert len(pairs) == len(texts)
    for one, other in combinations(texts, 2):
        shared, either = pairs[one] & pairs[other], pairs[one] | pairs[other]
        assert len(shared) < 0.4 * len(either), f"{one!r} and {other!r}"


def test_texts_differ_in_length_as_people_do() -> None:
    sizes = sorted(len(step.words.split()) for _, step in having("mail"))
    assert sizes[0] <= 6
    assert sizes[-1] >= 180
    assert len(set(sizes)) >= 45


def test_all_addresses_are_reserved_for_examples() -> None:
    for path in CONTENT.glob("*.toml"):
        domains = ADDRESS.findall(path.read_text())
        assert all(domain.endswith(".example") for domain in domains), path.name


def test_all_phone_numbers_are_reserved_for_fiction() -> None:
    free = re.compile(r"\+353 20 91\d \d{4}|\+49 40 66969 \d{3}")
    for path in CONTENT.glob("*.toml"):
        numbers = re.findall(r"\+\d[\d ]{7,}", path.read_text())
        assert all(free.fullmatch(number.strip()) for number in numbers), path.name


def test_no_placeholder_is_left_in_any_text() -> None:
    for _, step in STEPS:
        assert not re.search(r"[{}]", with_dates(step.words + step.comment, HOURS[0])), step.words


def test_content_files_stay_small_enough_to_read() -> None:
    for path in CONTENT.glob("*.toml"):
        assert len(path.read_text().splitlines()) <= 300, path.name


def test_a_step_with_two_verbs_is_refused_by_place() -> None:
    with pytest.raises(BadContent, match=r"orders\.toml, gone: a step has exactly one"):
        stories._step({"at": "2h", "who": "orla", "mail": "x", "reply": "y"}, "orders.toml, gone")


def test_an_unknown_word_in_a_step_is_refused_by_place() -> None:
    with pytest.raises(BadContent, match=r"orders\.toml, gone: .*colour"):
        stories._step({"at": "2h", "who": "orla", "mail": "x", "colour": "y"}, "orders.toml, gone")


def test_what_is_asked_apart_names_what_there_is() -> None:
    keys = {conversation.key for conversation in STORY.conversations}
    closed = {conversation.key for conversation, _ in having("close")}
    assert {one.inbox for one in STORY.surveys} == set(STORY.inboxes) and {one.kind for one in STORY.surveys} == {
        "nps",
        "ces",
    }
    assert len({one.about for one in STORY.answers}) == len(STORY.answers)
    assert {one.about for one in STORY.answers} <= closed <= keys
    told = STORY.campaign
    assert told.sender in STORY.staff and told.inbox in STORY.inboxes and told.words.count("?") == 1
    assert len(set(told.people)) == len(told.people) > told.size > len(told.answer)
    for one in told.answer:
        assert {one.reason, one.customer, one.reviewer} - {""} <= set(FIRST_REASONS)
        assert one.words.strip() and one.reply.strip()
    for now in HOURS:
        assert moment(told.at, now) < moment(told.replies_at, now) < now
