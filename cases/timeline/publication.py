"""What the timeline tells of the text that a company agreed to publish."""

from django.utils.translation import gettext_lazy as _

from cases.models import Publication
from cases.timeline import access
from cases.timeline.source import Source, Turn

PUBLICATIONS = (
    Source(
        "deelnemers",
        Publication,
        "world",
        "blue",
        _("Consent to publish recorded"),
        _("Text to publish changed"),
        _("Text to publish removed"),
        access.OF_CASE,
        access.informed,
        subject="title",
        turns=(
            Turn("withdrawn_on", ..., _("Consent to publish withdrawn"), "ban", "red"),
            Turn("withdrawn_on", None, _("Consent to publish given again"), "world", "blue"),
        ),
    ),
)
