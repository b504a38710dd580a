"""Days in filters: what cannot be one is said at its field and kept as it was typed; the template is ``day.html``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.common.our_time import is_of_our_time

#: Nothing is counted before or after.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def _is_day(text: str) -> bool:
    try:
        return parse_date(text) is not None
    except ValueError:
        return False


class DayInput(forms.DateInput):
    """A field of days; what is none stands in a field of text, for the former would show it as empty."""

    input_type = "date"

    def __init__(self, attrs: Any = None) -> None:
        """Write days as browsers read them, whatever the language."""
        super().__init__(attrs, format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Change the type where the value is no day."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not _is_day(str(shown)):
            context["widget"]["type"] = "text"
        return context


class DayField(forms.DateField):
    """A day that somebody can have meant."""

    widget = DayInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": gettext_lazy("Write a day, as 2026-05-01.")
    }

    def validate(self, value: Any) -> None:
        """Refuse days far from our time.

        Raises:
            forms.ValidationError: it lies before 1900 or after 2200.

        """
        super().validate(value)
        if isinstance(value, date) and not self.is_near(value):
            raise forms.ValidationError(self.far_words(), code="far")

    def is_near(self, day: date) -> bool:
        """Say whether somebody can have meant a day."""
        return is_of_our_time(day)

    def far_words(self) -> str:
        """Return what is said of a day that nobody can have meant."""
        return _("Enter a day as 2026-09-01, of a year between 1900 and 2200.")


class CountedDayField(DayField):
    """The first or last of the days that numbers are counted in."""

    def is_near(self, day: date) -> bool:
        """Say whether anything can have been counted then."""
        return FIRST_DAY <= day <= LAST_DAY

    def far_words(self) -> str:
        """Return between which years anything is counted."""
        return _("Choose a day between 2000 and 2100.")


class AddressForm(forms.Form):
    """A form whose fields bear other names in the address: ``names`` by field, such as since → from."""

    names: ClassVar[Mapping[str, str]] = {}

    def add_prefix(self, field_name: str) -> str:
        """Return what a field is called in the address and on the page."""
        return super().add_prefix(self.names.get(field_name, field_name))
