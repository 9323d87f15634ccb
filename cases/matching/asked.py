"""What a case asks: the version that counts, for the whole request or for one of its blocks."""

from typing import Any

from cases.matching.blocks import of_block, together
from cases.models import BuildingBlock, Case, Requirement, ScaleUpRequest
from cases.near import blurred

Status = ScaleUpRequest.Status
Asked = tuple[ScaleUpRequest, list[Requirement]]


def current_request(user: Any, case: Case) -> ScaleUpRequest | None:
    """The newest version that the company signed, else the draft."""
    return _newest(ScaleUpRequest.objects.visible_to(user).filter(case=case))


def asked(user: Any, case: Case, block: BuildingBlock | None = None) -> Asked | None:
    """The version that counts and its requirements as this person may see them; None when
    nothing is asked yet. Those of one block, or of all together, are copies: never store them.

    `case` comes from `with_knowledge`: who does not know the company gets distances from the
    middle of a municipality (cases.near).
    """
    found = _asked(current_request(user, case), Requirement.objects.visible_to(user), block)
    if found is None or case.knows_identity:  # type: ignore[attr-defined]
        return found
    return found[0], blurred(found[1])


def asked_of_all(case: Case, block: BuildingBlock | None = None) -> Asked | None:
    """The same without a person: for scheduled work and the command line."""
    return _asked(
        _newest(ScaleUpRequest._default_manager.filter(case=case)),
        Requirement._default_manager.all(),
        block,
    )


def _newest(versions: Any) -> ScaleUpRequest | None:
    found = {v.status: v for v in versions.exclude(status=Status.SUPERSEDED).order_by("number")}
    return found.get(Status.SIGNED) or found.get(Status.DRAFT)


def _asked(request: ScaleUpRequest | None, rows: Any, block: BuildingBlock | None) -> Asked | None:
    if request is None:
        return None
    found = list(rows.filter(request=request).select_related("criterion", "block"))
    if block is not None:
        found = of_block(found, block)
    elif any(row.block_id is not None for row in found):
        found = together(found)
    return (request, found) if found else None
