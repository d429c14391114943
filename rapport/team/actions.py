"""Writes of the team room."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

from rapport.platform import actions as platform
from rapport.platform import events, secrets, signing, sql
from rapport.team import queries
from rapport.team.models import ApiToken, BusinessHours, Invitation, LoginLink, Role, SignedIn, Team, User
from rapport.team.opening import Hours
from rapport.team.rules import roles_given_by
from rapport.team.single_sign_on import Newcomer, NotLetIn, Refusal, SingleSignOn

LINK_LIVES = timedelta(hours=24)
USE_NOTED_EVERY = timedelta(minutes=5)


INVITATION_LIVES = timedelta(days=7)
_ONE_ADDRESS = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 7226333))"
_ONE_FOUNDS = "SELECT pg_advisory_xact_lock(7226332)"


class TeamError(ValueError):
    """The request cannot be done; the text says what to do."""


def add_user(*, email: str, name: str, role: str, at: datetime, password: str | None = None, title: str = "") -> User:
    """Add somebody who can sign in. Raises TeamError for a bad or taken address and an unknown role."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise TeamError(f"{email!r} is not an e-mail address.") from error
    if role not in Role.values:
        raise TeamError(f"There is no role {role!r}. Choose one of: {', '.join(Role.values)}.")
    if User.objects.filter(email__iexact=address).exists():
        raise TeamError(f"{address} is already a user.")
    user = User.objects.create_user(address, password, name=(name.strip() or address)[:120], role=role, title=title)
    events.record("team.user_added", at=at, actor_id=user.pk, data={"role": role})
    return user


@dataclass(frozen=True)
class Invited:
    """Who is asked to join, and as what."""

    email: str
    name: str
    role: str
    teams: Sequence[Team] = ()
    capacity: int | None = None


@transaction.atomic
def invite(said: Invited, *, actor: User, at: datetime) -> tuple[Invitation, str]:
    """Ask somebody to join; answers the token of their link, which is stored nowhere. Raises TeamError."""
    address = _address_of_nobody(said.email)
    _must_give(actor, said.role)
    sql.row(_ONE_ADDRESS, [address])
    if Invitation.objects.filter(email__iexact=address, accepted_at=None, withdrawn_at=None).exists():
        raise TeamError(f"{address} is invited already. Send the invitation again, or withdraw it first.")
    token = signing.random_token()
    made = Invitation.objects.create(
        email=address,
        name=" ".join(said.name.split())[:120] or address,
        role=said.role,
        capacity=said.capacity,
        invited_by=actor,
        token_digest=signing.digest(token),
        created_at=at,
        sent_at=at,
        expires_at=at + INVITATION_LIVES,
    )
    made.teams.set(said.teams)
    events.record("team.invited", at=at, actor_id=actor.pk, data={"invitation": made.pk, "role": said.role})
    return made, token


@transaction.atomic
def invite_again(invitation: Invitation, *, actor: User, at: datetime) -> str:
    """A new link for the same, from now on by this actor; the old one ends. Raises TeamError."""
    row = _waiting(invitation)
    _address_of_nobody(row.email)
    _must_give(actor, row.role)
    token = signing.random_token()
    row.token_digest, row.invited_by = signing.digest(token), actor
    row.sent_at, row.expires_at = at, at + INVITATION_LIVES
    row.save(update_fields=["token_digest", "invited_by", "sent_at", "expires_at"])
    events.record("team.invited", at=at, actor_id=actor.pk, data={"invitation": row.pk, "role": row.role})
    return token


@transaction.atomic
def withdraw(invitation: Invitation, *, actor: User, at: datetime) -> None:
    """The link ends now. Raises TeamError when it was accepted meanwhile."""
    row = _waiting(invitation)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    events.record("team.invitation_withdrawn", at=at, actor_id=actor.pk, data={"invitation": row.pk})


