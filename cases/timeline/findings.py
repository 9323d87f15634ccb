"""Findings and photos of visits on the timeline, for who may read them on the page."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import SiteVisit, VisitFinding, VisitPhoto, VisitStop
from cases.timeline import access
from cases.timeline.reader import Reader
from cases.timeline.source import Source, Turn, words

_OF_STOPS = access.through("stop_id", VisitStop, access.through("visit_id", SiteVisit))


def _photo_seen(reader: Reader) -> Q | None:
    return Q(id__in=VisitPhoto.objects.visible_to(reader.user).values("pk"))


FINDINGS: tuple[Source, ...] = (
    Source(
        "bezoeken",
        VisitFinding,
        "binoculars",
        "purple",
        _("Finding of a visit noted"),
        _("Finding of a visit changed"),
        _("Finding of a visit taken back"),
        _OF_STOPS,
        access.visible(VisitFinding),
        secret=words("remark review_note"),
        silent=words(
            "stop_id criterion_id aspect author_id organisation_id noted_at reviewed_by_id "
            "reviewed_at fact_id"
        ),
        turns=(
            Turn("status", "accepted", _("Finding taken over as a fact"), "circle-check", "green"),
            Turn("status", "rejected", _("Finding not taken over"), "circle-x", "orange"),
        ),
    ),
    Source(
        "bezoeken",
        VisitPhoto,
        "photo",
        "purple",
        _("Photo of a visit added"),
        _("Photo of a visit changed"),
        _("Photo of a visit removed"),
        _OF_STOPS,
        _photo_seen,
        subject="caption",
        silent=words(
            "stop_id file small width height size sha256 author_id organisation_id added_at"
        ),
    ),
)
