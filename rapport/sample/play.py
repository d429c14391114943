"""Plays the steps of the story, each through the flow that handles it in real life."""

from collections.abc import Callable
from datetime import datetime, timedelta

from rapport.channels.email import actions as email
from rapport.channels.email import queries
from rapport.channels.email.actions import outbox
from rapport.channels.email.models import OutboundMail, RawMail
from rapport.channels.email.parse import parse
from rapport.conversations.letters import File, Reply
from rapport.conversations.models import Conversation as Record
from rapport.feedback.actions import Choice, observe
from rapport.feedback.models import Observation, RatingInvite
from rapport.feedback.rules import SCORES, TRAP, Client
from rapport.flows import conversation_closes, deliver_message, prevent, promise_falls_due, recover
from rapport.flows.agent_replies import agent_replies
from rapport.flows.customer_rates import customer_rates, settle_due
from rapport.flows.mail_is_read import mail_is_read
from rapport.flows.note_is_written import note_is_written
from rapport.learning.models import Reason
from rapport.promises.models import Promise
from rapport.recovery.actions import Agreement
from rapport.recovery.models import Cause, Prevention, Recovery
from rapport.recovery.rules import read_money
from rapport.sample import letters
from rapport.sample.asking import READER, Asker
from rapport.sample.postman import Postman
from rapport.sample.story import FACES, Conversation, Step, Story
from rapport.sample.when import moment, with_dates
from rapport.team.models import User

READING_TIME = timedelta(seconds=25)
SETTLED_AFTER = timedelta(minutes=5)
SCANNER = Client("198.51.100.0/24", "mail-scanner")

# What a customer who misses this says it was above all.
REASONS = {"quick": "Too slow", "solved": "Not solved", "heard": "Not understood", "respected": "Unfriendly"}


