"""Every page of the site by its address, found in the table of routes: a new one is looked at from its first day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from django.template.loader import render_to_string
from django.test import Client

from rapport.campaigns.models import Campaign
from rapport.conversations.models import Conversation
from rapport.customers.actions import ask_for_visit
from rapport.learning import queries as learning
from rapport.platform.clock import now
from rapport.snippets import actions as snippets
from rapport.snippets import queries as snippet_queries
from rapport.surveys import queries as surveys
from rapport.surveys.models import Asking
from rapport.team import actions as team
from rapport.team.actions import create_login_link
from tests import cast
from tests.browser.named import Named
from tests.desk.conftest import client_of
from tests.security.roles import ROUTES
from tests.security.test_S33_signing_in import PASSWORD, sign_in, with_app
from tests.security.world import Things

# Where the table asks for something that is not there, since its desk has none.
OF_NAMED = {
    "settings/inboxes/<int:inbox>/": "/settings/inboxes/{inbox}/",
    "settings/inboxes/<int:inbox>/faces/": "/settings/inboxes/{inbox}/faces/",
    "settings/inboxes/<int:inbox>/faces/<slug:language>/": "/settings/inboxes/{inbox}/faces/de/",
    "settings/inboxes/<int:inbox>/form/": "/settings/inboxes/{inbox}/form/",
    "settings/inboxes/<int:inbox>/trial/": "/settings/inboxes/{inbox}/trial/",
    "settings/hours/<int:hours>/": "/settings/hours/{hours}/",
    "settings/rules/<int:rule>/": "/settings/rules/{rule}/",
    "settings/rules/<int:rule>/trial/": "/settings/rules/{rule}/trial/",
    "settings/alert-routes/<int:pk>/": "/settings/alert-routes/{route}/",
    "settings/webhooks/<int:webhook>/": "/settings/webhooks/{webhook}/",
    "settings/webhooks/<int:webhook>/<int:delivery>/": "/settings/webhooks/{webhook}/{delivery}/",
    "views/<int:pk>/": "/views/{view}/",
    "ratings/samples/<int:pk>/": "/ratings/samples/{sample}/",
    "surveys/<int:pk>/": "/surveys/{survey}/",
    "surveys/<int:pk>/behind/": "/surveys/{survey}/behind/?part=asked",
    "surveys/<int:pk>/calls/": "/surveys/{survey_by_phone}/calls/",
    "campaigns/<int:pk>/": "/campaigns/{campaign}/",
    "campaigns/<int:pk>/plan/": "/campaigns/{campaign_draft}/plan/",
    "campaigns/<int:pk>/answers/": "/campaigns/{campaign}/answers/",
    "campaigns/<int:pk>/people/": "/campaigns/{campaign}/people/",
    "complaints/<int:pk>/": "/complaints/{complaint}/",
    "settings/surveys/<int:pk>/": "/settings/surveys/{survey_by_phone}/",
    "views/<int:pk>/editing/": "/views/{view}/editing/",
    "board/<int:number>/": "/board/{question}/",
    "settings/saved-replies/<int:pk>/": "/settings/saved-replies/{saved}/",
    "feedback/<int:pk>/": "/feedback/{item}/",
    "feedback/training/<int:pk>/": "/feedback/training/{case}/",
    "quotes/<int:inbox>/": "/quotes/{inbox}/",
    "feedback/reasons/<int:pk>/": "/feedback/reasons/{reason}/?since=2026-01-01&until=2028-01-01",
    "feedback/digests/<int:pk>/": "/feedback/digests/{digest}/",
    "settings/reasons/<int:number>/": "/settings/reasons/{reason}/",
    "settings/causes/<int:number>/": "/settings/causes/{cause}/",
    "settings/tags/<int:number>/": "/settings/tags/{tag}/",
    "settings/types/<int:number>/": "/settings/types/{type}/",
    "settings/statuses/<int:number>/": "/settings/statuses/{status}/",
    "settings/fields/<int:number>/": "/settings/fields/{field}/",
}
# Neither 200 nor made by a test here, and why there is no page to see.
NO_PAGE = {
    "sign-in/": "without a token it is the page of what is not found",
    "touch/": "without a token it is the page of what is not found",
    "f/": "without a token it is the page of what is not found",
    "s/": "without a token it is the page of what is not found",
    "r/": "without a token it is the page of what is not found",
    "account/password/set/": "leads on: everybody has a password or none at all",
    "account/2fa/": "leads on to the page of one's own security",
    "account/2fa/webauthn/": "leads on to the page of one's own security",
    "account/2fa/webauthn/login/": "an answer for scripts",
    "draft-files/<uuid:public_id>/": "a file",
    "draft-files/<uuid:public_id>/picture/": "a picture",
    "messages/<uuid:public_id>/body/": "the words of a stranger, in a frame that can do nothing",
    "contact/<str:place>/embed.js": "a script for other sites",
    "quotes/<int:inbox>.json": "data for other sites",
    "conversations/<str:reference>/orders/": "a part of a page",
    "live/": "a stream",
    "portal/files/<uuid:key>/": "a file",
    "conversations/<str:reference>/saved-replies/<int:pk>/": "words for the composer",
    "styleguide/": "only while developing; it is looked at by itself",
    "styleguide/tokens.css": "a style sheet",
}


@dataclass(frozen=True)
class Shown:
    """One page: who sees it, where it is, and its text when it is the answer to a form."""

    who: str
    path: str
    html: str = ""

    @property
    def name(self) -> str:
        return f"{self.path} ({self.who}{', refused' if self.html else ''})"


def is_page(answer: object) -> bool:
    """A whole page, no part of one, no file, no stream."""
    return (
        not getattr(answer, "streaming", False) and getattr(answer, "content", b"").lstrip()[:9].lower() == b"<!doctype"
    )


def missing() -> set[str]:
    """Routes with a page that no test here would look at."""
    known = {pattern for pattern, route in ROUTES.items() if route.get["owner"] in (200, 405)}
    closed = {pattern for pattern, route in ROUTES.items() if route.get["anonymous"] == route.post["anonymous"] == 404}
    ours = {pattern for pattern in ROUTES if not pattern.startswith(("api/", "hooks/", "account/2fa/", "postbox/<"))}
    return ours - known - closed - set(OF_NAMED) - set(NO_PAGE) - {"account/login/", "portal/<str:number>/"}


def of_an_owner(things: Things, made: Named) -> Iterator[tuple[str, bool]]:
    """The addresses that an owner may open, and whether a form may be sent there empty."""
    for pattern, route in ROUTES.items():
        if pattern in NO_PAGE or route.get["owner"] not in (200, 404):
            continue
        if pattern in OF_NAMED or route.get["owner"] == 200:
            path = OF_NAMED[pattern].format(**made) if pattern in OF_NAMED else route.address(things)
            yield path, route.post["owner"] in (200, 422)


def of_the_owner(owner: Client, things: Things, made: Named) -> Iterator[Shown]:
    """Whatever an owner can open, and what forms say that were sent empty."""
    for path, may_send in of_an_owner(things, made):
        answer = owner.get(path)
        if is_page(answer):
            assert answer.status_code == 200, path
            yield Shown("owner", path)
        if may_send:
            refused = owner.post(path, {})
            if is_page(refused):
                yield Shown("owner", path, refused.content.decode())


def before_signing_in(things: Things) -> Iterator[Shown]:
    guest = Client()
    for path in ("/account/login/", f"/sign-in/{create_login_link(cast.iris(), at=now())}/", "/sign-in/gone/"):
        assert is_page(guest.get(path)), path
        yield Shown("guest", path)
    yield Shown("guest", "/account/login/", guest.post("/account/login/", {}).content.decode())
    yield from of_a_survey(guest)
    yield from of_a_campaign(guest)
    snippet = snippets.make(cast.ada(), at=now())
    path = f"/f/{snippet_queries.token_of(snippet)}/"
    yield Shown("guest", f"{path}3")
    yield Shown("guest", path, guest.post(path, {"level": "3", "says": "me"}).content.decode())
    face = f"/r/{things.rating_token}/2"
    yield Shown("guest", face)
    page = unescape(guest.get(face).content.decode())
    key = re.search(r'name="page" value="([^"]+)"', page)
    assert key
    voted = guest.post(f"/r/{things.rating_token}/", {"level": "2", "how": "button", "page": key[1]}, follow=True)
    yield Shown("guest", f"/r/{things.rating_token}/", voted.content.decode())
    words = {"level": "2", "how": "button", "page": key[1], "comment": "Better than before"}
    yield Shown("guest", f"/r/{things.rating_token}/", guest.post(f"/r/{things.rating_token}/", words).content.decode())
    quote = f"/r/{things.rating_token}/quote"
    for do in ("allow", "withdraw"):
        yield Shown("guest", quote, guest.post(quote, {"do": do, "name": "Uma F."}).content.decode())
    yield Shown("guest", "/contact/ours/", guest.post("/contact/ours/", {}).content.decode())
    yield Shown("guest", "/contact/ours/?frame=1")
    yield Shown("guest", "/nothing/here/")
    yield from on_a_visit(things)
    yield from through_a_provider(guest)


def through_a_provider(guest: Client) -> Iterator[Shown]:
    """Signing in with the company's own provider: the button, the way there, and a way that led nowhere."""
    given = {"issuer": "https://login.company.example", "client_id": "rapport", "secret": "s", "name": "Acme"}
    team.keep_single_sign_on(**given, domains=[], lets_in=False, actor=cast.olga(), at=now())
    yield Shown("guest", "/account/login/", guest.get("/account/login/").content.decode())
    way = "/account/company/callback/?code=1&state=2"
    yield Shown("guest", way, guest.get(way).content.decode())
    leads_on = render_to_string("account/going_to_provider.html", {"url": given["issuer"], "provider": given["name"]})
    yield Shown("guest", "/account/company/", leads_on.replace('http-equiv="refresh"', 'name="leads-on"'))
    team.drop_single_sign_on(actor=cast.olga(), at=now())


