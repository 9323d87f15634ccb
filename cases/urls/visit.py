"""Addresses of the visits of a case."""

from django.urls import path

from cases.views import finding_review, observation, visit, visit_feedback, visit_plan

ROOM = "dossiers/<uuid:pk>/bezoeken/"
ONE = f"{ROOM}<uuid:visit>/"
PHOTO = f"{ONE}fotos/<uuid:photo>/"

urlpatterns = [
    path(ROOM, visit.visits, name="case-visits"),
    path(f"{ROOM}nieuw/", visit_plan.plan, name="visit-plan"),
    path(f"{ROOM}vergelijken/", finding_review.compare, name="visit-compare"),
    path(ONE, visit.detail, name="visit-detail"),
    path(f"{ONE}beoordelen/", finding_review.review, name="visit-review"),
    path(f"{ONE}wijzigen/", visit_plan.edit, name="visit-edit"),
    path(f"{ONE}annuleren/", visit.cancel, name="visit-cancel"),
    path(f"{ONE}afronden/", visit.finish, name="visit-finish"),
    path(f"{ONE}terugkoppeling/", visit_feedback.note, name="visit-feedback"),
    path(
        f"{ONE}terugkoppeling/<uuid:feedback>/",
        visit_feedback.change,
        name="visit-feedback-edit",
    ),
    path(f"{ONE}agenda.ics", visit.ics, name="visit-ics"),
    path(f"{ONE}locaties/<uuid:stop>/", observation.observe, name="visit-observe"),
    path(PHOTO, observation.photo, name="visit-photo"),
    path(f"{PHOTO}klein/", observation.photo_small, name="visit-photo-small"),
    path(f"{PHOTO}verwijderen/", observation.photo_remove, name="visit-photo-remove"),
]
