"""Addresses about oneself."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("voorkeuren/", views.preferences, name="preferences"),
    path("organisatie-wisselen/", views.switch_organisation, name="switch-organisation"),
    path("toegankelijkheid/", views.accessibility, name="accessibility"),
]
