"""Keeping what somebody is still writing, so that another device or tomorrow goes on with it."""

from collections.abc import Mapping
from typing import Any

from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models import User
from cases.models import Case, Draft
from cases.models.visit import ASPECTS

VERSION = "version"  # of what the form was about when the writing began
# The fields of each form that are kept, and of them the ones without which there is nothing.
FIELDS: dict[str, tuple[str, ...]] = {
    Draft.Form.NOTE: ("body", "kind", "occurred_at", "visibility", "present", "others"),
    Draft.Form.MONTHLY: ("colour", "reason", "done", "ahead", "why", VERSION),
    Draft.Form.VISIT: ("conclusion", VERSION),
    Draft.Form.FEEDBACK: ("given_by", "given_on", *ASPECTS, "remark", VERSION),
    Draft.Form.ADVICE: ("verdict", "reasons", VERSION),
    Draft.Form.DECISION: ("outcome", "preferred", "reserve", "decided_on", "motivation", VERSION),
}
CORE: dict[str, tuple[str, ...]] = {
    Draft.Form.NOTE: ("body", "others"),
    Draft.Form.MONTHLY: ("colour", "reason", "done", "ahead"),
    Draft.Form.VISIT: ("conclusion",),
    Draft.Form.FEEDBACK: ("given_by", "remark", *ASPECTS),
    Draft.Form.ADVICE: ("verdict", "reasons"),
    Draft.Form.DECISION: ("motivation", "outcome"),
}
BEGINNING = {Draft.Form.ADVICE: "site-"}  # fields of which the names differ: one per site
MOST = 60  # fields
LONGEST = 20_000  # letters of one field


def save_draft(
    actor: Actor, case: Case, form: str, values: Mapping[str, Any], about: str = ""
) -> Draft | None:
    """Keeps the form as it is typed, valid or not; None when nothing is typed, then none is kept.

    Raises Refused without a person.
    """
    if actor.user is None:
        raise Refused("A draft belongs to a person.")
    others = BEGINNING.get(Draft.Form(form), "")
    names = [name for name in values if others and name.startswith(others)][:MOST]
    kept = {name: _cut(values[name]) for name in (*FIELDS[form], *names) if name in values}
    if not any(str(kept.get(name, "")).strip() for name in CORE[form]):
        discard_draft(actor, case, form, about)
        return None
    draft, _made = Draft.objects.update_or_create(
        person=actor.user, case=case, form=form, about=about, defaults={"values": kept}
    )
    return draft


def discard_draft(actor: Actor, case: Case, form: str, about: str = "") -> None:
    """Throws a draft away: it was sent, or is not wanted."""
    Draft.objects.filter(person=actor.user, case=case, form=form, about=about).delete()


def end_lapsed_drafts() -> int:
    """Throws away what was written on cases that the writer may not see any more; how many."""
    gone = 0
    for user in User.objects.filter(pk__in=Draft.objects.values("person_id")):
        seen = Draft.objects.visible_to(user)
        lapsed = Draft.objects.filter(person=user).exclude(pk__in=seen.values("pk"))
        gone += lapsed.delete()[0]
    return gone


def _cut(value: Any) -> Any:
    return value[:LONGEST] if isinstance(value, str) else [each[:200] for each in value[:100]]
