"""How people get in: `rapport user add` or a lead makes accounts, nobody signs up from outside."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.stages import LoginStage
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from rapport.desk.people import entering
from rapport.platform import limits, peer, secrets, signing
from rapport.platform.clock import now
from rapport.team.models import User

SPAN, PER_ACCOUNT, PER_ADDRESS = timedelta(minutes=5), 10, 50


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth names it
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only a path of this site; the library's own check fails on addresses that cannot be read."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        return peer.address_of(request) or "0.0.0.0"  # noqa: S104  # nobody's address: a socket has none

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Tries are counted in the database, for the account from this place and for the place; whether there is such
        an account plays no part."""
        place, account = self.get_client_ip(request), str(credentials.get("email", "")).lower()
        of_account = f"sign-in-of:{signing.digest(account + place)[:40]}"
        at = now()
        few = limits.allow(f"sign-in-from:{place}", limit=PER_ADDRESS, window=SPAN, at=at)
        if not limits.allow(of_account, limit=PER_ACCOUNT, window=SPAN, at=at) or not few:
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        entering.refused(request, str(credentials.get("email", "")))

    def reauthenticate(self, user: User, password: str) -> bool:
        """The library looks an address up in a table of its own, which stays empty here."""
        self.pre_authenticate(self.request, email=user.email)
        return user.check_password(password)

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        entering.entered(request, user)

    def send_notification_mail(self, template_prefix: str, user: User, *_: Any, **__: Any) -> None:
        """The library would mail it; here it goes into the audit log."""
        entering.changed(self.request, user, template_prefix.rpartition("/")[2])

    def get_login_stages(self) -> list[str]:
        late = {"allauth.mfa.stages.AuthenticateStage": "rapport.config.accounts.SecondFactorStage"}
        return [late.get(one, one) for one in super().get_login_stages()]

    def add_message(self, *_: Any, **__: Any) -> None:
        """The pages say themselves what happened."""


class SecondFactorStage(LoginStage):  # type: ignore[misc]
    """The library's own, loaded when the first comes who has a factor: what it needs for passkeys takes 10 MB."""

    key, urlname = "mfa_authenticate", "mfa_authenticate"

    def handle(self) -> tuple[Any, bool]:
        if not Authenticator.objects.filter(user=self.login.user).exists():
            return None, True
        from allauth.mfa.stages import AuthenticateStage

        handled: tuple[Any, bool] = AuthenticateStage(self.controller, self.request, self.login).handle()
        return handled


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        return secrets.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.unseal(encrypted_text)
