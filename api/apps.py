"""The app of the REST API; it has no tables of its own."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """On top of everything but the configuration."""

    name = "api"
