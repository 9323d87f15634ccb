"""Addresses of the decision on a case."""

from django.urls import path

from cases.views import advice, compliance, condition, decision

ROOM = "dossiers/<uuid:pk>/besluit/"
CONDITION = f"{ROOM}voorwaarden/<uuid:condition>/"

urlpatterns = [
    path(ROOM, decision.page, name="case-decision"),
    path(f"{ROOM}schrijven/", decision.write, name="decision-write"),
    path(f"{ROOM}voorstellen/", decision.propose, name="decision-propose"),
    path(f"{ROOM}goedkeuren/", decision.approve, name="decision-approve"),
    path(f"{ROOM}terug/", decision.send_back, name="decision-return"),
    path(f"{ROOM}heropenen/", decision.withdraw, name="decision-withdraw"),
    path(f"{ROOM}vastgelegd/<int:number>/", decision.record, name="decision-record"),
    path(
        f"{ROOM}bestemming/<uuid:participant>/", decision.destination, name="decision-destination"
    ),
    path(f"{ROOM}voorwaarden/nieuw/", condition.add, name="condition-add"),
    path(CONDITION, condition.edit, name="condition-edit"),
    path(f"{CONDITION}verwijderen/", condition.remove, name="condition-remove"),
    path(f"{CONDITION}voldaan/", condition.tick, name="condition-met"),
    path(f"{ROOM}advies/", advice.give, name="advice-give"),
    path(f"{ROOM}advies/vragen/", advice.ask, name="advice-ask"),
    path(f"{ROOM}advies/<uuid:advice>/intrekken/", advice.take_back, name="advice-take-back"),
    path(f"{ROOM}toets/<slug:kind>/", compliance.answer, name="compliance-answer"),
]
