"""Several incidents at once: choose, confirm the number, see what became of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django import forms
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import path
from django.utils.translation import gettext as _

from grids.machine import INCIDENTS
from grids.machine.inputs import Dispatch
from grids.models import Incident
from grids.pages.listing import listed
from grids.pages.lists import bulk_actions
from grids.pages.views import list_address
from grids.queries.dossiers import route_of
from grids.queries.incidents import incidents_visible
from grids.services.bulk import MOST, act_on_many
from pingan.common.errors import Forbidden, Invalid
from pingan.matters.machine import Action
from pingan.web.actions import action_form, inputs_of, parse_input
from pingan.web.pages import Page

_KEPT_SECONDS = 24 * 3600


class _BulkPage(Page):
    duty = "incident.bulk"

    def action(self) -> Action:
        """Return the action asked for.

        Raises:
            Forbidden: none that this post may take on several incidents.

        """
        name = self.request.POST.get("action", "")
        action = INCIDENTS.action(name) if name in bulk_actions(self.actor) else None
        if action is None:
            raise Forbidden()
        return action

    def form_class(self, action: Action) -> type[forms.Form]:
        """Return the questions that are the same for all rows; units come from the rules, files from nobody."""
        made = action_form(action, self.actor, None) if action.name != "dispatch" else forms.Form
        fields = {
            name: made.base_fields[name]
            for name, spec, _required in inputs_of(action)
            if spec.widget in {"textarea", "radio", "text"} and name in made.base_fields
        }
        return type("BulkForm", (forms.Form,), fields)


class BulkConfirm(_BulkPage):
    """Shows how many rows are meant and asks what the action needs; changes nothing."""

    template_name = "grids/incident/bulk_confirm.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        action = self.action()
        query = request.POST.get("query", "")
        rows = self._rows(request, query)
        too_many = len(rows) > MOST
        return self.render(
            {
                "action": action,
                "rows": [] if too_many else rows,
                "shown": rows[:10],
                "too_many": too_many,
                "most": MOST,
                "form": self.form_class(action)(),
                "query": query,
                "back_url": list_address(query),
            },
            status=422 if too_many else 200,
        )

    def _rows(self, request: HttpRequest, query: str) -> list[Incident]:
        if request.POST.get("everything"):
            return list(listed(self.actor, QueryDict(query)).rows[: MOST + 1])
        keys = [int(key) for key in request.POST.getlist("selected") if _is_key(key)]
        return list(incidents_visible(self.actor).filter(pk__in=keys)[: MOST + 1])


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


class BulkRun(_BulkPage):
    """Acts on each row in its own transaction, and says what became of it.

    The whole is not one transaction on purpose: two hundred rows would stay locked for everybody. A repeat
    with the same key shows the same answer; without one, each row refuses what it has already done.
    """

    template_name = "grids/incident/bulk_result.html"

    def _once(self, key: str, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.kept_as = f"grids.bulk:{request.user.pk}:{key}"
        return super(Page, self).dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    kept_as = ""

    def post(self, request: HttpRequest) -> HttpResponse:
        action = self.action()
        kept = cache.get(self.kept_as) if self.kept_as else None
        if kept is None:
            kept = [asdict(outcome) for outcome in self._act(request, action)]
            if self.kept_as:
                cache.set(self.kept_as, kept, timeout=_KEPT_SECONDS)
        done = [outcome for outcome in kept if not outcome["refusal"]]
        return self.render(
            {
                "action": action,
                "outcomes": sorted(kept, key=lambda outcome: not outcome["refusal"]),
                "done": len(done),
                "refused": len(kept) - len(done),
                "back_url": list_address(request.POST.get("query", "")),
            }
        )

    def _act(self, request: HttpRequest, action: Action) -> list[Any]:
        rows: list[tuple[int, int]] = []
        for text in request.POST.getlist("row"):
            pk, _colon, version = text.partition(":")
            if _is_key(pk) and _is_key(version):
                rows.append((int(pk), int(version)))
        maker = self._by_rule(request) if action.name == "dispatch" else self._alike(request, action)
        return act_on_many(actor=self.actor, action=action.name, rows=rows, data_for=maker)

    def _alike(self, request: HttpRequest, action: Action) -> Callable[[Incident], Any]:
        return lambda incident: parse_input(action, self.actor, incident, request.POST)

    def _by_rule(self, request: HttpRequest) -> Callable[[Incident], Any]:
        note = request.POST.get("note", "").replace("\0", "")[:2000]

        def data_for(incident: Incident) -> Dispatch:
            route = route_of(incident)
            if route is None:
                raise Invalid({"organ": _("No rule proposes a unit; dispatch it by itself.")})
            return Dispatch(organ=route.organ_id, note=note)

        return data_for


urlpatterns = [
    path("incidents/bulk/", BulkConfirm.as_view(), name="incident_bulk"),
    path("incidents/bulk/run/", BulkRun.as_view(), name="incident_bulk_run"),
]
