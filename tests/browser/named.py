"""Everything to which people give a name, once: each name is the next that the test hands out."""

import json
from collections.abc import Callable
from datetime import date, timedelta

from rapport.alerts import actions as alerts
from rapport.automation import actions as automation
from rapport.automation.rules import Condition, Moment
from rapport.automation.rules import Deed as RuleDeed
from rapport.campaigns import actions as campaigns
from rapport.campaigns.actions import Plan
from rapport.campaigns.models import Outreach
from rapport.campaigns.rules import Segment
from rapport.coaching import actions as coaching
from rapport.coaching.models import Question
from rapport.conversations.models import Conversation
from rapport.customers import actions as customers
from rapport.customers.models import Customer
from rapport.feedback import actions as ratings
from rapport.feedback import queries as feedback
from rapport.feedback.actions import Choice
from rapport.feedback.models import Rating, RatingInvite
from rapport.flows import (
    campaign_goes_out,
    campaign_starts,
    prevent,
    recover,
    review,
    survey_falls_due,
    tell_company,
    train,
)
from rapport.flows.act import act
from rapport.flows.customer_rates import customer_rates
from rapport.flows.deeds import Deed, Verb
from rapport.flows.note_is_written import note_is_written
from rapport.knowledge import actions as knowledge
from rapport.knowledge.actions import Saying
from rapport.labels import actions as labels
from rapport.labels.models import Field
from rapport.language.tone import Rule as ToneRule
from rapport.learning import actions as learning
from rapport.learning.models import Item, Source
from rapport.platform.clock import now
from rapport.recovery import actions as recoveries
from rapport.recovery.actions import Agreement
from rapport.recovery.models import Recovery
from rapport.reports import actions as reports
from rapport.reports.models import Drawn, Sample
from rapport.search import actions as search
from rapport.search.actions import ViewForm
from rapport.search.models import View
from rapport.surveys import actions as surveys
from rapport.surveys.actions import Rule, Told
from rapport.surveys.models import Asking
from rapport.team import actions as team
from rapport.team.models import Role, User
from rapport.team.opening import Hours
from rapport.webhooks import actions as webhooks
from rapport.writing import actions as writing
from tests import cast

Word = Callable[[int], str]
MORNING = ((9 * 60, 17 * 60),)

Named = dict[str, int | str]  # their keys, as addresses need them


def named(word: Word, number: int, *, by: User) -> Named:
    """`word` makes a name of at most so many characters; `number` tells this round from the others."""
    at = now()
    place = cast.inbox(f"place{number}@desk.example", name=word(80))
    found = cast.conversation((word(120), f"person{number}@customer.example"), subject=word(200), inbox=place)
    view = search.keep(ViewForm(word(60), word(200), audience=View.Audience.ALL), owner=_keeper(number), at=at)
    return {
        **_labels(word, number, found, by),
        **_settings(word, number, by),
        **_people(word, number, by),
        **_told(word, found, by),
        **_surveyed(word, number, by),
        **_reached(word, number, by),
        **_won_back(word, number, found, by),
        **_learned(word, number, found, by),
        "sample": _sample(word, found, by),
        "question": _question(word, by),
        "view": view.pk,
        "inbox": place.pk,
    }


def _keeper(number: int) -> User:
    """One person keeps a limited number of views."""
    email = f"keeper{number // 40}@desk.example"
    return User.objects.filter(email=email).first() or User.objects.create_user(email, name="Kit Vane", role=Role.LEAD)


def _labels(word: Word, number: int, found: Conversation, by: User) -> Named:
    at = now()
    plain = "".join(letter for letter in word(36) if letter.isprintable() and letter not in ',"')
    tag = labels.tag(f"{number} {plain}", actor=by, at=at)
    labels.change_tag(tag, name=tag.name, hue=number, description=word(200), actor=by, at=at)
    kind = labels.save_type(None, name=f"{number} " + word(54), actor=by, at=at)
    status = labels.save_status(None, name=f"{number} {plain}"[:40].strip(), base="waiting", actor=by, at=at)
    options = [word(90), word(90)]
    given = {"name": word(60), "kind": Field.Kind.CHOICE, "help": word(190), "options": options}
    choice = labels.save_field(None, given, actor=by, at=at)
    text = labels.save_field(None, {"name": word(60), "kind": Field.Kind.TEXT, "help": word(190)}, actor=by, at=at)
    values = {choice.key: choice.options[0], text.key: word(200)}
    for deed in (
        Deed(Verb.TAG, [tag.name]),
        Deed(Verb.TYPE, kind.key),
        Deed(Verb.FIELDS, values),
        Deed(Verb.STATUS, status.key),
    ):
        assert act(deed, [found.pk], actor=by, at=at).done, deed
    return {"tag": tag.pk, "type": kind.pk, "field": choice.pk, "status": status.pk}