@transaction.atomic
def join(token: str, *, name: str, password: str | None, at: datetime) -> User:
    """Accept the invitation behind the token, once. Raises TeamError when it is none that works."""
    found = queries.invitation(token, at)
    if found is None:
        raise TeamError("This link no longer works.")
    return _accept(_waiting(found), name=name, password=password, at=at)


def _accept(row: Invitation, *, name: str, password: str | None, at: datetime) -> User:
    """A partner keeps seeing nothing but the inboxes of their teams: these are given with the role."""
    user = add_user(email=row.email, name=name, role=row.role, at=at, password=password)
    change_member(user, role=row.role, teams=row.teams.all(), capacity=row.capacity, actor=row.invited_by, at=at)
    row.accepted_at, row.user = at, user
    row.save(update_fields=["accepted_at", "user"])
    user.refresh_from_db()
    return user


def _waiting(invitation: Invitation) -> Invitation:
    """The row, locked. Raises TeamError when it was accepted or withdrawn."""
    row = Invitation.objects.select_for_update(of=("self",)).select_related("invited_by").get(pk=invitation.pk)
    if row.accepted_at is not None or row.withdrawn_at is not None:
        raise TeamError(f"The invitation of {row.email} is over already.")
    return row


def _address_of_nobody(email: str) -> str:
    address = email.strip().lower()
    known = queries.by_email(address)
    if known is not None and not known.is_active:
        raise TeamError(f"{address} was here before: open the closed account of {known.name} again.")
    if known is not None:
        raise TeamError(f"{address} is already a user.")
    return address


def _must_give(actor: User, role: str) -> None:
    if role not in roles_given_by(actor.role):
        raise TeamError(f"You may not invite anybody as {role}.")


def founding_key(*, at: datetime) -> str:
    """A new key that makes the first owner; earlier ones end. It is stored nowhere, only its digest."""
    key = signing.random_token()
    platform.remember_fact(queries.FOUNDING, {"digest": signing.digest(key)}, at=at)
    return key


@transaction.atomic
def found(key: str, *, email: str, name: str, password: str, at: datetime) -> User:
    """Make the first person, an owner. Raises TeamError when somebody was faster or the key is an old one."""
    sql.row(_ONE_FOUNDS, [])
    if not queries.may_found(key):
        raise TeamError("Somebody has begun already. Sign in, or ask for a link.")
    owner = add_user(email=email, name=name, role=Role.OWNER, at=at, password=password)
    platform.forget_fact(queries.FOUNDING)
    return owner


def find_user(email: str) -> User:
    """The active user with this address. Raises TeamError naming the command that adds one."""
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise TeamError(f"There is no user {email.strip()}. Add one: rapport user add {email.strip()}")
    return user


def create_login_link(user: User, *, at: datetime, lives: timedelta = LINK_LIVES) -> str:
    """Make a one-time sign-in link and answer its token, which is stored nowhere."""
    token = signing.random_token()
    LoginLink.objects.create(user=user, token_digest=signing.digest(token), created_at=at, expires_at=at + lives)
    return token


def use_login_link(link: LoginLink, *, at: datetime) -> bool:
    """Spend the link; False when somebody else was first."""
    spent = LoginLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at)
    if spent:
        events.record("team.signed_in_by_link", at=at, actor_id=link.user_id)
    return bool(spent)


def create_token(user: User, *, at: datetime, name: str = "command line", scope: str = ApiToken.Scope.WRITE) -> str:
    """Make an API token and answer it; only its digest is kept."""
    token = signing.random_token()
    ApiToken.objects.create(user=user, name=name, token_digest=signing.digest(token), scope=scope, created_at=at)
    events.record("team.token_created", at=at, actor_id=user.pk, data={"name": name})
    return token


def revoke_token(user: User, pk: int, *, at: datetime) -> bool:
    """One's own token lets nobody in any more; False when there is no such."""
    ended = ApiToken.objects.filter(pk=pk, user=user, revoked_at=None).update(revoked_at=at)
    if ended:
        events.record("team.token_revoked", at=at, actor_id=user.pk, data={"token": pk})
    return bool(ended)


