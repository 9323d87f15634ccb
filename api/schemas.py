"""What all bodies and queries have in common: keys in camelCase, and no key that does not exist."""

import datetime
import uuid
from typing import Annotated, Any, Literal

from django.db.models import TextChoices
from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, WithJsonSchema
from pydantic.alias_generators import to_camel

MOST = 100  # rows of a page
FIRST = datetime.datetime.min.replace(tzinfo=datetime.UTC)
LAST = datetime.datetime.max.replace(tzinfo=datetime.UTC)


class Body(Schema):
    """A part of an answer."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Sent(Body):
    """Something that the caller sends: a key that does not exist is a mistake, and is told."""

    model_config = ConfigDict(extra="forbid")

    def sent(self) -> dict[str, Any]:
        """What was sent, under our own names."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Query(Sent):
    """Parameters of a question."""

    @classmethod
    def names(cls) -> list[str]:
        """The parameters as they stand in the address."""
        return [row.alias or name for name, row in cls.model_fields.items()]


class PageQuery(Query):
    """Which page: after which row, and how long."""

    limit: int = Field(50, ge=1, le=MOST)
    cursor: uuid.UUID | None = None


class InvalidParam(Body):
    """One thing in the request that is not right."""

    name: str
    reason: str


class ProblemBody(Body):
    """What went wrong."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    invalid_params: list[InvalidParam] = []


class OrganisationBody(Body):
    """An organisation; `code` is null for another participant that may not be known."""

    code: str | None
    name: str


def _in_utc(moment: datetime.datetime) -> datetime.datetime:
    """The database knows fewer time zones than ISO 8601; at the ends of time it is cut off."""
    try:
        return moment.astimezone(datetime.UTC)
    except OverflowError:
        return FIRST if moment.year == 1 else LAST


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Level = Literal["profile", "sector", "identity"]


def spelled_out(choices: type[TextChoices]) -> WithJsonSchema:
    """For choices of which the name says too little: in the document each name stands once."""
    return WithJsonSchema({"type": "string", "enum": choices.values})
