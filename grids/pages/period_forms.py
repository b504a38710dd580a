"""The days that numbers and lists are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.common.periods import Period
from pingan.web.days import AddressForm, CountedDayField, DayField

#: Days back from today when no period is asked for; longer ones are read only on demand.
USUAL_DAYS = 30


def usual_period() -> Period:
    """Return the last 30 days."""
    today = timezone.localdate()
    return Period(today - timedelta(days=USUAL_DAYS - 1), today)


class PeriodForm(AddressForm):
    """Two days, both included. One that is not asked for stands in its field as it is counted."""

    since = CountedDayField(label=gettext_lazy("From"))
    until = CountedDayField(label=gettext_lazy("Until"))

    def __init__(self, query: Mapping[str, Any]) -> None:
        """Read an address, and fill in what it leaves open."""
        usual = usual_period()
        until = str(query.get(self.names.get("until", "until")) or "") or usual.until.isoformat()
        since = str(query.get(self.names.get("since", "since")) or "") or self._before(until)
        filled = {"since": since, "until": until}
        super().__init__({self.names.get(name, name): value[:40] for name, value in filled.items()})
        self.period = self._period() if self.is_valid() else usual

    def _before(self, until: str) -> str:
        """Return the first of the usual days up to a last one; of none that can be read, up to today."""
        try:
            last: date = CountedDayField().clean(until)
        except forms.ValidationError:
            return usual_period().since.isoformat()
        return (last - timedelta(days=USUAL_DAYS - 1)).isoformat()

    def clean(self) -> dict[str, Any]:
        """Say what is wrong with the two days taken together."""
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day lies before the first."))
        return given

    def _period(self) -> Period:
        return Period(self.cleaned_data["since"], self.cleaned_data["until"])


class ReportedPeriodForm(PeriodForm):
    """The days on which something was reported."""

    names: ClassVar[Mapping[str, str]] = {"since": "from", "until": "to"}
    since = CountedDayField(label=gettext_lazy("Reported from"))


class AsOfForm(forms.Form):
    """One day, as which something is shown; blank: as it stands now."""

    on = DayField(required=False, label=gettext_lazy("As of"))

    @property
    def day(self) -> date | None:
        """Return the day; None where none is asked for or what is asked for is none."""
        return self.cleaned_data.get("on") if self.is_valid() else None
