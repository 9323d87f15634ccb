"""Addresses of the case itself and its moves."""

from django.urls import path

from cases.views import case, stage

ONE = "dossiers/<uuid:pk>/"

urlpatterns = [
    path(ONE, case.detail, name="case-detail"),
    path(f"{ONE}wijzigen/", case.edit, name="case-edit"),
    path(f"{ONE}verder/", stage.forward, name="case-forward"),
    path(f"{ONE}terug/", stage.back, name="case-back"),
    path(f"{ONE}aanhouden/", stage.hold, name="case-hold"),
    path(f"{ONE}hervatten/", stage.resume, name="case-resume"),
    path(f"{ONE}afsluiten/", stage.close, name="case-close"),
    path(f"{ONE}heropenen/", stage.reopen, name="case-reopen"),
]
