"""Signing in through the company's own OpenID Connect provider.

The library does the round trip: state, PKCE, code for tokens. What it leaves open is closed here: requests are
guarded, every signature is checked, a nonce binds the token to the attempt, and who is let in is the team's decision
(`team.actions.let_in`), never the library's.
"""

import re
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from rapport.config.accounts import PER_ADDRESS, SPAN
from rapport.desk.people import entering
from rapport.platform import limits, openid, peer, secrets, signing
from rapport.platform.clock import now
from rapport.platform.openid import OpenIdProblem, Why
from rapport.team import actions, queries
from rapport.team.single_sign_on import NotLetIn, SingleSignOn, newcomer

_ERROR_CODE = re.compile(r"[a-z_]{1,40}")


class CompanyProvider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth ships no types
    """One provider, whose requests look the same whatever the browser sends along."""

    pkce_enabled_default = True

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        asked = super().get_redirect_from_request_kwargs(request)
        nonce = signing.random_token()
        return {
            "process": AuthProcess.LOGIN,
            "next_url": asked.get("next_url"),
            "scope": self.get_default_scope(),
            "auth_params": {"nonce": nonce},
            "data": {"nonce": nonce},
        }

    def get_oauth2_adapter(self, request: HttpRequest) -> "CompanyAdapter":
        return CompanyAdapter(request, self.app.provider_id)

    def extract_uid(self, data: dict[str, Any]) -> str:
        return queries.uid_of(data["iss"], data["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002  # allauth names it
        """Nothing of what the provider tells is kept."""
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:  # noqa: ARG002
        return []


class CompanyAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    @property
    def openid_config(self) -> dict[str, Any]:
        if not hasattr(self, "_openid_config"):
            self._openid_config = openid.discover(self.get_provider().app.settings["server_url"])
        return self._openid_config

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **named: Any) -> SocialLogin:
        """The claims travel with the login, to be judged when the state is at hand."""
        signed = named["response"].get("id_token")
        if not isinstance(signed, str):
            raise OpenIdProblem(Why.BAD_TOKEN, "there is no ID token")
        claims = openid.claims_of(signed, config=self.openid_config, audience=app.client_id)
        claims = openid.with_details(claims, token.token, config=self.openid_config)
        login = self.get_provider().sociallogin_from_response(request, claims)
        login.claims = claims
        return login

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:  # noqa: ARG002
        return callback_url()


class CompanyDoor(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> CompanyProvider:  # noqa: ARG002
        return CompanyProvider(request, app=_app(_set_up()))

    def list_apps(self, *_: Any, **__: Any) -> list[SocialApp]:
        return []

    def get_requests_session(self) -> openid.Session:
        return openid.Session()

    def is_open_for_signup(self, *_: Any) -> bool:
        return False

    def populate_user(self, _request: HttpRequest, sociallogin: SocialLogin, _data: Any) -> Any:
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The provider has spoken. Whoever is not let in gets a page that says why."""
        sso = _set_up()
        if not openid.is_answer_to(sociallogin.claims, (sociallogin.state.get("data") or {}).get("nonce", "")):
            raise OpenIdProblem(Why.BAD_TOKEN, "it answers another attempt")
        try:
            one = newcomer(sociallogin.claims, sso)
            user, is_new = actions.let_in(one, lets_in=sso.lets_in, at=now())
        except NotLetIn as refusal:
            entering.company_refused(request, refusal.why)
            raise ImmediateHttpResponse(_page(request, sso, refusal.why, 403)) from refusal
        if is_new:
            entering.company_let_in(request, user)
        sociallogin.user = user
        sociallogin.account = SocialAccount.objects.get(provider=queries.PROVIDER, user_id=user.pk)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,  # noqa: ARG002
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Without a state nothing was asked from here, and nothing is written down."""
        if "state_id" in (extra_context or {}):
            raise ImmediateHttpResponse(_page(request, _set_up(), "no_state", 400))
        why = "cancelled" if error == AuthError.CANCELLED else Why.REFUSED
        said = request.GET.get("error", "")
        detail = said if exception is None and _ERROR_CODE.fullmatch(said) else ""
        raise ImmediateHttpResponse(_failed(request, why, detail))


def callback_url() -> str:
    """Where the provider sends people back to: never a host that a request names."""
    return settings.RAPPORT_URL + reverse("single_sign_on_callback")


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Lead on to the provider, by a page: browsers let no form lead to another site (our `form-action`)."""
    sso = _set_up()
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    at = now()
    if not limits.allow(f"company-sign-in:{peer.address_of(request)}", limit=PER_ADDRESS, window=SPAN, at=at):
        return _page(request, sso, "too_many", 429)
    answer = _round_trip(request, OAuth2LoginView)
    if answer.status_code != 302:
        return answer
    return render(request, "account/going_to_provider.html", {"url": answer["Location"], "provider": sso.name})


@never_cache
def callback(request: HttpRequest) -> HttpResponse:
    """The provider has sent somebody back."""
    _set_up()
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    return _round_trip(request, OAuth2CallbackView)


def _round_trip(request: HttpRequest, view: Any) -> HttpResponse:
    try:
        answer: HttpResponse = view.adapter_view(CompanyAdapter(request, queries.PROVIDER))(request)
    except OpenIdProblem as problem:
        return _failed(request, problem.why, problem.detail)
    except (OAuth2Error, ValueError, KeyError, TypeError) as problem:
        return _failed(request, Why.REFUSED, type(problem).__name__)
    return answer


def _set_up() -> SingleSignOn:
    found = queries.single_sign_on()
    if found is None:
        raise Http404
    return found


def _app(sso: SingleSignOn) -> SocialApp:
    try:
        secret = secrets.unseal(sso.sealed)
    except secrets.BrokenSeal as problem:
        raise OpenIdProblem(Why.REFUSED, "the secret must be entered again") from problem
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=queries.PROVIDER,
        name=sso.name,
        client_id=sso.client_id,
        secret=secret,
        settings={"server_url": sso.issuer},
    )


def _failed(request: HttpRequest, why: str, detail: str) -> HttpResponse:
    entering.company_refused(request, why, detail)
    return _page(request, _set_up(), why, 502 if why == Why.UNREACHABLE else 403)


def _page(request: HttpRequest, sso: SingleSignOn, why: str, status: int) -> HttpResponse:
    """What exactly went wrong is in the audit log: the page is for everybody."""
    context = {"why": str(why), "provider": sso.name}
    return render(request, "account/not_let_in.html", context, status=status)
