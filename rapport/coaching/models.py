"""How the draft checker's rules fare and the phrases a desk adds to them; the team's board; training cases."""

from django.db import models
from django.utils.translation import gettext

from rapport.feedback.models import Rating
from rapport.team.models import User

LOWEST_HIGH = 3


class ToneRule(models.Model):
    """One rule of `language.tone` at this desk; no row: nothing was decided about it yet."""

    rule = models.CharField(max_length=30, primary_key=True)
    followed = models.PositiveIntegerField(default=0)
    dismissed = models.PositiveIntegerField(default=0)
    is_off = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True, help_text="Switched itself off, as it was dismissed too often")

    def __str__(self) -> str:
        return self.rule


class TonePhrase(models.Model):
    """A phrase of this desk's own, found as written, in upper or lower case."""

    rule = models.CharField(max_length=30)
    language = models.CharField(max_length=5)
    phrase = models.CharField(max_length=120)
    rewrite = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["language", "phrase"]
        constraints = [models.UniqueConstraint(fields=["language", "phrase"], name="tone_phrase_once")]

    def __str__(self) -> str:
        return self.phrase


class Question(models.Model):
    """Something for the whole team, apart from any conversation: a question, or an idea."""

    class Kind(models.TextChoices):
        QUESTION = "question", "Question"
        IDEA = "idea", "Idea"

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.QUESTION)
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="questions")
    asked_at = models.DateTimeField()
    last_at = models.DateTimeField(help_text="The newest answer, or when it was asked")
    accepted: "models.ForeignKey[Answer | None, Answer | None]" = models.ForeignKey(
        "Answer", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-last_at", "-id"]
        indexes = [models.Index(fields=["-last_at", "-id"], name="questions_newest")]

    def __str__(self) -> str:
        return self.title


class Answer(models.Model):
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="answers")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class Thanks(models.Model):
    """Somebody was helped by an answer and said so."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="thanks")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "thanks"
        constraints = [models.UniqueConstraint(fields=["answer", "user"], name="thanked_once")]


class Case(models.Model):
    """An answer of a customer to learn from, without anything that says who it was or who had written. A draft of
    whoever made it until it is shared."""

    rating = models.OneToOneField(Rating, on_delete=models.CASCADE, related_name="training_case")
    score = models.PositiveSmallIntegerField(help_text="The face when the case was made")
    later_score = models.PositiveSmallIntegerField(null=True, help_text="What the same customer chose after it")
    question = models.TextField(blank=True)
    reply = models.TextField(blank=True)
    words = models.TextField(blank=True)
    done = models.TextField(blank=True)
    later_words = models.TextField(blank=True)
    lesson = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=60, blank=True, help_text="As the list of reasons has it")
    topic = models.CharField(max_length=60, blank=True, help_text="What type of matter it was")
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    shared_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    shared_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-shared_at", "-id"], name="cases_shared", condition=models.Q(shared_at__isnull=False)
            ),
            models.Index(fields=["made_by"], name="cases_drafted", condition=models.Q(shared_at=None)),
        ]

    def __str__(self) -> str:
        return f"Case {self.pk}"

    @property
    def is_high(self) -> bool:
        return self.score >= LOWEST_HIGH

    @property
    def reason_name(self) -> str:
        return gettext(self.reason) if self.reason else ""
