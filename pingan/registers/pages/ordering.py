"""Writing an order: which definition, which period, by when; and changing one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pingan.access.policy import fetch
from pingan.access.queries import region_for
from pingan.common.errors import Forbidden, IllegalAction, Invalid, Stale
from pingan.registers.models import RegisterDefinition, RegisterRound
from pingan.registers.pages.report_forms import OWN, form_of
from pingan.registers.pages.rounds import round_at
from pingan.registers.pages.writing import seen
from pingan.registers.queries.rounds import files_of_round, orderable
from pingan.registers.queries.units import kind_of
from pingan.registers.rules import specs_from
from pingan.registers.services.rounds import RoundInput, draft_round, edit_round, may_order
from pingan.web.action_pages import ManyFiles, UploadsField, kept_uploads
from pingan.web.forms import add_errors
from pingan.web.pages import Page

_DAY = {"type": "date"}


class RoundForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    period_from = forms.DateField(label=gettext_lazy("Period from"), widget=forms.DateInput(attrs=_DAY))
    period_to = forms.DateField(label=gettext_lazy("Period until"), widget=forms.DateInput(attrs=_DAY))
    opens_on = forms.DateField(label=gettext_lazy("Reporting begins on"), widget=forms.DateInput(attrs=_DAY))
    due_on = forms.DateField(
        label=gettext_lazy("Reports are due on"), required=False, widget=forms.DateInput(attrs=_DAY)
    )
    due_time = forms.TimeField(
        label=pgettext_lazy("registers", "Time of the day"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("Blank: by the end of the day."),
    )
    instructions = forms.CharField(
        label=pgettext_lazy("registers", "Instructions"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Every reporting unit reads this. No personal data."),
    )
    attachments = UploadsField(
        label=gettext_lazy("Attachments"),
        required=False,
        widget=ManyFiles(attrs={"data-ui": "files", "data_max_files": 9}),
    )

    def as_input(self, keys: list[int]) -> RoundInput:
        """Return what the service takes."""
        data = dict(self.cleaned_data)
        return RoundInput(**{**data, "attachments": tuple(keys)})


def _initial(definition: RegisterDefinition) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "title": f"{definition}（{today:%Y-%m}）",
        "period_from": today.replace(day=1),
        "period_to": (today.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1),
        "opens_on": today,
    }


def _form(definition: RegisterDefinition, *args: Any, **kwargs: Any) -> RoundForm:
    form = RoundForm(*args, **kwargs)
    if definition.is_standing:
        del form.fields["due_on"], form.fields["due_time"]
    elif definition.due_working_days is None:
        form.fields["due_on"].required = True
    else:
        words = _("Blank: %(days)d working days after reporting begins.")
        form.fields["due_on"].help_text = words % {"days": definition.due_working_days}
    return form


class RoundNew(Page):
    """First which definition, then the order itself with a preview of the form."""

    duty = "registers.order"
    template_name = "registers/round/form.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        offered = orderable(self.actor)
        definition = self._chosen(request)
        if definition is None:
            self.template_name = "registers/round/choose.html"  # type: ignore[misc]
            choices = [(row, kind_of(row.unit_kind).label) for row in offered]
            return self.render({"heading": _("New order"), "definitions": choices})
        return self.show(definition, _form(definition, initial=_initial(definition)))

    def post(self, request: HttpRequest) -> HttpResponse:
        definition = self._chosen(request)
        if definition is None:
            raise Invalid({"definition": _("Choose what is ordered.")})
        form = _form(definition, request.POST, request.FILES)
        keys, problems = kept_uploads(request, self.actor, "attachments")
        form.is_valid()
        for problem in problems:
            form.add_error("attachments", problem)
        if not form.errors:
            try:
                row = draft_round(
                    actor=self.actor,
                    definition_id=definition.pk,
                    region=region_for(self.actor, ""),
                    data=form.as_input(keys),
                )
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The order is a draft. Open it when it is ready."))
                return HttpResponseRedirect(reverse("registers:round_detail", args=[row.pk]))
        return self.show(definition, form, status=422, kept=keys)

    def _chosen(self, request: HttpRequest) -> RegisterDefinition | None:
        text = request.GET.get("definition", "")
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            return None
        row = fetch(RegisterDefinition, self.actor, int(text))
        if not may_order(self.actor, row, self.actor.level):
            raise Forbidden(_("Your post may not order this."))
        return row

    def show(
        self,
        definition: RegisterDefinition,
        form: RoundForm,
        *,
        status: int = 200,
        kept: list[int] | None = None,
    ) -> HttpResponse:
        return self.render(
            {
                "definition": definition,
                "form": form,
                "kept": kept or [],
                "title": _("Order: %(name)s") % {"name": definition},
                "preview": form_of(specs_from(definition.fields), OWN),
                "finding": form_of(specs_from(definition.finding_fields), "f0")
                if definition.finding_fields
                else None,
                "unit_label": kind_of(definition.unit_kind).label,
                "cancel_url": reverse("registers:round_list"),
            },
            status=status,
        )


class RoundEdit(Page):
    duty = "registers.order"
    template_name = "registers/round/form.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = round_at(self, pk, "order")
        names = ("title", "period_from", "period_to", "opens_on", "instructions")
        initial = {name: getattr(row, name) for name in names}
        if row.due_at is not None:
            local = timezone.localtime(row.due_at)
            initial |= {"due_on": local.date(), "due_time": local.time()}
        return self.show(row, _form(row.definition, initial=initial), row.version)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = round_at(self, pk, "order")
        form = _form(row.definition, request.POST, request.FILES)
        keys, problems = kept_uploads(request, self.actor, "attachments")
        form.is_valid()
        for problem in problems:
            form.add_error("attachments", problem)
        if not form.errors:
            try:
                edit_round(
                    actor=self.actor, round_id=pk, data=form.as_input(keys), seen_version=seen(request)
                )
            except Invalid as error:
                add_errors(form, error)
            except (Stale, IllegalAction) as error:
                fresh = round_at(self, pk, "order")
                return self.show(
                    fresh, form, fresh.version, status=409, kept=keys, conflict=str(error.message)
                )
            else:
                messages.success(request, _("Saved."))
                return HttpResponseRedirect(reverse("registers:round_detail", args=[pk]))
        return self.show(row, form, seen(request) or row.version, status=422, kept=keys)

    def show(
        self,
        row: RegisterRound,
        form: RoundForm,
        version: int,
        *,
        status: int = 200,
        kept: list[int] | None = None,
        conflict: str = "",
    ) -> HttpResponse:
        return self.render(
            {
                "definition": row.definition,
                "form": form,
                "kept": kept or [],
                "title": row.title,
                "seen_version": version,
                "conflict": conflict,
                "files": files_of_round(self.actor, row),
                "unit_label": kind_of(row.definition.unit_kind).label,
                "cancel_url": reverse("registers:round_detail", args=[row.pk]),
            },
            status=status,
        )


urlpatterns = [
    path("registers/rounds/new/", RoundNew.as_view(), name="round_new"),
    path("registers/rounds/<int:pk>/edit/", RoundEdit.as_view(), name="round_edit"),
]
