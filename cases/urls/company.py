"""Addresses of companies."""

from django.urls import path

from cases.views import company, contacts

urlpatterns = [
    path("bedrijven/", company.company_list, name="company-list"),
    path("bedrijven/nieuw/", company.company_new, name="company-new"),
    path("bedrijven/controle/", company.company_check, name="company-check"),
    path("bedrijven/<uuid:pk>/", company.company_detail, name="company-detail"),
    path("bedrijven/<uuid:pk>/bewerken/", company.company_edit, name="company-edit"),
    path("bedrijven/<uuid:pk>/contacten/nieuw/", contacts.contact_new, name="contact-new"),
    path(
        "bedrijven/<uuid:pk>/contacten/<uuid:contact>/",
        contacts.contact_edit,
        name="contact-edit",
    ),
    path(
        "bedrijven/<uuid:pk>/contacten/<uuid:contact>/verwijderen/",
        contacts.contact_remove,
        name="contact-remove",
    ),
    path("dossiers/<uuid:pk>/bedrijf/", company.case_company, name="case-company"),
]
