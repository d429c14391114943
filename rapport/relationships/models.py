"""How it goes with the customers we serve: who is unhappy, since when, and who looks after them."""

from django.db import models
from django.db.models import Q

from rapport.conversations.models import Conversation
from rapport.customers.models import Customer
from rapport.feedback.models import Score
from rapport.team.models import User


class Unhappy(models.Model):
    """A customer whose last sign was a bad one; gone when a good one comes. It can be made anew from the ratings, but
    for who looks after them and what was noted."""

    customer = models.OneToOneField(Customer, primary_key=True, on_delete=models.CASCADE, related_name="unhappy")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="+", help_text="Where the last bad sign was given"
    )
    since = models.DateTimeField(help_text="The first bad sign after the last good one")
    last_at = models.DateTimeField(help_text="The last bad sign")
    score = models.PositiveSmallIntegerField(choices=Score.choices)
    last_good_at = models.DateTimeField(null=True)
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    contacted_at = models.DateTimeField(null=True, help_text="Somebody spoke with them about it")
    contacted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name_plural = "unhappy"
        indexes = [
            models.Index(
                fields=["since", "customer"], name="unhappy_to_contact", condition=Q(contacted_at__isnull=True)
            ),
            models.Index(
                fields=["since", "customer"], name="unhappy_contacted", condition=Q(contacted_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} since {self.since:%d.%m.%Y}"
