"""Some roles need a second factor from now on; whoever has none is signed out, and sets one up when they come back."""

from collections.abc import Collection
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from rapport.platform.actions import remember_fact
from rapport.team import actions
from rapport.team.models import User


@transaction.atomic
def require_second_factor(key: str, roles: Collection[str], *, but: User, at: datetime) -> None:
    """`but` stays signed in, to be able to finish."""
    remember_fact(key, {"roles": sorted(roles)}, at=at)
    safe = Authenticator.objects.filter(type__in=["totp", "webauthn"]).values("user_id")
    for user in User.objects.filter(role__in=roles, is_active=True).exclude(pk__in=safe).exclude(pk=but.pk):
        actions.end_other_sessions(user, at=at)
