"""Addresses of the whole product."""

from django.contrib import admin
from django.urls import include, path

from config.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("accounts.urls")),
    path("", include("regions.urls")),
    path("", include("sites.urls")),
    path("", include("cases.urls")),
    path("", include("reports.urls")),
    path("account/", include("allauth.urls")),
    path("taal/", include("django.conf.urls.i18n")),
    path("beheer/", admin.site.urls),
]
