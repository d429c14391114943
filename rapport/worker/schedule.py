"""Every recurring job on one screen. Each runs once when the worker starts, then again and again.

Jobs of one lane run one after the other; lanes do not wait for each other.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from rapport.channels.email import intake
from rapport.coaching import actions as coaching
from rapport.conversations import actions as conversations
from rapport.feedback import actions as feedback
from rapport.flows import (
    act_later,
    back_up,
    campaign_goes_out,
    check_up,
    climb,
    complaints_wait,
    customer_answers,
    customer_rates,
    give_out,
    intake_is_hindered,
    outside_rated,
    promise_falls_due,
    recover,
    retention_falls_due,
    survey_falls_due,
    tell_company,
    wake_up,
)
from rapport.flows.agent_sends import send_due
from rapport.flows.deliver_message import deliver_due
from rapport.flows.deliver_post import deliver_due as deliver_posts
from rapport.flows.deliver_push import deliver_due as deliver_pushes
from rapport.flows.deliver_webhook import deliver_due as deliver_webhooks
from rapport.flows.mail_is_read import STORY
from rapport.flows.rules_fall_due import sweep as run_timed_rules
from rapport.platform import clock, jobs
from rapport.platform.health import HEARTBEAT_SECONDS
from rapport.relationships import actions as relationships
from rapport.reports import actions as reports
from rapport.search import actions as search
from rapport.surveys import actions as surveys
from rapport.worker import housekeeping
from rapport.worker.indexing import Indexing
from rapport.worker.jobs import HANDS

MOST = 1000
HOUR = 3600.0
# How long a message may be there before it is found.
SEARCH_SECONDS = 2.0
INDEXING = Indexing()
# With the lease, how long a mail may be late because a worker died with it in hand: a minute and a half (F13).
MAIL_OUT_SECONDS = 30.0
# With the minute before it, how long what was done on a vote may stand that turns out to be a machine's.
VOTES_SECONDS = 10.0
# How long rows of the tally may gather: at a hundred mails a second, some thousand.
FOLD_SECONDS = 10.0
GoOn = Callable[[], bool]


@dataclass(frozen=True)
class Recurring:
    """`every` is in seconds. `run` is told a question to ask between two pieces of work: may I go on? What `may_break`
    can be cut off anywhere without harm, so the end of the worker does not wait for it."""

    name: str
    lane: str
    every: float
    run: Callable[[GoOn], object]
    may_break: bool = False


def recurring() -> list[Recurring]:
    sweep = float(settings.RAPPORT_SWEEP_SECONDS)
    return [
        Recurring(
            "read mail", "mail in", sweep, lambda _: intake.drain(STORY, limit=MOST, at_source=clock.now, hands=HANDS)
        ),
        Recurring(
            "send mail",
            "mail out",
            min(sweep, MAIL_OUT_SECONDS),
            lambda go: deliver_due(limit=MOST, clock=clock.now, go_on=go, side_by_side=True),
        ),
        Recurring("webhooks", "webhooks", sweep, lambda go: deliver_webhooks(clock=clock.now, go_on=go)),
        Recurring("pushes", "pushes", sweep, lambda go: deliver_pushes(clock=clock.now, go_on=go)),
        Recurring("alert routes", "alert routes", sweep, lambda go: deliver_posts(clock=clock.now, go_on=go)),
        Recurring("waiting replies", "clocks", min(sweep, MAIL_OUT_SECONDS), lambda _: send_due(clock=clock.now)),
        Recurring("hindered intake", "clocks", sweep, lambda _: intake_is_hindered.sweep(at=clock.now())),
        Recurring("promises", "clocks", sweep, lambda _: promise_falls_due.sweep(at=clock.now())),
        Recurring("alerts that climb", "clocks", min(sweep, MAIL_OUT_SECONDS), lambda _: climb.sweep(at=clock.now())),
        Recurring("put off until now", "clocks", sweep, lambda _: wake_up.sweep(at=clock.now())),
        Recurring("rules", "rules", sweep, lambda go: run_timed_rules(at=clock.now(), go_on=go)),
        Recurring("give out", "clocks", sweep, lambda _: give_out.sweep(at=clock.now())),
        Recurring("votes", "clocks", min(sweep, VOTES_SECONDS), lambda _: customer_rates.settle_due(at=clock.now())),
        Recurring("surveys", "rules", 5 * sweep, lambda go: survey_falls_due.sweep(at=clock.now(), go_on=go)),
        Recurring("campaigns", "rules", sweep, lambda go: campaign_goes_out.sweep(at=clock.now(), go_on=go)),
        Recurring("survey answers", "clocks", sweep, lambda _: customer_answers.settle_due(at=clock.now())),
        Recurring("faces elsewhere", "clocks", sweep, lambda _: outside_rated.settle_due(at=clock.now())),
        Recurring("unfinished changes", "clocks", 5 * sweep, lambda _: act_later.sweep(at=clock.now())),
        Recurring("digest", "clocks", 5 * sweep, lambda go: tell_company.sweep(at=clock.now(), go_on=go)),
        Recurring("silent recoveries", "clocks", HOUR, lambda _: recover.close_silent(at=clock.now())),
        Recurring("counts", "clocks", min(sweep, FOLD_SECONDS), lambda _: conversations.fold_tally()),
        Recurring("report counts", "clocks", min(sweep, FOLD_SECONDS), lambda _: reports.fold()),
        Recurring("work", "clocks", min(sweep, FOLD_SECONDS), lambda go: reports.count_work(go_on=go)),
        Recurring("older work", "search gaps", sweep, lambda go: reports.fill_work(at=clock.now(), go_on=go)),
        Recurring("survey counts", "clocks", min(sweep, FOLD_SECONDS), lambda _: surveys.fold()),
        Recurring("relationships", "search gaps", 5 * sweep, lambda go: relationships.follow(at=clock.now(), go_on=go)),
        Recurring("voices", "search gaps", HOUR, lambda _: relationships.count_when_due(at=clock.now())),
        Recurring("waits of complaints", "search gaps", 5 * sweep, lambda _: complaints_wait.sweep(at=clock.now())),
        Recurring("older ratings", "search gaps", HOUR, lambda go: feedback.place_older(at=clock.now(), go_on=go)),
        Recurring(
            "tone of replies", "search gaps", HOUR, lambda go: coaching.measure_when_due(at=clock.now(), go_on=go)
        ),
        Recurring("dead jobs", "clocks", HOUR, lambda _: jobs.prune()),
        Recurring("old rows", "clocks", HOUR, lambda _: housekeeping.forget(at=clock.now())),
        Recurring("search index", "search", SEARCH_SECONDS, lambda _: INDEXING.round()),
        Recurring("search gaps", "search gaps", HOUR, lambda go: search.fill(at=clock.now(), go_on=go)),
        Recurring("heartbeat", "heart", HEARTBEAT_SECONDS, lambda _: housekeeping.beat(at=clock.now())),
        Recurring("check-up", "doctor", 10 * sweep, lambda _: check_up.check_up_when_due(clock=clock.now), True),
        Recurring(
            "retention",
            "retention",
            5 * sweep,
            lambda go: retention_falls_due.sweep_when_due(clock=clock.now, go_on=go),
        ),
        Recurring("backup", "backup", 5 * sweep, lambda _: back_up.back_up_when_due(clock=clock.now), True),
    ]
