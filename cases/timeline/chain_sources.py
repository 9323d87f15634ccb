"""What the timeline tells of building blocks, and of cases that were linked."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import BuildingBlock, Case, CaseLink, ScaleUpRequest
from cases.timeline import access
from cases.timeline.reader import Reader
from cases.timeline.source import Source, words


def _known(reader: Reader) -> Q | None:
    """As `CaseLinkQuerySet.visible_to`, also for links that are gone: both companies known."""
    if not reader.informed:
        return None
    known = Case.objects.visible_to(reader.user).identity_known_to(reader.user).values("pk")
    return Q(main_id__in=known, supplier_id__in=known)


BLOCKS = Source(
    "eisen",
    BuildingBlock,
    "layout-grid",
    "purple",
    _("Building block added"),
    _("Building block changed"),
    _("Building block removed"),
    access.through("request_id", ScaleUpRequest),
    access.informed,
    subject="name",
    silent=words("request_id position"),
)
LINKS = (
    Source(
        "deelnemers",
        CaseLink,
        "link",
        "blue",
        _("Case of a supplier linked"),
        _("Link with a supplier changed"),
        _("Case of a supplier unlinked"),
        "main_id = %s",
        _known,
        subject="supplier_id",
        silent=words("main_id supplier_id"),
        reasons=True,
    ),
    Source(
        "deelnemers",
        CaseLink,
        "link",
        "blue",
        _("Linked to the case of a customer"),
        _("Link with a customer changed"),
        _("Unlinked from the case of a customer"),
        "supplier_id = %s",
        _known,
        subject="main_id",
        silent=words("main_id supplier_id"),
        reasons=True,
    ),
)