def of_a_survey(guest: Client) -> Iterator[Shown]:
    """A customer who is asked apart from a reply, from the number in the mail to the way out."""
    asked = Asking.objects.filter(state="asked", way="mail", survey__isnull=False).latest("pk")
    path = f"/s/{surveys.token_of(asked)}/"
    yield Shown("guest", f"{path}7")
    yield Shown("guest", path, guest.post(path, {"comment": "Keep this"}).content.decode())
    yield Shown("guest", path, guest.post(path, {"level": "7"}).content.decode())
    yield Shown("guest", f"{path}stop")


def of_a_campaign(guest: Client) -> Iterator[Shown]:
    """A customer who chooses one of our reasons in the mail of a campaign, and after it was stopped."""
    asked = Asking.objects.filter(about="campaign", state="asked").latest("pk")
    path, reason = f"/s/{surveys.token_of(asked)}/why/", learning.reasons()[-1].pk
    yield Shown("guest", f"{path}{reason}")
    yield Shown("guest", path, guest.post(path, {"comment": "Keep this"}).content.decode())
    yield Shown("guest", path, guest.post(path, {"level": str(reason)}).content.decode())
    campaign = Campaign.objects.filter(outreaches__asking=asked)
    before = campaign.values_list("state", flat=True)[0]
    campaign.update(state="stopped")
    yield Shown("guest", path, guest.get(path).content.decode())
    campaign.update(state=before)