def token_used(token: ApiToken, *, at: datetime) -> None:
    """Remember about when, without a write for each request."""
    if token.last_used_at is None or token.last_used_at < at - USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)


def set_duty(user: User, *, on_duty: bool, at: datetime) -> None:
    """Say whether this user is on duty: leads on duty are alerted first."""
    User.objects.filter(pk=user.pk).update(on_duty=on_duty)
    events.record("team.duty_changed", at=at, actor_id=user.pk, data={"on_duty": on_duty})


def keep_hours(
    hours: BusinessHours | None, *, name: str, plain: Hours, names: Mapping[str, str], actor: User, at: datetime
) -> BusinessHours:
    """Make them, or change them. `names`: what a closed day is called, by its date. Raises TeamError."""
    if not name.strip():
        raise TeamError("Give the hours a name, such as that of the place.")
    row = hours or BusinessHours()
    if BusinessHours.objects.filter(name=name.strip()).exclude(pk=row.pk).exists():
        raise TeamError(f"There are hours called {name.strip()} already.")
    row.name, row.zone = name.strip()[:80], plain.zone
    row.week = [[list(span) for span in day] for day in plain.week]
    row.closed = [{"date": str(day), "name": names.get(str(day), "")[:80]} for day in sorted(plain.closed)]
    row.save()
    events.record("team.hours_changed", at=at, actor_id=actor.pk, data={"hours": row.pk})
    return row


def remove_hours(hours: BusinessHours, *, actor: User, at: datetime) -> None:
    """Inboxes that had them are open at all times."""
    data = {"hours": hours.pk}
    hours.delete()
    events.record("team.hours_changed", at=at, actor_id=actor.pk, data=data)


def forget_links(*, expired_before: datetime) -> int:
    """Delete one-time links that expired earlier; answers how many."""
    return LoginLink.objects.filter(expires_at__lt=expired_before).delete()[0]


def forget_invitations(*, ended_before: datetime) -> int:
    """Delete what was accepted or withdrawn earlier; those that wait stay in their list until somebody acts."""
    over = Q(accepted_at__lt=ended_before) | Q(withdrawn_at__lt=ended_before)
    return Invitation.objects.filter(over).delete()[0]


def change_profile(user: User, *, name: str, title: str, signature: str, at: datetime) -> None:
    """Change what a user may change of themselves."""
    User.objects.filter(pk=user.pk).update(name=name.strip(), title=title.strip(), signature=signature.strip())
    events.record("team.profile_changed", at=at, actor_id=user.pk)


def change_preferences(
    user: User, *, language: str, time_zone: str, theme: str, newest_first: bool, at: datetime
) -> None:
    """Change how pages look and speak to this user."""
    User.objects.filter(pk=user.pk).update(
        language=language, time_zone=time_zone, theme=theme, newest_first=newest_first
    )
    events.record("team.preferences_changed", at=at, actor_id=user.pk)


def change_keys(user: User, *, off: bool, moved: dict[str, str], at: datetime) -> None:
    """Switch single keys off or on, and say which ones this user presses instead of the usual ones."""
    User.objects.filter(pk=user.pk).update(keys={"off": off, "map": moved})
    events.record("team.keys_changed", at=at, actor_id=user.pk)


def change_member(
    user: User, *, role: str, teams: Iterable[Team], capacity: int | None, actor: User | None, at: datetime
) -> None:
    """Change what somebody is to us. Another role ends all their sessions."""
    if role not in Role.values:
        raise TeamError(f"There is no role {role!r}. Choose one of: {', '.join(Role.values)}.")
    if user.role == Role.OWNER != role:
        _another_owner(user)
    before = user.role
    User.objects.filter(pk=user.pk).update(role=role, capacity=capacity)
    user.teams.set(teams)
    data = {"user": user.pk, "from": before, "to": role}
    events.record("team.member_changed", at=at, actor_id=actor.pk if actor else None, data=data)


