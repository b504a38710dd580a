"""Orders that repeat: which there are, writing one, its next occasions, leaving one out, stopping it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pingan.access.policy import allows, fetch
from pingan.access.queries import region_for
from pingan.common.errors import Conflict, Forbidden, IllegalAction, Invalid, Stale
from pingan.registers.models import Period, RegisterDefinition, RoundSchedule
from pingan.registers.pages.lines import round_line
from pingan.registers.pages.writing import seen
from pingan.registers.queries.rounds import orderable
from pingan.registers.queries.schedules import (
    definition_names,
    definition_of,
    occasions_ahead,
    recurrence_of,
    rounds_of,
    schedules_visible,
)
from pingan.registers.queries.units import kind_of
from pingan.registers.services.rounds import may_order
from pingan.registers.services.schedules import ScheduleInput, order_schedule, skip_occasion, stop_schedule
from pingan.web.forms import add_errors
from pingan.web.pages import Page
from pingan.web.tables import address, page_of

_DAY = {"type": "date"}


def _often(period: str, days: int) -> str:
    """Return in words how often it opens."""
    words = [str(Period(period).label)] if period else []
    if days:
        words.append(_("%(days)d working days before statutory holidays") % {"days": days})
    return "、".join(words) or _("not by itself")


def _frequency(row: RoundSchedule, definition: RegisterDefinition | None) -> str:
    recurrence = recurrence_of(row, definition)
    return _often(recurrence.period, recurrence.days_before_holidays)


class ScheduleForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=90,
        help_text=gettext_lazy("Each round bears it, with its days behind it."),
    )
    period = forms.ChoiceField(label=gettext_lazy("How often"), required=False, choices=())
    days_before_holidays = forms.IntegerField(
        label=gettext_lazy("Besides, working days before statutory holidays"), required=False
    )
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs=_DAY))
    ends_on = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs=_DAY),
        help_text=gettext_lazy("Blank: until somebody stops it."),
    )
    instructions = forms.CharField(
        label=pgettext_lazy("registers", "Instructions"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Every reporting unit reads this. No personal data."),
    )

    def __init__(self, *args: Any, definition: RegisterDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = definition.period
        blank = _("As the definition says: %(often)s") % {"often": _often(usual, 0)} if usual else "—"
        self.fields["period"].choices = [("", blank), *Period.choices]  # type: ignore[attr-defined]
        days = definition.days_before_holidays
        self.fields["days_before_holidays"].help_text = (
            _("Blank: as the definition says, %(days)d. 0: not before holidays.") % {"days": days}
            if days
            else _("Blank: not before holidays.")
        )


class ReasonForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


class ScheduleList(Page):
    duty = "registers.view_area"
    template_name = "registers/schedule/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        piece = page_of(schedules_visible(self.actor), order=("-pk",), cursor=request.GET.get("cursor", ""))
        known = definition_names(piece.rows, today)
        context = {
            "rows": [
                (row, known.get(row.definition_code), _frequency(row, known.get(row.definition_code)))
                for row in piece.rows
            ],
            "may_order": self.actor.has("registers.order"),
            "previous_url": address(request.GET, cursor=piece.previous) if piece.previous else None,
            "next_url": address(request.GET, cursor=piece.next) if piece.next else None,
        }
        return self.render(context)


class ScheduleNew(Page):
    duty = "registers.order"
    template_name = "registers/schedule/form.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        definition = self._chosen(request)
        if definition is None:
            self.template_name = "registers/round/choose.html"  # type: ignore[misc]
            offered = [row for row in orderable(self.actor) if not row.is_standing]
            choices = [(row, kind_of(row.unit_kind).label) for row in offered]
            return self.render({"heading": _("New recurring order"), "definitions": choices})
        initial = {"title": str(definition)[:90], "starts_on": timezone.localdate()}
        return self.show(definition, ScheduleForm(initial=initial, definition=definition))

    def post(self, request: HttpRequest) -> HttpResponse:
        definition = self._chosen(request)
        if definition is None:
            raise Invalid({"definition": _("Choose what is ordered.")})
        form = ScheduleForm(request.POST, definition=definition)
        if form.is_valid():
            try:
                row = order_schedule(
                    actor=self.actor,
                    definition_id=definition.pk,
                    region=region_for(self.actor, ""),
                    data=ScheduleInput(**form.cleaned_data),
                )
            except Invalid as error:
                add_errors(form, error)
            except Conflict as error:
                form.add_error(None, str(error.message))
            else:
                messages.success(request, _("It repeats from now on; each round opens by itself."))
                return HttpResponseRedirect(reverse("registers:schedule_detail", args=[row.pk]))
        return self.show(definition, form, status=422)

    def _chosen(self, request: HttpRequest) -> RegisterDefinition | None:
        text = request.GET.get("definition", "")
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            return None
        row = fetch(RegisterDefinition, self.actor, int(text))
        if not may_order(self.actor, row, self.actor.level):
            raise Forbidden(_("Your post may not order this."))
        return row

    def show(self, definition: RegisterDefinition, form: ScheduleForm, *, status: int = 200) -> HttpResponse:
        context = {
            "definition": definition,
            "form": form,
            "unit_label": kind_of(definition.unit_kind).label,
            "cancel_url": reverse("registers:schedule_list"),
        }
        return self.render(context, status=status)


class ScheduleDetail(Page):
    duty = "registers.view_area"
    template_name = "registers/schedule/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(self.row(pk), ReasonForm())

    def row(self, pk: int, verb: str = "view") -> RoundSchedule:
        """Return the order of the address."""
        return fetch(
            RoundSchedule,
            self.actor,
            pk,
            verb,
            refine=lambda rows: rows.select_related("region", "organ", "created_by"),
        )

    def show(
        self, row: RoundSchedule, form: ReasonForm, *, status: int = 200, conflict: str = "", at: str = ""
    ) -> HttpResponse:
        """Show it; ``at`` names the occasion whose reason was refused, blank: stopping was."""
        today = timezone.localdate()
        definition = definition_of(row, today)
        may_order_it = row.ended_at is None and allows(self.actor, "order", row)
        ahead = occasions_ahead(row, definition, today)
        context = {
            "row": row,
            "definition": definition,
            "often": _frequency(row, definition),
            "ahead": [
                (one, row.skips.get(one.key, ""), form if at == one.key else ReasonForm(prefix=one.key))
                for one in ahead
            ],
            "rounds": [round_line(one) for one in rounds_of(self.actor, row)],
            "may_order": may_order_it,
            "form": form if not at else ReasonForm(),
            "conflict": conflict,
            "at": at,
        }
        return self.render(context, status=status)


class ScheduleStop(ScheduleDetail):
    duty = "registers.order"
    http_method_names = ["post"]
    done = gettext_lazy("Stopped. Rounds that are open go on.")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row, at = self.row(pk, "order"), request.POST.get("occasion", "")[:24]
        form = ReasonForm(request.POST)
        if form.is_valid():
            try:
                self.act(pk, form.cleaned_data["note"], at, seen(request))
            except Invalid as error:
                add_errors(form, error)
            except (Stale, IllegalAction) as error:
                return self.show(self.row(pk), form, status=409, conflict=str(error.message), at=at)
        if form.errors:
            return self.show(row, form, status=422, at=at)
        messages.success(request, self.done)
        return HttpResponseRedirect(reverse("registers:schedule_detail", args=[pk]))

    def act(self, pk: int, note: str, occasion: str, version: int | None) -> None:
        """Do what the address names."""
        stop_schedule(actor=self.actor, schedule_id=pk, note=note, seen_version=version)


class ScheduleSkip(ScheduleStop):
    done = gettext_lazy("This one is left out.")

    def act(self, pk: int, note: str, occasion: str, version: int | None) -> None:
        skip_occasion(actor=self.actor, schedule_id=pk, occasion=occasion, note=note, seen_version=version)


urlpatterns = [
    path("registers/schedules/", ScheduleList.as_view(), name="schedule_list"),
    path("registers/schedules/new/", ScheduleNew.as_view(), name="schedule_new"),
    path("registers/schedules/<int:pk>/", ScheduleDetail.as_view(), name="schedule_detail"),
    path("registers/schedules/<int:pk>/skip/", ScheduleSkip.as_view(), name="schedule_skip"),
    path("registers/schedules/<int:pk>/stop/", ScheduleStop.as_view(), name="schedule_stop"),
]
