"""Default weights on a draft, from a set of the administration."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.errors import Conflict, Refused
from cases.actions.case import touch
from cases.actions.request import content_stamp, lock_draft
from cases.models import Case, WeightTemplate
from cases.weighing import weigh


@transaction.atomic
def apply_weights(actor: Actor, case: Case, template: WeightTemplate, stamp: int | None) -> int:
    """Divides the points of a set over what is scored in the draft; returns how many weights
    changed. Raises Refused without a draft or when nothing is scored, Conflict when the draft is
    not what was shown (`stamp` from `content_stamp`; None skips the comparison)."""
    draft = lock_draft(case)
    if stamp is not None and content_stamp(draft) != stamp:
        raise Conflict(
            _("The draft was changed while you were choosing weights. Look at it and try again.")
        )
    weighed = weigh(list(draft.requirements.select_related("criterion")), template)
    if not weighed:
        raise Refused(_("Nothing in this draft counts in the score yet: add a wish first."))
    changed = [item for item in weighed if item.changes]
    for item in changed:
        item.row.weight = item.weight
    why = _("Weights of the set “%(name)s”") % {"name": template.name_nl}
    actor.bulk_update([item.row for item in changed], ["weight"], why)
    touch(draft.case)
    return len(changed)