def deactivate(user: User, *, actor: User | None, at: datetime) -> None:
    """Close the account: every session, link and token ends at once. Raises TeamError for the last owner."""
    if user.role == Role.OWNER:
        _another_owner(user)
    User.objects.filter(pk=user.pk).update(is_active=False, on_duty=False, session_salt=signing.random_token())
    LoginLink.objects.filter(user=user).delete()
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
    events.record("team.deactivated", at=at, actor_id=actor.pk if actor else None, data={"user": user.pk})


def reactivate(user: User, *, actor: User | None, at: datetime) -> None:
    """Open a closed account again; tokens stay revoked."""
    User.objects.filter(pk=user.pk).update(is_active=True, on_duty=True)
    events.record("team.reactivated", at=at, actor_id=actor.pk if actor else None, data={"user": user.pk})


def _another_owner(user: User) -> None:
    if not User.objects.filter(role=Role.OWNER, is_active=True).exclude(pk=user.pk).exists():
        raise TeamError(f"{user.name} is the only owner. Make somebody else an owner first.")


def save_team(team: Team | None, *, name: str, members: Iterable[User], actor: User | None, at: datetime) -> Team:
    """Make a team, or give one another name and other members. Raises TeamError for a name that is taken."""
    clean = " ".join(name.split())[:80]
    if not clean or Team.objects.filter(name__iexact=clean).exclude(pk=team.pk if team else 0).exists():
        raise TeamError(f"There is a team {clean} already." if clean else "Give the team a name.")
    if team is None:
        team = Team.objects.create(name=clean)
    else:
        Team.objects.filter(pk=team.pk).update(name=clean)
    team.members.set(members)  # type: ignore[attr-defined]  # the other side of User.teams
    events.record("team.team_saved", at=at, actor_id=actor.pk if actor else None, data={"team": team.pk})
    return team


def note_sign_in(user: User, session_key: str, *, address: str, browser: str, at: datetime) -> None:
    """Remember where somebody signed in."""
    fields = {"user": user, "at": at, "address": address[:45], "browser": browser[:200]}
    SignedIn.objects.update_or_create(session_key=session_key, defaults=fields)


def end_other_sessions(user: User, *, at: datetime) -> User:
    """Every session ends that is not told of the new salt; answers the user with it."""
    user.session_salt = signing.random_token()
    user.save(update_fields=["session_salt"])
    SignedIn.objects.filter(user=user).delete()
    events.record("team.sessions_ended", at=at, actor_id=user.pk)
    return user


def forget_sign_in(user: User, pk: int) -> str:
    """Take one out of the list; answers its session key, or nothing when it is not the user's."""
    found = SignedIn.objects.filter(user=user, pk=pk).first()
    if found is None:
        return ""
    SignedIn.objects.filter(pk=pk).delete()
    return found.session_key


def set_writing(user: User, *, undo_seconds: int, after_sending: str, at: datetime) -> None:
    """How long a reply can be called back, and where to go on after it."""
    User.objects.filter(pk=user.pk).update(undo_seconds=undo_seconds, after_sending=after_sending)
    events.record("team.profile_changed", at=at, actor_id=user.pk)


def set_capacity(user: User, capacity: int | None, *, actor: User, at: datetime) -> None:
    """How many waiting conversations this user is given at most; None: as many as there are."""
    if user.capacity == capacity:
        return
    User.objects.filter(pk=user.pk).update(capacity=capacity)
    events.record("team.capacity_changed", at=at, actor_id=actor.pk, data={"user": user.pk, "capacity": capacity})


def set_skills(user: User, skills: list[str], *, actor: User, at: datetime) -> None:
    """What they know, as `rules.skills_in` reads it."""
    if user.skills == skills:
        return
    User.objects.filter(pk=user.pk).update(skills=skills)
    events.record("team.skills_changed", at=at, actor_id=actor.pk, data={"user": user.pk, "skills": skills})


