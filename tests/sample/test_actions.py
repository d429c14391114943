"""After filling, every state of a conversation is there, made by the flows, and nothing has left the machine."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

import pytest
from django.db import transaction
from django.test import TestCase, override_settings

from rapport.campaigns import queries as campaigns
from rapport.campaigns.models import Campaign, Outreach
from rapport.channels.email import practice, smtp
from rapport.channels.email.models import OutboundMail, RawMail
from rapport.conversations.models import Attachment, Conversation, Inbox, Message, Status
from rapport.customers.models import Customer
from rapport.feedback.models import Rating, Vote
from rapport.knowledge.models import SavedReply
from rapport.language.placeholders import unknown
from rapport.learning import queries as learning
from rapport.platform import storage
from rapport.platform.models import Event
from rapport.promises.models import Promise
from rapport.recovery.models import Recovery
from rapport.sample import actions
from rapport.sample import story as stories
from rapport.sample.actions import Filled, NotEmpty
from rapport.surveys import queries as surveys
from rapport.surveys.models import Answer, Survey
from rapport.team.models import Role, Team, User
from rapport.triage.models import Placement

AT = datetime(2025, 3, 7, 14, 20, tzinfo=UTC)
BEGINNING = AT - timedelta(days=130)


def of(key: str) -> Conversation:
    """The conversation that this key of the story became."""
    return RawMail.objects.get(key=f"sample:{key}:0").message.conversation  # type: ignore[union-attr]


class TestSampleCompany(TestCase):
    data: ClassVar[Path]
    filled: ClassVar[Filled]
    steps: ClassVar[list[tuple[int, int]]]

    @classmethod
    def setUpClass(cls) -> None:
        cls.data = Path(cls.enterClassContext(TemporaryDirectory()))
        cls.enterClassContext(override_settings(RAPPORT_DATA=cls.data))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        cls.steps = []
        cls.filled = actions.fill(AT, lambda done, total: cls.steps.append((done, total)))

    def test_everybody_may_look_into_its_postbox(self) -> None:
        assert all(practice.may_be_read_by(user) for user in (self.filled.agent, self.filled.lead))

    def test_it_says_what_it_made(self) -> None:
        reached = Outreach.objects.filter(conversation__isnull=False).count()
        assert self.filled.conversations == Conversation.objects.count() == len(stories.read().conversations) + reached
        assert (self.filled.owner.role, self.filled.lead.role, self.filled.agent.role) == (
            Role.OWNER,
            Role.LEAD,
            Role.AGENT,
        )
        assert self.filled.mails_sent == OutboundMail.objects.count() > 100

    def test_it_tells_how_far_it_is(self) -> None:
        total = sum(len(conversation.steps) for conversation in stories.read().conversations)
        assert self.steps == [(done, total) for done in range(1, total + 1)]

    def test_the_company_can_work(self) -> None:
        assert User.objects.count() == 5
        assert all(user.signature and user.title for user in User.objects.all())
        assert {team.name: User.objects.filter(teams=team).count() for team in Team.objects.all()} == {
            "Shop": 3,
            "Workshop": 2,
        }
        assert dict(Inbox.objects.values_list("address", "reply_target_minutes")) == {
            "help@spokeandsaddle.example": 240,
            "workshop@spokeandsaddle.example": 480,
        }

    def test_what_is_answered_again_and_again_is_written_down(self) -> None:
        found = {one.name: one for one in SavedReply.objects.all()}
        assert len(found) == len(stories.read().saved_replies)
        assert found["Invoice again"].owner == User.objects.get(name="Priya Raman")
        assert found["Your bike is ready"].team == Team.objects.get(name="Workshop")
        assert found["Refund on its way"].actions == [
            {"do": "tags", "value": ["Refund"]},
            {"do": "status", "value": "done"},
        ]
        assert not any(unknown(one.html) for one in found.values())

    def test_customers_have_what_their_mails_do_not_tell(self) -> None:
        assert Customer.objects.exclude(phone="").count() >= 8
        assert Customer.objects.get(identities__value="accounts@larkfield-logistics.example").organization is not None

    def test_about_a_dozen_wait_for_a_first_answer_some_too_long(self) -> None:
        unanswered = Conversation.objects.filter(status=Status.OPEN, waiting_since__isnull=False).exclude(
            messages__kind=Message.Kind.REPLY
        )
        assert 12 <= unanswered.count() <= 18
        late = [c for c in unanswered if AT - c.created_at > timedelta(minutes=c.inbox.reply_target_minutes)]
        assert 4 <= len(late) <= 8

    def test_all_who_wait_are_on_the_pile_with_a_reason(self) -> None:
        waiting = Conversation.objects.exclude(status=Status.DONE).filter(waiting_since__isnull=False)
        on_pile = Placement.objects.filter(waiting=True)
        assert set(waiting.values_list("pk", flat=True)) <= set(on_pile.values_list("conversation_id", flat=True))
        assert all(place.why for place in on_pile)

    def test_the_other_states_are_there(self) -> None:
        assert Conversation.objects.filter(status=Status.WAITING).count() >= 12
        assert Conversation.objects.filter(status=Status.DONE).count() >= 25
        assert Conversation.objects.filter(status=Status.DONE, closed_at__lt=AT - timedelta(days=60)).count() >= 3
        assert Conversation.objects.filter(reopened_at__isnull=False).count() >= 1
        assert Conversation.objects.filter(is_complaint=True).count() >= 6
        assert Conversation.objects.filter(assignee=None).count() >= 12
        assert Message.objects.filter(kind=Message.Kind.NOTE).count() >= 12

    def test_the_third_contact_in_a_week_is_counted(self) -> None:
        assert of("brake-squeal-3").nth_contact == 3

    def test_recoveries_stand_at_different_steps(self) -> None:
        still_open = Recovery.objects.filter(closed_at=None)
        done = {recovery.steps.count() for recovery in still_open}
        assert still_open.count() >= 3
        assert {0, 1, 4} <= done
        assert sorted(Recovery.objects.exclude(outcome="").values_list("outcome", flat=True)) == [
            "partly", "recovered", "recovered",
        ]  # fmt: skip
        assert still_open.filter(previous__outcome="partly").count() == 1

    def test_ratings_are_what_people_chose_and_one_is_a_machine(self) -> None:
        great = Rating.objects.filter(score=4, state="confirmed").exclude(comment="")
        assert great.count() >= 14
        assert Rating.objects.filter(score=2, state="confirmed").count() >= 3
        assert [rating.conversation for rating in Rating.objects.filter(state="suspect")] == [of("vat-number")]
        assert not Recovery.objects.filter(conversation=of("vat-number")).exists()
        assert Rating.objects.filter(call_me=True).get().phone == "+353 20 910 6001"
        assert not Rating.objects.filter(settle_at__lte=AT).exists()
        assert Vote.objects.count() >= 30

    def test_one_campaign_is_over_and_its_answers_have_reasons_and_were_answered(self) -> None:
        told, campaign = stories.read().campaign, Campaign.objects.get()
        assert (campaign.state, campaign.sender.name) == ("done", "Maeve Corcoran")
        assert campaign.strata == [{"key": "never", "population": 16, "asked": 14, "control": 2}]
        sums = campaigns.sums([campaign.pk])[campaign.pk]
        assert (sums["sent"], sums["answered"], sums["control"], sums["waiting"]) == (14, len(told.answer), 2, 0)
        for one in Outreach.objects.exclude(answered_at=None):
            assert one.conversation is not None and one.conversation.status == Status.DONE
            kinds = list(one.conversation.messages.order_by("at").values_list("kind", flat=True))
            assert kinds[-2:] == ["inbound", "reply"]
            assert not Promise.objects.filter(conversation=one.conversation, kept_at=None).exists()
        coded = learning.coded(campaign)
        assert len(coded) == len(told.answer) and {"customer", "agent", "reviewer"} == {
            s for one in coded for s in one.said
        }
        silent = Outreach.objects.filter(state="asked", answered_at=None).count()
        assert (
            Conversation.objects.filter(outreach__answered_at=None, outreach__isnull=False, status="done").count()
            == silent
        )

    def test_two_surveys_have_answers_of_every_kind_and_say_who_was_not_asked(self) -> None:
        one, other = Survey.objects.order_by("-kind")
        found = surveys.outcomes([one, other], since=BEGINNING.date(), inboxes=None)
        assert [one.kind, other.kind] == ["nps", "ces"] and one.is_on
        assert found[one.pk].total.n >= 7 and found[other.pk].total.n >= 4
        for survey in (one, other):
            bands = {survey.scale.band(number) for number in found[survey.pk].total.counts}
            assert bands == {"low", "middle", "high"} and found[survey.pk].total.asked >= found[survey.pk].total.n
            assert surveys.with_words(survey, since=BEGINNING.date(), inboxes=None)
        assert sum(found[one.pk].skipped.values()) > 0
        assert {row.state for row in Answer.objects.all()} == {"confirmed"}
        assert {one.about for one in stories.read().answers} == {
            key
            for key in (one.about for one in stories.read().answers)
            if Answer.objects.filter(asking__conversation=of(key)).exists()
        }, "nobody's answer is written down in vain"
        assert surveys.off() == []

    def test_what_machines_sent_wakes_nobody(self) -> None:
        sent = Message.objects.filter(kind=Message.Kind.INBOUND).exclude(origin=Message.Origin.HUMAN)
        by_origin = {message.origin: message for message in sent}
        assert set(by_origin) == {"auto_reply", "bounce", "list"}
        assert by_origin["list"].conversation.status == Status.DONE
        assert by_origin["auto_reply"].conversation == of("wrong-colour")
        assert of("wrong-colour").status == Status.WAITING
        assert by_origin["bounce"].conversation == of("basket-bounce")
        assert OutboundMail.objects.filter(conversation=of("basket-bounce"), state="failed").count() == 1

    def test_a_stranger_s_answer_is_held(self) -> None:
        held = Message.objects.get(held=True)
        assert held.from_address == "dermot@marnane-joinery.example"
        assert held.conversation == of("trailer-hitch")
        assert held.conversation.customer.name == "Síle Marnane"

    def test_the_mail_that_cannot_be_read_is_shown_as_one(self) -> None:
        unreadable = Message.objects.exclude(unreadable="").get()
        assert unreadable.from_name == "Coal Quay Print"
        assert unreadable.conversation.status == Status.OPEN

    def test_files_are_kept_and_are_what_they_say(self) -> None:
        sent = Attachment.objects.exclude(message__origin="bounce").filter(message__unreadable="")
        assert {file.content_type for file in sent} == {"image/png", "application/pdf"}
        assert sent.filter(message__kind=Message.Kind.REPLY).count() >= 4
        assert all(len(storage.get(file.blob)) == file.size for file in sent)

    def test_promises_are_kept_broken_and_due_today(self) -> None:
        still_open = Promise.objects.filter(kind=Promise.Kind.UPDATE, kept_at=None, withdrawn_at=None)
        assert still_open.filter(broken_at__isnull=False, due_at__lt=AT).count() == 1
        assert still_open.filter(due_at__gt=AT, due_at__lt=AT + timedelta(hours=4)).count() == 1
        assert Promise.objects.filter(kept_at__isnull=False).exists()

    def test_customers_answer_the_mail_they_got(self) -> None:
        answer = Message.objects.filter(conversation=of("lost-parcel"), kind=Message.Kind.INBOUND)[1]
        assert answer.trust == Message.Trust.SECRET
        assert "Orla at Spoke & Saddle" in answer.text
        assert "How did we do?" in answer.text
        assert answer.reply_text.split()[-2:] == ["report", "back"]

    def test_every_customer_mail_became_a_message(self) -> None:
        mails = sum(step.verb == "mail" for told in stories.read().conversations for step in told.steps)
        mails += len(stories.read().campaign.answer)
        assert RawMail.objects.filter(state=RawMail.State.DONE).count() == RawMail.objects.count() == mails
        assert Message.objects.filter(kind=Message.Kind.INBOUND).count() == mails

    def test_our_mails_lie_in_the_local_postbox(self) -> None:
        mails = list((self.data / "postbox").rglob("*.eml"))
        assert len(mails) == self.filled.mails_sent
        assert not OutboundMail.objects.exclude(state__in=["sent", "failed"]).exists()
        assert not list(self.data.glob(".sample-*"))
        hers = sorted((self.data / "postbox" / "grainne.twomey@post.example").glob("*.eml"))
        first = message_from_bytes(hers[0].read_bytes(), policy=default)
        assert str(first["To"]).endswith("<grainne.twomey@post.example>")
        assert "/r/" in hers[0].read_text()

    def test_nothing_happens_before_the_story_or_after_its_end(self) -> None:
        for model, name in ((Event, "at"), (Message, "at"), (Rating, "changed_at"), (OutboundMail, "sent_at")):
            times = list(model.objects.exclude(**{name: None}).values_list(name, flat=True))
            assert min(times) > BEGINNING, model
            assert max(times) <= AT + timedelta(seconds=5), model

    def test_events_tell_the_story_in_order(self) -> None:
        names = list(
            Event.objects.filter(conversation_id=of("wrong-bars").pk).order_by("id").values_list("name", flat=True)
        )
        milestones = ["conversations.opened", "conversations.replied", "feedback.rated", "recovery.opened",
                      "recovery.step_done", "recovery.closed", "conversations.closed"]  # fmt: skip
        places = [names.index(name) for name in milestones]
        assert places == sorted(places)

    def test_a_second_filling_is_refused_and_says_what_to_do(self) -> None:
        before = Message.objects.count()
        with pytest.raises(NotEmpty, match="empty data folder"), transaction.atomic():
            actions.fill(AT)
        assert Message.objects.count() == before
        assert not list(self.data.glob(".sample-*"))

    def test_no_placeholder_reached_a_customer(self) -> None:
        assert not Message.objects.filter(text__regex=r"\{(day|date|tag|datum):").exists()


@pytest.mark.django_db
def test_a_failure_leaves_nothing_behind_and_no_mail_server_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(done: int, total: int) -> None:
        if done == 40:
            assert OutboundMail.objects.filter(state="sent").count() > 10
            raise RuntimeError("the power went")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a mail server was called")

    monkeypatch.setattr(smtp.SmtpCarrier, "__init__", refuse)
    with override_settings(RAPPORT_DATA=tmp_path, RAPPORT_SMTP_URL="smtp://mail.example:25"):
        with pytest.raises(RuntimeError, match="the power went"):
            actions.fill(AT, fail)
    assert not Conversation.objects.exists()
    assert not User.objects.exists()
    assert not list(tmp_path.rglob("*.eml"))
