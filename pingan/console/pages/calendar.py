"""The working calendar: a year with days off and make-up workdays, office hours, and their edits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pingan.calendars.models import Confidence, DayKind
from pingan.calendars.services import OfficeHoursInput
from pingan.common.errors import Invalid, NotFound
from pingan.console.queries.calendar import hours_around, year_view
from pingan.console.services import calendar as services
from pingan.org.models import prefix_of
from pingan.web.forms import add_errors
from pingan.web.pages import Page

YEARS = range(2020, 2041)
_DAY = {"type": "date"}
_TIME = {"type": "time"}


class DayForm(forms.Form):
    day_on = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs=_DAY))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[
            (DayKind.HOLIDAY, DayKind.HOLIDAY.label),
            (DayKind.WORKDAY, DayKind.WORKDAY.label),
            ("remove", gettext_lazy("as its weekday says")),
        ],
    )
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), required=False, max_length=40)
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=200, help_text=gettext_lazy("The notice that says so.")
    )


class YearForm(forms.Form):
    is_final = forms.ChoiceField(
        label=gettext_lazy("State of the year"),
        choices=[("yes", gettext_lazy("final")), ("no", gettext_lazy("provisional"))],
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=200)


class HoursForm(forms.Form):
    effective_from = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs=_DAY))
    morning_opens = forms.TimeField(label=gettext_lazy("Morning from"), widget=forms.TimeInput(attrs=_TIME))
    morning_closes = forms.TimeField(label=gettext_lazy("Morning until"), widget=forms.TimeInput(attrs=_TIME))
    afternoon_opens = forms.TimeField(
        label=gettext_lazy("Afternoon from"), widget=forms.TimeInput(attrs=_TIME)
    )
    afternoon_closes = forms.TimeField(
        label=gettext_lazy("Afternoon until"), widget=forms.TimeInput(attrs=_TIME)
    )
    season_from = forms.CharField(
        label=gettext_lazy("Season from"),
        required=False,
        max_length=5,
        help_text=gettext_lazy("MM-DD; blank: the whole year."),
    )
    season_to = forms.CharField(label=gettext_lazy("Season until"), required=False, max_length=5)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=200)
    confidence = forms.ChoiceField(label=gettext_lazy("Confidence"), choices=Confidence.choices)


class CalendarYearPage(Page):
    duty = "organisation.view"
    template_name = "console/calendar/year.html"

    def get(self, request: HttpRequest, year: int | None = None) -> HttpResponse:
        return self.show(year or timezone.localdate().year)

    def show(self, year: int, *, status: int = 200, **forms_shown: Any) -> HttpResponse:
        if year not in YEARS:
            raise NotFound()
        today = timezone.localdate()
        view = year_view(year, self.actor.region_code)
        is_province = services.may_edit_days(self.actor)
        return self.render(
            {
                "view": view,
                "years": [
                    {
                        "label": str(value),
                        "url": reverse("console:calendar_year", args=[value]),
                        "is_current": value == year,
                    }
                    for value in range(max(year - 2, YEARS[0]), min(year + 2, YEARS[-1]) + 1)
                ],
                "hours": hours_around(self.actor, today),
                "today": today,
                "may_edit_days": is_province,
                "may_edit_hours": self.actor.has(services.EDIT),
                "day_form": DayForm() if is_province else None,
                "year_form": YearForm(initial={"is_final": "yes" if view.is_final else "no"})
                if is_province
                else None,
                **forms_shown,
            },
            status=status,
        )


class DayEdit(CalendarYearPage):
    duty = services.EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, year: int) -> HttpResponse:
        form = DayForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                if data["kind"] == "remove":
                    services.remove_day(actor=self.actor, day_on=data["day_on"], source=data["source"])
                else:
                    services.set_day(actor=self.actor, **data)
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The day is recorded; running terms keep their end."))
                return redirect("console:calendar_year", year=data["day_on"].year)
        return self.show(year, day_form=form, status=422)


class YearEdit(CalendarYearPage):
    duty = services.EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, year: int) -> HttpResponse:
        form = YearForm(request.POST)
        if form.is_valid():
            is_final = form.cleaned_data["is_final"] == "yes"
            try:
                services.set_year(
                    actor=self.actor, year=year, is_final=is_final, source=form.cleaned_data["source"]
                )
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The state of the year is recorded."))
                return redirect("console:calendar_year", year=year)
        return self.show(year, year_form=form, status=422)


class HoursEdit(Page):
    """Office hours of the post's own area."""

    duty = services.EDIT
    template_name = "console/calendar/hours.html"

    def _show(self, form: HoursForm, status: int = 200) -> HttpResponse:
        back, title = reverse("console:calendar"), _("Set office hours")
        crumbs = [{"label": _("Calendar"), "url": back}, {"label": title}]
        context = {"form": form, "title": title, "crumbs": crumbs, "cancel_url": back}
        return self.render(context, status=status)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(HoursForm(initial={"effective_from": timezone.localdate()}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = HoursForm(request.POST)
        if form.is_valid():
            area = prefix_of(self.actor.region_code, self.actor.level)
            try:
                services.set_hours(
                    actor=self.actor, data=OfficeHoursInput(region_code=area, **form.cleaned_data)
                )
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The office hours are recorded; running terms keep their end."))
                return redirect("console:calendar")
        return self._show(form, 422)


urlpatterns = [
    path("calendar/", CalendarYearPage.as_view(), name="calendar"),
    path("calendar/hours/", HoursEdit.as_view(), name="calendar_hours"),
    path("calendar/<int:year>/", CalendarYearPage.as_view(), name="calendar_year"),
    path("calendar/<int:year>/day/", DayEdit.as_view(), name="calendar_day"),
    path("calendar/<int:year>/state/", YearEdit.as_view(), name="calendar_state"),
]
