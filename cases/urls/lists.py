"""Addresses of what shows several cases."""

from django.urls import path

from cases.views import bulk, day, lists, opening, palette

urlpatterns = [
    path("", day.home, name="home"),
    path("dossiers/", lists.case_list, name="case-list"),
    path("dossiers/export/", lists.case_export, name="case-export"),
    path("dossiers/bewerken/", bulk.case_bulk, name="case-bulk"),
    path("dossiers/nieuw/", opening.case_new, name="case-new"),
    path("zoeken/", lists.search, name="search"),
    path("zoeken/snel/", palette.palette, name="palette"),
]
