"""Addresses of the follow-up of a decision."""

from django.urls import path

from cases.views import followup

ROOM = "dossiers/<uuid:pk>/opvolging/"

urlpatterns = [
    path(ROOM, followup.page, name="case-followup"),
    path(f"{ROOM}mijlpalen/", followup.set_up, name="followup-set-up"),
    path(f"{ROOM}mijlpalen/<uuid:milestone>/", followup.milestone, name="followup-milestone"),
    path(f"{ROOM}gerealiseerd/<int:moment>/", followup.figures, name="followup-figures"),
    path(f"{ROOM}afronden/", followup.finish, name="followup-finish"),
    path(f"{ROOM}hervatten/", followup.go_on, name="followup-go-on"),
]
