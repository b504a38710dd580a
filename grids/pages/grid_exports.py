"""Grids as a file that can be brought in again: ordered with its purpose, made in the background."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grids.queries.grids import grids_visible
from grids.services.grid_files import WRITERS, grids_to_write
from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, Invalid
from pingan.org.models import Region
from pingan.web.export_files import order_file
from pingan.web.export_writers import mark_of
from pingan.web.exports import FileExport, Making, register_file_export
from pingan.web.forms import add_errors
from pingan.web.pages import Page
from pingan.web.verification import grouped

_LABELS = {
    "json": gettext_lazy("GeoJSON"),
    "zip": gettext_lazy("Shapefile (ZIP)"),
    "xlsx": gettext_lazy("Excel (.xlsx)"),
}


class GridFileForm(forms.Form):
    """Which kind of file, and what for."""

    format = forms.ChoiceField(
        label=gettext_lazy("Format"), choices=list(_LABELS.items()), widget=forms.RadioSelect, initial="json"
    )
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        max_length=200,
        min_length=2,
        help_text=gettext_lazy("Stands in the security log and at the end of the file, with your name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _admit(actor: Actor, query: QueryDict) -> None:
    if not actor.has("grids.manage"):
        raise Forbidden()
    region_for(actor, str(query["region"]))


def _title(query: QueryDict) -> str:
    return f"{_('Grids of an area')} {query['region']}"


def _make(format: str, making: Making) -> bytes:
    region = region_for(making.actor, str(making.query["region"]))
    grids = grids_to_write(making.actor, region.prefix)
    code = grouped(making.code)
    mark = mark_of(making.actor, str(making.query["purpose"]), timezone.now(), making.code)
    content = WRITERS[format](grids, mark, code)
    making.told(len(grids))
    return content


def _take(actor: Actor, query: QueryDict, purpose: str) -> None:
    """Nothing more is written down: the file holds no personal data, and its making stands in the log."""


EXPORTS = {
    format: FileExport(
        name=f"grids-{format}",
        label=gettext_lazy("Grids of an area"),
        format=format,
        title=_title,
        admit=_admit,
        make=partial(_make, format),
        take=_take,
    )
    for format in WRITERS
}


class GridExport(Page):
    """Asks for format and purpose, then orders the file of the division that the list shows."""

    duty = "grids.manage"
    template_name = "grids/catalogue/form.html"

    def _region(self, request: HttpRequest) -> Region:
        return region_for(self.actor, request.GET.get("region", "")[:12])

    def _show(self, region: Region, form: GridFileForm, status: int = 200) -> HttpResponse:
        back = f"{reverse('grids:grid_list')}?region={region.code}"
        title = _("Export of grids")
        crumbs: list[dict[str, Any]] = [{"label": _("Grids of an area"), "url": back}, {"label": title}]
        note = _(
            "The file can be changed and brought in again: new, changed and unchanged grids are told apart."
        )
        context = {"form": form, "title": title, "lead": region.name, "crumbs": crumbs, "cancel_url": back}
        return self.render({**context, "note": note, "submit_label": _("Export")}, status=status)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(self._region(request), GridFileForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        region, form = self._region(request), GridFileForm(request.POST)
        if form.is_valid():
            query = QueryDict(mutable=True)
            query.update({"region": region.code, "purpose": form.cleaned_data["purpose"].strip()})
            parts = grids_visible(self.actor).filter(region__code__startswith=region.prefix).count()
            export, purpose = EXPORTS[form.cleaned_data["format"]], form.cleaned_data["purpose"]
            try:
                job = order_file(actor=self.actor, export=export, query=query, purpose=purpose, parts=parts)
            except Invalid as error:
                add_errors(form, error)
            else:
                return redirect("web:export_job", pk=job.pk)
        return self._show(region, form, 422)


def register_grid_exports() -> None:
    """Make the files known; called from ``ready()``."""
    for export in EXPORTS.values():
        register_file_export(export)


urlpatterns = [path("grids/export/", GridExport.as_view(), name="grid_export")]
