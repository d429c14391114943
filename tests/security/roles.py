"""Who gets what: every route of the site, for every role, for a conversation of one team and for one that is none.

A route that is missing here fails `test_S12_every_route`. Statuses are those of a signed-in browser with a token
against forgery; a redirect of somebody who is not signed in goes to the sign-in page.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.security.world import ROLES, Things

Answers = dict[str, int]
READERS = ("member", "partner", "asked collaborator", "collaborator", "lead", "owner")
COLLABORATORS = ("loose collaborator", "asked collaborator", "collaborator")
PARTNERS = ("loose partner", "partner")
LEADS = ("lead", "owner")
WORKERS = tuple(role for role in READERS if role not in COLLABORATORS)


@dataclass(frozen=True)
class Route:
    """`get` and `post` give a status per role; `address` makes a path; `has_object` when it names something."""

    address: Callable[[Things], str]
    get: Answers
    post: Answers
    has_object: bool = False
    sent: dict[str, Any] = field(default_factory=dict)
    is_staff: bool = True

    def answer_to(self, method: str, role: str) -> set[int]:
        """Whoever only reads is told so by pages to which nobody can send anything, too."""
        wanted = getattr(self, method)[role]
        refused = method == "post" and wanted == 405 and self.is_staff and role in COLLABORATORS
        return {wanted, 403} if refused else {wanted}


def everybody(status: int) -> Answers:
    return dict.fromkeys(ROLES, status)


def signed_in(status: int) -> Answers:
    return everybody(status) | {"anonymous": 302}


def those(roles: Iterable[str], status: int) -> Answers:
    return dict.fromkeys(roles, status)


def readers(status: int) -> Answers:
    """Whoever sees the conversation."""
    return signed_in(404) | those(READERS, status)


def workers(status: int) -> Answers:
    """Whoever sees the conversation and may change it; who only reads is refused before anything is looked up."""
    return readers(status) | those(COLLABORATORS, 403)


def writers(status: int) -> Answers:
    """Whoever writes to customers."""
    return signed_in(status) | those(COLLABORATORS, 403)


def leads(status: int) -> Answers:
    return signed_in(403) | those(LEADS, status)


def owners(status: int) -> Answers:
    return signed_in(403) | {"owner": status}


def page(path: str) -> Route:
    """A page of one's own view on things."""
    return Route(lambda _: path, signed_in(200), signed_in(405))


def shown(address: Callable[[Things], str]) -> Route:
    """Something of one conversation."""
    return Route(address, readers(200), signed_in(405), has_object=True)


def noting(path: Callable[[Things], str], status: int = 302, **sent: Any) -> Route:
    """For everybody who may write a note here."""
    return Route(path, signed_in(405), readers(status), has_object=True, sent=sent)


def act(path: Callable[[Things], str], status: int = 302, **sent: Any) -> Route:
    """A change to one conversation."""
    return Route(path, signed_in(405), workers(status), has_object=True, sent=sent)


def noted(path: Callable[[Things], str], status: int = 302, **sent: Any) -> Route:
    """A change that whoever reads the conversation may make: they write notes."""
    return Route(path, signed_in(405), readers(status), has_object=True, sent=sent)


def of_our_own(path: Callable[[Things], str], status: int = 302, **sent: Any) -> Route:
    """A change to what the company knows of customers: nothing for people of other companies."""
    return Route(path, signed_in(405), workers(status) | {"partner": 403}, has_object=True, sent=sent)


def of_our_own_alone(path: Callable[[Things], str], status: int = 302, **sent: Any) -> Route:
    """The same where partners are refused before anything is looked up."""
    return Route(path, signed_in(405), workers(status) | those(PARTNERS, 403), has_object=True, sent=sent)


def own(path: str, **sent: Any) -> Route:
    """A change to what is one's own."""
    return Route(lambda _: path, signed_in(405), signed_in(302), sent=sent)


def for_leads(path: str, get: int = 200, post: int = 405, **sent: Any) -> Route:
    """A setting: people who do not lead are told that it is not theirs to change."""
    return Route(lambda _: path, leads(get), leads(post), sent=sent)


def of_our_own_page(path: str, get: int, post: int) -> Route:
    """For our own people who change what is known of customers; others are refused before anything is looked up."""
    refused = those((*COLLABORATORS, *PARTNERS), 403)
    return Route(lambda _: path, signed_in(get) | refused, signed_in(post) | refused)


def machine(path: str, get: int = 401, post: int = 405) -> Route:
    """The API knows no cookies: without a key nobody gets in, whoever is signed in."""
    return Route(lambda _: path, everybody(get), everybody(post), is_staff=False)


def public(path: str | Callable[[Things], str], get: int, post: int, **sent: Any) -> Route:
    address = path if callable(path) else lambda _: path
    return Route(address, everybody(get), everybody(post), sent=sent, is_staff=False)


def closed(path: str) -> Route:
    """What the sign-in library brings and nobody here needs."""
    return public(path, 404, 404)


def rating(face: str) -> Callable[[Things], str]:
    return lambda things: f"/r/{things.rating_token}{face}"


def of(conversation_part: str) -> Callable[[Things], str]:
    return lambda things: f"/conversations/{things.reference}/{conversation_part}"


def of_customer(part: str) -> Callable[[Things], str]:
    return lambda things: f"/customers/{things.customer}/{part}"


def of_organization(part: str) -> Callable[[Things], str]:
    return lambda things: f"/organizations/{things.organization}/{part}"


def of_recovery(part: str) -> Callable[[Things], str]:
    return lambda things: f"/recoveries/{things.recovery}/{part}"


def of_item(part: str) -> Callable[[Things], str]:
    """A rating on the agenda of the review."""
    return lambda things: f"/feedback/{things.item}/{part}"


def of_person(part: str) -> Callable[[Things], str]:
    """Somebody whom leads and owners may change."""
    return lambda things: f"/settings/people/{things.asked}/{part}"


IN_TEAM = signed_in(404) | those(("member", "partner", "collaborator"), 200)
VIEW = {"name": "Chains", "query": "chain", "order": "time", "icon": "star", "audience": "owner"}


