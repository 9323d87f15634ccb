"""The catalogue of criteria, to read: what can be asked of a place, and where answers come from."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sites.labels import option_label, unit_label
from sites.models import Criterion, Site


@require_safe
def criterion_list(request: HttpRequest) -> HttpResponse:
    """Every criterion in use, by group."""
    groups: dict[str, list[dict[str, object]]] = {}
    for criterion in Criterion.objects.filter(active=True):
        rows = groups.setdefault(str(criterion.get_group_display()), [])
        rows.append(
            {
                "criterion": criterion,
                "unit": unit_label(criterion.unit),
                "options": [option_label(str(option)) for option in criterion.options],
                "column": _column(criterion),
            }
        )
    return render(request, "sites/criteria.html", {"groups": groups})


def _column(criterion: Criterion) -> str:
    """The name of the register's column that answers, when there is one."""
    if not criterion.site_field:
        return ""
    field: Any = Site._meta.get_field(criterion.site_field)
    return str(field.verbose_name)
