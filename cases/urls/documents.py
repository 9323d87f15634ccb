"""Addresses of the documents of a case."""

from django.urls import path

from cases.views import document, document_bundle, document_preview, documents

ROOM = "dossiers/<uuid:pk>/documenten/"
DOCUMENT = f"{ROOM}<uuid:document>/"

urlpatterns = [
    path(ROOM, documents.page, name="case-documents"),
    path(f"{ROOM}alles/", document_bundle.bundle, name="case-documents-zip"),
    path(DOCUMENT, document.download, name="document-download"),
    path(f"{DOCUMENT}voorbeeld/", document_preview.preview, name="document-preview"),
    path(f"{DOCUMENT}wijzigen/", document.edit, name="document-edit"),
    path(f"{DOCUMENT}verwijderen/", document.remove, name="document-remove"),
    path(f"{DOCUMENT}versies/", document.versions, name="document-versions"),
    path(f"{DOCUMENT}versies/<int:number>/", document.version, name="document-version"),
]
