"""Orders: the list, one order with its coverage, what can be done with it, urging."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from pingan.access.policy import allows, fetch
from pingan.access.queries import region_for
from pingan.common.errors import Invalid
from pingan.registers.machine import ROUND_MOVES, Move, legal_moves
from pingan.registers.models import RegisterRound
from pingan.registers.pages.lines import ROUND_TONES, round_line
from pingan.registers.pages.writing import seen
from pingan.registers.queries.coverage import Line, coverage
from pingan.registers.queries.reports import STATUS, has_reports_to_write
from pingan.registers.queries.rounds import files_of_round, orderable, rounds_visible
from pingan.registers.queries.units import count_units, kind_of
from pingan.registers.rules import specs_from
from pingan.registers.services.retention import hold_round
from pingan.registers.services.rounds import move_round
from pingan.registers.services.urging import Urging, urge_late
from pingan.web.forms import add_errors
from pingan.web.pages import Page
from pingan.web.tables import address, page_of

TABS = (
    ("open", gettext_lazy("Under way"), ("open",)),
    ("draft", pgettext_lazy("rounds", "Drafts"), ("draft",)),
    ("ended", gettext_lazy("Ended"), ("closed", "cancelled")),
    ("all", gettext_lazy("All"), ()),
)
#: Columns of the coverage, as counted in ``STATUS``; red where it is not zero.
COLUMNS = ("total", "handed_in", "nothing", "findings", "waiting", "returned", "late", "accepted")
ALARMS = frozenset({"late"})


class RoundList(Page):
    duty = "registers.view"
    template_name = "registers/round/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        tab = next((tab for tab in TABS if tab[0] == request.GET.get("tab", "open")), TABS[0])
        rows = rounds_visible(self.actor, states=tab[2])
        piece = page_of(rows, order=("-pk",), cursor=request.GET.get("cursor", ""))
        tabs = TABS if self.actor.has("registers.view_area") else (TABS[0], TABS[2], TABS[3])
        context = {
            "rows": [round_line(row) for row in piece.rows],
            "tabs": [
                {"label": label, "url": f"?tab={key}", "is_current": key == tab[0]}
                for key, label, _states in tabs
            ],
            "may_see_area": self.actor.has("registers.view_area"),
            "may_order": self.actor.has("registers.order") and bool(orderable(self.actor)),
            "previous_url": address(request.GET, cursor=piece.previous) if piece.previous else None,
            "next_url": address(request.GET, cursor=piece.next) if piece.next else None,
        }
        return self.render(context)


def round_at(page: Page, pk: int, verb: str = "view") -> RegisterRound:
    """Return an order that the actor may see and do this to."""
    return fetch(
        RegisterRound,
        page.actor,
        pk,
        verb,
        refine=lambda rows: rows.select_related("definition", "region", "organ"),
    )


class NoteForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Why it is cancelled"), max_length=300, required=False)


#: Beside the form of cancelling, which asks for a note as well.
HOLD_IDS = "id_hold_%s"


class HoldForm(forms.Form):
    """Asked for an order whose reports must outlast their time of keeping."""

    until = forms.DateField(label=gettext_lazy("Until"), widget=forms.DateInput)
    note = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


def _columns(row: RegisterRound) -> Sequence[str]:
    """Return what is counted of an order; a standing register is never handed in: its units alone are counted."""
    return COLUMNS if row.due_at is not None else COLUMNS[:1]


def _cells(row: RegisterRound, line: Line) -> list[dict[str, Any]]:
    here = reverse("registers:report_list")
    found = []
    for key in _columns(row):
        query = urlencode({"round": row.pk, "part": "all", "status": key, "region": line.code})
        is_alarm = key in ALARMS and line.counts[key]
        found.append(
            {
                "key": key,
                "label": STATUS[key][0],
                "value": line.counts[key],
                "url": f"{here}?{query}",
                "tone": "red" if is_alarm else "",
            }
        )
    return found


class RoundDetail(Page):
    duty = "registers.view"
    template_name = "registers/round/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(round_at(self, pk), NoteForm())

    def show(
        self, row: RegisterRound, form: NoteForm, *, hold: HoldForm | None = None, status: int = 200
    ) -> HttpResponse:
        specs = specs_from(row.definition.fields)
        sees_area = self.actor.has("registers.view_area") and row.state != "draft"
        found = None
        if sees_area:
            found = coverage(self.actor, row, specs, code=self.request.GET.get("region", "")[:12])
        here = reverse("registers:round_detail", args=[row.pk])
        context = {
            "row": row,
            "definition": row.definition,
            "tone": ROUND_TONES[row.state],
            "unit_label": kind_of(row.definition.unit_kind).label,
            "files": files_of_round(self.actor, row),
            "moves": [(move, _question(row, move)) for move in self._moves(row)],
            "form": form,
            "hold": (hold or HoldForm(auto_id=HOLD_IDS))
            if row.state != "draft" and allows(self.actor, "order", row)
            else None,
            "may_edit": row.state in {"draft", "open"} and allows(self.actor, "order", row),
            "may_urge": row.state == "open" and row.due_at is not None and allows(self.actor, "urge", row),
            "mine_url": f"{reverse('registers:report_list')}?{urlencode({'round': row.pk, 'part': 'mine'})}",
            "has_mine": row.state == "open" and has_reports_to_write(self.actor, row),
            "found": found,
        }
        if found is not None:
            context |= {
                "total": _cells(row, found.total),
                "lines": [
                    (line, f"{here}?region={line.code}" if line.can_open else "", _cells(row, line))
                    for line in found.lines
                ],
                "columns": [
                    {"label": _("Place")},
                    *({"label": STATUS[key][0], "is_number": True} for key in _columns(row)),
                ],
                "steps": [{"label": step.name, "url": f"{here}?region={step.code}"} for step in found.path],
            }
        return self.render(context, status=status)

    def _moves(self, row: RegisterRound) -> list[Move]:
        if not allows(self.actor, "order", row):
            return []
        return [move for move in legal_moves(ROUND_MOVES, row.state) if move.verb == "order"]


class RoundMove(RoundDetail):
    duty = "registers.order"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        row = round_at(self, pk, "order")
        note = form.cleaned_data["note"] if (form := NoteForm(request.POST)).is_valid() else ""
        try:
            move_round(actor=self.actor, round_id=pk, action=action, note=note, seen_version=seen(request))
        except Invalid as error:
            add_errors(form, error)
            return self.show(row, form, status=422)
        messages.success(request, _said(action))
        return HttpResponseRedirect(reverse("registers:round_detail", args=[pk]))


class RoundHold(RoundDetail):
    duty = "registers.order"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = round_at(self, pk, "order")
        hold = HoldForm(request.POST, auto_id=HOLD_IDS)
        if hold.is_valid():
            try:
                hold_round(actor=self.actor, round_id=pk, seen_version=seen(request), **hold.cleaned_data)
            except Invalid as error:
                add_errors(hold, error)
        if hold.errors:
            return self.show(row, NoteForm(), hold=hold, status=422)
        messages.success(
            request, _("The reports are kept until %(day)s.") % {"day": hold.cleaned_data["until"]}
        )
        return HttpResponseRedirect(reverse("registers:round_detail", args=[pk]))


def _question(row: RegisterRound, move: Move) -> str:
    """Return what is asked before a move: of issuing, to how many units it goes. Blank: nothing."""
    if move.name != "open":
        return f"{move.label}?" if move.to else ""
    count = count_units(kind_of(row.definition.unit_kind), row.region)
    words = ngettext("%(action)s, to %(count)d unit?", "%(action)s, to %(count)d units?", count)
    return words % {"action": move.label, "count": count}


def _said(action: str) -> str:
    if action in {"open", "add_units"}:
        return _("The units are being listed; load the page again in a moment.")
    return _("Done: %(action)s") % {"action": ROUND_MOVES[action].label}


def _urged(done: Urging) -> str:
    now, before = done.urged, done.already_urged
    words = ngettext("%(count)d unit is urged.", "%(count)d units are urged.", now) % {"count": now}
    again = ngettext("%(count)d was urged today already.", "%(count)d were urged today already.", before)
    told = [words] * bool(now) + [again % {"count": before}] * bool(before)
    return " ".join(told) or _("Nobody is late here.")


class RoundUrge(Page):
    duty = "registers.review"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = round_at(self, pk, "urge")
        code = request.POST.get("region", "")[:12]
        region = region_for(self.actor, code) if code else None
        messages.success(request, _urged(urge_late(actor=self.actor, round_id=row.pk, region=region)))
        query = f"?region={region.code}" if region is not None else ""
        return HttpResponseRedirect(f"{reverse('registers:round_detail', args=[pk])}{query}")


urlpatterns = [
    path("registers/", RoundList.as_view(), name="round_list"),
    path("registers/rounds/<int:pk>/", RoundDetail.as_view(), name="round_detail"),
    path("registers/rounds/<int:pk>/do/<slug:action>/", RoundMove.as_view(), name="round_move"),
    path("registers/rounds/<int:pk>/hold/", RoundHold.as_view(), name="round_hold"),
    path("registers/rounds/<int:pk>/urge/", RoundUrge.as_view(), name="round_urge"),
]
