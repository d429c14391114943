"""Reads of the snippets room."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from rapport.customers.models import Identity
from rapport.feedback import faces, rules
from rapport.feedback.rules import Cast, Client, Evidence
from rapport.feedback.rules import Seen as Fetch
from rapport.platform import signing
from rapport.snippets.models import Outside, Seen, Snippet
from rapport.team.models import User

PURPOSE = "snippet"
CUSTOMER_PURPOSE = "snippet-customer"
PAGE_PURPOSE = "snippet-page"
TOKEN_CHARS = 22


@dataclass(frozen=True)
class Link:
    point: faces.Point
    url: str


def of_user(user: User) -> Snippet | None:
    return Snippet.objects.filter(user=user, ended_at=None).first()


def token_of(snippet: Snippet) -> str:
    """The secret in the links; made again from the seed, stored nowhere."""
    return signing.derived_token(PURPOSE, snippet.seed)


def links(snippet: Snippet, identity: Identity | None, language: str) -> tuple[Link, ...]:
    """A link per face, the best first; signed for one address, if one is named, without the address in it."""
    base = f"{settings.RAPPORT_URL}/f/{token_of(snippet)}/"
    who = f"?c={signed(snippet, identity)}" if identity is not None else ""
    return tuple(Link(point, f"{base}{point.number}{who}") for point in faces.points_of(language=language))


def trap_url(snippet: Snippet) -> str:
    return f"{settings.RAPPORT_URL}/f/{token_of(snippet)}/{rules.TRAP}"


def signed(snippet: Snippet, identity: Identity) -> str:
    return f"{identity.pk}.{_mac(snippet, identity.pk)}"


def identity_of(snippet: Snippet, given: str) -> Identity | None:
    """Whom a link was signed for; None for anything that we did not sign for this very snippet."""
    number, _, mac = given.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    if not signing.same(mac, _mac(snippet, int(number))):
        return None
    return Identity.objects.select_related("customer").filter(pk=int(number), customer__erased_at=None).first()


def _mac(snippet: Snippet, pk: int) -> str:
    return signing.base32(signing.mac(CUSTOMER_PURPOSE, f"{snippet.seed}:{pk}", 10))


def by_token(token: str) -> Snippet | None:
    """Of somebody who works here still. Malformed, unknown and ended ones look the same."""
    if len(token) != TOKEN_CHARS or not token.isascii():
        return None
    rows = Snippet.objects.select_related("user").filter(ended_at=None, user__is_active=True)
    return rows.filter(token_digest=signing.digest(token)).first()


def visitor_of(client: Client, identity: Identity | None, at: datetime) -> str:
    """One who clicks, as far as one may be told from another: by network, browser, signed name and day."""
    told = f"{client.network}|{client.agent}|{identity.customer_id if identity else ''}|{at:%Y-%m-%d}"
    return signing.mac("snippet-visitor", told).hex()


def page_key(seen: Seen) -> str:
    return f"{seen.pk}.{signing.base32(signing.mac(PAGE_PURPOSE, f'{seen.snippet_id}:{seen.pk}'))}"


def page_of_key(snippet: Snippet, key: str) -> Seen | None:
    """The fetch that showed a page; None unless we made it for this snippet."""
    number, _, mac = key.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    if not signing.same(mac, signing.base32(signing.mac(PAGE_PURPOSE, f"{snippet.pk}:{int(number)}"))):
        return None
    return Seen.objects.filter(pk=int(number), snippet=snippet).first()


def rating_of(snippet: Snippet, visitor: str) -> Outside | None:
    return Outside.objects.filter(snippet=snippet, visitor=visitor).first()


def evidence(rating: Outside) -> Evidence:
    """What this visitor did on this day. They cannot be too quick: nobody knows when the mail arrived."""
    rows = Seen.objects.filter(snippet=rating.snippet_id, visitor=rating.visitor, is_staff=False).order_by("at", "id")
    seen = tuple(Fetch(row.pk, row.at, row.method, row.score, row.is_trap, row.is_prefetch) for row in rows)
    return Evidence(seen, tuple(Cast(row.at, row.score, row.how, row.page_id) for row in rating.clicks.all()))


def to_settle(at: datetime, limit: int = 200) -> list[int]:
    return list(Outside.objects.filter(settle_at__lte=at).order_by("settle_at").values_list("pk", flat=True)[:limit])


def page(user: User | None, *, before: tuple[datetime, int] | None = None, size: int = 50) -> list[Outside]:
    """One keyset page, the newest first; of one user, or of everybody."""
    rows: QuerySet[Outside] = Outside.objects.select_related("user", "customer")
    rows = rows if user is None else rows.filter(user=user)
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(changed_at__lt=at) | Q(changed_at=at, pk__lt=pk))
    return list(rows.order_by("-changed_at", "-id")[:size])
