"""Setting up a grid. A province has twenty thousand villages: it names the county first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from grids.pages.catalogue_forms import CountyForm, GridForm
from grids.queries.grid_lists import counties_in, villages_in
from grids.queries.units import units_for
from grids.services.grids import GridInput, create_grid
from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.org.models import Region
from pingan.web.forms import add_errors, choose
from pingan.web.pages import Page

#: From a county down the villages are a list that can be read.
COUNTY_LEVEL = 3


def grid_form(region: Region, data: Any = None, initial: Any = None) -> GridForm:
    """Return the form of a grid that stays where it is: neither division nor code is asked."""
    form = GridForm(data, initial=initial)
    del form.fields["region_id"], form.fields["code"], form.fields["valid_from"]
    return _with_hosts(form, region.code)


def _with_hosts(form: GridForm, region_code: str) -> GridForm:
    choose(form, "host_organ_id", [("", "—"), *((organ.pk, str(organ)) for organ in units_for(region_code))])
    return form


def _new_form(actor: Actor, region: Region, data: Any = None, initial: Any = None) -> GridForm:
    form = GridForm(data, initial=initial)
    # The post's own area includes what its division succeeded, whose codes begin otherwise.
    is_own = region.code == actor.region_code
    villages = villages_in(actor) if is_own else villages_in(actor).filter(code__startswith=region.prefix)
    pairs = [(row.pk, f"{row.parent} · {row.name}") for row in villages]
    choose(form, "region_id", [("", _("Choose…")), *pairs])
    return _with_hosts(form, region.code)


class GridNew(Page):
    """The form of a new grid; above the county, first the question in which county."""

    duty = "grids.manage"
    template_name = "grids/catalogue/form.html"

    def _region(self, request: HttpRequest) -> Region:
        return region_for(self.actor, request.GET.get("region", "")[:12])

    def _show(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        back = reverse("grids:grid_list")
        title = _("Set up a grid")
        crumbs = [{"label": _("Grids"), "url": back}, {"label": title}]
        context |= {"form": form, "title": title, "crumbs": crumbs, "cancel_url": back}
        return self.render(context, status=status)

    def _ask_county(self, region: Region, data: Any = None) -> HttpResponse:
        form = CountyForm(data)
        pairs = [(row.code, f"{row.parent} · {row.name}") for row in counties_in(self.actor, region)]
        choose(form, "county", [("", _("Choose…")), *pairs])
        if form.is_bound and form.is_valid():
            return redirect(f"{reverse('grids:grid_new')}?region={form.cleaned_data['county']}")
        return self._show(form, 422 if form.is_bound else 200, submit_label=_("Continue"))

    def get(self, request: HttpRequest) -> HttpResponse:
        region = self._region(request)
        if region.level < COUNTY_LEVEL:
            return self._ask_county(region)
        return self._show(_new_form(self.actor, region, initial={"reason": _("Newly set up")}))

    def post(self, request: HttpRequest) -> HttpResponse:
        region = self._region(request)
        if region.level < COUNTY_LEVEL:
            return self._ask_county(region, request.POST)
        form = _new_form(self.actor, region, request.POST)
        if form.is_valid():
            data = dict(form.cleaned_data)
            reason = data.pop("reason")
            try:
                saved = create_grid(actor=self.actor, data=GridInput(**data), reason=reason)
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The grid is set up. Assign its people next."))
                return redirect("grids:grid_detail", pk=saved.grid.pk)
        return self._show(form, 422)
