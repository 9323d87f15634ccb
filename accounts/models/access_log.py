"""Who saw, exported or downloaded what. Rows are added, never changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation
from accounts.querysets import AccessLogQuerySet


class AccessLog(models.Model):
    """One look at something confidential. `subject` is a code name, never a company's name."""

    class Action(models.TextChoices):
        VIEWED = "viewed", _("Viewed")
        EXPORTED = "exported", _("Exported")
        DOWNLOADED = "downloaded", _("Downloaded")
        DISCLOSED = "disclosed", _("Disclosed")

    at = models.DateTimeField(_("at"), auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    action = models.CharField(_("action"), max_length=20, choices=Action)
    kind = models.CharField(_("kind"), max_length=40)
    object_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    subject = models.CharField(_("subject"), max_length=200)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    request_id = models.UUIDField(null=True)

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("access log")
        verbose_name_plural = _("access log")
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["case_id", "-at"], name="access_log_case"),
            models.Index(fields=["-at"], name="access_log_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject}"
