"""Who acts, and for which organisation: every write goes through an Actor and leaves history."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from accounts.models import Organisation, User


@dataclass(frozen=True)
class Actor:
    """A person (or the system: no user) acting for an organisation within one request or job."""

    user: User | None
    organisation: Organisation | None
    request_id: uuid.UUID

    @classmethod
    def of(cls, request: HttpRequest) -> "Actor":
        """The actor of a signed-in request."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        return actor

    @classmethod
    def system(cls) -> "Actor":
        """The application itself: scheduled work, imports from the command line, the demo."""
        return cls(None, None, uuid.uuid4())

    @classmethod
    def person(cls, user: User, organisation: Organisation | None = None) -> "Actor":
        """A person outside a request; acts for their own organisation unless another is named."""
        return cls(user, organisation or user.default_organisation(), uuid.uuid4())

    @property
    def organisation_id(self) -> int | None:
        """Key of the organisation, for the history row."""
        return self.organisation.pk if self.organisation else None

    def save[M: models.Model](self, row: M, reason: str = "", at: Any = None, **options: Any) -> M:
        """Validates nothing; saves with a history row. `at` is for what happened earlier."""
        self._sign(row, reason, at)
        row.save(**options)
        return row

    def delete(self, row: models.Model, reason: str = "") -> None:
        """Deletes; the history row keeps what it was."""
        self._sign(row, reason, None)
        row.delete()

    def set_many(
        self, row: models.Model, field: str, values: Iterable[Any], reason: str = ""
    ) -> None:
        """Replaces a many-to-many set; simple-history records it when the field is tracked."""
        self._sign(row, reason, None)
        getattr(row, field).set(values)

    def bulk_create[M: models.Model](self, rows: Sequence[M], reason: str = "") -> list[M]:
        """Many rows of one model with a history row each, in two statements."""
        if not rows:
            return []
        return bulk_create_with_history(
            rows,
            type(rows[0]),
            batch_size=1000,
            default_user=self.user,
            default_change_reason=reason,
            custom_historical_attrs=self._attributes(),
        )

    def bulk_update(
        self, rows: Sequence[models.Model], fields: Sequence[str], reason: str = ""
    ) -> None:
        """Changes `fields` of many rows of one model, with a history row each."""
        if rows:
            bulk_update_with_history(
                rows,
                type(rows[0]),
                fields,
                batch_size=1000,
                default_user=self.user,
                default_change_reason=reason,
                custom_historical_attrs=self._attributes(),
            )

    def _attributes(self) -> dict[str, Any]:
        return {
            "history_organisation_id": self.organisation_id,
            "history_request": self.request_id,
        }

    def _sign(self, row: Any, reason: str, at: Any) -> None:
        row._history_user = self.user
        row._history_actor = self
        row._change_reason = reason
        if at is not None:
            row._history_date = at
        elif hasattr(row, "_history_date"):
            del row._history_date
