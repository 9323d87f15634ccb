"""Addresses of dashboards and reports."""

from django.urls import path

from reports.views import (
    case_list,
    dashboard,
    jobs,
    neutrality,
    open_data,
    progress,
    progress_steps,
    targets,
)

ORGANISATION = "dashboard/organisatie/<slug:organisation>/"
REPORT = "voortgang/<uuid:pk>/"
TARGETS = "voortgang/doelen/"

urlpatterns = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/cijfers.csv", dashboard.dashboard_csv, name="dashboard-csv"),
    path("dashboard/cijfers.ods", dashboard.dashboard_ods, name="dashboard-ods"),
    path("dashboard/pdf/", dashboard.dashboard_pdf, name="dashboard-pdf"),
    path(ORGANISATION, dashboard.dashboard, name="dashboard-organisation"),
    path(f"{ORGANISATION}cijfers.csv", dashboard.dashboard_csv, name="dashboard-organisation-csv"),
    path(f"{ORGANISATION}cijfers.ods", dashboard.dashboard_ods, name="dashboard-organisation-ods"),
    path(f"{ORGANISATION}pdf/", dashboard.dashboard_pdf, name="dashboard-organisation-pdf"),
    path("dashboard/<slug:province>/", dashboard.dashboard, name="dashboard-province"),
    path(
        "dashboard/<slug:province>/cijfers.csv",
        dashboard.dashboard_csv,
        name="dashboard-province-csv",
    ),
    path(
        "dashboard/<slug:province>/cijfers.ods",
        dashboard.dashboard_ods,
        name="dashboard-province-ods",
    ),
    path("dashboard/<slug:province>/pdf/", dashboard.dashboard_pdf, name="dashboard-province-pdf"),
    path("dossiers/export/bestand/", case_list.case_list_file, name="case-list-file"),
    path("dossiers/<uuid:pk>/dossierblad/", jobs.case_sheet, name="case-sheet"),
    path("neutraliteit/", neutrality.neutrality, name="neutrality"),
    path("neutraliteit/cijfers.csv", neutrality.neutrality_csv, name="neutrality-csv"),
    path("neutraliteit/cijfers.ods", neutrality.neutrality_ods, name="neutrality-ods"),
    path("open-data/programma.csv", open_data.programme_csv, name="open-data-csv"),
    path("open-data/programma.json", open_data.programme_json, name="open-data-json"),
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
    path("voortgang/", progress.report_list, name="progress-list"),
    path("voortgang/nieuw/", progress.new, name="progress-new"),
    path(TARGETS, targets.target_list, name="progress-targets"),
    path(f"{TARGETS}nieuw/", targets.target_edit, name="progress-target-new"),
    path(f"{TARGETS}<int:target>/", targets.target_edit, name="progress-target-edit"),
    path(
        f"{TARGETS}<int:target>/verwijderen/", targets.target_remove, name="progress-target-remove"
    ),
    path(REPORT, progress.detail, name="progress-detail"),
    path(f"{REPORT}cijfers/", progress.figures, name="progress-figures"),
    path(f"{REPORT}tekst/<slug:section>/", progress.text, name="progress-text"),
    path(f"{REPORT}dossiers/", progress.choose_cases, name="progress-cases"),
    path(f"{REPORT}uitgave/", progress.edition, name="progress-edition"),
    path(f"{REPORT}indienen/", progress_steps.submit, name="progress-submit"),
    path(f"{REPORT}terug/", progress_steps.give_back, name="progress-return"),
    path(f"{REPORT}goedkeuren/", progress_steps.approve, name="progress-approve"),
    path(f"{REPORT}vaststellen/", progress_steps.freeze, name="progress-freeze"),
    path(f"{REPORT}corrigeren/", progress_steps.correct, name="progress-correct"),
]
