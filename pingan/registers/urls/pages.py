"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from pingan.registers.pages import (
    definitions,
    entries,
    entry_exports,
    entry_writing,
    exports,
    findings,
    handing,
    ordering,
    quick,
    readiness,
    reports,
    rounds,
    schedules,
    sheets,
    summaries,
    tables,
    tallies,
    writing,
)

app_name = "registers"
urlpatterns: list[Any] = [
    *exports.urlpatterns,
    *reports.urlpatterns,
    *findings.urlpatterns,
    *writing.urlpatterns,
    *ordering.urlpatterns,
    *rounds.urlpatterns,
    *tables.urlpatterns,
    *sheets.urlpatterns,
    *definitions.urlpatterns,
    *summaries.urlpatterns,
    *tallies.urlpatterns,
    *entry_exports.urlpatterns,
    *entries.urlpatterns,
    *entry_writing.urlpatterns,
    *handing.urlpatterns,
    *readiness.urlpatterns,
    *schedules.urlpatterns,
    *quick.urlpatterns,
]
