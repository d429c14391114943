"""A year of a desk of which everything is known: how happy each agent really makes whom, who answers when asked, which
machines follow the links, and one bad week. What reports say of it can be held against the truth."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from math import exp, sqrt

from rapport.conversations.models import Conversation, Inbox, Message
from rapport.customers.models import Customer, Identity
from rapport.feedback.models import Observation, Rating, RatingInvite
from rapport.feedback.rules import Client
from rapport.learning.models import Given, Reason, Source
from rapport.platform import signing, sql
from rapport.reports.rules.fairness import Case, compare
from rapport.reports.rules.shares import Group
from rapport.team.models import Role, User
from tests import cast
from tests.cast import NOON
from tests.filling import fill
from tests.ratings.simulation import Delivery, sweep

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
BAD_WEEK = date(2025, 3, 10)  # a Monday
BATCH = 4000
USUAL = 2.4  # log odds of a happy customer: 92 of 100
# Each agent's own, in log odds. Whoever has the hard cases does nothing wrong; the last one does.
OWN = (0.1, -0.08, 0.0, 0.06, -0.1, 0.04, -0.02, -0.8)
HAS_HARD_CASES, DOES_BADLY = 2, 7
OF_WEEK = -1.3
TOPICS = {"question": 0.0, "fault": -0.9, "refund": -1.4}
LANGUAGES = {"en": 0.0, "de": -0.2}
UNHAPPY_BEFORE = -1.0
# Who is unhappy answers more often: so is what they say.
ANSWERS = {4: 0.30, 3: 0.22, 2: 0.32, 1: 0.55}
# Why somebody is unhappy, as they say when asked: anything, but in the bad week mostly that we were too slow.
SAYS_WHY, REASONS, OF_BAD_WEEK, MOSTLY = 0.7, 6, "Too slow", 0.8
GREAT_OF_HAPPY, BAD_OF_UNHAPPY = 0.65, 0.6
SCANNED, PASSED_ON, OPENED_BY_STAFF = 0.08, 0.006, 0.004


@dataclass(frozen=True)
class Kind:
    topic: str
    language: str
    was_unhappy: bool

    @property
    def harder(self) -> float:
        return TOPICS[self.topic] + LANGUAGES[self.language] + UNHAPPY_BEFORE * self.was_unhappy


@dataclass
class Reply:
    """One reply of the year. `truth` is the face its customer would give; `heard` what a person did send."""

    number: int
    agent: int
    kind: Kind
    at: datetime
    happy: float
    truth: int
    is_staff: bool = False
    heard: int | None = None
    state: str = ""
    score: int = 0
    passed_on: bool = False
    why: int | None = None
    invite: RatingInvite | None = None

    @property
    def is_true_vote(self) -> bool:
        return self.state in Rating.COUNTED and self.score == self.heard


@dataclass
class Year:
    agents: list[User]
    inbox: Inbox | None
    replies: list[Reply] = field(repr=False)

    @property
    def true_share(self) -> float:
        """Of everybody who was asked."""
        return sum(one.truth >= 3 for one in self.replies) / len(self.replies)

    @cached_property
    def by_invite(self) -> dict[int, Reply]:
        return {one.invite.pk: one for one in self.replies if one.invite is not None}

    def true_share_of(self, agent: int) -> float:
        """The share that this agent's answers tend to, had they the cases of everybody: what `Comparison.adjusted`
        estimates, from chances instead of answers."""
        kinds: dict[Kind, list[float]] = {}
        for one in self.answered():
            kinds.setdefault(one.kind, []).append(said_happy(one.happy))
        expected = {kind: sum(chances) / len(chances) for kind, chances in kinds.items()}
        p = sum(map(sum, kinds.values())) / sum(map(len, kinds.values()))
        own = [one for one in self.answered() if one.agent == agent]
        found = compare([Case(0, 1, expected[one.kind]) for one in own])
        z = (sum(said_happy(one.happy) for one in own) - found.expected) / sqrt(found.variance)
        return p + z * sqrt(p * (1 - p) / len(own))

    def answered(self) -> Iterator[Reply]:
        return (one for one in self.replies if one.is_true_vote)

    def by_agent(self) -> Iterator[tuple[int, Kind, Group]]:
        found: dict[tuple[int, Kind], list[bool]] = {}
        for one in self.answered():
            found.setdefault((one.agent, one.kind), []).append(one.score >= 3)
        return ((agent, kind, Group(sum(faces), len(faces))) for (agent, kind), faces in found.items())

    def by_week(self) -> dict[date, Group]:
        found: dict[date, list[bool]] = {}
        for one in self.answered():
            found.setdefault(one.at.date() - timedelta(one.at.weekday()), []).append(one.score >= 3)
        return {monday: Group(sum(faces), len(faces)) for monday, faces in sorted(found.items())}


def said_happy(happy: float) -> float:
    """How many of those who answer are happy, when so many of all are."""
    yes = happy * (GREAT_OF_HAPPY * ANSWERS[4] + (1 - GREAT_OF_HAPPY) * ANSWERS[3])
    no = (1 - happy) * (BAD_OF_UNHAPPY * ANSWERS[1] + (1 - BAD_OF_UNHAPPY) * ANSWERS[2])
    return yes / (yes + no)


def play(conversations: int, seed: int = 2025) -> Year:
    """So many conversations of one reply each, evenly over the year, kept in the database as the desk keeps them."""
    agents = [
        User.objects.create(email=f"agent{n}@desk.example", name=f"Agent {n}", role=Role.AGENT, password="!")
        for n in range(1, len(OWN) + 1)
    ]
    year = Year(agents, cast.inbox(), list(replies(conversations, seed)))
    for start in range(0, conversations, BATCH):
        _keep(year, year.replies[start : start + BATCH])
    # A database learns of so many rows by itself when they are committed; until then it plans as if there were none.
    for model in (Customer, Identity, Conversation, Message, RatingInvite, Rating, Observation, Given):
        sql.run(f"ANALYZE {model._meta.db_table}", [])
    return year


def replies(number: int, seed: int) -> Iterator[Reply]:
    dice = random.Random(seed)
    for place in range(number):
        one = _reply(dice, place, number)
        _follow_links(one, random.Random(f"{seed}-{place}"))
        yield one


def _reply(dice: random.Random, number: int, of: int) -> Reply:
    days = (LAST - FIRST).days + 1
    at = datetime.combine(FIRST, datetime.min.time(), UTC) + timedelta(days=days * (number + 0.5) / of)
    agent = dice.randrange(len(OWN))
    easy, faults, refunds = (10, 50, 40) if agent == HAS_HARD_CASES else (65, 25, 10)
    kind = Kind(
        dice.choices(tuple(TOPICS), (easy, faults, refunds))[0],
        dice.choices(tuple(LANGUAGES), (70, 30))[0],
        dice.random() < (0.2 if agent == HAS_HARD_CASES else 0.08),
    )
    of_week = OF_WEEK if is_in_bad_week(at.date()) else 0.0
    happy = 1 / (1 + exp(-(USUAL + OWN[agent] + kind.harder + of_week)))
    if dice.random() < happy:
        truth = 4 if dice.random() < GREAT_OF_HAPPY else 3
    else:
        truth = 1 if dice.random() < BAD_OF_UNHAPPY else 2
    return Reply(number, agent, kind, at, happy, truth, dice.random() < OPENED_BY_STAFF)


def is_in_bad_week(day: date) -> bool:
    return BAD_WEEK <= day < BAD_WEEK + timedelta(7)


def _follow_links(one: Reply, dice: random.Random) -> None:
    """Machines first, then people, each as they do; the rules judge it."""
    mail = Delivery(one.number, dice)
    if dice.random() < SCANNED:
        sweep(mail, NOON + timedelta(seconds=dice.choice((1, 20, 600))), dice.choice(("dwell", "interaction")))
    luck = dice.random()
    if luck < ANSWERS[one.truth]:
        one.heard = one.truth
        mail.click(one.truth, dice.choice(("interaction", "button")), NOON + timedelta(hours=1 + 20 * dice.random()))
    elif luck > 1 - PASSED_ON:
        reader = Client("192.0.2.0/24", "somebody else")
        mail.send(mail.fetch(1, NOON + timedelta(hours=2), reader), 1, "passed_on", NOON + timedelta(hours=2), reader)
        one.passed_on = True
    if one.heard in (1, 2) and dice.random() < SAYS_WHY:
        slow = is_in_bad_week(one.at.date()) and dice.random() < MOSTLY
        one.why = 0 if slow else dice.randrange(REASONS)
    found = mail.verdict()
    if found is not None:
        one.state, one.score = found
    one.passed_on = one.passed_on and one.state == "suspect"


def _keep(year: Year, replies: Sequence[Reply]) -> None:
    people = fill(Customer(name=f"Person {one.number}", created_at=one.at) for one in replies)
    identities = fill(
        Identity(customer=person, value=f"person{one.number}@customer.example", created_at=one.at)
        for one, person in zip(replies, people, strict=True)
    )
    talks = fill(
        Conversation(
            inbox=year.inbox,
            customer=identity.customer,
            identity=identity,
            subject="A year ago",
            created_at=one.at,
            last_message_at=one.at,
        )
        for one, identity in zip(replies, identities, strict=True)
    )
    messages = fill(
        Message(conversation=talk, kind="reply", author=year.agents[one.agent], text="An answer", at=one.at)
        for one, talk in zip(replies, talks, strict=True)
    )
    made = fill(
        RatingInvite(
            conversation=message.conversation,
            message=message,
            author=year.agents[one.agent],
            recipient=f"person{one.number}@customer.example",
            seed=f"year-{one.number}",
            token_digest=signing.digest(f"year-{one.number}"),
            created_at=one.at,
            delivered_at=one.at,
            expires_at=one.at + timedelta(days=90),
            inbox=year.inbox,
            language=one.kind.language,
            topic=one.kind.topic,
            was_unhappy=one.kind.was_unhappy,
        )
        for one, message in zip(replies, messages, strict=True)
    )
    for one, invite in zip(replies, made, strict=True):
        one.invite = invite
    rated = [one for one in replies if one.state and one.invite is not None]
    ratings = fill(
        Rating(
            invite=one.invite,
            conversation_id=one.invite.conversation_id,
            score=one.score,
            state=one.state,
            passed_on=one.passed_on,
            first_at=one.at + timedelta(hours=2),
            changed_at=one.at + timedelta(hours=2),
        )
        for one in rated
        if one.invite is not None
    )
    reasons = list(Reason.objects.order_by("position", "id"))
    assert reasons[0].name == OF_BAD_WEEK
    fill(
        Given(
            rating=rating,
            source=Source.CUSTOMER,
            reason=reasons[one.why],
            at=rating.first_at,
            day=one.at.date(),
            inbox=year.inbox,
        )
        for one, rating in zip(rated, ratings, strict=True)
        if one.why is not None and one.is_true_vote
    )
    fill(Observation(invite=one.invite, at=one.at, method="GET", is_staff=True) for one in replies if one.is_staff)
