"""Addresses of cases; one module per subject."""

from cases.urls import (
    calendar,
    calls,
    case,
    collaboration,
    company,
    decision,
    documents,
    followup,
    intake,
    lists,
    matching,
    notifications,
    request,
    visit,
    watch,
    work,
)

urlpatterns = [
    *lists.urlpatterns,
    *notifications.urlpatterns,
    *company.urlpatterns,
    *case.urlpatterns,
    *intake.urlpatterns,
    *request.urlpatterns,
    *collaboration.urlpatterns,
    *matching.urlpatterns,
    *calls.urlpatterns,
    *visit.urlpatterns,
    *calendar.urlpatterns,
    *watch.urlpatterns,
    *decision.urlpatterns,
    *documents.urlpatterns,
    *followup.urlpatterns,
    *work.urlpatterns,
]
