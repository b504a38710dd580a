"""Routing: which unit a class goes to by default, in which area."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import RoutingRule
from grids.pages.catalogue import sections, seen_number
from grids.pages.catalogue_forms import ANY, ReasonForm, RouteForm
from grids.queries.categories import categories_for
from grids.queries.rulebook import area_names, area_of, class_names, standing, versions_of
from grids.queries.units import units_for
from grids.services.routing import RoutingInput, retire_routing_rule, set_routing_rule
from pingan.access.policy import allows, fetch
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.org.models import prefix_of
from pingan.org.queries import children_of, region_by_code
from pingan.web.forms import add_errors, choose
from pingan.web.pages import Page


def _areas(actor: Actor) -> list[tuple[str, str]]:
    """Return the post's own area and the divisions just inside."""
    own = region_by_code(actor.region_code)
    if own is None:
        return []
    inside = children_of(own).order_by("code") if own.level < 4 else ()
    return [(own.prefix, own.name), *((row.prefix, f"{own.name} · {row.name}") for row in inside)]


class RouteList(Page):
    duty = "catalogue.view"
    template_name = "grids/catalogue/route_list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(standing(self.actor, RoutingRule).select_related("organ"))
        classes = class_names({row.category_code for row in rows})
        areas = area_names({row.region_code for row in rows})
        today = timezone.localdate()
        return self.render(
            {
                "rows": [
                    (
                        row,
                        classes.get(row.category_code, ""),
                        areas.get(row.region_code, ""),
                        row.holds_on(today),
                    )
                    for row in rows
                ],
                "tabs": sections("grids:route_list"),
                "may_edit": self.actor.has("catalogue.edit"),
            }
        )


class RouteDetail(Page):
    duty = "catalogue.view"
    template_name = "grids/catalogue/rule_detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(pk)

    def show(self, pk: int, *, form: ReasonForm | None = None, status: int = 200) -> HttpResponse:
        row = fetch(RoutingRule, self.actor, pk, refine=lambda rows: rows.select_related("organ"))
        title = class_names([row.category_code]).get(row.category_code, _("any class"))
        here = reverse("grids:route_list")
        facts = [
            (_("Class of incident"), title),
            (_("Area"), area_names([row.region_code]).get(row.region_code, row.region_code)),
            (_("Priority"), row.priority),
        ]
        versions = [(version, version.organ.name) for version in versions_of(self.actor, row)]
        may_edit = allows(self.actor, "edit", row) and row.effective_to is None
        return self.render(
            {
                "title": title,
                "crumbs": [{"label": _("Routing"), "url": here}, {"label": title}],
                "facts": facts,
                "versions": versions,
                "edit_url": f"{reverse('grids:route_new')}?like={row.pk}" if may_edit else "",
                "retire_url": reverse("grids:route_retire", args=[row.pk]) if may_edit else "",
                "form": form or ReasonForm(),
            },
            status=status,
        )


class RouteNew(Page):
    """A new rule, or (``?like=``) the next version of one."""

    duty = "catalogue.edit"
    template_name = "grids/catalogue/form.html"

    def _like(self, request: HttpRequest) -> RoutingRule | None:
        sent = seen_number(request.GET.get("like", ""))
        return fetch(RoutingRule, self.actor, sent) if sent is not None else None

    def _form(self, data: Any = None, initial: Any = None) -> RouteForm:
        form = RouteForm(data, initial=initial)
        classes = [(row.code, str(row)) for row in categories_for(self.actor.region_code)]
        choose(form, "category_code", [*ANY, *classes])
        choose(form, "region_code", _areas(self.actor))
        units = [(organ.pk, str(organ)) for organ in units_for(self.actor.region_code)]
        choose(form, "organ_id", [("", _("Choose…")), *units])
        return form

    def _show(self, form: RouteForm, seen: str, status: int = 200) -> HttpResponse:
        back, title = reverse("grids:route_list"), _("Set a default unit")
        crumbs = [{"label": _("Routing"), "url": back}, {"label": title}]
        context = {"form": form, "title": title, "crumbs": crumbs, "cancel_url": back, "seen_version": seen}
        return self.render(context, status=status)

    def get(self, request: HttpRequest) -> HttpResponse:
        like = self._like(request)
        if like is None:
            own = (
                prefix_of(self.actor.region_code, self.actor.level)
                if self.actor.level
                else area_of(self.actor)
            )
            return self._show(self._form(initial={"region_code": own}), "")
        names = ("category_code", "region_code", "organ_id", "priority", "note", "source")
        initial = {name: getattr(like, name) for name in names}
        return self._show(self._form(initial=initial), str(like.version))

    def post(self, request: HttpRequest) -> HttpResponse:
        like = self._like(request)
        form = self._form(request.POST)
        seen = request.POST.get("seen_version", "")
        if form.is_valid():
            data = dict(form.cleaned_data)
            reason = data.pop("reason")
            is_same = like is not None and all(
                data[name] == getattr(like, name) for name in ("category_code", "region_code", "priority")
            )
            try:
                row = set_routing_rule(
                    actor=self.actor,
                    data=RoutingInput(**data),
                    reason=reason,
                    seen_version=seen_number(seen) if is_same else None,
                )
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The default unit is recorded."))
                return redirect("grids:route_detail", pk=row.pk)
        return self._show(form, seen, 422)


class RouteRetire(RouteDetail):
    duty = "catalogue.edit"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        fetch(RoutingRule, self.actor, pk)
        form = ReasonForm(request.POST)
        if form.is_valid():
            try:
                retire_routing_rule(actor=self.actor, rule_id=pk, reason=form.cleaned_data["reason"])
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The rule has ended today."))
                return redirect("grids:route_list")
        return self.show(pk, form=form, status=422)


urlpatterns = [
    path("catalogue/routes/", RouteList.as_view(), name="route_list"),
    path("catalogue/routes/new/", RouteNew.as_view(), name="route_new"),
    path("catalogue/routes/<int:pk>/", RouteDetail.as_view(), name="route_detail"),
    path("catalogue/routes/<int:pk>/retire/", RouteRetire.as_view(), name="route_retire"),
]
