"""Addresses of notifications."""

from django.urls import path

from cases.views import notifications

urlpatterns = [
    path("meldingen/", notifications.notifications, name="notifications"),
    path("meldingen/gelezen/", notifications.read, name="notification-read"),
    path("meldingen/bel/", notifications.bell, name="notification-bell"),
    path("voorkeuren/meldingen/", notifications.preferences, name="notification-preferences"),
    path("meldingen/<uuid:pk>/", notifications.open_one, name="notification-open"),
]