def in_team(member: int, partner: int) -> Answers:
    """A change to a view of the team, which the member keeps."""
    return signed_in(404) | {"member": member, "partner": partner} | those(COLLABORATORS, 403)


def of_view(part: str, post: Answers, *, get: Answers | None = None, **sent: Any) -> Route:
    """A view that a member keeps for the team."""
    address = lambda things: f"/views/{things.view}/{part}"  # noqa: E731
    return Route(address, get or signed_in(405), post, has_object=True, sent=sent)


def work(path: str, **sent: Any) -> Route:
    """Something that is done to conversations which are named in it: nothing for those who only read."""
    return Route(lambda _: path, signed_in(405), signed_in(302) | those(COLLABORATORS, 403), sent=sent)


STAFF_MAY_NOT_VOTE = signed_in(403) | {"anonymous": 200}
LETTER = "Dear Uma, that was our fault. It is put right, and I am sorry."

ROUTES: dict[str, Route] = {
    # Everybody's
    "static/<str:asked>/<path:name>": public("/static/x/desk/mail-body.css", 200, 200),
    "assets/rapport-<slug:version>.css": public("/assets/rapport-x.css", 200, 405),
    "styleguide/": public("/styleguide/", 404, 405),  # only while developing
    "styleguide/tokens.css": public("/styleguide/tokens.css", 404, 405),
    "healthz": public("/healthz", 200, 405),
    "readyz": public("/readyz", 200, 405),
    "metrics": public("/metrics", 200, 405),  # from this machine; see tests/api/test_probes.py
    # Getting in
    "account/login/": Route(
        lambda _: "/account/login/",
        everybody(302) | {"anonymous": 200},
        everybody(302) | {"anonymous": 200},
        is_staff=False,
    ),
    "account/logout/": Route(lambda _: "/account/logout/", signed_in(200), signed_in(302), is_staff=False),
    "account/password/change/": Route(lambda _: "/account/password/change/", signed_in(200), signed_in(200)),
    "account/password/set/": Route(lambda _: "/account/password/set/", signed_in(302), signed_in(302)),
    "account/reauthenticate/": Route(lambda _: "/account/reauthenticate/", signed_in(200), signed_in(200)),
    "account/2fa/": public("/account/2fa/", 302, 302),
    "account/2fa/authenticate/": public("/account/2fa/authenticate/", 302, 302),
    "account/2fa/reauthenticate/": Route(lambda _: "/account/2fa/reauthenticate/", signed_in(302), signed_in(302)),
    "account/2fa/totp/activate/": public("/account/2fa/totp/activate/", 302, 302),  # “is it you?” comes first
    "account/2fa/totp/deactivate/": Route(lambda _: "/account/2fa/totp/deactivate/", signed_in(404), signed_in(404)),
    "account/2fa/recovery-codes/": Route(lambda _: "/account/2fa/recovery-codes/", signed_in(404), signed_in(405)),
    "account/2fa/recovery-codes/generate/": public("/account/2fa/recovery-codes/generate/", 302, 302),
    "account/2fa/webauthn/": public("/account/2fa/webauthn/", 302, 302),
    "account/2fa/webauthn/add/": public("/account/2fa/webauthn/add/", 302, 302),
    "account/2fa/webauthn/login/": public("/account/2fa/webauthn/login/", 302, 302),
    "account/2fa/webauthn/reauthenticate/": Route(
        lambda _: "/account/2fa/webauthn/reauthenticate/", signed_in(302), signed_in(302)
    ),
    "account/2fa/webauthn/keys/<int:pk>/remove/": public("/account/2fa/webauthn/keys/999999/remove/", 302, 302),
    "account/company/": public("/account/company/", 404, 404),  # until an owner sets single sign-on up
    "account/company/callback/": public("/account/company/callback/", 404, 404),
    "account/inactive/": public("/account/inactive/", 200, 405),
    "start/": public("/start/", 404, 404),
    "start/<str:key>/": public("/start/unknown/", 404, 404),
    "settings/start/": for_leads("/settings/start/"),
    "sign-in/": public("/sign-in/", 404, 404),
    "sign-in/<str:token>/": public(lambda things: f"/sign-in/{things.sign_in_token}/", 200, 302),
    "invitation/": public("/invitation/", 404, 404),
    "invitation/<str:token>/": public(lambda things: f"/invitation/{things.invitation_token}/", 200, 422),
    "touch/": public("/touch/", 404, 404),
    "touch/<str:token>/": public(lambda things: f"/touch/{things.touch_token}/", 200, 422),
    # The API
    "api/v1/openapi.json": public("/api/v1/openapi.json", 200, 405),
    "api/v1/": machine("/api/v1/", 404, 404),
    "api/v1/pile": machine("/api/v1/pile"),
    "api/v1/conversations/<reference>": machine("/api/v1/conversations/R-1001"),
    "api/v1/conversations/<reference>/replies": machine("/api/v1/conversations/R-1001/replies", 405, 401),
    "api/v1/conversations/<reference>/ratings": machine("/api/v1/conversations/R-1001/ratings", 405, 401),
    "api/v1/search": machine("/api/v1/search"),
    "api/v1/ratings": machine("/api/v1/ratings"),
    "api/v1/losses": machine("/api/v1/losses", 405, 401),
    "api/v1/organizations": machine("/api/v1/organizations"),
    "api/v1/recoveries": machine("/api/v1/recoveries"),
    r"api/v1/^(?P<rest>[\s\S]*)\Z": machine("/api/v1/nothing-here", 404, 404),
    # The app: nothing about anybody
    "manifest.webmanifest": public("/manifest.webmanifest", 200, 405),
    "sw.js": public("/sw.js", 200, 405),
    "offline/": public("/offline/", 200, 405),
    # Mail providers: off until somebody sets a secret
    "hooks/mail/<slug:provider>/": public("/hooks/mail/mailgun/", 405, 404),
    "hooks/mail/<slug:provider>/mime": public("/hooks/mail/mailgun/mime", 405, 404),
    # Customers
    "contact/": public("/contact/", 200, 422),
    "contact/<str:place>/embed.js": public("/contact/ours/embed.js", 200, 405),
    "contact/<str:place>/": public("/contact/ours/", 200, 422),
    "r/": public("/r/", 404, 404),
    "r/<str:token>": Route(rating(""), everybody(200), STAFF_MAY_NOT_VOTE, sent={"level": 3}, is_staff=False),
    "r/<str:token>/": Route(rating("/"), everybody(200), STAFF_MAY_NOT_VOTE, sent={"level": 3}, is_staff=False),
    "r/<str:token>/fixed": Route(rating("/fixed"), everybody(200), STAFF_MAY_NOT_VOTE, is_staff=False),
    "r/<str:token>/not-fixed": Route(rating("/not-fixed"), everybody(200), STAFF_MAY_NOT_VOTE, is_staff=False),
    "r/<str:token>/<str:face>": Route(
        rating("/3"), everybody(200), STAFF_MAY_NOT_VOTE, sent={"level": 3}, is_staff=False
    ),
    "r/<str:token>/quote": Route(rating("/quote"), everybody(200), STAFF_MAY_NOT_VOTE, is_staff=False),
    "quotes/<int:inbox>/": public("/quotes/999999/", 404, 405),
    "quotes/<int:inbox>.json": public("/quotes/999999.json", 404, 405),
    "w/": public("/w/", 404, 404),
    "w/<str:token>/": Route(
        lambda things: f"/w/r-{things.rating_token}/",
        everybody(200),
        everybody(403) | {"anonymous": 422},
        sent={"message": "It is late"},
        is_staff=False,
    ),
    "f/": public("/f/", 404, 404),
    "f/<str:token>/": public("/f/unknown/", 404, 404),
    "f/<str:token>/<str:number>": public("/f/unknown/3", 404, 404),
    "s/": public("/s/", 404, 404),
    "s/trial/<str:language>/<str:what>": public("/s/trial/de/7", 200, 200),
    "s/<str:token>": public("/s/unknown", 404, 404),
    "s/<str:token>/": public("/s/unknown/", 404, 404),
    "s/<str:token>/stop": public("/s/unknown/stop", 404, 404),
    "s/<str:token>/why/": public("/s/unknown/why/", 404, 404),
    "s/<str:token>/why/<str:what>": public("/s/unknown/why/3", 404, 404),
    "s/<str:token>/<str:number>": public("/s/unknown/3", 404, 404),
    "portal/": public("/portal/", 200, 422),
    "portal/enter/": public("/portal/enter/", 404, 404),
    "portal/enter/<str:token>/": public("/portal/enter/unknown/", 404, 404),
    "portal/leaving/": public("/portal/leaving/", 405, 200),
    "portal/files/<uuid:key>/": Route(
        lambda things: f"/portal/files/{things.file}/", everybody(404), everybody(405), is_staff=False
    ),
    "portal/<str:number>/": Route(
        lambda things: f"/portal/{things.reference}/", everybody(302), everybody(302), is_staff=False
    ),
    "postbox/": public("/postbox/", 200, 405),
    "postbox/<str:key>": public("/postbox/none", 404, 404),
    "postbox/<str:key>/page": public("/postbox/none/page", 404, 405),
    "postbox/<str:key>/source": public("/postbox/none/source", 404, 405),
    # Lists
    "": page("/"),
    "today/": page("/today/"),
    "pile/": page("/pile/"),
    "mine/": page("/mine/"),
    "asked/": page("/asked/"),
    "unassigned/": page("/unassigned/"),
    "waiting/": page("/waiting/"),
    "later/": page("/later/"),
    "drafts/": page("/drafts/"),
    "undelivered/": page("/undelivered/"),
    "done/": page("/done/"),
    "lists/<slug:name>/": page("/lists/pile/"),
    "folders/": page("/folders/"),
    "search/": page("/search/?q=chain"),
    "palette/": page("/palette/?q=chain"),
    "views/": page("/views/"),
    "views/part/": page("/views/part/"),
    "views/keeping/": Route(
        lambda _: "/views/keeping/",
        signed_in(405),
        signed_in(302) | those(COLLABORATORS, 403),
        sent={"query": "chain"},
    ),
    "views/return/": Route(
        lambda _: "/views/return/?was=x", signed_in(405), signed_in(404) | those(COLLABORATORS, 403)
    ),
    "views/<int:pk>/": of_view("", signed_in(405), get=IN_TEAM),
    "views/<int:pk>/editing/": of_view("editing/", in_team(302, 422), get=IN_TEAM, **VIEW),
    "views/<int:pk>/place/": of_view("place/", in_team(302, 302), up="1"),
    "views/<int:pk>/removal/": of_view("removal/", in_team(302, 302)),
    "doing/": work("/doing/", do="close"),
    "doing/bar/": page("/doing/bar/"),
    "next/": work("/next/"),
    "changes/<int:pk>/": shown(lambda things: f"/changes/{things.change}/"),
    "changes/<int:pk>/undoing/": act(lambda things: f"/changes/{things.change}/undoing/"),
    "recoveries/": page("/recoveries/"),
    "recoveries/figures/": page("/recoveries/figures/"),
    "recoveries/figures/behind/": page("/recoveries/figures/behind/?part=all"),
    "recoveries/turned-round/": page("/recoveries/turned-round/"),
    "goodwill/": page("/goodwill/"),
    "goodwill/<int:pk>/decision/": for_leads("/goodwill/999999/decision/", 405, 404),
    "prevention/": Route(lambda _: "/prevention/", signed_in(200), signed_in(422)),
    "prevention/<int:pk>/done/": Route(lambda _: "/prevention/999999/done/", signed_in(405), signed_in(404)),
    "prevention/<int:pk>/letters/": Route(
        lambda _: "/prevention/999999/letters/", signed_in(405), signed_in(404) | those(COLLABORATORS, 403)
    ),
    "complaints/": for_leads("/complaints/"),
    "complaints/closed/": for_leads("/complaints/closed/"),
    "complaints/<int:pk>/": for_leads("/complaints/999999/", 404, 405),
    "complaints/<int:pk>/commitment/": for_leads("/complaints/999999/commitment/", 405, 404),
    "complaints/<int:pk>/joining/": for_leads("/complaints/999999/joining/", 405, 404),
    "complaints/<int:pk>/none/": for_leads("/complaints/999999/none/", 405, 404),
    "complaints/<int:pk>/reopening/": for_leads("/complaints/999999/reopening/", 405, 404),
    "promises/": page("/promises/"),
    "unhappy/": page("/unhappy/"),
    "unhappy/<uuid:public_id>/owner/": act(lambda things: f"/unhappy/{things.customer}/owner/"),
    "unhappy/<uuid:public_id>/contact/": act(lambda things: f"/unhappy/{things.customer}/contact/", note="We spoke"),
    "feedback/": page("/feedback/"),
    "feedback/<int:pk>/": shown(of_item("")),
    "feedback/<int:pk>/reading/": act(of_item("reading/")),
    "feedback/<int:pk>/commitment/": act(of_item("commitment/"), 422),
    "feedback/<int:pk>/joining/": act(of_item("joining/"), 422),
    "feedback/<int:pk>/nothing/": act(of_item("nothing/"), 422),
    "feedback/<int:pk>/sharing/": act(of_item("sharing/")),
    "feedback/reasons/": page("/feedback/reasons/"),
    "feedback/reasons/<int:pk>/": Route(
        lambda _: "/feedback/reasons/999999/?since=2026-01-01&until=2026-01-07", signed_in(404), signed_in(405)
    ),
    "feedback/digests/": Route(lambda _: "/feedback/digests/", signed_in(200) | those(PARTNERS, 403), signed_in(405)),
    "feedback/digests/<int:pk>/": Route(
        lambda _: "/feedback/digests/999999/", signed_in(404) | those(PARTNERS, 403), signed_in(405)
    ),
    "feedback/digests/wish/": Route(
        lambda _: "/feedback/digests/wish/", signed_in(405), signed_in(302) | those(PARTNERS, 403), sent={"on": "1"}
    ),
    "feedback/training/": page("/feedback/training/"),
    "feedback/training/<int:pk>/": Route(
        lambda _: "/feedback/training/999999/", signed_in(404), signed_in(404) | those(COLLABORATORS, 403)
    ),
    "ratings/<int:pk>/training/": act(lambda things: f"/ratings/{things.rating}/training/"),
    "ratings/<int:pk>/reason/": act(lambda things: f"/ratings/{things.rating}/reason/"),
    "losses/": page("/losses/"),
    "losses/stayed/": page("/losses/stayed/?won=1&part=all"),
    "losses/<int:pk>/": Route(
        lambda things: f"/losses/{things.loss}/",
        readers(200),
        workers(302) | {"partner": 403},
        has_object=True,
        sent={"lost_on": "2026-03-02", "reason": "fault"},
    ),
    "losses/<int:pk>/end/": of_our_own(lambda things: f"/losses/{things.loss}/end/", how="back"),
    "losses/<int:pk>/question/": of_our_own(lambda things: f"/losses/{things.loss}/question/"),
    "customers/<uuid:public_id>/losses/": Route(
        of_customer("losses/"), readers(200), workers(422) | {"partner": 403}, has_object=True
    ),
    "voices/": page("/voices/"),
    "voices/behind/": Route(lambda _: "/voices/behind/?kind=all", signed_in(404) | those(LEADS, 200), signed_in(405)),
    "reports/workload/": page("/reports/workload/"),
    "reports/workload/behind/": page("/reports/workload/behind/?part=came"),
    "reports/workload/export/": Route(
        lambda _: "/reports/workload/export/", signed_in(405), signed_in(200) | those(COLLABORATORS, 403)
    ),
    "ratings/": page("/ratings/"),
    "ratings/quotes/": page("/ratings/quotes/"),
    "ratings/quotes/<int:pk>/": for_leads("/ratings/quotes/999999/", 405, 404),
    "ratings/report/": page("/ratings/report/"),
    "ratings/behind/": page("/ratings/behind/?part=answered"),
    "ratings/samples/": for_leads("/ratings/samples/", 405, 302),
    "ratings/samples/<int:pk>/": Route(lambda _: "/ratings/samples/999999/", signed_in(404), signed_in(405)),
    "ratings/samples/<int:pk>/<int:drawn>/": Route(
        lambda _: "/ratings/samples/999999/9/", signed_in(405), signed_in(404) | those(COLLABORATORS, 403)
    ),
    "surveys/": page("/surveys/"),
    "surveys/<int:pk>/": Route(lambda _: "/surveys/999999/", signed_in(404), signed_in(405)),
    "surveys/<int:pk>/behind/": Route(lambda _: "/surveys/999999/behind/", signed_in(404), signed_in(405)),
    "surveys/<int:pk>/calls/": of_our_own_page("/surveys/999999/calls/", 404, 405),
    "surveys/<int:pk>/calls/<int:asking>/": of_our_own_page("/surveys/999999/calls/9/", 405, 404),
    "settings/surveys/": for_leads("/settings/surveys/", post=302, days="30"),
    "settings/surveys/new/": for_leads("/settings/surveys/new/", post=422),
    "settings/surveys/<int:pk>/": for_leads("/settings/surveys/999999/", 404, 404),
    "settings/surveys/<int:pk>/trial/": for_leads("/settings/surveys/999999/trial/", 405, 404),
    "campaigns/": of_our_own_page("/campaigns/", 200, 405),
    "campaigns/new/": for_leads("/campaigns/new/", post=422),
    "campaigns/count/": for_leads("/campaigns/count/"),
    "campaigns/<int:pk>/": of_our_own_page("/campaigns/999999/", 404, 405),
    "campaigns/<int:pk>/plan/": for_leads("/campaigns/999999/plan/", 404, 404),
    "campaigns/<int:pk>/start/": for_leads("/campaigns/999999/start/", 405, 404),
    "campaigns/<int:pk>/trial/": for_leads("/campaigns/999999/trial/", 405, 404),
    "campaigns/<int:pk>/state/": for_leads("/campaigns/999999/state/", 405, 404),
    "campaigns/<int:pk>/answers/": of_our_own_page("/campaigns/999999/answers/", 404, 405),
    "campaigns/<int:pk>/answers/<int:outreach>/reason/": of_our_own_page(
        "/campaigns/999999/answers/9/reason/", 405, 404
    ),
    "campaigns/<int:pk>/people/": of_our_own_page("/campaigns/999999/people/", 404, 405),
    "alerts/": page("/alerts/"),
    "alerts/bell/": page("/alerts/bell/"),
    "alerts/reading/": own("/alerts/reading/"),
    "health/": Route(lambda _: "/health/", leads(200), signed_in(405)),
    "automatic-mail/": Route(lambda _: "/automatic-mail/", leads(200), leads(302), sent={"on": "0"}),
    "settings/notifications/": Route(lambda _: "/settings/notifications/", signed_in(200), signed_in(302)),
    "settings/notifications/devices/": Route(
        lambda _: "/settings/notifications/devices/", signed_in(405), signed_in(422)
    ),
    "settings/notifications/devices/key/": Route(
        lambda _: "/settings/notifications/devices/key/", signed_in(405), signed_in(200)
    ),
    "settings/notifications/devices/<int:pk>/removal/": Route(
        lambda _: "/settings/notifications/devices/999999/removal/", signed_in(405), signed_in(404)
    ),
    "settings/notifications/devices/<int:pk>/trial/": Route(
        lambda _: "/settings/notifications/devices/999999/trial/", signed_in(405), signed_in(404)
    ),
    "settings/tokens/": Route(lambda _: "/settings/tokens/", signed_in(200), signed_in(422)),
    "settings/tokens/<int:token>/revocation/": own("/settings/tokens/999999/revocation/"),
    "settings/causes/": for_leads("/settings/causes/", post=302, name="Rain"),
    "settings/causes/<int:number>/": for_leads("/settings/causes/999999/", 404, 404),
    "settings/digest/": for_leads("/settings/digest/", post=200),
    "settings/retention/": for_leads("/settings/retention/", post=302, do="none"),
    "settings/public/": for_leads("/settings/public/"),
    "settings/public/<int:inbox>/": for_leads("/settings/public/999999/", 405, 404),
    "settings/reasons/": for_leads("/settings/reasons/", post=302, name="Rain"),
    "settings/reasons/<int:number>/": for_leads("/settings/reasons/999999/", 404, 404),
    "settings/goodwill/": for_leads("/settings/goodwill/", post=302, currency="EUR"),
    "settings/inboxes/": for_leads("/settings/inboxes/"),
    "settings/inboxes/new/": for_leads("/settings/inboxes/new/", post=422),
    "settings/inboxes/<int:inbox>/": for_leads("/settings/inboxes/999999/", 404, 404),
    "settings/inboxes/<int:inbox>/mailbox/": for_leads("/settings/inboxes/999999/mailbox/", 405, 404),
    "settings/inboxes/<int:inbox>/server/": for_leads("/settings/inboxes/999999/server/", 405, 404),
    "settings/inboxes/<int:inbox>/faces/": for_leads("/settings/inboxes/999999/faces/", 404, 404),
    "settings/inboxes/<int:inbox>/faces/<slug:language>/": for_leads("/settings/inboxes/999999/faces/de/", 404, 404),
    "faces/<slug:language>/preview/": for_leads("/faces/de/preview/", 405, 200),
    "ratings/outside/": page("/ratings/outside/"),
    "settings/snippet/": Route(lambda _: "/settings/snippet/", writers(200), writers(302)),
    "ratings/fixed/": page("/ratings/fixed/"),
    "settings/inboxes/<int:inbox>/form/": for_leads("/settings/inboxes/999999/form/", 404, 404),
    "settings/inboxes/<int:inbox>/trial/": for_leads("/settings/inboxes/999999/trial/", 404, 404),
    "settings/inboxes/<int:inbox>/trial/<slug:step>/": for_leads("/settings/inboxes/999999/trial/send/", 405, 404),
    "settings/hours/": for_leads("/settings/hours/"),
    "settings/hours/new/": for_leads("/settings/hours/new/", post=422),
    "settings/hours/<int:hours>/": for_leads("/settings/hours/999999/", 404, 404),
    "settings/hours/<int:hours>/removal/": for_leads("/settings/hours/999999/removal/", 405, 404),
    "settings/rules/": for_leads("/settings/rules/"),
    "settings/rules/new/": for_leads("/settings/rules/new/", post=422),
    "settings/rules/<int:rule>/": for_leads("/settings/rules/999999/", 404, 404),
    "settings/rules/<int:rule>/trial/": for_leads("/settings/rules/999999/trial/", 404, 405),
    "settings/rules/<int:rule>/switch/": for_leads("/settings/rules/999999/switch/", 405, 404),
    "settings/rules/<int:rule>/order/": for_leads("/settings/rules/999999/order/", 405, 404),
    "settings/rules/<int:rule>/removal/": for_leads("/settings/rules/999999/removal/", 405, 404),
    "settings/rules/<int:rule>/return/": for_leads("/settings/rules/999999/return/", 405, 404),
    "settings/tone/phrases/return/": Route(
        lambda _: "/settings/tone/phrases/return/?was=x", signed_in(405), leads(404)
    ),
    "settings/alert-routes/": for_leads("/settings/alert-routes/"),
    "settings/alert-routes/climbing/": for_leads("/settings/alert-routes/climbing/", 405, 302, minutes="15"),
    "settings/alert-routes/new/<slug:kind>/": for_leads("/settings/alert-routes/new/slack/", post=422),
    "settings/alert-routes/<int:pk>/": for_leads("/settings/alert-routes/999999/", 404, 404),
    "settings/alert-routes/<int:pk>/removal/": for_leads("/settings/alert-routes/999999/removal/", 405, 404),
    "settings/alert-routes/<int:pk>/trial/": for_leads("/settings/alert-routes/999999/trial/", 405, 404),
    "settings/webhooks/": for_leads("/settings/webhooks/"),
    "settings/webhooks/new/": for_leads("/settings/webhooks/new/", post=422),
    "settings/webhooks/<int:webhook>/": for_leads("/settings/webhooks/999999/", 404, 404),
    "settings/webhooks/<int:webhook>/removal/": for_leads("/settings/webhooks/999999/removal/", 405, 404),
    "settings/webhooks/<int:webhook>/secret/": for_leads("/settings/webhooks/999999/secret/", 405, 404),
    "settings/webhooks/<int:webhook>/test/": for_leads("/settings/webhooks/999999/test/", 405, 404),
    "settings/webhooks/<int:webhook>/<int:delivery>/": for_leads("/settings/webhooks/999999/9/", 404, 405),
    "settings/webhooks/<int:webhook>/<int:delivery>/replay/": for_leads(
        "/settings/webhooks/999999/9/replay/", 405, 404
    ),
    "live/": Route(
        lambda _: "/live/", everybody(200) | {"anonymous": 401}, everybody(405) | {"anonymous": 401}, is_staff=False
    ),
    "board/": Route(lambda _: "/board/", signed_in(200), signed_in(302), sent={"kind": "idea", "title": "Bells"}),
    "board/<int:number>/": Route(lambda _: "/board/999/", signed_in(404), signed_in(405)),
    "board/<int:number>/answers/": Route(lambda _: "/board/999/answers/", signed_in(405), signed_in(404)),
    "board/answers/<int:number>/thanks/": Route(lambda _: "/board/answers/999/thanks/", signed_in(405), signed_in(404)),
    "board/answers/<int:number>/acceptance/": Route(
        lambda _: "/board/answers/999/acceptance/", signed_in(405), signed_in(404)
    ),
    "settings/": page("/settings/"),
    "settings/display/": Route(lambda _: "/settings/display/", signed_in(200), signed_in(302), sent={"theme": "dark"}),
    "settings/keyboard/": Route(lambda _: "/settings/keyboard/", signed_in(200), signed_in(302), sent={"single": "on"}),
    "settings/people/": Route(lambda _: "/settings/people/", leads(200), leads(405)),
    "settings/people/invitation/": Route(lambda _: "/settings/people/invitation/", leads(200), leads(422)),
    "settings/people/invitations/<int:pk>/again/": for_leads("/settings/people/invitations/999999/again/", 405, 404),
    "settings/people/invitations/<int:pk>/withdrawal/": for_leads(
        "/settings/people/invitations/999999/withdrawal/", 405, 404
    ),
    "settings/people/<int:pk>/": Route(of_person(""), leads(200), leads(422)),
    "settings/people/<int:pk>/deactivation/": Route(of_person("deactivation/"), leads(405), leads(302)),
    "settings/people/<int:pk>/activation/": Route(of_person("activation/"), leads(405), leads(302)),
    "settings/people/<int:pk>/link/": Route(of_person("link/"), leads(405), leads(200)),
    "settings/people/<int:pk>/untying/": Route(of_person("untying/"), owners(405), owners(404)),
    "settings/teams/": Route(lambda _: "/settings/teams/", leads(200), leads(422)),
    "settings/teams/<int:pk>/": Route(lambda things: f"/settings/teams/{things.team}/", leads(200), leads(422)),
    "settings/single-sign-on/": Route(lambda _: "/settings/single-sign-on/", owners(200), owners(422)),
    "settings/single-sign-on/removal/": Route(lambda _: "/settings/single-sign-on/removal/", owners(405), owners(404)),
    "settings/portal/": Route(lambda _: "/settings/portal/", owners(200), owners(302), sent={"on": "on"}),
    "settings/audit/": Route(lambda _: "/settings/audit/", owners(200), owners(405)),
    "settings/audit/verification/": Route(lambda _: "/settings/audit/verification/", owners(405), owners(302)),
    "settings/audit/export/": Route(lambda _: "/settings/audit/export/", owners(405), owners(200)),
    "settings/tags/": for_leads("/settings/tags/", post=302, name="vip", hue="3"),
    "settings/tags/<int:number>/": for_leads("/settings/tags/999999/", get=404, post=404),
    "settings/types/": for_leads("/settings/types/", post=302, name="Spare part"),
    "settings/types/<int:number>/": for_leads("/settings/types/999999/", get=404, post=404),
    "settings/statuses/": for_leads("/settings/statuses/", post=302, name="With the supplier", base="waiting"),
    "settings/statuses/<int:number>/": for_leads("/settings/statuses/999999/", get=404, post=404),
    "settings/fields/": for_leads("/settings/fields/", post=302, name="Order", kind="text"),
    "settings/fields/<int:number>/": for_leads("/settings/fields/999999/", get=404, post=404),
    "settings/orders/": for_leads("/settings/orders/", post=302),
    "settings/orders/secret/": for_leads("/settings/orders/secret/", 405, 404),
    "settings/orders/trial/": for_leads("/settings/orders/trial/", 405, 404),
    "settings/giving/": for_leads("/settings/giving/", post=302),
    "settings/tone/": for_leads("/settings/tone/", post=200),
    "settings/tone/rules/<slug:rule>/": Route(lambda _: "/settings/tone/rules/blame/", signed_in(405), leads(302)),
    "settings/tone/phrases/<int:phrase>/": Route(lambda _: "/settings/tone/phrases/1/", signed_in(405), leads(404)),
    "settings/writing/": Route(
        lambda _: "/settings/writing/",
        signed_in(200),
        signed_in(302),
        sent={"undo_seconds": 5, "after_sending": "stay"},
    ),
    "settings/saved-replies/": Route(lambda _: "/settings/saved-replies/", writers(200), writers(405)),
    "settings/saved-replies/new/": Route(
        lambda _: "/settings/saved-replies/new/",
        writers(200),
        writers(302),
        sent={"name": "Sorry", "words": "Sorry", "scope": "everybody"},
    ),
    "settings/saved-replies/<int:pk>/": Route(lambda _: "/settings/saved-replies/999999/", writers(404), writers(404)),
    "settings/saved-replies/<int:pk>/removal/": Route(
        lambda _: "/settings/saved-replies/999999/removal/", writers(405), writers(404)
    ),
    "settings/saved-replies/<int:pk>/return/": Route(
        lambda _: "/settings/saved-replies/999999/return/", writers(405), writers(404)
    ),
    "saved-replies/preview/": Route(lambda _: "/saved-replies/preview/", writers(405), writers(200)),
    "settings/signatures/": Route(
        lambda _: "/settings/signatures/",
        leads(200),
        leads(302),
        sent={"html": "Yours"},
    ),
    "settings/signatures/<int:pk>/removal/": Route(
        lambda _: "/settings/signatures/999999/removal/", signed_in(405), signed_in(404)
    ),
    "settings/quoting/<int:pk>/": Route(lambda _: "/settings/quoting/999999/", signed_in(405), leads(404)),
    "you/": Route(lambda _: "/you/", signed_in(200), signed_in(302), sent={"name": "Ada Byron"}),
    "you/security/": page("/you/security/"),
    "you/sessions/ending/": own("/you/sessions/ending/"),
    "you/sessions/<int:pk>/ending/": Route(lambda _: "/you/sessions/999999/ending/", signed_in(405), signed_in(404)),
    "settings/sign-in/": Route(lambda _: "/settings/sign-in/", owners(200), owners(302), sent={"roles": "lead"}),
    "you/duty/": own("/you/duty/", on="1"),
    # One conversation
    "conversations/<str:reference>/": shown(of("")),
    "conversations/<str:reference>/thread/": shown(of("thread/")),
    "conversations/<str:reference>/advice/": noting(of("advice/"), 200, text="Obviously."),
    "conversations/<str:reference>/advice/outcome/": noting(of("advice/outcome/"), 204, rule="blame"),
    "conversations/<str:reference>/help/": act(of("help/")),
    "conversations/<str:reference>/messages/": Route(
        of("messages/"),
        signed_in(405),
        readers(302) | those(("asked collaborator", "collaborator"), 422),
        has_object=True,
        sent={"kind": "reply", "text": "Thank you.", "token": "t"},
    ),
    "conversations/<str:reference>/asks/<int:pk>/removal/": act(
        lambda things: f"/conversations/{things.reference}/asks/{things.asked}/removal/"
    ),
    "conversations/<str:reference>/drafts/": shown(of("drafts/")),
    "conversations/<str:reference>/drafts/<slug:kind>/": noted(of("drafts/reply/"), 200, text="Hello", token="d1"),
    "conversations/<str:reference>/drafts/<slug:kind>/discarding/": noted(of("drafts/reply/discarding/")),
    "conversations/<str:reference>/drafts/<slug:kind>/files/": noted(of("drafts/reply/files/"), 422, token="d2"),
    "conversations/<str:reference>/everybody/": Route(
        of("everybody/"), readers(200) | those(PARTNERS, 403), signed_in(405) | those(PARTNERS, 403), has_object=True
    ),
    # No shop is asked on this desk: see tests/desk/test_orders.py
    "conversations/<str:reference>/orders/": Route(
        of("orders/"), readers(204) | those(PARTNERS, 403), signed_in(405) | those(PARTNERS, 403), has_object=True
    ),
    "conversations/<str:reference>/saved-replies/": Route(
        of("saved-replies/"), workers(200), writers(405), has_object=True
    ),
    "conversations/<str:reference>/saved-replies/<int:pk>/": Route(
        of("saved-replies/999999/"), writers(404), writers(405), has_object=True
    ),
    "conversations/<str:reference>/presence/": Route(of("presence/"), readers(200), readers(200), has_object=True),
    # Drafts are their authors' alone: see tests/desk/test_drafts.py for those who own one
    "draft-files/<uuid:public_id>/": Route(
        lambda things: f"/draft-files/{things.file}/", signed_in(404), signed_in(405), has_object=True
    ),
    "draft-files/<uuid:public_id>/picture/": Route(
        lambda things: f"/draft-files/{things.picture}/picture/", signed_in(404), signed_in(405), has_object=True
    ),
    "draft-files/<uuid:public_id>/removal/": Route(
        lambda things: f"/draft-files/{things.file}/removal/", signed_in(405), signed_in(404), has_object=True
    ),
    "pending/<str:token>/undoing/": Route(lambda _: "/pending/none/undoing/", signed_in(405), signed_in(404)),
    "conversations/<str:reference>/assignment/": act(of("assignment/"), agent=""),
    "conversations/<str:reference>/following/": Route(
        of("following/"), signed_in(405), readers(302), has_object=True, sent={"on": "1"}
    ),
    "conversations/<str:reference>/keeping/": of_our_own_alone(of("keeping/"), on="0"),
    "conversations/<str:reference>/closure/": act(of("closure/")),
    "conversations/<str:reference>/opening/": act(of("opening/")),
    "conversations/<str:reference>/doing/": act(of("doing/"), do="priority:1"),
    "conversations/<str:reference>/joining/": shown(of("joining/")),
    "conversations/<str:reference>/moving/": shown(of("moving/")),
    "conversations/<str:reference>/splitting/": Route(
        of("splitting/"), readers(200), workers(302), has_object=True, sent={"message": "0"}
    ),
    "conversations/<str:reference>/resumption/": act(of("resumption/")),
    "customers/<uuid:public_id>/": shown(of_customer("")),
    "organizations/<int:pk>/": shown(of_organization("")),
    "organizations/<int:pk>/details/": of_our_own_alone(of_organization("details/"), name="Ferrari Ltd"),
    "organizations/<int:pk>/domains/": of_our_own_alone(of_organization("domains/"), domain="x"),
    "organizations/<int:pk>/domains/removal/": of_our_own_alone(of_organization("domains/removal/"), domain="0"),
    "organizations/<int:pk>/people/": of_our_own_alone(of_organization("people/"), address="x@x.example"),
    "organizations/<int:pk>/people/removal/": of_our_own_alone(
        of_organization("people/removal/"), 404, customer="999999"
    ),
    "organizations/<int:pk>/mergers/": of_our_own_alone(of_organization("mergers/"), name="Nobody & Co"),
    "organizations/<int:pk>/mergers/<int:merge>/undoing/": of_our_own_alone(
        of_organization("mergers/999999/undoing/"), 404
    ),
    "customers/<uuid:public_id>/likeness/": Route(
        of_customer("likeness/"),
        readers(200) | those((*COLLABORATORS, *PARTNERS), 403),
        signed_in(405) | those((*COLLABORATORS, *PARTNERS), 403),
        has_object=True,
    ),
    "customers/<uuid:public_id>/timeline/": shown(of_customer("timeline/")),
    "customers/<uuid:public_id>/timeline/export/": of_our_own(of_customer("timeline/export/"), 200),
    "customers/<uuid:public_id>/erasure/": Route(of_customer("erasure/"), leads(200), leads(422), has_object=True),
    "customers/<uuid:public_id>/details/": of_our_own(of_customer("details/"), name="Uma Ferrari"),
    "customers/<uuid:public_id>/addresses/": of_our_own(of_customer("addresses/"), address="uma@work.example"),
    "customers/<uuid:public_id>/addresses/removal/": of_our_own(
        of_customer("addresses/removal/"), address="x@x.example"
    ),
    "customers/<uuid:public_id>/addresses/choice/": of_our_own(of_customer("addresses/choice/"), address="x@x.example"),
    "customers/<uuid:public_id>/asking/": of_our_own(of_customer("asking/"), do="out"),
    "customers/<uuid:public_id>/mergers/": of_our_own(of_customer("mergers/"), address="x@x.example", why="Same name"),
    "customers/<uuid:public_id>/mergers/<int:pk>/undoing/": of_our_own(
        lambda things: f"/customers/{things.customer}/mergers/{things.merge}/undoing/"
    ),
    "conversations/<str:reference>/customer/": of_our_own(of("customer/"), address="Sol Berg <sol@customer.example>"),
    "conversations/<str:reference>/participants/": of_our_own_alone(
        of("participants/"), address="sol@customer.example"
    ),
    "conversations/<str:reference>/participants/removal/": of_our_own_alone(
        of("participants/removal/"), address="sol@customer.example"
    ),
    "messages/<uuid:public_id>/admission/": of_our_own_alone(lambda things: f"/messages/{things.held}/admission/"),
    "messages/<uuid:public_id>/acceptance/": act(lambda things: f"/messages/{things.held}/acceptance/"),
    "messages/<uuid:public_id>/separation/": act(lambda things: f"/messages/{things.held}/separation/"),
    "messages/<uuid:public_id>/sending/": act(lambda things: f"/messages/{things.reply}/sending/"),
    "messages/<uuid:public_id>/elsewhere/": of_our_own_alone(lambda things: f"/messages/{things.reply}/elsewhere/"),
    "messages/<uuid:public_id>/settling/": act(lambda things: f"/messages/{things.reply}/settling/"),
    "messages/<uuid:public_id>/body/": shown(lambda things: f"/messages/{things.inbound}/body/"),
    "messages/<uuid:public_id>/source/": Route(
        lambda things: f"/messages/{things.inbound}/source/",
        readers(200) | {"partner": 403},
        signed_in(405),
        has_object=True,
    ),
    "attachments/<uuid:public_id>/": shown(lambda things: f"/attachments/{things.file}/"),
    "attachments/<uuid:public_id>/picture/": shown(lambda things: f"/attachments/{things.picture}/picture/"),
    # One recovery
    "recoveries/<int:pk>/": Route(
        of_recovery(""), readers(200) | {"asked collaborator": 404}, signed_in(405), has_object=True
    ),
    "recoveries/<int:pk>/second-chance/": act(of_recovery("second-chance/"), 422, text=LETTER),
    "recoveries/<int:pk>/contact/": act(of_recovery("contact/"), note="We spoke."),
    "recoveries/<int:pk>/apology/": act(of_recovery("apology/"), text=LETTER),
    "recoveries/<int:pk>/apology/parts/": act(of_recovery("apology/parts/"), 200, text=LETTER),
    "recoveries/<int:pk>/apology/sent/": act(of_recovery("apology/sent/"), 422),
    "recoveries/<int:pk>/agreement/": act(of_recovery("agreement/"), 422),
    "recoveries/<int:pk>/public/": act(of_recovery("public/"), url="https://forum.example/1"),
    "recoveries/<int:pk>/lesson/": act(of_recovery("lesson/"), lesson="Look before it leaves."),
    "recoveries/<int:pk>/goodwill/": act(of_recovery("goodwill/"), kind="credit", amount="1", reason="The wait"),
    "recoveries/<int:pk>/prevention/": act(of_recovery("prevention/"), 422),
    "recoveries/<int:pk>/reopening/": act(of_recovery("reopening/"), 422, note="It slips again."),
    "recoveries/<int:pk>/fix/": act(of_recovery("fix/"), note="New chain."),
    "recoveries/<int:pk>/question/": act(of_recovery("question/"), 422, text=LETTER),
    "recoveries/<int:pk>/example/": Route(
        of_recovery("example/"), leads(405), leads(302), has_object=True, sent={"on": "0"}
    ),
    "recoveries/<int:pk>/owner/": act(of_recovery("owner/")),
    "recoveries/<int:pk>/closure/": act(of_recovery("closure/"), 422, outcome="recovered"),
} | {
    name: closed(f"/{path}")
    for name, path in {
        "account/signup/": "account/signup/",
        "account/2fa/recovery-codes/download/": "account/2fa/recovery-codes/download/",
        "account/email/": "account/email/",
        "account/confirm-email/": "account/confirm-email/",
        "account/password/reset/": "account/password/reset/",
        "account/login/code/confirm/": "account/login/code/confirm/",
        r"account/^confirm-email/(?P<key>[-:\w]+)/$": "account/confirm-email/x/",
        "account/password/reset/key/done/": "account/password/reset/key/done/",
        r"account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "account/password/reset/key/1-x/",
        "account/password/reset/done/": "account/password/reset/done/",
    }.items()
}


def routes_of_the_site() -> Iterator[str]:
    """Every route that Django knows, as one pattern."""
    yield from _patterns(get_resolver().url_patterns, "")


def _patterns(found: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns, before + str(one.pattern))
        else:
            yield before + str(one.pattern)