def keep_single_sign_on(
    *,
    issuer: str,
    client_id: str,
    secret: str,
    name: str,
    domains: Iterable[str],
    lets_in: bool,
    actor: User,
    at: datetime,
) -> SingleSignOn:
    """Set it up, or change it. An empty secret keeps the one that is there, for the same issuer only; another issuer's
    accounts are nobody's any more. Raises TeamError."""
    before = queries.single_sign_on()
    is_same = before is not None and before.issuer == issuer
    if not secret and not is_same:
        raise TeamError("Enter the secret of the client: it is kept for one issuer only.")
    if lets_in and not list(domains):
        raise TeamError("Name the domains of your company before you let people in whom nobody invited.")
    sealed = secrets.seal(secret) if secret or before is None else before.sealed
    kept = SingleSignOn(issuer, client_id, sealed, name, tuple(domains), lets_in)
    if not is_same:
        SocialAccount.objects.filter(provider=queries.PROVIDER).delete()
    value = {**asdict(kept), "domains": list(kept.domains)}
    platform.remember_fact(queries.SINGLE_SIGN_ON, value, at=at)
    events.record("team.single_sign_on_changed", at=at, actor_id=actor.pk, data={"on": True})
    return kept


def drop_single_sign_on(*, actor: User, at: datetime) -> bool:
    """Nobody comes in that way any more, and no account of the provider is anybody's; False when it was off."""
    if not platform.forget_fact(queries.SINGLE_SIGN_ON):
        return False
    SocialAccount.objects.filter(provider=queries.PROVIDER).delete()
    events.record("team.single_sign_on_changed", at=at, actor_id=actor.pk, data={"on": False})
    return True


@transaction.atomic
def let_in(one: Newcomer, *, lets_in: bool, at: datetime) -> tuple[User, bool]:
    """Whom the provider means, and whether they are new here. An account of the provider is tied to a user the first
    time it comes; from then on the tie counts, and no other account gets in under the same address. Raises NotLetIn."""
    sql.row(_ONE_ADDRESS, [one.email])
    known = queries.tied_user(one) or queries.by_email(one.email)
    is_new = known is None
    user = known or _invited(one, at=at)
    if user is None and lets_in:
        user = add_user(email=one.email, name=one.name, role=Role.AGENT, at=at)
    if user is None:
        raise NotLetIn(Refusal.UNKNOWN)
    if not user.is_active:
        raise NotLetIn(Refusal.CLOSED)
    uid = queries.uid_of(one.issuer, one.subject)
    ties = SocialAccount.objects.filter(provider=queries.PROVIDER, user_id=user.pk)
    if ties.exclude(uid=uid).exists():
        raise NotLetIn(Refusal.TIED)
    if not ties.exists():
        SocialAccount.objects.create(provider=queries.PROVIDER, uid=uid, user_id=user.pk)
        events.record("team.tied", at=at, actor_id=user.pk, data={"user": user.pk})
    return user, is_new


def _invited(one: Newcomer, *, at: datetime) -> User | None:
    """Whoever is invited under the address joins by it, as what they were invited."""
    waiting = Invitation.objects.select_for_update(of=("self",)).select_related("invited_by")
    row = waiting.filter(email=one.email, accepted_at=None, withdrawn_at=None).first()
    return _accept(row, name=one.name or row.name, password=None, at=at) if row and row.is_usable(at) else None


def untie(user: User, *, actor: User, at: datetime) -> bool:
    """Another account of the provider may come in as this user from now on; False when none was tied."""
    gone, _ = SocialAccount.objects.filter(provider=queries.PROVIDER, user_id=user.pk).delete()
    if gone:
        events.record("team.untied", at=at, actor_id=actor.pk, data={"user": user.pk})
    return bool(gone)
