"""Key places (Article 42): list, page, beginning to watch, correcting, recording a round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import allows, fetch
from pingan.access.rules import Actor
from pingan.common.errors import Invalid, NotFound
from pingan.web.forms import add_errors
from pingan.web.listing import errors_of, without_blanks
from pingan.web.pages import Page
from pingan.web.tables import address, page_of
from risk.models import KeyPlace
from risk.models.choices import OF_ARTICLE_42
from risk.pages.hazards import TONES
from risk.pages.places_forms import PlaceForm, RoundForm
from risk.queries.place_filters import PlaceFilterSet
from risk.queries.places import hazards_at, interval_of, places_visible, rounds_of, with_parts
from risk.rules.domains import ARTICLES
from risk.rules.hazards import STATES
from risk.services.place_data import data_of
from risk.services.places import add_place, edit_place, record_inspection

ORDER = ("region__code", "name_pinyin", "pk")
LARGEST_ID = 2**63 - 1
_SHOWN = ("kind", "domain", "due", "article_42", "closed")


def place_at(page: Page, pk: int, verb: str = "view") -> KeyPlace:
    """Return the place of an address.

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's business.

    """
    if pk > LARGEST_ID:
        raise NotFound()
    return fetch(KeyPlace, page.actor, pk, verb, refine=with_parts)


@dataclass(frozen=True)
class ListedPlaces:
    """The places of an address with its filters; a filter that cannot be read finds nothing, and says why."""

    filters: PlaceFilterSet
    rows: QuerySet[KeyPlace]
    problems: list[str]


def listed_places(actor: Actor, query: QueryDict) -> ListedPlaces:
    """Return what an address of the list stands for."""
    filters = PlaceFilterSet(without_blanks(query), places_visible(actor))
    problems = errors_of(filters.form)
    return ListedPlaces(filters, filters.qs.none() if problems else filters.qs, problems)


def _version(request: HttpRequest) -> int | None:
    seen = request.POST.get("seen_version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None


class PlaceList(Page):
    duty = "key_place.see"
    template_name = "risk/place/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = listed_places(self.actor, request.GET)
        filters, rows = found.filters, found.rows
        page = page_of(rows, order=ORDER, cursor=request.GET.get("cursor", ""))
        may_export = self.actor.has("key_place.export")
        export_url = f"{reverse('risk:place_export')}?{request.GET.urlencode()}" if may_export else ""
        return self.render(
            {
                "rows": page.rows,
                "total": rows.order_by().count(),
                "problems": found.problems,
                "text": request.GET.get("q", "")[:60],
                "selects": [(name, filters.form.fields[name].label, _pairs(filters, name, request)) for name in _SHOWN],
                "today": timezone.localdate(),
                "export_url": export_url,
                "may_add": self.actor.has("key_place.edit"),
                "previous_url": page.previous and f"{address(request.GET)}&cursor={page.previous}",
                "next_url": page.next and f"{address(request.GET)}&cursor={page.next}",
            }
        )  # fmt: skip


def _pairs(filters: Any, name: str, request: HttpRequest) -> list[tuple[str, Any, bool]]:
    chosen = request.GET.getlist(name)
    pairs = getattr(filters.form.fields[name], "choices", ())
    return [(str(key), label, str(key) in chosen) for key, label in pairs if key not in {"", None}]


class PlaceDetail(Page):
    """One place with its measures, rounds and hazards; a round is recorded here."""

    duty = "key_place.see"
    template_name = "risk/place/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(place_at(self, pk), RoundForm(initial={"made_on": timezone.localdate()}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        place = place_at(self, pk, "inspect")
        form = RoundForm(request.POST)
        if form.is_valid():
            try:
                record_inspection(
                    actor=self.actor, place_id=pk, seen_version=_version(request), **form.cleaned_data
                )
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The round is recorded."))
                return redirect("risk:place_detail", pk=pk)
        return self._show(place, form, status=422)

    def _show(self, place: KeyPlace, form: forms.Form, *, status: int = 200) -> HttpResponse:
        days, source = interval_of(place.inspector, place.region.code)
        may_inspect = place.closed_on is None and allows(self.actor, "inspect", place)
        context: dict[str, Any] = {
            "place": place,
            "is_named": place.kind in OF_ARTICLE_42,
            "articles": ARTICLES[place.domain],
            "interval": place.inspection_days or days,
            "interval_source": "" if place.inspection_days else source,
            "today": timezone.localdate(),
            "rounds": rounds_of(place),
            "hazards": [
                (row, STATES[row.matter.state], TONES[row.matter.state])
                for row in hazards_at(self.actor, place)
            ],
            "may_edit": allows(self.actor, "edit", place),
            "may_register": place.closed_on is None and self.actor.has("hazard.register"),
            "form": form if may_inspect else None,
        }
        return self.render(context, status=status)


class PlaceNew(Page):
    duty = "key_place.edit"
    template_name = "risk/place/form.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(PlaceForm(actor=self.actor))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PlaceForm(request.POST, actor=self.actor)
        if form.is_valid():
            try:
                place = add_place(actor=self.actor, data=form.data_of_place())
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The place is watched from today."))
                return self.sent(reverse("risk:place_detail", args=[place.pk]))
        return self._show(form, status=422)

    def _show(self, form: PlaceForm, *, status: int = 200) -> HttpResponse:
        back, title = reverse("risk:place_list"), _("Watch a place")
        crumbs = [{"label": _("Key places"), "url": back}, {"label": title}]
        context = {"form": form, "title": title, "crumbs": crumbs, "cancel_url": back}
        key = f"place:{self.actor.user_id}"
        return self.render({**context, "draft_key": key, "url": self.request.path}, status=status)


class PlaceEdit(Page):
    duty = "key_place.edit"
    template_name = "risk/place/form.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        place = place_at(self, pk, "edit")
        initial = {**vars(data_of(place)), "grid": place.grid_id, "region": place.region.code}
        return self._show(place, PlaceForm(actor=self.actor, place=place, initial=initial), place.version)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        place = place_at(self, pk, "edit")
        form = PlaceForm(request.POST, actor=self.actor, place=place)
        seen = _version(request)
        if form.is_valid():
            try:
                edit_place(actor=self.actor, place_id=pk, data=form.data_of_place(), seen_version=seen)
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The place is changed."))
                return self.sent(reverse("risk:place_detail", args=[pk]))
        return self._show(place, form, seen, status=422)

    def _show(self, place: KeyPlace, form: PlaceForm, seen: int | None, *, status: int = 200) -> HttpResponse:
        back = reverse("risk:place_detail", args=[place.pk])
        crumbs = [
            {"label": _("Key places"), "url": reverse("risk:place_list")},
            {"label": place.name, "url": back},
            {"label": _("Edit")},
        ]
        context = {"form": form, "title": place.name, "crumbs": crumbs, "cancel_url": back}
        key = f"place:{self.actor.user_id}:{place.pk}:{seen}"
        return self.render(
            {**context, "seen_version": seen, "draft_key": key, "url": self.request.path}, status=status
        )


urlpatterns = [
    path("risk/places/", PlaceList.as_view(), name="place_list"),
    path("risk/places/new/", PlaceNew.as_view(), name="place_new"),
    path("risk/places/<int:pk>/", PlaceDetail.as_view(), name="place_detail"),
    path("risk/places/<int:pk>/edit/", PlaceEdit.as_view(), name="place_edit"),
]
