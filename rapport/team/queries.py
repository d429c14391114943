"""Reads of the team room."""

from datetime import date, datetime

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session

from rapport.platform import signing
from rapport.platform.gathered import Asked
from rapport.platform.queries import fact
from rapport.team.models import ApiToken, BusinessHours, Invitation, LoginLink, Role, SignedIn, Team, User
from rapport.team.opening import Hours
from rapport.team.single_sign_on import Newcomer, SingleSignOn

_SHORTEST_TOKEN = 16
FOUNDING = "team.founding"
SINGLE_SIGN_ON, PROVIDER = "team.single_sign_on", "company"


def active_users() -> list[User]:
    return list(User.objects.filter(is_active=True).order_by("name"))


# Their names and roles alone, by name.
NAMES = Asked(lambda: User.objects.filter(is_active=True).only("name", "role"))


def everybody() -> list[User]:
    """With their teams, those who may not come in any more last."""
    return list(User.objects.prefetch_related("teams").order_by("-is_active", "name"))


def teams() -> list[Team]:
    """With their members, by name."""
    return list(Team.objects.prefetch_related("members"))


def by_email(email: str) -> User | None:
    return User.objects.filter(email__iexact=email.strip()[:254]).first() if "\0" not in email else None


def sign_ins_of(user: User) -> list[SignedIn]:
    """Where this user signed in, newest first."""
    return list(SignedIn.objects.filter(user=user)[:50])


def is_signed_in(user: User, session_key: str, *, at: datetime) -> bool:
    """Whether this session is in force and this user's: it ends with a sign-out, a new password, another role, too."""
    if not user.is_active:
        return False
    found = Session.objects.filter(session_key=session_key, expire_date__gt=at).first()
    known = found.get_decoded() if found else {}
    is_theirs = known.get(SESSION_KEY) == str(user.pk)
    return is_theirs and signing.same(known.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())


def leads() -> list[User]:
    return list(User.objects.filter(is_active=True, role__in=[Role.OWNER, Role.LEAD]).order_by("id"))


def leads_on_duty() -> list[User]:
    """Who is told about an unhappy customer: leads and owners on duty, or all of them when nobody is."""
    everyone = leads()
    return [lead for lead in everyone if lead.on_duty] or everyone


def login_link(token: str, at: datetime) -> LoginLink | None:
    """The usable link behind a token, or None: unknown, used and expired ones look the same."""
    if len(token) < _SHORTEST_TOKEN:
        return None
    link = LoginLink.objects.select_related("user").filter(token_digest=signing.digest(token)).first()
    return link if link and link.is_usable(at) and link.user.is_active else None


def invitation(token: str, at: datetime) -> Invitation | None:
    """The usable invitation behind a token, or None: unknown, used, withdrawn and expired ones look the same."""
    if len(token) < _SHORTEST_TOKEN:
        return None
    found = Invitation.objects.select_related("invited_by").filter(token_digest=signing.digest(token)).first()
    return found if found and found.is_usable(at) and by_email(found.email) is None else None


def open_invitations() -> list[Invitation]:
    """Those that nobody has accepted or withdrawn, also when their link is over; newest first."""
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    return list(waiting.select_related("invited_by").prefetch_related("teams"))


def is_founded() -> bool:
    """Whether there is anybody, also of those who may not come in any more."""
    return User.objects.exists()


def may_found(key: str) -> bool:
    """Whether this is the newest key for making the first owner, and nobody is there yet."""
    known = fact(FOUNDING).get("digest", "")
    return bool(known) and signing.same(signing.digest(key), known) and not is_founded()


def valid_token(token: str) -> ApiToken | None:
    """The token with its user, if it is in force and the user active."""
    if len(token) < _SHORTEST_TOKEN:
        return None
    valid = ApiToken.objects.filter(revoked_at=None, user__is_active=True)
    return valid.select_related("user").filter(token_digest=signing.digest(token)).first()


def tokens_of(user: User) -> list[ApiToken]:
    """The tokens in force, newest first."""
    return list(ApiToken.objects.filter(user=user, revoked_at=None).order_by("-created_at", "-pk"))


def plain_hours(row: BusinessHours) -> Hours:
    """The hours as `opening.py` judges them."""
    week = tuple(tuple((start, end) for start, end in day) for day in row.week)
    return Hours(row.zone, week, frozenset(date.fromisoformat(one["date"]) for one in row.closed))


def every_hours() -> list[BusinessHours]:
    return list(BusinessHours.objects.all())


def single_sign_on() -> SingleSignOn | None:
    """How people sign in through the company's provider; None when they do not."""
    found = fact(SINGLE_SIGN_ON)
    return SingleSignOn(**{**found, "domains": tuple(found["domains"])}) if found else None


def uid_of(issuer: str, subject: str) -> str:
    """Under which name a tie is kept: no other provider can name the same."""
    return signing.digest(f"{issuer}\n{subject}")


def tied_user(one: Newcomer) -> User | None:
    """Who came before with this very account of the provider."""
    tie = SocialAccount.objects.filter(provider=PROVIDER, uid=uid_of(one.issuer, one.subject)).first()
    return User.objects.filter(pk=tie.user_id).first() if tie else None


def is_tied(user: User) -> bool:
    """Whether this user has signed in through the company's provider."""
    return bool(SocialAccount.objects.filter(provider=PROVIDER, user_id=user.pk).exists())
