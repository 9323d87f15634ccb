"""Addresses of daily work on a case: notes, next actions, the timeline."""

from django.urls import path

from cases.views import drafts, next_step, notes, tasks, timeline

ROOM = "dossiers/<uuid:pk>/"
NOTE = f"{ROOM}notities/<uuid:note>/"
TASK = f"{ROOM}acties/<uuid:task>/"

urlpatterns = [
    path(f"{ROOM}concept/", drafts.save, name="draft-save"),
    path(f"{ROOM}notities/", notes.add, name="note-add"),
    path(NOTE, notes.edit, name="note-edit"),
    path(f"{NOTE}vastzetten/", notes.pin, name="note-pin"),
    path(f"{ROOM}acties/nieuw/", tasks.add, name="task-add"),
    path(f"{ROOM}acties/volgende/", next_step.page, name="task-next"),
    path(f"{ROOM}acties/standaard/", next_step.standard, name="task-standard"),
    path(TASK, tasks.edit, name="task-edit"),
    path(f"{TASK}klaar/", tasks.done, name="task-done"),
    path(f"{TASK}terug/", tasks.undo, name="task-undo"),
    path(f"{ROOM}tijdlijn/", timeline.page, name="case-timeline"),
]