class Player:
    """Carries what the steps share: who is who, which conversation is which, and the postman."""

    def __init__(
        self, story: Story, users: dict[str, User], now: datetime, postman: Postman, begun_at: datetime
    ) -> None:
        self.story, self.users, self.now, self.postman = story, users, now, postman
        self.records: dict[str, int] = {}
        self.rated_at: datetime | None = None
        self.asker = Asker(self, begun_at)
        self.verbs: dict[str, Callable[[Step, Record, datetime], object]] = {
            "reply": self._reply,
            "note": self._note,
            "rate": self._rate,
            "scan": self._scan,
            "assign": self._assign,
            "close": self._close,
            "contacted": self._contacted,
            "apologise": self._apologise,
            "agreed": self._agreed,
            "gave": self._gave,
            "fixed": self._fixed,
            "learned": self._learned,
            "prevents": self._prevents,
            "prevented": self._prevented,
            "ask_again": self._ask_again,
        }

    def script(self) -> list[tuple[datetime, Conversation, int]]:
        """Every step of every conversation, in the order of time."""
        steps = [
            (moment(step.at, self.now), conversation, number)
            for conversation in self.story.conversations
            for number, step in enumerate(conversation.steps)
        ]
        return sorted(steps, key=lambda step: (step[0], step[1].key, step[2]))

    def play(self, conversation: Conversation, number: int, at: datetime) -> None:
        """One step, and what it sets off."""
        self.tick(at)
        step = conversation.steps[number]
        if step.verb == "mail":
            self._mail(conversation, number, at)
        else:
            self.verbs[step.verb](step, Record.objects.get(pk=self.records[conversation.key]), at)
        self.deliver(at)

    def tick(self, at: datetime) -> None:
        """What the clock has set off until then."""
        missed = Promise.objects.filter(due_at__lte=at, kept_at=None, withdrawn_at=None, broken_at=None)
        for pk, due_at in list(missed.order_by("due_at").values_list("pk", "due_at")):
            promise_falls_due.promise_falls_due(pk, at=due_at)
            self.deliver(due_at)
        if self.rated_at is not None:
            settle_due(at=at)
            self.rated_at = self.rated_at if at < self.rated_at + SETTLED_AFTER else None
        self.asker.tick(at)

    def deliver(self, at: datetime) -> None:
        """Whatever is due until then leaves."""
        if not OutboundMail.objects.filter(state=OutboundMail.State.QUEUED).exists():
            return
        for outbound_id in outbox.due_ids(at=at, limit=1000):
            deliver_message.deliver(outbound_id, clock=lambda: at, carrier=self.postman)

    def _mail(self, conversation: Conversation, number: int, at: datetime) -> None:
        self.receive(self.story, conversation, number, at)

    def receive(self, story: Story, conversation: Conversation, number: int, at: datetime) -> None:
        """A mail comes in, as an answer to our last one where there is one."""
        step = conversation.steps[number]
        inbox, pk = story.inboxes[conversation.inbox], self.records.get(conversation.key)
        answered = self.postman.last_in(pk) if pk else None
        to = inbox.address if answered is None else answered.address_for(is_machine=bool(step.machine))
        earlier = answered.as_it_arrived(self.now) if answered else None
        raw = letters.written(story, conversation, number, to=to, earlier=earlier, at=at, now=self.now)
        key = f"sample:{conversation.key}:{number}"
        email.store([email.Arrival(key, "smtp", raw, at, envelope_to=[to])], at=at, wake=False)
        mail = RawMail.objects.get(key=key)
        message = mail_is_read(mail, parse(raw), queries.places(), at=at)
        if message is not None:
            self.records.setdefault(conversation.key, message.conversation_id)

    def _reply(self, step: Step, record: Record, at: datetime) -> None:
        agent_replies(record, self.users[step.who], self._draft(step), at=at)

    def _draft(self, step: Step) -> Reply:
        files = [File(name, letters.attachment(self.story, name, self.now)[0]) for name in step.attach]
        due = moment(step.due, self.now) if step.due else None
        return Reply(self._words(step), files=files, promise_text=step.promise, promise_due_at=due)

    def _words(self, step: Step) -> str:
        return with_dates(step.words, self.now)

    def _note(self, step: Step, record: Record, at: datetime) -> None:
        note_is_written(record, self.users[step.who], self._words(step), at=at)

    def _assign(self, step: Step, record: Record, at: datetime) -> None:
        conversation_closes.assign(record, self.users[step.words], actor=self.users[step.who], at=at)

    def _close(self, step: Step, record: Record, at: datetime) -> None:
        conversation_closes.close(record, actor=self.users[step.who], at=at)
        self.asker.closed(record, at)

    def _contacted(self, step: Step, record: Record, at: datetime) -> None:
        recover.contacted(_open_recovery(record), actor=self.users[step.who], note=self._words(step), at=at)

    def _apologise(self, step: Step, record: Record, at: datetime) -> None:
        recover.apologise(_open_recovery(record), self._draft(step), actor=self.users[step.who], at=at)

    def _fixed(self, step: Step, record: Record, at: datetime) -> None:
        recover.fixed(_open_recovery(record), actor=self.users[step.who], note=self._words(step), at=at)

    def _agreed(self, step: Step, record: Record, at: datetime) -> None:
        cause = Cause.objects.get(name=step.cause)
        due = moment(step.due, self.now) if step.due else None
        given = Agreement(self._words(step))
        recover.agree(_open_recovery(record), cause, given, actor=self.users[step.who], at=at, promised_at=due)

    def _gave(self, step: Step, record: Record, at: datetime) -> None:
        amount = read_money(step.amount, "EUR")
        who, reason = self.users[step.who], self._words(step)
        recover.give(_open_recovery(record), step.kind, amount, reason, actor=who, at=at)

    def _learned(self, step: Step, record: Record, at: datetime) -> None:
        recover.learn(_open_recovery(record), self._words(step), actor=self.users[step.who], at=at)

    def _prevents(self, step: Step, record: Record, at: datetime) -> None:
        who, due, recovery = self.users[step.who], moment(step.due, self.now).date(), _open_recovery(record)
        words, cause = self._words(step), recovery.cause
        prevent.commit(words, owner=who, due_on=due, actor=who, at=at, cause=cause, recovery=recovery)

    def _prevented(self, step: Step, record: Record, at: datetime) -> None:
        made = Prevention.objects.get(concerns__recovery__conversation=record)
        prevent.done(made, self._words(step), actor=self.users[step.who], at=at)

    def _ask_again(self, step: Step, record: Record, at: datetime) -> None:
        recover.ask_again(_open_recovery(record), self._draft(step), actor=self.users[step.who], at=at)

    def _rate(self, step: Step, record: Record, at: datetime) -> None:
        self.rated_at = at
        """The customer opens the link of a face, reads the page, says more and sends it."""
        invite, score = _last_invite(record), FACES[step.words]
        page = observe(invite, method="GET", score=score, client=READER, at=at - READING_TIME)
        chips = dict.fromkeys(step.chips, True) | dict.fromkeys(step.missing, False)
        choice = Choice(
            score=score,
            how="comment" if step.comment else "button",
            comment=with_dates(step.comment, self.now),
            chips=chips,
            call_me=step.call_me,
            phone=self.story.phone_of(record.identity.value) if step.call_me else "",
            page=page,
            client=READER,
        )
        names = [REASONS[name] for name in step.missing if name in REASONS]
        reason = Reason.objects.filter(name__in=names[:1]).first()
        customer_rates(invite, choice, at=at, reason=reason.pk if reason else None)

    def _scan(self, _: Step, record: Record, at: datetime) -> None:
        self.rated_at = at
        """A security scanner fetches every link within seconds and lets each page run."""
        invite = _last_invite(record)
        pages: list[Observation] = [
            observe(invite, method="GET", score=score or None, client=SCANNER, at=at, is_trap=score == TRAP)
            for score in (*SCORES, TRAP)
        ]
        for page in pages[:-1]:
            later = at + timedelta(seconds=2)
            customer_rates(invite, Choice(score=page.score or 0, how="dwell", page=page, client=SCANNER), at=later)


def _open_recovery(record: Record) -> Recovery:
    return Recovery.objects.get(conversation=record, closed_at=None)


def _last_invite(record: Record) -> RatingInvite:
    return RatingInvite.objects.filter(conversation=record).order_by("created_at", "id").reverse()[0]
