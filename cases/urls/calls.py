"""Addresses of calls for locations: of the account manager, and of the regions that are asked."""

from django.urls import path

from cases.views import call_answer, call_review, calls

ROOM = "dossiers/<uuid:pk>/uitvragen/"
ONE = f"{ROOM}<uuid:call>/"
REGION = f"{ONE}regios/<uuid:invitation>/"
ANSWER = f"{ROOM}antwoord/<uuid:invitation>/"

urlpatterns = [
    path("uitvragen/", call_answer.inbox, name="call-inbox"),
    path(ROOM, calls.page, name="case-calls"),
    path(f"{ROOM}nieuw/", calls.new, name="call-new"),
    path(ANSWER, call_answer.answer, name="call-answer"),
    path(f"{ANSWER}afwijzen/", call_answer.decline, name="call-decline"),
    path(ONE, calls.detail, name="call-detail"),
    path(f"{ONE}regios/", calls.add, name="call-regions"),
    path(f"{ONE}termijn/", calls.extend, name="call-extend"),
    path(f"{ONE}sluiten/", calls.close, name="call-close"),
    path(f"{ONE}intrekken/", calls.withdraw, name="call-withdraw"),
    path(f"{ONE}groslijst/", call_review.to_longlist, name="call-longlist"),
    path(REGION, call_review.region, name="call-region"),
    path(f"{REGION}overnemen/", call_review.accept_all, name="call-accept-all"),
    path(f"{REGION}intrekken/", calls.withdraw_region, name="call-region-withdraw"),
    path(f"{REGION}antwoorden/<uuid:answer>/", call_review.review, name="call-review"),
]
