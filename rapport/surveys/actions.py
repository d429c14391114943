"""Writes of the surveys room."""

from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from rapport.conversations.models import Conversation, Inbox, Message
from rapport.customers.models import Customer
from rapport.feedback import rules as judging
from rapport.feedback.models import How, State
from rapport.feedback.rules import Client
from rapport.platform import events, signing, sql
from rapport.platform.actions import remember_fact
from rapport.surveys import queries, rules
from rapport.surveys.models import Answer, Asking, Kind, Opened, OptOut, Said, Survey, Way, Why
from rapport.team.models import User

LINK_LIVES = timedelta(days=90)
COMMENT_CHARS = 5000
WORDS_CHARS = 1000
MOST_DAYS = 730
MOST_TRIES = 3
WHY_CHARS = 300


class SurveyError(ValueError):
    """It cannot be done; the text says what to do."""


@dataclass(frozen=True)
class Rule:
    """What a lead decides about a survey."""

    name: str
    kind: str
    way: str = Way.MAIL
    inbox: Inbox | None = None
    after_days: int = 3
    every_days: int = 0
    share: int = 100
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_on: bool = False


@dataclass(frozen=True)
class Told:
    """What somebody sent from a page, or told on the telephone."""

    number: int
    how: str
    comment: str = ""
    page: Opened | None = None
    client: Client = field(default_factory=Client)


def save_survey(rule: Rule, *, known: Survey | None = None, actor: User, at: datetime) -> Survey:
    """A new survey, or new rules for a known one. The question of a known one stays: answers to two are no sum."""
    if rule.kind not in Kind.values or rule.way not in Way.values:
        raise SurveyError(gettext("Choose a question and how it is asked."))
    if not 1 <= rule.share <= 100:
        raise SurveyError(gettext("Choose a share from 1 to 100 percent."))
    if not (0 <= rule.after_days <= MOST_DAYS and 0 <= rule.every_days <= MOST_DAYS):
        raise SurveyError(gettext("Choose a number of days up to %(most)s.") % {"most": MOST_DAYS})
    if not rule.name.strip():
        raise SurveyError(gettext("Give it a name."))
    made = known or Survey(kind=rule.kind, seed=signing.random_token(), created_at=at, created_by=actor)
    made.name, made.way, made.inbox = rule.name.strip()[:80], rule.way, rule.inbox
    made.after_days, made.every_days, made.share = rule.after_days, rule.every_days, rule.share
    made.words = {
        language: {part: text.strip()[:WORDS_CHARS] for part, text in parts.items() if text.strip()}
        for language, parts in rule.words.items()
    }
    made.is_on = rule.is_on
    made.save()
    events.record("surveys.saved", at=at, actor_id=actor.pk, data={"survey": made.pk, "on": made.is_on})
    return made


def set_throttle(days: int, *, actor: User, at: datetime) -> None:
    """How many days lie between any two surveys of one customer."""
    if not 1 <= days <= rules.MOST_THROTTLE_DAYS:
        raise SurveyError(gettext("Choose a number of days from 1 to %(most)s.") % {"most": rules.MOST_THROTTLE_DAYS})
    remember_fact(queries.THROTTLE, {"days": days}, at=at)
    events.record("surveys.throttle_set", at=at, actor_id=actor.pk, data={"days": days})


def plan(conversation: Conversation, *, at: datetime) -> int:
    """A conversation was closed: every survey about its inbox will decide whether to ask; answers how many will."""
    found = queries.switched_on(conversation.inbox_id)
    Asking.objects.bulk_create(
        [
            Asking(
                occasion=f"closed:{one.pk}:{conversation.pk}:{at.timestamp():.6f}",
                about=one.kind,
                survey=one,
                way=one.way,
                customer_id=conversation.customer_id,
                conversation=conversation,
                inbox_id=conversation.inbox_id,
                due_at=at + timedelta(days=one.after_days),
                chance=one.share / 100,
            )
            for one in found
        ],
        ignore_conflicts=True,
    )
    return len(found)


