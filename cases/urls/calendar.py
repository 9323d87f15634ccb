"""Addresses of one's own calendar."""

from django.urls import path

from cases.views import calendar

ROOM = "voorkeuren/agenda/"

urlpatterns = [
    path(ROOM, calendar.calendar_page, name="preferences-calendar"),
    path(f"{ROOM}nieuw/", calendar.calendar_new, name="preferences-calendar-new"),
    path(f"{ROOM}intrekken/", calendar.calendar_withdraw, name="preferences-calendar-withdraw"),
    path("agenda/<str:token>.ics", calendar.calendar_feed, name="calendar-feed"),
]
