"""How somebody wants to hear of each kind of news."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms

from cases.models import How
from cases.notification_kinds import NEWS, K


class NotificationPreferencesForm(forms.Form):
    """One choice per kind; `chosen` holds what is chosen now."""

    def __init__(self, *args: Any, chosen: dict[str, How], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, news in NEWS.items():
            self.fields[kind] = forms.ChoiceField(
                label=K(kind).label, choices=news.choices, initial=chosen[kind].value
            )

    def topics(self) -> Iterator[tuple[Any, list[Any]]]:
        """The choices under the heading where they belong."""
        for topic, kinds in groupby(NEWS, key=lambda kind: NEWS[kind].topic):
            yield topic, [self[kind] for kind in kinds]

    def values(self) -> dict[str, How]:
        """Kind to choice, as the action wants it."""
        return {kind: How(how) for kind, how in self.cleaned_data.items()}
