from django.urls import path

from cases.views import block, request, requirement, weights

urlpatterns = [
    path("dossiers/<uuid:pk>/eisen/", request.page, name="case-requirements"),
    path("dossiers/<uuid:pk>/eisen/versie/", request.new_version, name="request-new"),
    path("dossiers/<uuid:pk>/eisen/vaststellen/", request.sign, name="request-sign"),
    path("dossiers/<uuid:pk>/eisen/concept-weg/", request.discard, name="request-discard"),
    path("dossiers/<uuid:pk>/eisen/verschil/", request.diff, name="request-diff"),
    path("dossiers/<uuid:pk>/eisen/gewichten/", weights.page, name="request-weights"),
    path("dossiers/<uuid:pk>/eisen/bouwsteen/", block.add, name="block-add"),
    path("dossiers/<uuid:pk>/eisen/bouwsteen/<uuid:row>/", block.change, name="block-edit"),
    path(
        "dossiers/<uuid:pk>/eisen/bouwsteen/<uuid:row>/verwijderen/",
        block.remove,
        name="block-remove",
    ),
    path("dossiers/<uuid:pk>/eisen/nieuw/", requirement.add, name="requirement-add"),
    path("dossiers/<uuid:pk>/eisen/<uuid:row>/", requirement.change, name="requirement-edit"),
    path(
        "dossiers/<uuid:pk>/eisen/<uuid:row>/verwijderen/",
        requirement.remove,
        name="requirement-remove",
    ),
    path(
        "dossiers/<uuid:pk>/eisen/<uuid:row>/terug/",
        requirement.restore,
        name="requirement-restore",
    ),
]
