"""Addresses of sites."""

from django.urls import path

from sites.views import criteria, facts, imports, listing, plots, site

urlpatterns = [
    path("locaties/", listing.site_list, name="site-list"),
    path("criteria/", criteria.criterion_list, name="criterion-list"),
    path("locaties/kaart.json", listing.site_points, name="site-map-data"),
    path("locaties/nieuw/", site.site_new, name="site-new"),
    path("locaties/import/", imports.import_list, name="site-imports"),
    path("locaties/import/<uuid:pk>/", imports.import_detail, name="site-import"),
    path(
        "locaties/import/<uuid:pk>/bevestigen/", imports.import_confirm, name="site-import-confirm"
    ),
    path("locaties/import/<uuid:pk>/annuleren/", imports.import_cancel, name="site-import-cancel"),
    path("locaties/import/<uuid:pk>/opnieuw/", imports.import_retry, name="site-import-retry"),
    path("locaties/<uuid:pk>/", site.site_detail, name="site-detail"),
    path("locaties/<uuid:pk>/bewerken/", site.site_edit, name="site-edit"),
    path("locaties/<uuid:site_pk>/kavels/nieuw/", plots.plot_new, name="plot-new"),
    path("locaties/<uuid:site_pk>/kavels/<uuid:pk>/", plots.plot_edit, name="plot-edit"),
    path(
        "locaties/<uuid:site_pk>/kavels/<uuid:pk>/verwijderen/",
        plots.plot_remove,
        name="plot-remove",
    ),
    path("locaties/<uuid:site_pk>/feiten/nieuw/", facts.fact_choose, name="fact-choose"),
    path("locaties/<uuid:site_pk>/feiten/nieuw/<slug:code>/", facts.fact_new, name="fact-new"),
    path(
        "locaties/<uuid:site_pk>/feiten/<uuid:pk>/intrekken/",
        facts.fact_withdraw,
        name="fact-withdraw",
    ),
]
