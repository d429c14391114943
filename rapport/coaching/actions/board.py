"""The team's board: asked, answered, thanked, accepted."""

from datetime import datetime

from django.utils.translation import gettext

from rapport.coaching.models import Answer, Question, Thanks
from rapport.platform import events
from rapport.team.models import User

LONGEST = 20_000


class BoardError(ValueError):
    """It cannot be put on the board; the text says what to change."""


def ask(kind: Question.Kind, title: str, text: str, *, by: User, at: datetime) -> Question:
    title = " ".join(title.split())[:160]
    if not title:
        raise BoardError(gettext("Say in one line what it is about."))
    made = Question.objects.create(
        kind=kind, title=title, text=text.strip()[:LONGEST], asked_by=by, asked_at=at, last_at=at
    )
    events.record("coaching.asked", at=at, actor_id=by.pk, data={"question": made.pk, "kind": kind})
    return made


def answer(question: Question, text: str, *, by: User, at: datetime) -> Answer:
    if not text.strip():
        raise BoardError(gettext("Write a few words."))
    made = Answer.objects.create(question=question, text=text.strip()[:LONGEST], by=by, at=at)
    Question.objects.filter(pk=question.pk).update(last_at=at)
    events.record("coaching.answered", at=at, actor_id=by.pk, data={"question": question.pk, "answer": made.pk})
    return made


def thank(given: Answer, *, by: User, at: datetime) -> bool:
    """Once each, and not oneself. False when it was said before."""
    if given.by_id == by.pk:
        raise BoardError(gettext("This answer is yours. Others may thank you for it."))
    _, is_new = Thanks.objects.get_or_create(answer=given, user=by, defaults={"at": at})
    if is_new:
        events.record("coaching.thanked", at=at, actor_id=by.pk, data={"answer": given.pk})
    return is_new


def accept(given: Answer, *, by: User, at: datetime) -> None:
    """The answer that solved it; a question has one, and it can be changed. Raises BoardError for anybody else."""
    question = given.question
    if not (by.is_lead or question.asked_by_id == by.pk):
        raise BoardError(gettext("Whoever asked, or a lead, says which answer solved it."))
    Question.objects.filter(pk=question.pk).update(accepted=given)
    events.record("coaching.accepted", at=at, actor_id=by.pk, data={"question": question.pk, "answer": given.pk})
