"""Addresses that people are given outside the pages."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from rapport.team.actions import create_login_link, founding_key
from rapport.team.models import User


def sign_in_url(user: User, at: datetime) -> str:
    """A new link that signs this user in once."""
    return settings.RAPPORT_URL + reverse("desk:sign_in", args=[create_login_link(user, at=at)])


def founding_url(at: datetime) -> str:
    """A new link for whoever becomes the first owner."""
    return settings.RAPPORT_URL + reverse("desk:start-with", args=[founding_key(at=at)])
