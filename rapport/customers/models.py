"""The people we help, and the addresses they write from."""

import uuid

from django.db import models

from rapport.team.models import User

DOMAIN_OF = models.Func(
    models.F("value"), models.Value("@"), models.Value(2), function="split_part", output_field=models.TextField()
)


class Organization(models.Model):
    """Where people belong: a company, an authority, a club."""

    name = models.CharField(max_length=160, unique=True)
    notes = models.TextField(
        blank=True, default="", db_default="", help_text="What we know of it; never its people's words"
    )
    merged_into: "models.ForeignKey[Organization | None, Organization | None]" = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged"
    )

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    """Whoever provably writes from there belongs to the organization."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="domains")
    name = models.CharField(max_length=253, unique=True, help_text="In lower case, as it stands in addresses")

    def __str__(self) -> str:
        return self.name


class Customer(models.Model):
    """One person, however many addresses they use."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=160, blank=True)
    first_address = models.CharField(
        max_length=320, blank=True, default="", db_default="", help_text="Stands for the name until one is known"
    )
    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.SET_NULL)
    phone = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, help_text="The person asked to be forgotten; nothing is known any more")
    merged_into: "models.ForeignKey[Customer | None, Customer | None]" = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )

    def __str__(self) -> str:
        return self.name or self.first_address or "Unknown"


class Identity(models.Model):
    """One address, number or handle of a customer."""

    class Kind(models.TextChoices):
        EMAIL = "email", "E-mail"
        UNKNOWN = "unknown", "Not named"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.EMAIL)
    value = models.CharField(max_length=320)
    created_at = models.DateTimeField()
    undeliverable_since = models.DateTimeField(null=True, help_text="Mail to it comes back")
    undeliverable_why = models.CharField(max_length=300, blank=True, db_default="")
    soft_failures = models.PositiveSmallIntegerField(db_default=0, help_text="Temporary failures since soft_since")
    soft_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="identity_once")]
        indexes = [models.Index(DOMAIN_OF, name="identities_by_domain", condition=models.Q(kind="email"))]
        verbose_name_plural = "identities"

    def __str__(self) -> str:
        return self.address

    @property
    def address(self) -> str:
        """Where this person can be written to; empty when the mail named nobody."""
        return self.value if self.kind == self.Kind.EMAIL else ""


class Visit(models.Model):
    """Somebody asked for a link to what was said with one address of theirs, and perhaps came by it.

    The link serves once; from then on a cookie tells the browser apart. Only digests of both are stored.
    """

    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="visits")
    link_digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    link_ends_at = models.DateTimeField()
    cookie_digest = models.CharField(max_length=64, unique=True, null=True)
    began_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"visit {self.pk}"


class Merge(models.Model):
    """Two records turned out to be one person. What was moved is written down, so that it can be taken back."""

    kept = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    identities: "models.JSONField[list[int]]" = models.JSONField(default=list)
    conversations: "models.JSONField[list[int]]" = models.JSONField(default=list)
    evidence = models.CharField(max_length=300, blank=True, help_text="Why they are believed to be one person")
    merged_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    merged_at = models.DateTimeField()
    undone_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True)


class OrganizationMerge(models.Model):
    """Two organizations turned out to be one, with what moved."""

    kept = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    people: "models.JSONField[list[int]]" = models.JSONField(default=list)
    domains: "models.JSONField[list[int]]" = models.JSONField(default=list)
    merged_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
