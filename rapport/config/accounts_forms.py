"""The form of the sign-in page. It lies apart because the library loads its forms after its adapter."""

from typing import Any

from allauth.account.forms import LoginForm
from django.http import HttpRequest

from rapport.desk.people import entering


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    def login(self, request: HttpRequest, redirect_url: str | None = None) -> Any:
        """The library sets how long a session lasts at the very end; for partners that is said again."""
        answer = super().login(request, redirect_url=redirect_url)
        if request.user.is_authenticated:
            entering.limit(request, request.user)
        return answer
