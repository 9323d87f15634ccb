"""Which standard actions of its stage a case does not have yet."""

from collections import defaultdict
from dataclasses import dataclass

from accounts.models import Organisation
from cases.models import Case, CaseParticipant, StandardAction, Task


@dataclass(frozen=True)
class Offer:
    """A standard action that an organisation on the case could get."""

    action: StandardAction
    organisation: Organisation

    @property
    def key(self) -> str:
        """What the checkbox of the offer carries."""
        return f"{self.action.pk}:{self.organisation.pk}"


def offered(case: Case) -> list[Offer]:
    """What is not on the case yet, done or not, for who moves the case and so sees it whole.

    Each is offered once per organisation with its role; whoever goes back to a stage does not
    meet again what was done in it.
    """
    if not case.is_open or case.on_hold:
        return []
    actions = list(StandardAction._default_manager.filter(stage=case.stage, active=True))
    rows = CaseParticipant.objects.current().filter(
        case=case, role__in={action.role for action in actions}
    )
    by_role = defaultdict(list)
    for row in rows.select_related("organisation").order_by("joined_at"):
        by_role[row.role].append(row.organisation)
    there = set(
        Task._default_manager.filter(case=case, standard__isnull=False).values_list(
            "standard_id", "organisation_id"
        )
    )
    return [
        Offer(action, organisation)
        for action in actions
        for organisation in by_role[action.role]
        if (action.pk, organisation.pk) not in there
    ]
