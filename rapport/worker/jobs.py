"""What each queued job does. A job only makes a thing happen sooner; schedule.py makes it happen."""

from rapport.channels.email import intake
from rapport.flows import act_later, campaign_starts
from rapport.flows.agent_sends import send as send_one
from rapport.flows.customer_rates import settle_vote as settle
from rapport.flows.deliver_message import deliver as deliver_one
from rapport.flows.deliver_post import deliver as deliver_one_post
from rapport.flows.deliver_push import deliver as deliver_one_push
from rapport.flows.deliver_webhook import deliver as deliver_one_webhook
from rapport.flows.mail_is_read import STORY
from rapport.platform import clock
from rapport.platform.jobs import Job, Lane

MOST_MAILS = 1000
HANDS = 2


def read_mail() -> None:
    intake.drain(STORY, limit=MOST_MAILS, at_source=clock.now, hands=HANDS)


def deliver(outbound_id: int) -> None:
    deliver_one(outbound_id, clock=clock.now)


def send(draft_id: int) -> None:
    send_one(draft_id, at=clock.now())


def settle_vote(rating_id: int) -> None:
    settle(rating_id, at=clock.now())


def webhook(delivery_id: int) -> None:
    deliver_one_webhook(delivery_id, clock=clock.now)


def push(push_id: int) -> None:
    deliver_one_push(push_id, clock=clock.now)


def post(post_id: int) -> None:
    deliver_one_post(post_id, clock=clock.now)


def act(change_id: int) -> None:
    act_later.go_on(change_id, at=clock.now())


def draw() -> None:
    campaign_starts.draw_due(at=clock.now())


# A mail server that lets us wait must not keep customers' mail or votes waiting; nor must another system.
LANES = (
    Lane({Job.INTAKE: read_mail, Job.SETTLE_VOTE: settle_vote, Job.SEND: send}, threads=2),
    Lane({Job.DELIVER: deliver}, threads=3),
    Lane({Job.WEBHOOK: webhook}, threads=2, listens=False),
    Lane({Job.PUSH: push}, threads=2, listens=False),
    Lane({Job.POST: post}, threads=2, listens=False),
    Lane({Job.ACT: act, Job.DRAW: draw}, threads=2, listens=False),
)
