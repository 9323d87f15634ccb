"""What the access log says about sharing, in words."""

from django import template

from accounts.models import AccessLog, Organisation
from cases.models import Disclosure

register = template.Library()


@register.filter
def said(look: AccessLog) -> str:
    """The detail of a line of the log: "nom: profile" reads as NOM: Anonymous profile."""
    if look.kind not in ("participant", "share"):
        return look.detail
    whom, _colon, rest = look.detail.partition(": ")
    level, semicolon, more = rest.partition("; ")
    if level in Disclosure.values:
        level = str(Disclosure(level).label)
    elif level == "-":
        level = "—"
    return f"{_name(whom) if look.kind == 'participant' else whom}: {level}{semicolon}{more}"


def _name(code: str) -> str:
    """The organisation's name; its code when there is no such organisation any more."""
    found = Organisation.objects.filter(code=code).values_list("name", flat=True).first()
    return found or code
