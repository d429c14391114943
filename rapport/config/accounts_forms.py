"""The form of the sign-in page. It lies apart because the library loads its forms after its adapter."""

from typing import Any

from allauth.account.forms import LoginForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from rapport.desk.people import entering


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: Any, **named: Any) -> None:
        """The labels stand above the fields already, so nothing is written into them."""
        super().__init__(*args, **named)
        self.fields["remember"].label = _("Stay signed in")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> Any:
        """The library sets how long a session lasts at the very end; for partners that is said again."""
        answer = super().login(request, redirect_url=redirect_url)
        if request.user.is_authenticated:
            entering.limit(request, request.user)
        return answer
