"""The part of the sign-in library that Rapport uses. Its other pages keep their names, since the library looks them
up, but are not there: through them people could change their own address, or have mails sent to anybody."""

from typing import Any, NoReturn

from allauth.account.urls import urlpatterns as offered
from allauth.account.views import LoginView
from django.http import Http404, HttpRequest
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from rapport.config.late import LateView
from rapport.team import queries

USED = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
}
# Under /account/2fa/: what is there, the library's view, and the name by which it is looked up.
SECOND_FACTOR = (
    ("authenticate/", "base.views.authenticate", "mfa_authenticate"),
    ("reauthenticate/", "base.views.reauthenticate", "mfa_reauthenticate"),
    ("totp/activate/", "totp.views.activate_totp", "mfa_activate_totp"),
    ("totp/deactivate/", "totp.views.deactivate_totp", "mfa_deactivate_totp"),
    ("recovery-codes/", "recovery_codes.views.view_recovery_codes", "mfa_view_recovery_codes"),
    ("recovery-codes/generate/", "recovery_codes.views.generate_recovery_codes", "mfa_generate_recovery_codes"),
    ("webauthn/add/", "webauthn.views.add_webauthn", "mfa_add_webauthn"),
    ("webauthn/login/", "webauthn.views.login_webauthn", "mfa_login_webauthn"),
    ("webauthn/reauthenticate/", "webauthn.views.reauthenticate_webauthn", "mfa_reauthenticate_webauthn"),
    ("webauthn/keys/<int:pk>/remove/", "webauthn.views.remove_webauthn", "mfa_remove_webauthn"),
)


class SignIn(LoginView):  # type: ignore[misc]  # allauth ships no types
    """The library's page, which also knows whether there is another way in."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        return {**super().get_context_data(**named), "provider": queries.single_sign_on()}


def closed(request: HttpRequest, **parts: str) -> NoReturn:  # noqa: ARG001  # every view gets them
    raise Http404("This page is not used here.")


def chosen(patterns: list[URLPattern]) -> list[URLPattern]:
    """Those that are used; the others are not found."""
    return [
        URLPattern(one.pattern, never_cache(one.callback if one.name in USED else closed), one.default_args, one.name)
        for one in patterns
    ]


OVERVIEW = RedirectView.as_view(pattern_name="desk:security")
urlpatterns = [
    path("login/", SignIn.as_view(), name="account_login"),
    path("company/", LateView("rapport.config.single_sign_on.start"), name="single_sign_on"),
    path("company/callback/", LateView("rapport.config.single_sign_on.callback"), name="single_sign_on_callback"),
    *(one for one in chosen(offered) if one.name != "account_login"),
    path("2fa/", OVERVIEW, name="mfa_index"),
    path("2fa/webauthn/", OVERVIEW, name="mfa_list_webauthn"),
    path("2fa/recovery-codes/download/", closed, name="mfa_download_recovery_codes"),
    *(path(f"2fa/{at}", never_cache(LateView(f"allauth.mfa.{view}")), name=name) for at, view, name in SECOND_FACTOR),
]
