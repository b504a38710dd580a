"""The form fields of what actions ask for: stricter than Django's, since JSON passes through them as well."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from pingan.common.our_time import is_of_our_time
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


class Tick(forms.CheckboxInput):
    """A tick as it was sent: of a text or an object in JSON the widget of Django makes "yes"."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Leave the reading to the field."""
        return data.get(name)


class YesNo(forms.BooleanField):
    """Ticked or not; nothing sent is not ticked."""

    widget = Tick
    _READ = {"on": True, "true": True, "1": True, "": False, "off": False, "false": False, "0": False}

    def to_python(self, value: Any) -> bool:
        """Accept true and false, and what a browser sends for a tick.

        Raises:
            forms.ValidationError: anything else.

        """
        if value is None or isinstance(value, bool):
            return bool(value)
        read = self._READ.get(value.lower()) if isinstance(value, str) else None
        if read is None:
            raise forms.ValidationError(_("Answer with true or false."))
        return read


class OneOf(forms.TypedChoiceField):
    """One choice: an empty list or object in JSON is none, and is not passed over as if nothing had been sent."""

    def to_python(self, value: Any) -> Any:
        """Refuse what is neither text nor a whole number."""
        if value is not None and (isinstance(value, bool) or not isinstance(value, str | int)):
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
            )
        return super().to_python(value)


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


class GeoJson(PlainText):
    """A shape as GeoJSON text, for the rules of its kind to read; JSON sends it as an object."""

    def to_python(self, value: Any) -> Any:
        """Write an object out."""
        return super().to_python(json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value)


class Moment(forms.DateTimeField):
    """A moment near our time: a number in JSON is none, and the years 1 and 9999 do not exist in every zone."""

    def to_python(self, value: Any) -> Any:
        """Refuse what is not written as a moment."""
        if value is not None and not isinstance(value, str | datetime):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        moment = super().to_python(value)
        if moment is not None and not is_of_our_time(moment):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment
