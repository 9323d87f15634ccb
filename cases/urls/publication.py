"""Addresses of what a company agreed to publish."""

from django.urls import path

from cases.views import publication

urlpatterns = [
    path("dossiers/<uuid:pk>/publicatie/", publication.write, name="publication-write"),
    path(
        "dossiers/<uuid:pk>/publicatie/intrekken/",
        publication.withdraw,
        name="publication-withdraw",
    ),
]