def on_a_visit(things: Things) -> Iterator[Shown]:
    """A customer on their own page, from asking for the link to signing out."""
    identity = Conversation.objects.get(customer__public_id=things.customer, subject="The chain slips").identity
    guest = Client()
    yield Shown("guest", "/portal/", guest.post("/portal/", {"email": ""}).content.decode())
    yield Shown("guest", "/portal/", guest.post("/portal/", {"email": "nobody@customer.example"}).content.decode())
    link = f"/portal/enter/{ask_for_visit(identity, at=now())}/"
    yield Shown("guest", link, guest.get(link).content.decode())
    assert guest.post(link).status_code == 302
    listed = guest.get("/portal/").content.decode()
    yield Shown("guest", "/portal/", listed)
    yield Shown("guest", f"/portal/{things.reference}/", guest.get(f"/portal/{things.reference}/").content.decode())
    yield Shown("guest", "/portal/R-0/", guest.get("/portal/R-0/").content.decode())
    token = re.search(r'name="token" value="([^"]+)"', listed)
    assert token
    yield Shown("guest", "/portal/leaving/", guest.post("/portal/leaving/", {"token": token[1]}).content.decode())


def of_somebody_with_a_second_factor() -> tuple[Client, Client, list[Shown]]:
    """Inside, and half way in."""
    inside, half = Client(), Client()
    sign_in(inside, cast.iris().email)
    with_app(inside)
    sign_in(half, cast.iris().email)
    paths = [
        "/account/2fa/recovery-codes/",
        "/account/2fa/recovery-codes/generate/",
        "/account/2fa/totp/deactivate/",
        "/account/2fa/reauthenticate/",
        "/you/security/",
    ]
    assert is_page(half.get("/account/2fa/authenticate/"))
    return inside, half, [Shown("iris", path) for path in paths] + [Shown("half", "/account/2fa/authenticate/")]


def of_others(things: Things) -> Iterator[Shown]:
    """What people see who may do less, and who begin."""
    yield Shown("pat", "/you/security/")
    yield Shown("cleo", "/pile/")
    yield Shown("cleo", "/settings/tags/")
    yield Shown("ada", f"/conversations/{things.reference}/")


def owner() -> Client:
    """Proved a moment ago who they are, so that the pages of the second factor open."""
    client = client_of(cast.olga())
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client
