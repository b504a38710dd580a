"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from disputes.pages import (
    actions,
    applications,
    bulk,
    casefile,
    committees,
    details,
    exports,
    lists,
    mediators,
    registers,
    registers_statistics,
    registration,
    week,
)

app_name = "disputes"
urlpatterns: list[Any] = [
    *applications.urlpatterns,
    *lists.urlpatterns,
    *bulk.urlpatterns,
    *exports.urlpatterns,
    *registration.urlpatterns,
    *details.urlpatterns,
    *actions.urlpatterns,
    *casefile.urlpatterns,
    *committees.urlpatterns,
    *mediators.urlpatterns,
    *week.urlpatterns,
    *registers.urlpatterns,
    *registers_statistics.urlpatterns,
]
