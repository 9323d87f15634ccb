"""Native date and time pickers: the browser shows them in the user's notation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_noop

# Words of Django that it has in English only; named here, they are in our Dutch catalogue.
WORDS_OF_DJANGO = (gettext_noop("- Select an option -"),)


class DateInput(forms.DateInput):
    """A day, picked in the browser's own calendar; always ISO on the wire."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """A day and time to the minute, in the time zone of the application."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class TimeInput(forms.TimeInput):
    """A time to the minute."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")
