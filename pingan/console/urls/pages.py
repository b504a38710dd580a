"""Pages of the kernel. Each pages module lists its own addresses."""

from typing import Any

from pingan.console.pages import (
    accounts,
    audit,
    calendar,
    document_templates,
    documents,
    documents_written,
    home,
    inbox,
    me,
    organisation,
    organisation_bodies,
    organisation_centers,
    organisation_responsibility,
    outbox,
    posts,
)

app_name = "console"
urlpatterns: list[Any] = [
    *home.urlpatterns,
    *inbox.urlpatterns,
    *calendar.urlpatterns,
    *me.urlpatterns,
    *accounts.urlpatterns,
    *posts.urlpatterns,
    *audit.urlpatterns,
    *documents.urlpatterns,
    *documents_written.urlpatterns,
    *document_templates.urlpatterns,
    *organisation.urlpatterns,
    *organisation_bodies.urlpatterns,
    *organisation_centers.urlpatterns,
    *organisation_responsibility.urlpatterns,
    *outbox.urlpatterns,
]
