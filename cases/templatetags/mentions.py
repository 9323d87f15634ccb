"""Names of people in notes, marked."""

from collections.abc import Collection

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def mentions(text: str, names: Collection[str]) -> SafeString:
    """The text, escaped, with each @name of `names` marked; the longest name first."""
    shown = str(conditional_escape(text))
    for number, name in enumerate(sorted(names, key=len, reverse=True)):
        shown = shown.replace(str(conditional_escape(f"@{name}")), f"\x00{number}\x01")
    for number, name in enumerate(sorted(names, key=len, reverse=True)):
        mark = format_html('<mark class="mention">@{}</mark>', name)
        shown = shown.replace(f"\x00{number}\x01", mark)
    return mark_safe(shown)  # noqa: S308 (escaped above, piece by piece)
