"""Who is mentioned in a note, and so was told of it. A mention gives nobody any right."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from cases.models.work import Note
from cases.querysets.notification import MentionQuerySet


class NoteMention(models.Model):
    """A person whose name stands in a note with an @ before it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="mentions",
    )
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    objects = MentionQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            models.UniqueConstraint(fields=["note", "person"], name="mentioned_once_per_note"),
        ]

    def __str__(self) -> str:
        return f"{self.note_id}: {self.person_id}"
