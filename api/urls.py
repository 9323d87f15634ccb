"""Addresses of the API, and of the pages about it."""

from django.urls import include, path

from api.v1 import addresses
from api.views import about, tokens

ROOM = "organisatie/api/"

urlpatterns = [
    path(
        "api/v1/",
        include([path("openapi.json", about.openapi, name="api-openapi"), *addresses()]),
    ),
    path(ROOM, tokens.token_list, name="api-tokens"),
    path(f"{ROOM}uitleg/", about.explanation, name="api-about"),
    path(f"{ROOM}nieuw/", tokens.token_new, name="api-token-new"),
    path(f"{ROOM}<uuid:pk>/intrekken/", tokens.token_withdraw, name="api-token-withdraw"),
]
