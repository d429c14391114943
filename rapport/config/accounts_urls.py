"""The part of the sign-in library that Rapport uses. Its other pages keep their names, since the library looks them
up, but are not there: through them people could change their own address, or have mails sent to anybody."""

from typing import Any

from allauth.account.urls import urlpatterns as offered
from allauth.account.views import LoginView
from allauth.mfa.base.urls import urlpatterns as second_factor
from allauth.mfa.recovery_codes.urls import urlpatterns as recovery_codes
from allauth.mfa.totp.urls import urlpatterns as one_time_codes
from allauth.mfa.webauthn import views as passkeys
from django.http import Http404, HttpRequest
from django.urls import URLPattern, include, path
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
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
}


class SignIn(LoginView):  # type: ignore[misc]  # allauth ships no types
    """The library's page, which also knows whether there is another way in."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        return {**super().get_context_data(**named), "provider": queries.single_sign_on()}


def closed(request: HttpRequest, **parts: str) -> None:  # noqa: ARG001  # every view gets them
    raise Http404("This page is not used here.")


def chosen(patterns: list[URLPattern]) -> list[URLPattern]:
    """Those that are used; the others are not found."""
    return [
        URLPattern(one.pattern, never_cache(one.callback if one.name in USED else closed), one.default_args, one.name)
        for one in patterns
        if one.name != "mfa_index"
    ]


OVERVIEW = RedirectView.as_view(pattern_name="desk:security")
urlpatterns = [
    path("login/", SignIn.as_view(), name="account_login"),
    path("company/", LateView("rapport.config.single_sign_on.start"), name="single_sign_on"),
    path("company/callback/", LateView("rapport.config.single_sign_on.callback"), name="single_sign_on_callback"),
    *(one for one in chosen(offered) if one.name != "account_login"),
    path("2fa/", OVERVIEW, name="mfa_index"),
    path("2fa/", include(chosen(second_factor))),
    path("2fa/totp/", include(chosen(one_time_codes))),
    path("2fa/recovery-codes/", include(chosen(recovery_codes))),
    path("2fa/webauthn/", OVERVIEW, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", never_cache(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("2fa/webauthn/login/", never_cache(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path(
        "2fa/webauthn/reauthenticate/",
        never_cache(passkeys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/webauthn/keys/<int:pk>/remove/", never_cache(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
]
