"""All addresses. Each app gathers its own in ``urls/pages.py`` and ``urls/api.py``."""

from django.conf import settings
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from assessment.urls import api as assessment_api
from disputes.urls import api as disputes_api
from grids.urls import api as grids_api
from pingan.console.urls import api as console_api
from pingan.office.urls import api as office_api
from pingan.registers.urls import api as registers_api
from pingan.web.errors import bad_request, not_found, permission_denied, server_error
from pingan.web.health import healthz, readyz
from pingan.web.language import set_language
from risk.urls import api as risk_api

router = SimpleRouter(use_regex_path=True)
resources = [
    *console_api.resources,
    *registers_api.resources,
    *grids_api.resources,
    *disputes_api.resources,
    *risk_api.resources,
    *assessment_api.resources,
    *office_api.resources,
]
for prefix, viewset, basename in resources:
    router.register(prefix, viewset, basename=basename)

api_pages = [*console_api.urlpatterns, *grids_api.urlpatterns, *office_api.urlpatterns]
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("language/", set_language, name="set_language"),
    path("account/", include("pingan.web.sign_in_urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "api/v1/docs/",
        SpectacularSwaggerSplitView.as_view(url_name="schema", template_name="web/api_docs.html"),
        name="docs",
    ),
    path("api/v1/", include((api_pages + router.urls, "api"))),
    path("exchange/v1/", include("pingan.exchange.urls.api")),
    path("", include("pingan.web.urls")),
    path("", include("pingan.console.urls.pages")),
    path("", include("pingan.registers.urls.pages")),
    path("", include("grids.urls.pages")),
    path("", include("disputes.urls.pages")),
    path("", include("risk.urls.pages")),
    path("", include("assessment.urls.pages")),
    path("", include("pingan.office.urls.pages")),
    path("", include("pingan.exchange.urls.pages")),
]
if getattr(settings, "SHOW_STYLEGUIDE", False):
    urlpatterns.append(path("styleguide/", include("pingan.web.styleguide_urls")))

handler400 = bad_request
handler403 = permission_denied
handler404 = not_found
handler500 = server_error
