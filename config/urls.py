"""Addresses of the whole product."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("accounts.urls")),
    path("", include("regions.urls")),
    path("", include("sites.urls")),
    path("", include("cases.urls")),
    path("", include("reports.urls")),
    path("", include("api.urls")),
    # An address is changed by an administrator: it says who somebody is.
    path("account/email/", RedirectView.as_view(pattern_name="preferences"), name="account_email"),
    path("account/", include("allauth.urls")),
    path("taal/", include("django.conf.urls.i18n")),
    path("beheer/", admin.site.urls),
]
