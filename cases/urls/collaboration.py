from django.urls import path

from cases.views import access, collaboration, consent, links

urlpatterns = [
    path("dossiers/<uuid:pk>/deelnemers/", collaboration.page, name="case-participants"),
    path(
        "dossiers/<uuid:pk>/deelnemers/uitnodigen/",
        collaboration.invite,
        name="participant-invite",
    ),
    path(
        "dossiers/<uuid:pk>/deelnemers/<uuid:participant>/",
        collaboration.change,
        name="participant-edit",
    ),
    path(
        "dossiers/<uuid:pk>/deelnemers/<uuid:participant>/beeindigen/",
        collaboration.end,
        name="participant-end",
    ),
    path(
        "dossiers/<uuid:pk>/deelnemers/<uuid:participant>/toestemming-intrekken/",
        consent.withdraw,
        name="participant-withdraw",
    ),
    path("dossiers/<uuid:pk>/koppelingen/", links.add, name="case-link-add"),
    path("dossiers/<uuid:pk>/koppelingen/<uuid:link>/", links.remove, name="case-link-remove"),
    path("dossiers/<uuid:pk>/toegang/", access.page, name="case-access"),
    path(
        "dossiers/<uuid:pk>/toegang/gezien-als/<uuid:participant>/",
        access.preview,
        name="case-preview",
    ),
    path("dossiers/<uuid:pk>/toegang/persoon/", access.share, name="person-share"),
    path(
        "dossiers/<uuid:pk>/toegang/persoon/<int:person>/intrekken/",
        access.withdraw,
        name="person-withdraw",
    ),
]
