"""Sites that fit a parked case again, as the timeline tells of them."""

from django.utils.translation import gettext_lazy as _

from cases.models import SiteWatch, WatchHit
from cases.timeline import access
from cases.timeline.source import Source, Turn, words

WATCH = (
    Source(
        "locaties",
        WatchHit,
        "binoculars",
        "green",
        _("Site fits again"),
        _("Site fits again"),
        "",
        access.through("watch_id", SiteWatch),
        access.comparing,
        subject="site_id",
        silent=words("watch_id site_id cause detail found_at handled_by_id"),
        turns=(
            Turn("handled_at", ..., _("Site that fits again: handled"), "eye-check", "secondary"),
            Turn("handled_at", None, _("Site fits again"), "binoculars", "green"),
        ),
    ),
)
