"""Entries of registers: the list with what is overdue, one entry with those before it, adding, closing, renewing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.policy import allows, fetch
from pingan.access.rules import Actor
from pingan.common.errors import IllegalAction, Invalid, Stale
from pingan.org.queries import region_by_code
from pingan.registers.models import RegisterFinding
from pingan.registers.pages.ending_forms import SettleForm, settle_form
from pingan.registers.pages.entry_lines import ending_told, entry_badge, entry_line, entry_title, naming_lines
from pingan.registers.pages.handing_forms import handing_context
from pingan.registers.pages.references import known_entries
from pingan.registers.pages.report_forms import language
from pingan.registers.pages.shown_values import shown_fields
from pingan.registers.pages.writing import report_at, seen
from pingan.registers.queries.entries import (
    FILTERS,
    ORDER,
    WATCH,
    EntryFilterSet,
    chain_of,
    entries_visible,
    own_entries_q,
    register_names,
)
from pingan.registers.queries.places import own_name
from pingan.registers.queries.reports import names_of_regions
from pingan.registers.queries.tallies import kept_definition
from pingan.registers.rules import endings_from, watched_field
from pingan.registers.services.answers import specs_of
from pingan.registers.services.entries import settle_entry
from pingan.web.forms import add_errors
from pingan.web.pages import Page
from pingan.web.tables import address, bounded_count, page_of, plain_query

PARTS = (("mine", gettext_lazy("Mine to look after")), ("all", gettext_lazy("All")))


class EntryList(Page):
    duty = "registers.view"
    template_name = "registers/entry/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        query, today = request.GET.copy(), timezone.localdate()
        part = query.get("part", "all")
        rows = entries_visible(self.actor)
        if part == "mine":
            rows = rows.filter(own_entries_q(self.actor))
        found = EntryFilterSet(query, rows)
        is_good = found.is_valid()
        rows = found.qs if is_good else rows.none()
        piece = page_of(rows, order=ORDER, cursor=query.get("cursor", ""))
        kept = plain_query(query, known=(*FILTERS, "part"))
        names = register_names(self.actor)
        endings = _endings(self.actor, query)
        context = {
            "lines": [entry_line(row, today) for row in piece.rows],
            "count": bounded_count(rows),
            "tabs": [
                {"label": label, "url": address(query, part=key, cursor=None), "is_current": part == key}
                for key, label in PARTS
            ],
            "watches": [(key, label) for key, (label, _q) in WATCH.items()],
            "watch": query.get("watch", ""),
            "registers": list(names.items()),
            "register": query.get("definition", ""),
            "endings": list(endings.items()),
            "ending": query.get("ending", ""),
            "query": query.get("q", ""),
            "hidden": [
                (name, value)
                for name, values in kept.items()
                if name not in {"q", "watch", "definition", *(("ending",) if endings else ())}
                for value in values
            ],
            "tally_url": _tally(query) if self.actor.has("registers.view_area") else "",
            "export_url": _export(query) if self.actor.has("registers.export") else "",
            "chips": _chips(query, names, endings),
            "faults": [str(text) for texts in found.form.errors.values() for text in texts],
            "previous_url": address(query, cursor=piece.previous) if piece.previous else None,
            "next_url": address(query, cursor=piece.next) if piece.next else None,
        }
        return self.render(context)


def _tally(query: QueryDict) -> str:
    """Return the address of the same register by division; blank: the list is not of one register."""
    kept = {name: query[name] for name in ("definition", "region", "year") if query.get(name)}
    return f"{reverse('registers:entry_tally')}?{urlencode(kept)}" if "definition" in kept else ""


def _export(query: QueryDict) -> str:
    """Return the address of the export; blank: entries of several registers have no field in common."""
    return f"{reverse('registers:entry_export')}?{query.urlencode()}" if query.get("definition") else ""


def _endings(actor: Actor, query: QueryDict) -> dict[str, str]:
    """Return the ways in which entries of the register end that the list is of: code and word."""
    code = str(query.get("definition", ""))
    found = kept_definition(actor, code) if code else None
    ways = endings_from(found.endings) if found is not None else ()
    return {one.code: one.label_in(language()) for one in ways}


def _chips(query: QueryDict, names: Mapping[str, str], endings: Mapping[str, str]) -> list[dict[str, Any]]:
    words = {
        "watch": WATCH[str(query["watch"])][0] if query.get("watch") in WATCH else "",
        "definition": names.get(query.get("definition", ""), ""),
        "region": getattr(region_by_code(query.get("region", "")), "name", ""),
        "at": own_name(str(query.get("at", ""))),
        "unit": _("one unit") if query.get("unit") else "",
        "year": str(query.get("year", ""))[:4],
        "ending": endings.get(query.get("ending", ""), ""),
        "round": _("one order") if query.get("round") else "",
        "sort": _("one sort") if query.get("sort") else "",
        "report": _("one register") if query.get("report") else "",
        "q": query.get("q", ""),
    }
    return [{"label": word, "url": address(query, **{name: None})} for name, word in words.items() if word]


def entry_at(page: Page, pk: int) -> RegisterFinding:
    """Return an entry that the actor may be told of."""
    return fetch(
        RegisterFinding,
        page.actor,
        pk,
        refine=lambda rows: rows.filter(pk__in=entries_visible(page.actor).values("pk")).select_related(
            "report__round__definition", "settled_by"
        ),
    )


def may_change(page: Page, row: RegisterFinding) -> bool:
    """Say whether the actor may close or renew an entry now."""
    report = row.report
    is_kept = report.round.state == "open" and report.erased_at is None
    return (
        is_kept and row.settled_on is None and row.matter_id is None and allows(page.actor, "report", report)
    )


class EntryDetail(Page):
    duty = "registers.view"
    template_name = "registers/entry/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(entry_at(self, pk))

    def show(
        self,
        row: RegisterFinding,
        form: SettleForm | None = None,
        *,
        status: int = 200,
        conflict: str = "",
        forms_shown: Mapping[str, forms.Form] | None = None,
    ) -> HttpResponse:
        specs, today = specs_of(row.report)[1], timezone.localdate()
        codes = {str(row.values.get(spec.code)) for spec in specs if spec.type == "region"}
        label, tone = entry_badge(row, today)
        may_write = may_change(self, row)
        context = {
            "row": row,
            "report": row.report,
            "definition": row.report.round.definition,
            "title": entry_title(row, specs),
            "label": label,
            "tone": tone,
            "ending": ending_told(row),
            "endings": endings_from(row.report.round.definition.endings),
            "facts": shown_fields(
                specs,
                row.values,
                names_of_regions(codes) if codes else {},
                {},
                known_entries(self.actor, [(specs, row.values)]),
            ),
            "named_by": naming_lines(self.actor, row.report.round.definition.code, [row.pk], today).get(
                row.pk, []
            ),
            "chain": [(one, *entry_badge(one, today)) for one in chain_of(self.actor, row)],
            "may_settle": may_write,
            "may_renew": may_write and watched_field(specs) is not None,
            "may_open_report": allows(self.actor, "view", row.report),
            "form": form or settle_form(row),
            "conflict": conflict,
            **handing_context(self.actor, row, may_hand=may_write and watched_field(specs) is not None),
            **(forms_shown or {}),
        }
        return self.render(context, status=status)


class EntrySettle(EntryDetail):
    duty = "registers.report"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = entry_at(self, pk)
        report_at(
            self, row.report_id
        )  # who does not keep it is refused before anything of the form is judged
        form = settle_form(row, request.POST)
        if form.is_valid():
            try:
                settle_entry(
                    actor=self.actor, finding_id=row.pk, seen_version=seen(request), **form.cleaned_data
                )
            except Invalid as error:
                add_errors(form, error)
            except (Stale, IllegalAction) as error:
                return self.show(entry_at(self, pk), form, status=409, conflict=str(error.message))
        if form.errors:
            return self.show(row, form, status=422)
        done = ending_told(entry_at(self, pk))
        words = _("Closed; it stays in the register and reminds nobody any more.")
        if done is not None:
            told = {"ending": done.label_in(language())}
            words = _("Recorded: %(ending)s. It stays in the register and reminds nobody any more.") % told
        messages.success(request, words)
        return HttpResponseRedirect(reverse("registers:entry_detail", args=[pk]))


urlpatterns = [
    path("registers/entries/", EntryList.as_view(), name="entry_list"),
    path("registers/entries/<int:pk>/", EntryDetail.as_view(), name="entry_detail"),
    path("registers/entries/<int:pk>/settle/", EntrySettle.as_view(), name="entry_settle"),
]
