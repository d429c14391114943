"""What a vote is worth (pure). The reasons are in docs/decisions/0003-what-counts-as-a-vote.md.

The heart of it: a page that merely stayed open proves little, so it is judged by what anybody did with the links
around that time. A touch on the page proves more, so it is judged only by what that same client did. The send button
and words prove most.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

NEAR = timedelta(seconds=60)
HASTE = timedelta(seconds=15)
CHANGEABLE = timedelta(days=30)
TRAP = 0
SCORES = (4, 3, 2, 1)
CHIPS = ("heard", "respected", "solved", "quick")
FACES_A_PERSON_SENDS = 2
POINTS = (2, 3, 4, 5)
USUAL_POINTS = 4

State = Literal["confirmed", "probable", "suspect"]


@dataclass(frozen=True)
class Client:
    """Who asked, as far as may be kept: a network (/24 or /48) and a short hash of the user agent."""

    network: str = ""
    agent: str = ""


@dataclass(frozen=True)
class Seen:
    """One fetch of a link."""

    key: int
    at: datetime
    method: str = "GET"
    score: int | None = None
    is_trap: bool = False
    is_prefetch: bool = False
    client: Client = Client()

    @property
    def is_face(self) -> bool:
        return self.score is not None and not self.is_prefetch


@dataclass(frozen=True)
class Cast:
    """One vote as it was sent; `page` is the key of the fetch that showed the page."""

    at: datetime
    score: int
    how: str
    page: int | None = None
    client: Client = Client()


@dataclass(frozen=True)
class Evidence:
    """Everything known of one invite. `handed_over_at` is None when no mail server stands between it and the reader."""

    seen: Sequence[Seen]
    cast: Sequence[Cast]
    handed_over_at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """What all votes of one invite add up to: the index of the vote that counts, and how sure we are of it."""

    state: State
    index: int


def standing(evidence: Evidence) -> Standing | None:
    """The last confirmed vote; without one the last probable, without that the last suspect. None without votes."""
    worth = [judge(cast, evidence) for cast in evidence.cast]
    order: tuple[State, ...] = ("confirmed", "probable", "suspect")
    for state in order:
        if state in worth:
            return Standing(state, len(worth) - 1 - worth[::-1].index(state))
    return None


def judge(cast: Cast, evidence: Evidence) -> State:
    """What this one vote is worth in the light of everything seen before and after it."""
    page = next((seen for seen in evidence.seen if seen.key == cast.page), None)
    if was_passed_on(cast, evidence) or (page is not None and page.is_trap):
        return "suspect"
    if cast.how in {"comment", "told"}:
        return "confirmed"
    own = _of_same_client(cast, page, evidence.seen)
    if cast.how == "button":
        return "suspect" if _presses_like_a_machine(cast, own, evidence) else "confirmed"
    if cast.how == "interaction" and page is not None:
        return "suspect" if _touches_like_a_machine(cast, own, evidence) else "confirmed"
    return "suspect" if _opened_like_by_a_machine(cast, page, own, evidence) else "probable"


def level_of(number: int, points: int) -> int:
    """Which of the four faces an answer on a scale of so many points counts as: below the middle is bad, the middle is
    not good, above it is good, and only the best of at least four is great. The reasons are in
    docs/decisions/0012-two-to-five-faces.md."""
    if points == USUAL_POINTS:
        return number
    middle = (points + 1) / 2
    if number <= middle:
        return 1 if number < middle else 2
    return 4 if number == points and points > USUAL_POINTS else 3


def may_change(first_at: datetime, at: datetime) -> bool:
    """Whether an answer first given then may still be changed."""
    return at <= first_at + CHANGEABLE


def was_passed_on(cast: Cast, evidence: Evidence) -> bool:
    """Whether whoever used this page said that somebody else was asked."""
    if cast.how == "passed_on":
        return True
    return cast.page is not None and any(
        other.how == "passed_on" and other.page == cast.page for other in evidence.cast
    )


def _presses_like_a_machine(cast: Cast, own: Sequence[Seen], evidence: Evidence) -> bool:
    """A person sees no trap, and does not send three different faces from three pages within a minute."""
    near = [one for one in evidence.cast if one.how == "button" and _is_near(one.at, cast.at)]
    sent = {one.score for one in near if one.client == cast.client and one.page != cast.page} | {cast.score}
    return any(seen.is_trap and _is_near(seen.at, cast.at) for seen in own) or len(sent) > FACES_A_PERSON_SENDS


def _touches_like_a_machine(cast: Cast, own: Sequence[Seen], evidence: Evidence) -> bool:
    """Another face chosen on the page opens no second link, so a change of mind there is not a sweep."""
    near = [seen for seen in own if _is_near(seen.at, cast.at)]
    return _in_haste(cast.at, evidence) or _is_sweep(near) or any(seen.method == "HEAD" for seen in near)


def _opened_like_by_a_machine(cast: Cast, page: Seen | None, own: Sequence[Seen], evidence: Evidence) -> bool:
    moments = [cast.at] if page is None else [page.at, cast.at]
    near = [seen for seen in evidence.seen if _is_near(seen.at, *moments)]
    untouched = {
        one.score for one in evidence.cast if _is_weak(one) and one.page is None and _is_near(one.at, *moments)
    }
    return (
        any(_in_haste(moment, evidence) for moment in moments)
        or (page is not None and page.is_prefetch)
        or _is_sweep(near, untouched | {cast.score})
        or any(seen.method == "HEAD" and _is_near(seen.at, *moments) for seen in own)
    )


def _is_weak(cast: Cast) -> bool:
    return cast.how == "dwell" or (cast.how == "interaction" and cast.page is None)


def _is_sweep(seen: Iterable[Seen], also: Iterable[int] = ()) -> bool:
    """The hidden link, or two different faces."""
    fetched = list(seen)
    faces = {one.score for one in fetched if one.is_face} | set(also)
    return any(one.is_trap for one in fetched) or len(faces) > 1


def _of_same_client(cast: Cast, page: Seen | None, seen: Iterable[Seen]) -> list[Seen]:
    """A telephone may change its network between opening a page and answering on it: both count."""
    clients = {cast.client} if page is None else {cast.client, page.client}
    return [one for one in seen if one.client in clients]


def _in_haste(moment: datetime, evidence: Evidence) -> bool:
    handed_over = evidence.handed_over_at
    return handed_over is not None and moment < handed_over + HASTE


def _is_near(moment: datetime, *others: datetime) -> bool:
    return any(abs(moment - other) <= NEAR for other in others)
