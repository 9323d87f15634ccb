"""Documents of a case, their earlier versions, and what was given in confidence."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from accounts.models import Organisation
from accounts.words import Plain
from cases.models.case import Case
from cases.models.work import Visibility
from cases.querysets.parts import DocumentVersionQuerySet, VisiblePartQuerySet

PICTURED = frozenset({"application/pdf", "image/png", "image/jpeg"})


class WooGround(models.TextChoices):
    """Why a document stays out of what is made public under the Woo (Wet open overheid)."""

    BUSINESS = "5.1.1.c", _("Business data given in confidence (art. 5.1(1)(c))")
    COMPETITION = "5.1.2.f", _("Competition-sensitive business data (art. 5.1(2)(f))")
    OTHER = "other", _("Another ground")


def document_path(document: "Document", _file_name: str) -> str:
    """Storage path: keys only, never a name that somebody typed."""
    version = f"-{document.number}" if document.number > 1 else ""
    return f"documents/{document.case_id}/{document.pk}{version}"


class Document(models.Model):
    """A file of a case; delivered through the access check only.

    The row holds its newest version; `DocumentVersion` holds the earlier ones.
    """

    class Kind(models.TextChoices):
        NDA = "nda", _("Non-disclosure agreement")
        CONSENT = "consent", _("Consent of the company")
        EVIDENCE = "evidence", _("Evidence")
        REQUIREMENTS = "requirements", _("Requirements")
        PROPOSAL = "proposal", _("Proposal")
        OTHER = "other", _("Other")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OTHER)
    title = models.CharField(_("title"), max_length=160)
    file = models.FileField(_("file"), upload_to=document_path)
    file_name = models.CharField(_("file name"), max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    sha256 = models.CharField(max_length=64)
    visibility = models.CharField(
        _("who may read this"),
        max_length=10,
        choices=Visibility,
        default=Visibility.OWN,
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("added on"), auto_now_add=True)
    number = models.PositiveSmallIntegerField(_("version"), default=1, db_default=1)
    woo_ground = models.CharField(
        _("given in confidence (Woo)"),
        max_length=12,
        choices=WooGround,
        blank=True,
        default="",
        db_default="",
    )
    woo_given_by = models.CharField(
        _("given by"), max_length=120, blank=True, default="", db_default=""
    )
    woo_given_on = models.DateField(_("given on"), null=True, blank=True)
    woo_reason = models.CharField(
        _("why this is confidential"), max_length=300, blank=True, default="", db_default=""
    )
    woo_marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    woo_marked_at = models.DateTimeField(_("marked on"), null=True)

    objects = VisiblePartQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-uploaded_at"]
        indexes = [
            GinIndex(
                OpClass(Plain("title", "file_name"), name="gin_trgm_ops"), name="document_words"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def pictured(self) -> bool:
        """Whether its pages can be shown as pictures."""
        return self.content_type in PICTURED


class DocumentVersion(models.Model):
    """A version of a document that a newer one replaced. Who may read the document may read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="earlier")
    number = models.PositiveSmallIntegerField(_("version"))
    file = models.FileField(_("file"))
    file_name = models.CharField(_("file name"), max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("added on"))

    objects = DocumentVersionQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("earlier version of a document")
        verbose_name_plural = _("earlier versions of documents")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.number}"
