"""Calls for locations on the timeline: all of it for who compares regions, the own part for each.

A region learns of a call what concerns itself: that it was asked, what it answered, that the call
ended. Not when others were asked, nor a deadline from before it was asked itself.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import CallAnswer, CallInvitation, LocationCall
from cases.timeline import access
from cases.timeline.reader import Reader
from cases.timeline.source import Source, Turn, words


def _call_seen(reader: Reader) -> Q | None:
    if reader.compares:
        return Q()
    own = LocationCall.objects.visible_to(reader.user).filter(case=reader.case)
    return Q(id__in=own.values("pk")) & ~Q(status=LocationCall.Status.SENT)


def _invitation_seen(reader: Reader) -> Q | None:
    """A draft is the region's own; that it was saved once more is told to nobody."""
    saved = Q(history_type="~", status=CallInvitation.Status.DRAFT, reminders=0)
    if reader.compares:
        return ~saved
    own = CallInvitation.objects.visible_to(reader.user).filter(call__case=reader.case)
    return Q(organisation_id__in=reader.own, id__in=own.values("pk")) & ~saved


def _review_seen(reader: Reader) -> Q | None:
    """Answers come with their invitation; told apart is what became of each."""
    judged = ~Q(review=CallAnswer.Review.PENDING) & Q(history_type="~")
    if reader.compares:
        return judged
    own = CallAnswer.objects.visible_to(reader.user).filter(invitation__call__case=reader.case)
    own = own.filter(invitation__organisation_id__in=reader.own)
    return judged & Q(id__in=own.values("pk"))


_OF_INVITATIONS = access.through(
    "invitation_id", CallInvitation, access.through("call_id", LocationCall)
)

CALL_SOURCES: tuple[Source, ...] = (
    Source(
        "uitvragen",
        LocationCall,
        "send",
        "blue",
        _("Call for locations sent"),
        _("Call for locations changed"),
        "",
        access.OF_CASE,
        _call_seen,
        silent=words("number request_id profile message sent_at sent_by_id ended_at working_days"),
        turns=(
            Turn("status", "closed", _("Call for locations closed"), "lock", "secondary"),
            Turn("status", "withdrawn", _("Call for locations withdrawn"), "x", "orange"),
            Turn("deadline", ..., _("Deadline of the call extended"), "calendar", "blue"),
        ),
        reasons=True,
    ),
    Source(
        "uitvragen",
        CallInvitation,
        "inbox",
        "blue",
        _("Region asked for locations"),
        _("Call for locations changed"),
        "",
        access.through("call_id", LocationCall),
        _invitation_seen,
        subject="organisation_id",
        # Why a region was asked all the same is for who compares, who reads it on the page.
        silent=words(
            "call_id organisation_id asked_reason asked_at opened_at reminded_at reminders late "
            "answered_at answered_by_id corrected_at decline_note remark status decline_reason"
        ),
        turns=(
            Turn("status", "answered", _("Region answered"), "inbox", "green"),
            Turn("status", "declined", _("Region declined"), "ban", "orange"),
            Turn("status", "withdrawn", _("Region need not answer any more"), "x", "secondary"),
            Turn("corrected_at", ..., _("Answer of the region corrected"), "edit", "orange"),
            Turn("reminders", 1, _("Region reminded before the deadline"), "bell", "secondary"),
            Turn("reminders", 2, _("Region reminded after the deadline"), "bell", "orange"),
            Turn("asked_at", ..., _("Region asked for locations"), "inbox", "blue"),
        ),
    ),
    Source(
        "uitvragen",
        CallAnswer,
        "clipboard-check",
        "green",
        "",
        "",
        "",
        _OF_INVITATIONS,
        _review_seen,
        subject="site_id",
        silent=words(
            "invitation_id site_id criterion_id number text source as_of valid_until confidence "
            "reviewed_by_id reviewed_at review_note fact_id review"
        ),
        turns=(
            Turn("review", "accepted", _("Answer taken over as a fact"), "circle-check", "green"),
            Turn("review", "rejected", _("Answer not taken over"), "circle-x", "orange"),
        ),
    ),
)
