"""Monthly updates on the timeline: for the own organisation and who watches over the whole."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case, MonthlyUpdate
from cases.querysets.monthly import told_to
from cases.timeline import access
from cases.timeline.reader import Reader
from cases.timeline.source import Source, Turn, words


def _seen(reader: Reader) -> Q | None:
    told = Case.objects.filter(told_to(reader.user), pk=reader.case.pk).values("pk")
    return Q(case_id__in=told)


MONTHLY = Source(
    "contact",
    MonthlyUpdate,
    "calendar-event",
    "blue",
    _("Monthly update written"),
    _("Monthly update corrected"),
    _("Monthly update removed"),
    access.OF_CASE,
    _seen,
    subject="month",
    silent=words("month author_id organisation_id written_at"),
    reasons=True,
    turns=(
        Turn("colour", "green", _("Monthly update corrected: green"), "circle-check", "green"),
        Turn("colour", "amber", _("Monthly update corrected: amber"), "alert-triangle", "yellow"),
        Turn("colour", "red", _("Monthly update corrected: red"), "ban", "red"),
    ),
)
