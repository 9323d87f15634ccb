"""Who reads a timeline, and what that person may know of the case."""

from dataclasses import dataclass

from accounts.models import User
from cases.disclosure import visible_fields
from cases.models import Case


@dataclass(frozen=True)
class Reader:
    """A person and a case read with `with_knowledge`."""

    case: Case
    user: User
    permissions: frozenset[str] = frozenset()

    @property
    def informed(self) -> bool:
        """Whether the person may know the company."""
        known: bool = self.case.knows_identity  # type: ignore[attr-defined]
        return known

    @property
    def compares(self) -> bool:
        """Whether the person sees every region's sites and answers."""
        known: bool = self.case.knows_options  # type: ignore[attr-defined]
        return known

    @property
    def own(self) -> list[int]:
        """The person's own organisations."""
        return self.user.organisation_ids

    @property
    def case_fields(self) -> frozenset[str]:
        """Fields of the case itself that the person may see."""
        return visible_fields(self.case)