def locked(pk: int) -> Asking | None:
    """The decision, locked until the transaction ends; None while somebody else takes it, or when it was taken."""
    rows = Asking.objects.select_for_update(of=("self",), skip_locked=True).select_related("survey")
    return rows.filter(pk=pk, state=Asking.State.PLANNED).first()


def decide_once(
    occasion: str,
    customer: Customer,
    *,
    about: str,
    inbox: Inbox | None,
    because: str,
    at: datetime,
    way: str = Way.MAIL,
    chance: float = 1.0,
    recipient: str = "",
    language: str = "",
) -> Asking | None:
    """For whatever else asks customers apart from a reply, such as a campaign: write down that this one is asked, or
    why not. The same occasion is decided once: None when it was. The caller holds the lock of the customer and has
    asked `rules.why_not`. With a recipient there is a way out to put into the mail, once it has a conversation."""
    made, is_new = Asking.objects.get_or_create(
        occasion=occasion[:120],
        defaults={
            "about": about,
            "way": way,
            "customer": customer,
            "inbox": inbox,
            "due_at": at,
            "decided_at": at,
            "state": Asking.State.SKIPPED if because else Asking.State.ASKED,
            "skipped_because": because,
            "chance": chance,
        },
    )
    if is_new and recipient and not because:
        _give_token(made, recipient, language, at)
        made.save()
    if is_new:
        _tell(made, at)
    return made if is_new else None


def skip(asking: Asking, because: str, *, at: datetime) -> None:
    """Do not ask, and keep why."""
    asking.state, asking.skipped_because, asking.decided_at = Asking.State.SKIPPED, Why(because), at
    asking.save(update_fields=["state", "skipped_because", "decided_at"])
    _tell(asking, at)


def ask(asking: Asking, *, recipient: str, language: str, at: datetime) -> None:
    """It is decided: this customer is asked, and by nobody else for a while. A call waits for somebody to make it."""
    asking.state, asking.decided_at = Asking.State.ASKED, at
    _give_token(asking, recipient, language, at)
    asking.call = Asking.Call.OPEN if asking.way == Way.PHONE else ""
    asking.save()
    _tell(asking, at)


def _give_token(asking: Asking, recipient: str, language: str, at: datetime) -> None:
    asking.recipient, asking.language = recipient.strip().lower()[:320], language
    asking.seed = signing.random_token()
    asking.token_digest = signing.digest(signing.derived_token(queries.PURPOSE, asking.seed))
    asking.expires_at = at + LINK_LIVES


def bind(asking: Asking, message: Message) -> None:
    """The mail that carries the question, and the conversation that it is part of."""
    asking.message, asking.conversation_id = message, message.conversation_id
    asking.save(update_fields=["message", "conversation"])


def mark_delivered(message: Message, *, at: datetime, by_server: bool = True) -> None:
    """The mail with the question was handed over; its links live from then on."""
    Asking.objects.filter(message=message, delivered_at=None).update(
        delivered_at=at, passed_a_server=by_server, expires_at=at + LINK_LIVES
    )


def _tell(asking: Asking, at: datetime) -> None:
    data = {"asking": asking.pk, "survey": asking.survey_id, "about": asking.about, "because": asking.skipped_because}
    name = "surveys.asked" if asking.state == Asking.State.ASKED else "surveys.skipped"
    events.record(name, at=at, conversation_id=asking.conversation_id, data=data)


def opt_out(customer: Customer, *, how: str, at: datetime, actor: User | None = None) -> bool:
    """Do not ask this person any more; False when that was so already."""
    _row, is_new = OptOut.objects.get_or_create(customer=customer, ended_at=None, defaults={"at": at, "how": how})
    if is_new:
        data = {"customer": customer.pk, "how": how}
        events.record("surveys.opted_out", at=at, actor_id=actor.pk if actor else None, data=data)
    return is_new


