"""Addresses of dashboards and reports."""

from django.urls import path

from reports.views import case_list, dashboard, jobs, neutrality

urlpatterns = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/cijfers.csv", dashboard.dashboard_csv, name="dashboard-csv"),
    path("dashboard/pdf/", dashboard.dashboard_pdf, name="dashboard-pdf"),
    path("dashboard/<slug:province>/", dashboard.dashboard, name="dashboard-province"),
    path(
        "dashboard/<slug:province>/cijfers.csv",
        dashboard.dashboard_csv,
        name="dashboard-province-csv",
    ),
    path("dashboard/<slug:province>/pdf/", dashboard.dashboard_pdf, name="dashboard-province-pdf"),
    path("dossiers/export/bestand/", case_list.case_list_file, name="case-list-file"),
    path("dossiers/<uuid:pk>/dossierblad/", jobs.case_sheet, name="case-sheet"),
    path("neutraliteit/", neutrality.neutrality, name="neutrality"),
    path("neutraliteit/cijfers.csv", neutrality.neutrality_csv, name="neutrality-csv"),
    path("neutraliteit/cijfers.ods", neutrality.neutrality_ods, name="neutrality-ods"),
    path("dossiers/<uuid:pk>/vergelijken/pdf/", jobs.comparison, name="case-compare-pdf"),
    path(
        "dossiers/<uuid:pk>/besluit/vastgelegd/<int:number>/pdf/",
        jobs.decision_record,
        name="decision-pdf",
    ),
    path(
        "dossiers/<uuid:pk>/bezoeken/<uuid:visit>/briefing/", jobs.briefing, name="visit-briefing"
    ),
    path("rapporten/", jobs.report_list, name="reports"),
    path("rapporten/<uuid:pk>/", jobs.report_detail, name="report-detail"),
    path("rapporten/<uuid:pk>/opnieuw/", jobs.report_retry, name="report-retry"),
    path("rapporten/<uuid:pk>/bestand/", jobs.report_download, name="report-download"),
]
