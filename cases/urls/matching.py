"""Addresses of the matching of a case."""

from django.urls import path

from cases.views import matching

ROOM = "dossiers/<uuid:pk>/matching/"

urlpatterns = [
    path(ROOM, matching.page, name="case-matching"),
    path(f"{ROOM}locaties/<uuid:site>/", matching.site, name="case-match-site"),
    path(f"{ROOM}locaties/<uuid:site>/voorstel/", matching.propose, name="candidate-propose"),
    path(f"{ROOM}locaties/<uuid:site>/toevoegen/", matching.add_one, name="candidate-add"),
    path(f"{ROOM}kandidaten/<uuid:candidate>/", matching.move, name="candidate-move"),
    path(f"{ROOM}regios/nieuw/", matching.add_region, name="candidate-region-add"),
    path(f"{ROOM}regios/<uuid:region>/", matching.edit_region, name="candidate-region"),
]