def let_in(people: Collection[int], *, why: str, actor: User, at: datetime) -> list[int]:
    """This person, by all of their records, may be asked again; answers what ended, nothing when they were never out.
    Raises SurveyError unless it is said why."""
    why = " ".join(why.replace("\0", "").split())
    if not why:
        raise SurveyError(gettext("Say how you know that they want to be asked again."))
    if len(why) > WHY_CHARS:
        raise SurveyError(gettext("Say it in %(most)s characters.") % {"most": WHY_CHARS})
    open_ones = list(OptOut.objects.select_for_update().filter(customer__in=people, ended_at=None).order_by("id"))
    for one in open_ones:
        one.ended_at, one.ended_by, one.why = at, actor, why
        one.save(update_fields=["ended_at", "ended_by", "why"])
        events.record("surveys.let_in", at=at, actor_id=actor.pk, data={"customer": one.customer_id, "opt_out": one.pk})
    return [one.pk for one in open_ones]


def observe(
    asking: Asking,
    *,
    method: str,
    number: int | None,
    client: Client,
    at: datetime,
    is_trap: bool = False,
    is_prefetch: bool = False,
    is_staff: bool = False,
) -> Opened:
    """Remember that a link was fetched. This is never an answer."""
    return Opened.objects.create(
        asking=asking,
        at=at,
        method=method[:8],
        number=number,
        is_trap=is_trap,
        is_prefetch=is_prefetch,
        is_staff=is_staff,
        network=client.network,
        client=client.agent,
    )


@transaction.atomic
def answer(asking: Asking, told: Told, *, at: datetime) -> Answer:
    """Keep what was said; answers what all of it adds up to now. The same sent twice is one.

    Where something else than a survey asks, the number means what that says, and the caller tells of it. Raises
    SurveyError when it can no longer be changed, or is no number of the scale.
    """
    asking = Asking.objects.select_for_update(of=("self",), no_key=True).select_related("survey").get(pk=asking.pk)
    before = queries.answer_of(asking)
    if before is not None and before.counts and not judging.may_change(before.first_at, at):
        raise SurveyError(gettext("This answer can no longer be changed. Reply to the mail, and a person reads it."))
    told = _clean(told, asking.survey)
    said = list(asking.said.all())
    if before is None or not _is_repeated(told, said, before, at):
        said.append(_keep(asking, told, at))
    found = _judged(asking, said, before, at)
    if found.number == told.number or found.state == State.CONFIRMED:
        found.comment = told.comment or found.comment
    found.settle_at = at + judging.NEAR
    found.save()
    is_new = before is None or (before.number, before.state, before.comment) != (
        found.number,
        found.state,
        found.comment,
    )
    if is_new and asking.survey is not None:
        data = {"asking": asking.pk, "survey": asking.survey_id, "number": found.number, "state": found.state}
        events.record("surveys.answered", at=at, conversation_id=asking.conversation_id, data=data)
    return found


@transaction.atomic
def settle(pk: int, *, at: datetime) -> Answer | None:
    """Judge once more when the minute around the last of it is over; None when it is not, or this was done."""
    asking = Asking.objects.select_for_update(of=("self",), no_key=True).select_related("survey").get(answer=pk)
    before = queries.answer_of(asking)
    if before is None or before.settle_at is None or before.settle_at > at:
        return None
    found = _judged(asking, list(asking.said.all()), before, at)
    found.settle_at = None
    found.save()
    return found


def mark_told(found: Answer, *, at: datetime) -> None:
    """The leads were told of it."""
    found.told_at = at
    found.save(update_fields=["told_at"])


def _clean(told: Told, survey: Survey | None) -> Told:
    if survey is not None and told.number not in survey.scale.numbers:
        scale = survey.scale
        raise SurveyError(
            gettext("Choose a number from %(first)s to %(last)s.") % {"first": scale.first, "last": scale.last}
        )
    comment = told.comment.replace("\0", "").strip()[:COMMENT_CHARS]
    how = How.COMMENT if comment and told.how == How.BUTTON else How(told.how)
    return replace(told, comment=comment, how=how)


