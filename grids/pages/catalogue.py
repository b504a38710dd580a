"""The classes of incidents: the tree, one class with its versions, and the edits of the office."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grids.models import IncidentCategory, RoutingRule, TimeLimit
from grids.pages.catalogue_forms import CategoryForm, ReasonForm
from grids.queries.categories import category_path, category_tree
from grids.queries.rulebook import area_of, class_names, standing, versions_of
from grids.services.categories import CategoryInput, retire_category, save_category
from pingan.access.policy import allows, visible_to
from pingan.common.errors import Invalid, NotFound
from pingan.web.forms import add_errors
from pingan.web.pages import Page

_SECTIONS = (
    (gettext_lazy("Classes"), "grids:category_list"),
    (gettext_lazy("Time limits"), "grids:limit_list"),
    (gettext_lazy("Routing"), "grids:route_list"),
    (gettext_lazy("Numbers of the workflow"), "grids:number_list"),
    (gettext_lazy("Duty list"), "grids:duty_list"),
)


def sections(current: str) -> list[dict[str, Any]]:
    """Return the tabs of the rulebook."""
    return [
        {"label": label, "url": reverse(name), "is_current": name == current} for label, name in _SECTIONS
    ]


def current_version(page: Page, code: str) -> IncidentCategory:
    """Return the version of a class that holds today.

    Raises:
        NotFound: no such class today.

    """
    rows = visible_to(IncidentCategory, page.actor)
    row = rows.filter(IncidentCategory.in_force_q(timezone.localdate()), code=code).first()
    if row is None:
        raise NotFound()
    return row


class CategoryList(Page):
    duty = "catalogue.view"
    template_name = "grids/catalogue/category_list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render(
            {
                "tree": category_tree(self.actor, region_code=self.actor.region_code),
                "tabs": sections("grids:category_list"),
            }
        )


class CategoryDetail(Page):
    duty = "catalogue.view"
    template_name = "grids/catalogue/category_detail.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.show(code)

    def show(self, code: str, *, form: ReasonForm | None = None, status: int = 200) -> HttpResponse:
        row = current_version(self, code)
        above = category_path(code)
        names = class_names(above)
        here = reverse("grids:category_list")
        crumbs = [{"label": _("Classes"), "url": here}]
        crumbs += [
            {"label": names[c], "url": reverse("grids:category_detail", args=[c])}
            for c in above
            if c in names
        ]
        return self.render(
            {
                "row": row,
                "crumbs": crumbs,
                "versions": versions_of(self.actor, row),
                "limits": standing(self.actor, TimeLimit).filter(category_code__in=above),
                "routes": standing(self.actor, RoutingRule)
                .filter(category_code__in=above)
                .select_related("organ"),
                "may_edit": allows(self.actor, "edit", row),
                "may_add": self.actor.has("catalogue.edit"),
                "form": form or ReasonForm(),
            },
            status=status,
        )


class CategoryEdit(Page):
    """A new version of a class, or (with ``parent``) a class below one."""

    duty = "catalogue.edit"
    template_name = "grids/catalogue/form.html"
    is_new = False

    def _fields(self, row: IncidentCategory) -> dict[str, Any]:
        names = (
            "name", "name_en", "article", "default_severity", "order", "reportable", "needs_place", "is_clue",
        )  # fmt: skip
        if self.is_new:
            return {"code": f"{row.code}.", "default_severity": row.default_severity, "is_clue": row.is_clue}
        return {name: getattr(row, name) for name in names}

    def _show(self, row: IncidentCategory, form: CategoryForm, seen: str, status: int = 200) -> HttpResponse:
        back = reverse("grids:category_detail", args=[row.code])
        title = _("Add a class below %(name)s") % {"name": row} if self.is_new else str(row)
        crumbs = [
            {"label": _("Classes"), "url": reverse("grids:category_list")},
            {"label": str(row), "url": back},
        ]
        crumbs.append({"label": _("Add a class") if self.is_new else _("New version"), "url": ""})
        context = {"form": form, "title": title, "crumbs": crumbs, "cancel_url": back, "seen_version": seen}
        return self.render(context, status=status)

    def _form(self, data: Any = None, initial: Any = None) -> CategoryForm:
        form = CategoryForm(data, initial=initial)
        if not self.is_new:
            del form.fields["code"]
        return form

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        row = current_version(self, code)
        return self._show(row, self._form(initial=self._fields(row)), "" if self.is_new else str(row.version))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        row = current_version(self, code)
        form = self._form(request.POST)
        seen = request.POST.get("seen_version", "")
        if form.is_valid():
            try:
                saved = self._save(row, dict(form.cleaned_data), seen)
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The class is recorded."))
                return redirect("grids:category_detail", code=saved.code if not self.is_new else row.code)
        return self._show(row, form, seen, 422)

    def _save(self, row: IncidentCategory, data: dict[str, Any], seen: str) -> IncidentCategory:
        reason = data.pop("reason")
        if self.is_new:
            places: dict[str, Any] = {"parent_code": row.code, "region_code": area_of(self.actor), "icon": ""}
        else:
            names = ("code", "parent_code", "region_code", "icon")
            places = {name: getattr(row, name) for name in names}
        return save_category(
            actor=self.actor,
            data=CategoryInput(**data, **places),
            reason=reason,
            seen_version=seen_number(seen),
        )


def seen_number(text: str) -> int | None:
    """Return the version that a form was made from; None where it does not say."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


class CategoryRetire(CategoryDetail):
    duty = "catalogue.edit"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        row = current_version(self, code)
        form = ReasonForm(request.POST)
        if form.is_valid():
            try:
                retire_category(actor=self.actor, category_id=row.pk, reason=form.cleaned_data["reason"])
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The class has ended; incidents of the class keep it."))
                return redirect("grids:category_list")
        return self.show(code, form=form, status=422)


urlpatterns = [
    path("catalogue/", CategoryList.as_view(), name="category_list"),
    path("catalogue/classes/<str:code>/", CategoryDetail.as_view(), name="category_detail"),
    path("catalogue/classes/<str:code>/edit/", CategoryEdit.as_view(), name="category_edit"),
    path("catalogue/classes/<str:code>/add/", CategoryEdit.as_view(is_new=True), name="category_add"),
    path("catalogue/classes/<str:code>/retire/", CategoryRetire.as_view(), name="category_retire"),
]