def _settings(word: Word, number: int, by: User) -> Named:
    at = now()
    draft = automation.Draft(
        name=word(80),
        moment=Moment.ARRIVES,
        conditions=[Condition("subject", "has", word(100)), Condition("tag", "is", word(40))],
        deeds=[RuleDeed("tag", word(40)), RuleDeed("note", word(200))],
    )
    webhook, _ = webhooks.add_endpoint(
        by, name=word(80), url=f"https://hook{number}.example/in", wanted=["conversation.created"], at=at
    )
    delivery = webhooks.queue(webhook, "conversation.created", json.dumps({"name": word(200)}), at=at)
    webhooks.note_attempt(delivery, status=500, words=word(200), milliseconds=12, at=at)
    wanted = alerts.Wanted(["unhappy"], names_customers=True)
    route = alerts.add_route(
        "slack", name=word(80), address=f"https://hooks.slack.com/services/{number}", wanted=wanted, actor=by, at=at
    )
    day = date(2027, 1, 1)
    plain = Hours("Europe/Berlin", (MORNING,) * 5 + ((), ()), frozenset({day}))
    hours = team.keep_hours(
        None, name=f"{number} " + word(70), plain=plain, names={str(day): word(80)}, actor=by, at=at
    )
    phrase = f"{number} " + word(110)
    coaching.add_phrase(ToneRule.BLAME, language="en", phrase=phrase, rewrite=word(200), actor=by, at=at)
    return {
        "rule": automation.add_rule(draft, actor=by, at=at).pk,
        "webhook": webhook.pk,
        "route": route.pk,
        "delivery": delivery.pk,
        "hours": hours.pk,
    }


def _people(word: Word, number: int, by: User) -> Named:
    at = now()
    email = f"person{number}@desk.example"
    person = team.add_user(email=email, name=word(120), role=Role.AGENT, at=at)
    team.change_profile(by, name=by.name, title=word(120), signature=word(300), at=at)
    team.create_token(by, at=at, name=word(80))
    made = team.save_team(None, name=f"{number} " + word(70), members=[person, by], actor=by, at=at)
    return {"person": person.pk, "team": made.pk}


def _question(word: Word, by: User) -> int:
    at = now()
    question = coaching.ask(Question.Kind.QUESTION, word(160), word(500), by=by, at=at)
    answer = coaching.answer(question, word(500), by=cast.ada(), at=at)
    coaching.thank(answer, by=by, at=at)
    coaching.accept(answer, by=by, at=at)
    return question.pk


def _sample(word: Word, found: Conversation, by: User) -> int:
    """Of one who did not answer, and told a lead."""
    at = now()
    answer = cast.answers(found, at=at)
    invite = RatingInvite.objects.get(message=answer)
    sample = Sample.objects.create(
        drawn_by=by, drawn_at=at, first=at, last=at, asked=1, answered=0, happy=0, silent=1, seed="x"
    )
    drawn = Drawn.objects.create(sample=sample, invite=invite, probability=1)
    reports.note(drawn, Drawn.Outcome.TOLD, 2, word(500), actor=by, at=at)
    return sample.pk


def _told(word: Word, found: Conversation, by: User) -> Named:
    """What is written about one customer and in one conversation."""
    at = now()
    customer = found.customer
    customers.change(customer, name=word(120), phone=word(40), organization=word(120), actor=by, at=at)
    note_is_written(found, by, word(500), at=at)
    html = word(500)
    writing.write_signature(inbox=found.inbox, user=None, language="", html=html, actor=by, at=at)
    words = word(500)
    saved = knowledge.write(Saying(word(120), html=words, text=words), actor=by, at=at)
    return {"conversation": found.reference, "customer": str(customer.public_id), "saved": saved.pk}


