"""What the shop asks apart from replies, played through the flows: two surveys, and a campaign with what came of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from rapport.campaigns import actions as campaigns
from rapport.campaigns.actions import Plan
from rapport.campaigns.models import Campaign, Outreach
from rapport.campaigns.rules import Segment, Who
from rapport.conversations.letters import Reply
from rapport.conversations.models import Conversation as Record
from rapport.conversations.models import Inbox
from rapport.customers import actions as customers
from rapport.feedback.models import How
from rapport.feedback.rules import Client
from rapport.flows import (
    campaign_goes_out,
    campaign_starts,
    conversation_closes,
    customer_answers,
    review,
    survey_falls_due,
)
from rapport.flows.agent_replies import agent_replies
from rapport.learning.models import Reason, Source
from rapport.sample.story import Conversation, Customer, Heard, Step
from rapport.sample.when import moment
from rapport.surveys import actions as surveys
from rapport.surveys.actions import Rule, Told
from rapport.surveys.models import Asking

if TYPE_CHECKING:
    from rapport.sample.play import Player

ANSWERED_AFTER = timedelta(hours=3, minutes=20)
READER = Client("203.0.113.0/24", "a-browser")


class Asker:
    """Beside the player, whose clock it follows. Nothing is asked of the database while nothing is due."""

    def __init__(self, player: "Player", begun_at: datetime) -> None:
        self.player = player
        self.said = {one.about: one for one in player.story.answers}
        self.due: list[datetime] = []
        self.told: list[tuple[datetime, int, str]] = []
        self.campaign_at: datetime | None = moment(player.story.campaign.at, player.now)
        lead = next(player.users[one.key] for one in player.story.staff.values() if one.role == "lead")
        self.lead, self.days = lead, dict[int, int]()
        self.surveys_at: datetime | None = moment(player.story.surveys_since, player.now)
        for buyer in self._people().values():
            customers.recognise(address=buyer.address, name=buyer.name, at=begun_at)

    def closed(self, record: Record, at: datetime) -> None:
        """Whether to ask about it is decided so many days later."""
        if (days := self.days.get(record.inbox_id)) is not None:
            heappush(self.due, at + timedelta(days=days))

    def tick(self, at: datetime) -> None:
        """What was to be asked, and what was answered, until then."""
        if self.surveys_at is not None and self.surveys_at <= at:
            begin, self.surveys_at = self.surveys_at, None
            self._write_rules(begin)
        if self.campaign_at is not None and self.campaign_at <= at:
            begin, self.campaign_at = self.campaign_at, None
            self._campaign(begin)
        while self.due and self.due[0] <= at:
            self._ask(heappop(self.due))
        while self.told and self.told[0][0] <= at:
            moment_of, pk, key = heappop(self.told)
            self._answer(pk, key, moment_of)

    def end(self, at: datetime) -> None:
        """Answers of the last days have had their minute."""
        customer_answers.settle_due(at=at)

    def _write_rules(self, at: datetime) -> None:
        for one in self.player.story.surveys:
            inbox = Inbox.objects.get(address=self.player.story.inboxes[one.inbox].address)
            rule = Rule(one.name, one.kind, inbox=inbox, after_days=one.after_days, every_days=30, is_on=True)
            surveys.save_survey(rule, actor=self.lead, at=at)
            self.days[inbox.pk] = one.after_days

    def _ask(self, at: datetime) -> None:
        if not survey_falls_due.sweep(at=at):
            return
        self.player.deliver(at)
        keys = {pk: key for key, pk in self.player.records.items()}
        for pk, conversation in Asking.objects.filter(
            decided_at=at, state=Asking.State.ASKED, survey__isnull=False
        ).values_list("pk", "conversation"):
            if (key := keys.get(conversation, "")) in self.said:
                heappush(self.told, (at + ANSWERED_AFTER, pk, key))

    def _answer(self, pk: int, key: str, at: datetime) -> None:
        said, asking = self.said[key], Asking.objects.select_related("survey").get(pk=pk)
        page = surveys.observe(asking, method="GET", number=said.number, client=READER, at=at)
        how = How.COMMENT if said.comment else How.BUTTON
        told = Told(said.number, how, said.comment, page, READER)
        customer_answers.customer_answers(asking, told, at=at + timedelta(seconds=30))

    def _people(self) -> dict[str, Customer]:
        """Who bought something and never wrote."""
        found = {}
        for number, name in enumerate(self.player.story.campaign.people):
            key = f"buyer-{number}"
            found[key] = Customer(key=key, name=name, address=f"buyer{number + 1}@mailbox.example", client="plain")
        return found

    def _campaign(self, at: datetime) -> None:
        told, player = self.player.story.campaign, self.player
        sender = player.users[told.sender]
        inbox = Inbox.objects.get(address=player.story.inboxes[told.inbox].address)
        plan = Plan(
            name=told.name,
            inbox=inbox,
            sender=sender,
            segment=Segment(who=Who.UNHEARD, days=told.days),
            subject=told.subject,
            words=told.words.strip(),
            size=told.size,
            control_percent=told.control_percent,
            per_hour=1000,
        )
        made = campaigns.save_campaign(plan, actor=self.lead, at=at)
        campaign_starts.start(made, actor=self.lead, at=at)
        campaign_starts.draw_due(at=at)
        campaign_goes_out.sweep(at=at)
        player.deliver(at)
        self._heard(made, at)

    def _heard(self, made: Campaign, at: datetime) -> None:
        """Some of the buyers answer within a day; each is written back to, and what they said gets a reason."""
        told, player, people = self.player.story.campaign, self.player, self._people()
        keys = {one.address: key for key, one in people.items()}
        asked = Outreach.objects.filter(campaign=made, conversation__identity__value__in=keys).order_by("id")
        whole = replace(player.story, customers={**player.story.customers, **people})
        reasons, replies = {one.name: one for one in Reason.objects.all()}, moment(told.replies_at, player.now)
        for serial, (one, said) in enumerate(
            zip(asked.select_related("conversation__identity"), told.answer, strict=False)
        ):
            assert one.conversation is not None
            key = keys[one.conversation.identity.address]
            conversation = Conversation(
                f"campaign-{serial}", told.inbox, key, "", [Step(at="", who="customer", verb="mail", words=said.words)]
            )
            player.records[conversation.key] = one.conversation.pk
            player.receive(whole, conversation, 0, at + timedelta(hours=1 + 2 * serial))
            self._write_back(one.pk, said, reasons, replies + timedelta(minutes=11 * serial))

    def _write_back(self, pk: int, said: Heard, reasons: dict[str, Reason], at: datetime) -> None:
        told, outreach = self.player.story.campaign, Outreach.objects.select_related("conversation").get(pk=pk)
        sender, record = self.player.users[told.sender], outreach.conversation
        assert record is not None
        agent_replies(record, sender, Reply(said.reply), at=at)
        self.player.deliver(at)
        conversation_closes.close(record, actor=sender, at=at + timedelta(minutes=1))
        self.closed(record, at + timedelta(minutes=1))
        named = (
            (Source.AGENT, said.reason, sender),
            (Source.CUSTOMER, said.customer, sender),
            (Source.REVIEWER, said.reviewer, self.lead),
        )
        for source, name, by in named:
            if name:
                review.name_what_was_heard(outreach, reasons[name], source, actor=by, at=at + timedelta(minutes=2))
