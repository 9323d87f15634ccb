"""Addresses of daily work on a case: notes, next actions, documents, the timeline."""

from django.urls import path

from cases.views import documents, notes, tasks, timeline

ROOM = "dossiers/<uuid:pk>/"
NOTE = f"{ROOM}notities/<uuid:note>/"
TASK = f"{ROOM}acties/<uuid:task>/"
DOCUMENT = f"{ROOM}documenten/<uuid:document>/"

urlpatterns = [
    path(f"{ROOM}notities/", notes.add, name="note-add"),
    path(NOTE, notes.edit, name="note-edit"),
    path(f"{NOTE}vastzetten/", notes.pin, name="note-pin"),
    path(f"{ROOM}acties/nieuw/", tasks.add, name="task-add"),
    path(TASK, tasks.edit, name="task-edit"),
    path(f"{TASK}klaar/", tasks.done, name="task-done"),
    path(f"{TASK}terug/", tasks.undo, name="task-undo"),
    path(f"{ROOM}documenten/", documents.page, name="case-documents"),
    path(DOCUMENT, documents.download, name="document-download"),
    path(f"{DOCUMENT}wijzigen/", documents.edit, name="document-edit"),
    path(f"{DOCUMENT}verwijderen/", documents.remove, name="document-remove"),
    path(f"{ROOM}tijdlijn/", timeline.page, name="case-timeline"),
]
