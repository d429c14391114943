from dataclasses import replace
from datetime import timedelta

import pytest

from rapport.feedback import rules
from rapport.feedback.rules import Cast, Client, Evidence, Seen, judge, may_change, standing
from tests.cast import NOON

UMA = Client("203.0.113.0/24", "her telephone")
GATEWAY = Client("198.51.100.0/24", "gateway")
PAGE = Seen(1, NOON, score=1, client=UMA)


def after(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def vote(how: str, seconds: float = 2, *, score: int = 1, page: int | None = 1, client: Client = UMA) -> Cast:
    return Cast(NOON + after(seconds), score, how, page, client)


def worth(
    cast: Cast, *seen: Seen, page: Seen = PAGE, others: tuple[Cast, ...] = (), delivered: float | None = -600
) -> str:
    handed_over = None if delivered is None else NOON + after(delivered)
    return judge(cast, Evidence((page, *seen), (cast, *others), handed_over))


@pytest.mark.parametrize(
    ("how", "state"),
    [("interaction", "confirmed"), ("button", "confirmed"), ("comment", "confirmed"), ("dwell", "probable")],
)
def test_a_quiet_link_is_believed_as_far_as_the_page_proves_it(how: str, state: str) -> None:
    assert worth(vote(how)) == state


@pytest.mark.parametrize(
    "sign",
    [
        Seen(2, NOON + after(-50), score=4, client=GATEWAY),
        Seen(2, NOON + after(50), score=4, client=GATEWAY),
        Seen(2, NOON + after(1), "HEAD", 4, client=GATEWAY),
        Seen(2, NOON + after(20), is_trap=True, client=GATEWAY),
    ],
    ids=["another face before", "another face after", "another face by HEAD", "the hidden link"],
)
def test_what_anybody_does_within_a_minute_spoils_a_dwell_but_not_a_touch(sign: Seen) -> None:
    assert worth(vote("dwell"), sign) == "suspect"
    assert worth(vote("interaction"), sign) == "confirmed"
    assert worth(vote("interaction"), replace(sign, client=UMA)) == "suspect"
    assert worth(vote("comment"), replace(sign, client=UMA)) == "confirmed"


def test_what_happened_more_than_a_minute_away_proves_nothing() -> None:
    far = Seen(2, NOON + after(-61), score=4, client=UMA), Seen(3, NOON + after(64), is_trap=True, client=UMA)
    assert worth(vote("dwell", 2), *far) == "probable"
    assert worth(vote("interaction", 2), *far) == "confirmed"


def test_a_page_opened_in_a_sweep_stays_doubtful_however_long_it_waits_to_send() -> None:
    sweep = Seen(2, NOON + after(3), score=3, client=GATEWAY)
    assert worth(vote("dwell", 90), sweep) == "suspect"


def test_the_same_face_opened_twice_is_no_sweep() -> None:
    again = Seen(2, NOON + after(0.4), score=1, client=UMA)
    assert worth(vote("dwell"), again) == "probable"
    assert worth(vote("interaction"), again) == "confirmed"


def test_another_face_chosen_on_the_page_is_no_sweep() -> None:
    first, second = vote("interaction", 1, score=1), vote("interaction", 3, score=4)
    assert worth(first, others=(second,)) == "confirmed"
    assert worth(second, others=(first,)) == "confirmed"


@pytest.mark.parametrize(("seconds", "dwell", "touch"), [(14.9, "suspect", "suspect"), (15.1, "probable", "confirmed")])
def test_nobody_reads_a_mail_within_fifteen_seconds_of_its_hand_over(seconds: float, dwell: str, touch: str) -> None:
    assert worth(vote("dwell", seconds), page=replace(PAGE, at=NOON + after(seconds - 0)), delivered=0) == dwell
    assert worth(vote("interaction", seconds), delivered=0) == touch
    assert worth(vote("button", seconds), delivered=0) == "confirmed"


def test_in_the_local_postbox_nobody_is_too_quick() -> None:
    assert worth(vote("interaction", 1), delivered=None) == "confirmed"
    assert worth(vote("dwell", 2), delivered=None) == "probable"


def test_a_prefetched_page_needs_a_touch() -> None:
    assert worth(vote("dwell"), page=replace(PAGE, is_prefetch=True)) == "suspect"
    assert worth(vote("interaction"), page=replace(PAGE, is_prefetch=True)) == "confirmed"


def test_a_client_that_asked_for_head_is_no_browser() -> None:
    head = Seen(2, NOON + after(-1), "HEAD", 1, client=UMA)
    assert worth(vote("dwell"), head) == "suspect"
    assert worth(vote("interaction"), head) == "suspect"
    assert worth(vote("interaction"), replace(head, client=GATEWAY)) == "confirmed"


def test_a_page_that_sends_another_face_by_itself_is_driven_by_a_script() -> None:
    assert worth(vote("dwell", score=4)) == "suspect"


def test_fetching_ahead_is_no_second_face() -> None:
    ahead = Seen(2, NOON + after(1), score=3, is_prefetch=True, client=UMA)
    assert worth(vote("interaction"), ahead) == "confirmed"


def test_a_touch_without_a_page_is_only_a_dwell() -> None:
    assert worth(vote("interaction", page=None)) == "probable"
    assert worth(vote("interaction", page=99)) == "probable"
    other = vote("interaction", 3, score=4, page=None)
    assert worth(vote("interaction", page=None), others=(other,)) == "suspect"


def test_the_page_behind_the_hidden_link_never_counts() -> None:
    trap = Seen(1, NOON, is_trap=True, client=GATEWAY)
    for how in ("dwell", "interaction", "button", "comment"):
        assert worth(vote(how, 500, client=GATEWAY), page=trap) == "suspect"


def test_a_button_pressed_by_who_opened_the_hidden_link_is_a_machines() -> None:
    trap = Seen(2, NOON + after(30), is_trap=True, client=GATEWAY)
    assert worth(vote("button"), trap) == "confirmed"
    assert worth(vote("button"), replace(trap, client=UMA)) == "suspect"


def test_three_buttons_on_three_pages_within_a_minute_are_a_machines() -> None:
    others = [vote("button", 5 * n, score=n, page=n) for n in (2, 3)]
    assert worth(vote("button"), others=(others[0],)) == "confirmed"
    assert worth(vote("button"), others=tuple(others)) == "suspect"
    assert worth(vote("button"), others=tuple(replace(other, client=GATEWAY) for other in others)) == "confirmed"
    same_page = tuple(replace(other, page=1) for other in others)
    assert worth(vote("button"), others=same_page) == "confirmed"


def test_whoever_says_the_mail_was_passed_on_takes_back_what_the_page_sent_before() -> None:
    said = vote("passed_on", 9)
    assert worth(said) == "suspect"
    assert worth(vote("dwell"), others=(said,)) == "suspect"
    assert worth(vote("comment"), others=(said,)) == "suspect"
    assert worth(vote("dwell", page=None), others=(replace(said, page=None),)) == "probable"
    assert worth(vote("button", page=2), Seen(2, NOON, client=UMA), others=(said,)) == "confirmed"


def test_a_telephone_that_changes_its_network_stays_the_same_client() -> None:
    moved = Client("192.0.2.0/24", UMA.agent)
    second_face = Seen(2, NOON + after(1), score=4, client=UMA)
    assert worth(vote("interaction", client=moved), second_face) == "suspect"


def stands(*casts: Cast, seen: tuple[Seen, ...] = (PAGE,)) -> tuple[str, int] | None:
    found = standing(Evidence(seen, casts, None))
    return (found.state, casts[found.index].score) if found else None


def test_the_last_confirmed_vote_counts_then_the_last_probable_then_the_last_suspect() -> None:
    pages = tuple(Seen(n, NOON + timedelta(days=n), score=n, client=UMA) for n in (1, 2, 3, 4))

    def on_day(n: int, how: str) -> Cast:
        return Cast(NOON + timedelta(days=n, seconds=2), n, how, n, UMA)

    assert stands() is None
    assert stands(on_day(1, "dwell"), on_day(2, "dwell"), seen=pages) == ("probable", 2)
    assert stands(on_day(1, "interaction"), on_day(2, "dwell"), seen=pages) == ("confirmed", 1)
    assert stands(on_day(1, "interaction"), on_day(2, "comment"), on_day(3, "dwell"), seen=pages) == ("confirmed", 2)
    assert stands(on_day(3, "passed_on"), seen=pages) == ("suspect", 3)
    assert stands(on_day(4, "dwell"), on_day(3, "passed_on"), seen=pages) == ("probable", 4)


def test_an_answer_can_be_changed_for_thirty_days() -> None:
    assert may_change(NOON, NOON + timedelta(days=30))
    assert not may_change(NOON, NOON + timedelta(days=30, seconds=1))


def test_the_hidden_link_is_no_face() -> None:
    assert rules.TRAP not in rules.SCORES
