"""A thousand deliveries and the clients that follow their links, in simulated time.

Every client is judged by the rules. The first fifteen of each row also play through the real flows and the database,
which must come to the same verdict. FULL_LABS=1 sends all of them that way, in some minutes.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from rapport.conversations.models import Conversation, Message
from rapport.customers.models import Customer, Identity
from rapport.feedback import actions, queries
from rapport.feedback.actions import Choice
from rapport.feedback.models import Observation, Rating, RatingInvite, Vote
from rapport.feedback.rules import Cast, Client, Evidence, Seen, standing
from rapport.flows.customer_rates import customer_rates, settle_due
from rapport.platform import signing
from tests import cast
from tests.cast import NOON
from tests.filling import fill
from tests.labs import IS_FULL

CLIENTS = 1000
THROUGH_FLOWS = CLIENTS if IS_FULL else 15
FACES = (4, 3, 2, 1)
HOW_PEOPLE_FEEL = (70, 16, 8, 6)
RESULTS = Path(__file__).parents[2] / "test-results" / "ratings"
GATEWAY = Client("198.51.100.0/24", "gateway")


@dataclass(frozen=True)
class Page:
    """A fetch as the rules see it and, for those that play through the flows, its row."""

    seen: Seen
    row: Observation | None


@dataclass
class Delivery:
    """One mail in one mailbox, handed over at noon."""

    number: int
    dice: random.Random
    invite: RatingInvite | None = None
    wanted: int = 0
    human: Client = field(init=False)
    seen: list[Seen] = field(default_factory=list)
    votes: list[Cast] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.human = Client(f"203.0.{self.number % 250}.0/24", f"browser-{self.dice.randrange(40)}")

    def fetch(
        self,
        score: int | None,
        at: datetime,
        client: Client,
        *,
        method: str = "GET",
        is_trap: bool = False,
        is_prefetch: bool = False,
    ) -> Page:
        seen = Seen(len(self.seen) + 1, at, method, score, is_trap, is_prefetch, client)
        self.seen.append(seen)
        if self.invite is None:
            return Page(seen, None)
        row = actions.observe(
            self.invite, method=method, score=score, client=client, at=at, is_trap=is_trap, is_prefetch=is_prefetch
        )
        return Page(seen, row)

    def send(self, page: Page, score: int, how: str, at: datetime, client: Client) -> None:
        self.votes.append(Cast(at, score, how, page.seen.key, client))
        if self.invite is not None:
            customer_rates(self.invite, Choice(score, how, page=page.row, client=client), at=at)

    def click(self, score: int, how: str, at: datetime, stays: float = 2.0) -> None:
        """A person opens a face and the page sends it after a moment."""
        self.wanted = score
        self.send(self.fetch(score, at, self.human), score, how, at + timedelta(seconds=stays), self.human)

    def feels(self) -> int:
        return self.dice.choices(FACES, HOW_PEOPLE_FEEL)[0]

    def opening_time(self) -> datetime:
        """Half of the people have opened their mail after 30 minutes, one in a thousand within a quarter minute."""
        return NOON + timedelta(minutes=self.dice.lognormvariate(3.4, 1.5))

    def verdict(self) -> tuple[str, int] | None:
        """State and score by the rules alone."""
        found = standing(Evidence(self.seen, self.votes, NOON))
        return (found.state, self.votes[found.index].score) if found else None


def deliveries(row: str, count: int = CLIENTS) -> list[Delivery]:
    """As many mails; the first of them with rows of their own."""
    invites: list[RatingInvite | None] = [*_invites(row, min(count, THROUGH_FLOWS))]
    invites += [None] * (count - len(invites))
    return [Delivery(number, random.Random(f"{row}{number}"), one) for number, one in enumerate(invites)]


def _invites(row: str, count: int) -> list[RatingInvite]:
    """Conversations with one rated reply each, made in bulk."""
    inbox, author = cast.inbox(), cast.ada()
    cast.mo()
    people = fill(Customer(name=f"Customer {n}", created_at=NOON) for n in range(count))
    identities = fill(
        Identity(customer=person, value=f"c{n}@customer.example", created_at=NOON) for n, person in enumerate(people)
    )
    talks = fill(
        Conversation(
            inbox=inbox,
            customer=one.customer,
            identity=one,
            subject="A question",
            created_at=NOON,
            last_message_at=NOON,
        )
        for one in identities
    )
    replies = fill(Message(conversation=talk, kind="reply", author=author, text="An answer", at=NOON) for talk in talks)
    return fill(_invite(row, number, reply) for number, reply in enumerate(replies))


def _invite(row: str, number: int, reply: Message) -> RatingInvite:
    seed = f"{row}-{number}"
    return RatingInvite(
        conversation=reply.conversation,
        message=reply,
        author=cast.ada() if reply.author is None else reply.author,
        recipient=reply.conversation.identity.value,
        seed=seed,
        token_digest=signing.digest(signing.derived_token(queries.PURPOSE, seed)),
        created_at=NOON,
        delivered_at=NOON,
        expires_at=NOON + actions.LINK_LIVES,
    )


def sweep(one: Delivery, start: datetime, how: str | None = None, *, trap: bool = True, head: bool = False) -> datetime:
    """A gateway follows every link in random order; with `how` its browser sends each page too. Answers the end."""
    links: list[int | None] = [*FACES, *([None] if trap else [])]
    one.dice.shuffle(links)
    at, pages = start, []
    for score in links:
        if head:
            one.fetch(score, at, GATEWAY, method="HEAD", is_trap=score is None)
        page = one.fetch(score, at, GATEWAY, is_trap=score is None)
        pages.append((page, score or one.dice.choice(FACES)))
        at += timedelta(seconds=one.dice.uniform(0.05, 6))
        if how and one.dice.random() < 0.5:
            _send_all(one, pages, how, at)
    if how:
        _send_all(one, pages, how, at)
    return at


def _send_all(one: Delivery, pages: list[tuple[Page, int]], how: str, at: datetime) -> None:
    while pages:
        page, score = pages.pop(0)
        one.send(page, score, how, at, GATEWAY)


def days_pass() -> None:
    """Every vote is settled."""
    while settle_due(at=NOON + timedelta(days=40)):
        pass


@dataclass(frozen=True)
class Count:
    """What is left when all has settled."""

    votes: int
    states: Counter[str]
    kept: int

    def __getitem__(self, state: str) -> int:
        return self.states[state]

    @property
    def ratings(self) -> int:
        return self.states.total()


def count(mails: list[Delivery]) -> Count:
    """Count by the rules, after the flows came to the same for those that played through them."""
    days_pass()
    rows = {rating.invite_id: (rating.state, rating.score) for rating in Rating.objects.all()}
    for one in mails:
        if one.invite is not None:
            assert rows.get(one.invite.pk) == one.verdict(), one
    played = [one.invite.pk for one in mails if one.invite is not None]
    assert Vote.objects.filter(invite__in=played).count() == sum(len(one.votes) for one in mails[: len(played)])
    verdicts = [(one, found) for one in mails if (found := one.verdict())]
    kept = sum(one.wanted == score and state != "suspect" for one, (state, score) in verdicts)
    return Count(sum(len(one.votes) for one in mails), Counter(state for _, (state, _) in verdicts), kept)


def report(row: str, client: str, found: Count, *, people: int = 0, note: str = "") -> None:
    """One line of the table, printed and kept under test-results/ratings."""
    share = f"{found.kept / people:6.1%} of {people}" if people else "no people"
    line = (
        f"{row:<4}{client:<46}{found['confirmed']:>6}{found['probable']:>9}{found['suspect']:>8}   {share:<15} {note}"
    )
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{row}.txt").write_text(line.rstrip() + "\n")
    print(f"\n{HEAD}\n{line}")


HEAD = f"{'':<4}{'1,000 simulated clients':<46}{'conf.':>6}{'probable':>9}{'suspect':>8}   kept"


def lines() -> Iterator[str]:
    for path in sorted(RESULTS.glob("R*.txt"), key=lambda path: int(path.stem[1:])):
        yield path.read_text().rstrip()
