"""Addresses of the monthly update of a case."""

from django.urls import path

from cases.views import monthly

ROOM = "dossiers/<uuid:pk>/maandbericht/"

urlpatterns = [
    path(ROOM, monthly.index, name="case-monthly"),
    path(f"{ROOM}<slug:month>/", monthly.write, name="monthly-write"),
]
