"""Addresses of the site watch of a parked case."""

from django.urls import path

from cases.views import watch

ROOM = "dossiers/<uuid:pk>/weer-haalbaar/"

urlpatterns = [
    path(ROOM, watch.page, name="case-watch"),
    path(f"{ROOM}<uuid:hit>/gezien/", watch.seen, name="watch-hit-seen"),
]
