"""The security log, for the audit administrator (everything) and auditors (their area). Read only."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy

from pingan.access.policy import fetch, visible_to
from pingan.audit.models import AuditEntry
from pingan.audit.queries import AuditFilters, filtered, last_seal
from pingan.audit.rules.actions import GROUPS, label_of
from pingan.common.errors import Forbidden
from pingan.console.pages.paging import page_of
from pingan.console.queries.audit import objects_of
from pingan.org.models import Role
from pingan.web.pages import Page


class FilterForm(forms.Form):
    q = forms.CharField(required=False, max_length=60)
    action = forms.CharField(required=False, max_length=60)
    result = forms.ChoiceField(
        required=False, choices=[("", gettext_lazy("All results")), *AuditEntry.Result.choices]
    )
    object_type = forms.CharField(required=False, max_length=60)
    object_id = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)
    day_from = forms.DateField(required=False)
    day_to = forms.DateField(required=False, help_text="")

    def filters(self) -> AuditFilters:
        """Return what was understood; what was not is left out and said at its field."""
        self.is_valid()
        data = self.cleaned_data
        day_to: date | None = data.get("day_to")
        return AuditFilters(
            action=data.get("action", ""),
            actor=data.get("q", ""),
            result=data.get("result", ""),
            object_type=data.get("object_type", ""),
            object_id=data.get("object_id"),
            day_from=data.get("day_from"),
            day_to=day_to if day_to is None or day_to < date.max else None,
        )


class AuditPage(Page):
    """A page for whoever may read the log, whole or in part."""

    def admit_reader(self) -> None:
        """Refuse every other post.

        Raises:
            Forbidden: the post reads no log.
        """
        if not (self.actor.has("audit.read_all") or self.actor.has("audit.read")):
            raise Forbidden()


class AuditLog(AuditPage):
    template_name = "console/audit/list.html"
    fragment_name = "console/audit/_entries.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        self.admit_reader()
        form = FilterForm(request.GET)
        rows = filtered(visible_to(AuditEntry, self.actor), form.filters())
        page = page_of(request, rows, ("-pk",))
        objects = objects_of(page.rows)
        entries = [(entry, label_of(entry.action), objects[entry.pk]) for entry in page.rows]
        return self.render(
            {"page": page, "entries": entries, "form": form, "groups": GROUPS.items(), "seal": last_seal()}
        )


class AuditDetail(AuditPage):
    template_name = "console/audit/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.admit_reader()
        entry = fetch(AuditEntry, self.actor, pk)
        seal = last_seal()
        return self.render(
            {
                "entry": entry,
                "label": label_of(entry.action),
                "object": objects_of([entry])[entry.pk],
                "role": dict(Role.choices).get(entry.actor_role, entry.actor_role),
                "data": sorted(entry.data.items()),
                "is_sealed": seal is not None and entry.pk <= seal.last_id,
            }
        )


urlpatterns = [
    path("audit/", AuditLog.as_view(), name="audit_log"),
    path("audit/<int:pk>/", AuditDetail.as_view(), name="audit_entry"),
]