def _is_repeated(told: Told, said: list[Said], before: Answer, at: datetime) -> bool:
    """The same from the same page again: a double click, a reload, a retry. A doubted one may be said again later."""
    last = said[-1] if said else None
    if last is None or last.page_id != (told.page.pk if told.page else None):
        return False
    same = (last.number, last.how, last.comment) == (told.number, told.how, told.comment)
    return same and (before.state == State.CONFIRMED or at <= last.at + judging.HASTE)


def _keep(asking: Asking, told: Told, at: datetime) -> Said:
    return Said.objects.create(
        asking=asking,
        at=at,
        number=told.number,
        how=told.how,
        page=told.page,
        comment=told.comment,
        network=told.client.network,
        client=told.client.agent,
    )


def _judged(asking: Asking, said: list[Said], before: Answer | None, at: datetime) -> Answer:
    standing = judging.standing(queries.evidence(asking, said))
    assert standing is not None
    number = said[standing.index].number
    found = copy(before) if before else Answer(asking=asking, first_at=at)
    if before is None or (before.number, before.state) != (number, standing.state):
        found.changed_at = at
    if before is not None and not before.counts and standing.state in Answer.COUNTED:
        found.first_at = at
    found.number, found.state = number, standing.state
    return found


def called(asking: Asking, outcome: str, *, actor: User, at: datetime) -> Asking:
    """What became of a call. After three tries in vain, or a no, nobody calls any more. Raises SurveyError when
    somebody else was first."""
    asking = Asking.objects.select_for_update(of=("self",)).get(pk=asking.pk)
    if asking.call != Asking.Call.OPEN:
        raise SurveyError(gettext("Somebody has called already. Take the next one."))
    asking.tries += 1
    asking.called_at, asking.called_by = at, actor
    gives_up = outcome == Asking.Call.UNREACHED and asking.tries < MOST_TRIES
    asking.call = Asking.Call.OPEN if gives_up else Asking.Call(outcome)
    asking.save(update_fields=["tries", "called_at", "called_by", "call"])
    data = {"asking": asking.pk, "outcome": outcome, "tries": asking.tries}
    events.record("surveys.called", at=at, actor_id=actor.pk, conversation_id=asking.conversation_id, data=data)
    return asking


def erase_words(people: Collection[int], *, at: datetime) -> None:
    """Numbers stay, words, addresses and traces go; links in old mails answer nobody any more."""
    mine = Asking.objects.filter(customer__in=people)
    mine.filter(state=Asking.State.PLANNED).update(
        state=Asking.State.SKIPPED, skipped_because=Why.NO_ADDRESS, decided_at=at
    )
    mine.filter(call=Asking.Call.OPEN).update(call=Asking.Call.UNREACHED)
    mine.update(recipient="", expires_at=at)
    Answer.objects.filter(asking__customer__in=people).update(comment="")
    Said.objects.filter(asking__customer__in=people).update(comment="", network="", client="")
    Opened.objects.filter(asking__customer__in=people).update(network="", client="")
    OptOut.objects.filter(customer__in=people).exclude(why="").update(why="–")


_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7226352)"
# One statement: a reader sees the changes before it, or the sums after it.
_FOLD = """
WITH gone AS (DELETE FROM surveys_surveychange RETURNING *)
INSERT INTO surveys_surveyday AS known (survey_id, inbox_id, day, part, what, n)
  SELECT survey_id, inbox_id, day, part, what, sum(n) FROM gone GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
ON CONFLICT (survey_id, day, inbox_id, part, what) DO UPDATE SET n = known.n + EXCLUDED.n
"""


def fold() -> None:
    """Add up what changed since. Whatever was read before or after, the sums are the same."""
    with transaction.atomic():
        sql.row(_ONE_AT_A_TIME, [])
        sql.run(_FOLD, [])


def forget_openings(*, expired_before: datetime) -> int:
    """Delete what was seen on links that expired earlier, but for pages an answer came from; answers how many."""
    return Opened.objects.filter(asking__expires_at__lt=expired_before, said=None).delete()[0]
