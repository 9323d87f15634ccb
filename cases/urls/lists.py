"""Addresses of what shows several cases."""

from django.urls import path

from cases.views import bulk, day, lists, opening, palette, saved

urlpatterns = [
    path("", day.home, name="home"),
    path("dossiers/", lists.case_list, name="case-list"),
    path("dossiers/aantallen/", lists.case_counts, name="case-list-counts"),
    path("dossiers/export/", lists.case_export, name="case-export"),
    path("dossiers/bewerken/", bulk.case_bulk, name="case-bulk"),
    path("dossiers/nieuw/", opening.case_new, name="case-new"),
    path("dossiers/weergaven/", saved.saved_views, name="saved-views"),
    path("dossiers/weergaven/nieuw/", saved.saved_view_new, name="saved-view-new"),
    path("dossiers/weergaven/<uuid:pk>/", saved.saved_view_edit, name="saved-view-edit"),
    path(
        "dossiers/weergaven/<uuid:pk>/weggooien/",
        saved.saved_view_remove,
        name="saved-view-remove",
    ),
    path("zoeken/", lists.search, name="search"),
    path("zoeken/snel/", palette.palette, name="palette"),
]