def _won_back(word: Word, number: int, found: Conversation, by: User) -> Named:
    """What is written while an unhappy customer is won back."""
    at = now()
    invite = feedback.invite_for(cast.answers(found, at=at).pk, found.identity.value)
    assert invite is not None
    customer_rates(invite, Choice(1, "button", comment=word(500)), at=at)
    quote = ratings.allow_quote(Rating.objects.get(invite=invite), word(80), at=at)
    ratings.show_quote(quote, True, by=by, at=at)
    recovery = Recovery.objects.get(conversation=found)
    cause = recoveries.save_cause(None, name=f"{number} " + word(70), is_ours=True, actor=by, at=at)
    owed = Agreement(word(300), word(300), word(300), word(300), money=1250)
    recover.agree(recovery, cause, owed, actor=by, at=at)
    recover.fixed(recovery, actor=by, note=word(300), at=at)
    recover.learn(recovery, word(300), actor=by, at=at)
    recover.give(recovery, "credit", 100, word(300), actor=by, at=at)
    day = at.date() + timedelta(days=9)
    made = prevent.commit(word(300), owner=by, due_on=day, actor=by, at=at, cause=cause, recovery=recovery)
    prevent.done(made, word(600), actor=by, at=at)
    recoveries.register(found, at=at)
    return {"recovery": recovery.pk, "cause": cause.pk, "complaint": found.complaint.pk}


def _surveyed(word: Word, number: int, by: User) -> Named:
    """One who answered by mail, and one who is to be called."""
    made, low = {}, word(200)
    for key, kind, way in (("survey", "nps", "mail"), ("survey_by_phone", "ces", "phone")):
        own = {"en": {"question": word(200), "low": low}}
        place = cast.inbox(f"{way}{number}@desk.example", name=word(80))
        rule = Rule(word(80), kind, way, place, after_days=0, is_on=True, words=own)
        made[key] = surveys.save_survey(rule, actor=by, at=now()).pk
        person = (word(120), f"{way}{number}@asked.example")
        found = cast.conversation(person, subject=word(200), inbox=place, trust="proven")
        Customer.objects.filter(pk=found.customer_id).update(phone="030 1234567")
        cast.answers(found, at=now())
        act(Deed("close"), [found.pk], actor=by, at=now())
    survey_falls_due.sweep(at=now())
    asked = Asking.objects.get(survey=made["survey"])
    surveys.answer(asked, Told(3, "comment", word(400)), at=now())
    return dict(made)


def _learned(word: Word, number: int, found: Conversation, by: User) -> Named:
    """What is written in the review, and what the company is told."""
    at = now()
    rating = Rating.objects.get(conversation=found)
    reason = learning.save_reason(None, name=f"{number} " + word(50), actor=by, at=at)
    for source in Source:
        learning.give(rating, reason, source, by=by, at=at)
    learning.set_archived(reason, True, actor=by, at=at)  # the list stays short
    case = train.use_in_training(rating, actor=by, at=at)
    coaching.word(case, {name: word(400) for name in ("question", "reply", "words", "done", "later_words", "lesson")})
    coaching.share(case, True, by=by, at=at)
    item = Item.objects.get(rating=rating)
    learning.decide(item, prevention=None, why_nothing=word(300) + "x", by=by, at=at)
    day = at.date()
    facts = tell_company.facts_of(day - timedelta(days=6), day, at)
    digest = learning.make(day - timedelta(days=6 + number), facts, at=at)
    url = "https://reviews.example/us"
    learning.set_public_place(found.inbox, name=word(60), url=url, actor=by, at=at)
    return {"reason": reason.pk, "item": item.pk, "case": case.pk, "digest": digest.pk}


def _reached(word: Word, number: int, by: User) -> Named:
    """A campaign to two people, of whom one answers and one is left alone; and one that is not started."""
    name, said = word(120), word(400)
    place = cast.inbox(f"campaign{number}@desk.example", name=word(80))
    for serial in range(2):
        found = cast.conversation((name, f"reached{number}-{serial}@asked.example"), inbox=place, trust="proven")
        act(Deed("close"), [found.pk], actor=by, at=now())
    segment = Segment(who="silent", days=3650, inbox=place.pk)
    subject, words = (word(200).replace("{", "").replace("?", "") for _ in range(2))
    plan = Plan(word(80), place, by, segment, subject, f"{words} Why?", 1, 50, offers_reasons=True)
    made, draft = (campaigns.save_campaign(plan, actor=by, at=now()) for _ in range(2))
    campaign_starts.start(made, actor=by, at=now())
    campaign_goes_out.sweep(at=now())
    for one in Outreach.objects.filter(campaign=made, conversation__isnull=False):
        given = {"text": said, "reply_text": said, "trust": "secret", "conversation_id": one.conversation_id}
        cast.arrives((name, f"reached{number}@asked.example"), inbox=place, received_at=now(), **given)
    reason = learning.save_reason(None, name=word(60), actor=by, at=now())
    for one in Outreach.objects.filter(campaign=made, answered_at__isnull=False).select_related("conversation"):
        for source in Source:
            review.name_what_was_heard(one, reason, source, actor=by, at=now())
    learning.set_archived(reason, True, actor=by, at=now())  # the list stays short
    return {"campaign": made.pk, "campaign_draft": draft.pk}
