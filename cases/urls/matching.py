"""Addresses of the matching of a case."""

from django.urls import path

from cases.views import compare, matching, runs

ROOM = "dossiers/<uuid:pk>/matching/"
BESIDE = "dossiers/<uuid:pk>/vergelijken/"

urlpatterns = [
    path(ROOM, matching.page, name="case-matching"),
    path(f"{ROOM}vastleggen/", runs.freeze, name="match-freeze"),
    path(f"{ROOM}vastgelegd/<int:number>/", runs.run, name="match-run"),
    path(f"{ROOM}vastgelegd/<int:number>/match.json", runs.run_json, name="match-run-json"),
    path(f"{ROOM}vastgelegd/<int:number>/match.ods", runs.run_ods, name="match-run-ods"),
    path(BESIDE, compare.compare, name="case-compare"),
    path(f"{BESIDE}vergelijking.ods", compare.compare_ods, name="case-compare-ods"),
    path(f"{ROOM}locaties/<uuid:site>/", matching.site, name="case-match-site"),
    path(f"{ROOM}locaties/<uuid:site>/voorstel/", matching.propose, name="candidate-propose"),
    path(f"{ROOM}locaties/<uuid:site>/toevoegen/", matching.add_one, name="candidate-add"),
    path(f"{ROOM}kandidaten/<uuid:candidate>/", matching.move, name="candidate-move"),
    path(f"{ROOM}regios/nieuw/", matching.add_region, name="candidate-region-add"),
    path(f"{ROOM}regios/<uuid:region>/", matching.edit_region, name="candidate-region"),
]
