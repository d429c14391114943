"""How the draft checker's rules fare, and the phrases a desk adds to them."""

from django.db import models

from rapport.team.models import User


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
