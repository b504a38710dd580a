"""The form fields of what actions ask for: stricter than Django's, since JSON passes through them as well."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from pingan.common.text import plain_text


class FileIdsField(forms.Field):
    """Keys of stored files; whether the actor may use them is checked by the service."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> tuple[int, ...]:
        """Accept a list of whole numbers.

        Raises:
            forms.ValidationError: anything else.

        """
        try:
            if not isinstance(value or (), list | tuple) or any(
                isinstance(item, float) for item in value or ()
            ):
                raise TypeError(value)
            items = [int(item) for item in (value or ())]
        except (TypeError, ValueError) as error:
            raise forms.ValidationError(_("Name files by their numbers.")) from error
        if any(not 0 < item < 2**63 for item in items):
            raise forms.ValidationError(_("Name files by their numbers."))
        return tuple(items)


class PlainText(forms.CharField):
    """Text that must be text: a number or list in JSON is not silently turned into words."""

    def to_python(self, value: Any) -> Any:
        """Refuse what is not a string; leave out what nobody sees."""
        if value is not None and not isinstance(value, str):
            raise forms.ValidationError(_("Write text here."))
        return super().to_python(None if value is None else plain_text(value))


class Amount(PlainText):
    """An amount as text, for the rules of its kind to read; JSON may send it as a number."""

    def to_python(self, value: Any) -> Any:
        """Write a number out."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return super().to_python(f"{Decimal(str(value)):f}" if is_number else value)


class Moment(forms.DateTimeField):
    """A moment near our time: a number in JSON is none, and the years 1 and 9999 do not exist in every zone."""

    def to_python(self, value: Any) -> Any:
        """Refuse what is not written as a moment."""
        if value is not None and not isinstance(value, str | datetime):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        moment = super().to_python(value)
        if moment is not None and not 1900 <= moment.year <= 2200:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment
