from django.urls import path

from cases.views import intake

urlpatterns = [
    path("dossiers/<uuid:pk>/intake/", intake.page, name="case-intake"),
    path("dossiers/<uuid:pk>/intake/feiten/", intake.facts, name="intake-facts"),
    path("dossiers/<uuid:pk>/intake/oordeel/", intake.verdict, name="intake-verdict"),
    path("dossiers/<uuid:pk>/intake/afsluiten/", intake.close_case, name="intake-close"),
    path("dossiers/<uuid:pk>/intake/knelpunten/nieuw/", intake.add, name="bottleneck-add"),
    path("dossiers/<uuid:pk>/intake/knelpunten/<uuid:row>/", intake.change, name="bottleneck-edit"),
    path(
        "dossiers/<uuid:pk>/intake/knelpunten/<uuid:row>/verwijderen/",
        intake.remove,
        name="bottleneck-remove",
    ),
    path(
        "dossiers/<uuid:pk>/intake/knelpunten/<uuid:row>/terug/",
        intake.restore,
        name="bottleneck-restore",
    ),
]
