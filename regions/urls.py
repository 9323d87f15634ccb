"""Addresses of regions."""

from django.urls import path

from regions import views

urlpatterns = [
    path("regios/", views.region_list, name="region-list"),
    path("regios/<slug:code>/", views.region_detail, name="region-detail"),
    path("regios/<slug:code>/bewerken/", views.region_edit, name="region-edit"),
]
