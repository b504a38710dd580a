"""Fields of list filters that refuse what they cannot read, instead of passing it over."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import django_filters as filters
from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grids.models import IncidentCategory
from grids.rules.shown import ShownBox
from pingan.access.policy import NOTHING
from pingan.org.queries import covered_prefixes, region_by_code
from pingan.org.rules import prefixes_cover

LARGEST_ID = 2**63 - 1
#: What stands after the edges of a rectangle that was drawn on an offset map.
OFFSET = "gcj02"
_BY_WIDTH = {4: "city_code", 6: "county_code", 9: "township_code", 12: "region_code"}


def _prefixes_of(code: str) -> tuple[str, ...]:
    """Return the prefixes of a division, those it succeeded included; an unknown code stands for itself."""
    padded = code.ljust(12, "0")
    region = region_by_code(padded)
    if region is not None:
        return covered_prefixes(region)
    bare = padded.rstrip("0")
    return prefixes_cover([padded[: next(width for width in (2, 4, 6, 9, 12) if width >= len(bare))]])


def region_q(code: str, at: str = "matter__") -> Q:
    """Return the condition of a division with everything inside, under the codes that it succeeded, too."""
    by_column: dict[str, list[str]] = {}
    for prefix in _prefixes_of(code):
        if len(prefix) == 2:
            return Q()
        by_column.setdefault(_BY_WIDTH[len(prefix)], []).append(prefix)
    condition = NOTHING
    for column, codes in by_column.items():
        condition |= Q(**{f"{at}{column}__in": codes})
    return condition


class YesNoField(forms.TypedChoiceField):
    """``true`` or ``false`` (also ``1`` and ``0``); blank is no condition."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {
            "choices": [("", "—"), ("true", gettext_lazy("Yes")), ("false", gettext_lazy("No"))],
            "coerce": lambda value: value == "true",
            "empty_value": None,
        }
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """Read the spellings that programs use."""
        text = str(value if value is not None else "").strip().lower()
        return {"1": "true", "0": "false", "on": "true"}.get(text, text)


class YesNoFilter(filters.Filter):  # type: ignore[misc]
    """A condition that is wanted, or wanted not to hold."""

    field_class = YesNoField

    def filter(self, qs: Any, value: Any) -> Any:
        """Call the method of the set only where something was asked; False is an answer."""
        return qs if value is None else super().filter(qs, value)


class ChoicesFilter(filters.MultipleChoiceFilter):  # type: ignore[misc]
    """One or several values of a column. No DISTINCT: no filter here joins to many rows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, distinct=False, **kwargs)


class KeyFilter(filters.Filter):  # type: ignore[misc]
    """The key of a row; a number that no key can be is refused before the database."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_value=1, max_value=LARGEST_ID, **kwargs)


class ClassField(forms.CharField):
    """The code of a class, of today or of any earlier version of the catalogue."""

    def clean(self, value: Any) -> list[str]:
        """Return the code and those of all classes below it, of every version; empty: nothing was asked.

        Raises:
            forms.ValidationError: there never was such a class.

        """
        code = str(super().clean(value) or "")
        if not code:
            return []
        under: dict[str, list[str]] = {}
        pairs = list(IncidentCategory.objects.values_list("code", "parent_code").distinct())
        if code not in {child for child, _parent in pairs}:
            raise forms.ValidationError(_("Unknown class."))
        for child, parent in pairs:
            under.setdefault(parent, []).append(child)
        found = [code]
        for known in found:
            found += [child for child in under.get(known, ()) if child not in found]
        return found


class ClassFilter(filters.Filter):  # type: ignore[misc]
    """A class with everything below it."""

    field_class = ClassField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, lookup_expr="in", max_length=40, **kwargs)


class CodeField(forms.CharField):
    """A code that people know by a name."""

    def word_of(self, code: str) -> str:
        """Return the name of the division of a code; the code itself where none bears it today."""
        region = region_by_code(code.ljust(12, "0"))
        return region.name if region is not None else code


class CodeFilter(filters.CharFilter):  # type: ignore[misc]
    """The 12 digits of a division, or their beginning."""

    field_class = CodeField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        digits = RegexValidator(r"^36[0-9]{0,10}\Z", gettext_lazy("Write the code of a division: 36…"))
        super().__init__(*args, validators=[digits], **kwargs)


class MomentField(forms.CharField):
    """A day (``2026-10-01``) or a moment (``2026-10-01T08:00:00+08:00``; without offset: Asia/Shanghai).

    ``ends`` True: a day means its end, so that "before the 3rd" includes the 3rd.
    """

    def __init__(self, *, ends: bool = False, **kwargs: Any) -> None:
        self.ends = ends
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}))
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> datetime | None:
        """Return an aware moment; None: nothing was asked.

        Raises:
            forms.ValidationError: neither day nor moment.

        """
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        try:
            return self._moment(text)
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError(_("Write a day like 2026-10-01, or a moment.")) from error

    def _moment(self, text: str) -> datetime:
        day: date | None = parse_date(text) if len(text) == 10 else None
        if day is not None:
            wanted = day + timedelta(days=1) if self.ends else day
            return timezone.make_aware(datetime.combine(wanted, time.min))
        # A plus sign that was not escaped arrives as a blank.
        moment = parse_datetime(text.replace(" ", "+") if text.count(":") >= 2 and "T" in text else text)
        if moment is None:
            raise ValueError(text)
        aware = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
        # Near the years 1 and 9999 a moment exists here but not in UTC.
        aware.astimezone(UTC)
        return aware


class MomentFilter(filters.Filter):  # type: ignore[misc]
    """Compare a column with a day or a moment."""

    field_class = MomentField


class BoxField(forms.CharField):
    """``west,south,east,north`` in WGS-84 degrees; of the map of an offset base with ``,gcj02`` after them."""

    def clean(self, value: Any) -> ShownBox | None:
        """Return the rectangle; None: nothing was asked.

        Raises:
            forms.ValidationError: not four numbers on earth, west before east, south before north.

        """
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        try:
            west, south, east, north = (float(part) for part in text.removesuffix(f",{OFFSET}").split(","))
        except ValueError as error:
            raise forms.ValidationError(_("Write west,south,east,north in degrees.")) from error
        in_order = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
        if not in_order or not all(map(math.isfinite, (west, south, east, north))):
            raise forms.ValidationError(_("Write west,south,east,north in degrees."))
        return ShownBox((west, south, east, north), "gcj02" if text.endswith(OFFSET) else "wgs84")


class BoxFilter(filters.Filter):  # type: ignore[misc]
    """Rows whose point lies in a rectangle; the edges belong to it."""

    field_class = BoxField
