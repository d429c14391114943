"""The people of the company: users, teams, and the ways they prove who they are."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from rapport.platform.gathered import Asked
from rapport.team.rules import May, rights_of, roles_given_by


class BusinessHours(models.Model):
    """When people are there: for each day from Monday spans of minutes since midnight, and days that are closed."""

    name = models.CharField(max_length=80, unique=True)
    zone = models.CharField(max_length=64, default="UTC")
    week: "models.JSONField[list[list[list[int]]]]" = models.JSONField(default=list)
    closed: "models.JSONField[list[dict[str, str]]]" = models.JSONField(default=list, help_text="{date, name}")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "business hours"

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    LEAD = "lead", _("Lead")
    AGENT = "agent", _("Agent")
    COLLABORATOR = "collaborator", _("Collaborator")
    PARTNER = "partner", _("Outsourced agent")


class Theme(models.TextChoices):
    AUTO = "auto", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class AfterSending(models.TextChoices):
    """Where a person goes on when a reply is on its way."""

    STAY = "stay", "Stay with the conversation"
    NEXT = "next", "Go to the next conversation of the list"
    LIST = "list", "Go back to the list"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get(self, *args: Any, **named: Any) -> "User":
        """By number with a planned statement: each request looks its user up so."""
        if type(self) is UserManager and not args and set(named) == {"pk"} and type(named["pk"]) is int:
            for found in _BY_NUMBER.rows(user=named["pk"]):
                return found
            raise self.model.DoesNotExist(f"user {named['pk']}")
        return super().get(*args, **named)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


_BY_NUMBER = Asked(lambda user: User.objects.filter(pk=user))


class User(AbstractBaseUser):
    """Somebody who can sign in. Empty `language` and `time_zone` follow the browser and the server."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.AGENT)
    title = models.CharField(max_length=120, blank=True)
    signature = models.TextField(blank=True)
    undo_seconds = models.PositiveSmallIntegerField(
        default=10, db_default=10, help_text="How long a reply waits and can be called back; 0: not at all"
    )
    after_sending = models.CharField(
        max_length=8, choices=AfterSending.choices, default=AfterSending.STAY, db_default=AfterSending.STAY
    )
    on_duty = models.BooleanField(default=True)
    capacity = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many waiting conversations are given at most; empty: no limit"
    )
    skills: "models.Field[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=40),
        default=list,
        db_default=[],
        help_text="What they know: languages, products, in the desk's own words",
    )
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)
    keys = models.JSONField(default=dict, blank=True)
    newest_first = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    teams: "models.ManyToManyField[Team, models.Model]" = models.ManyToManyField(
        "Team", related_name="members", blank=True
    )

    session_salt = models.CharField(
        max_length=32, blank=True, default="", db_default="", help_text="Another one ends every session"
    )

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_lead(self) -> bool:
        """Whether this user leads: is alerted, may hand over and sees every inbox."""
        return self.role in {Role.OWNER, Role.LEAD}

    @property
    def is_partner(self) -> bool:
        """Whether this user works for another company: sees the own teams' inboxes and changes no customer's record."""
        return self.role == Role.PARTNER

    @property
    def is_collaborator(self) -> bool:
        """Whether this user reads, notes and is asked, and neither writes to customers nor changes anything."""
        return self.role == Role.COLLABORATOR

    @property
    def is_owner(self) -> bool:
        return self.role == Role.OWNER

    @property
    def rights(self) -> frozenset[May]:
        """For templates: {% if "work" in request.user.rights %}."""
        return rights_of(self.role)

    def may(self, what: May) -> bool:
        return what in rights_of(self.role)

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name else self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session ends with the password, the role and the salt that it began with."""
        said = f"{self.password}:{self.role}:{self.session_salt}"
        return salted_hmac("rapport.team.User.session", said, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return self.name


class Team(models.Model):
    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SignedIn(models.Model):
    """A browser in which somebody signed in, for the list of their sessions."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at"]


class LoginLink(models.Model):
    """A link that signs one user in once. Only the digest of its token is stored."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def is_usable(self, at: datetime) -> bool:
        return self.used_at is None and at < self.expires_at


class Invitation(models.Model):
    """Somebody is asked to join. There is no user until they do; only the digest of the link's token is stored."""

    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=Role.choices)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    teams: "models.ManyToManyField[Team, models.Model]" = models.ManyToManyField(Team, blank=True)
    invited_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(help_text="When the link in force was made")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+", help_text="Who joined by it")

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_an_address",
            )
        ]

    def __str__(self) -> str:
        return self.email

    def is_usable(self, at: datetime) -> bool:
        """Whoever invited must still be here, and still be somebody who gives that role."""
        is_open = self.accepted_at is None and self.withdrawn_at is None and at < self.expires_at
        return is_open and self.invited_by.is_active and self.role in roles_given_by(self.invited_by.role)


class ApiToken(models.Model):
    """A bearer token for the API. Only its digest is stored."""

    class Scope(models.TextChoices):
        READ = "read", "May only read"
        WRITE = "write", "May read and write"

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    name = models.CharField(max_length=80, default="command line")
    token_digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.WRITE, db_default=Scope.WRITE.value)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
