"""Filters of the list of schemes: one set of names for page and API."""

from __future__ import annotations

import django_filters as filters
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from assessment.models import AssessmentScheme, Audience
from grids.queries.filter_fields import ChoicesFilter


class SchemeFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Schemes by title, year, body, whom they assess, and state."""

    q = filters.CharFilter(field_name="title", lookup_expr="contains", max_length=60, label=_("Title"))
    year = filters.NumberFilter(field_name="year", min_value=2023, max_value=2100, label=_("Year"))
    region = filters.CharFilter(
        field_name="region__code",
        lookup_expr="startswith",
        validators=[RegexValidator(r"^36[0-9]{0,10}\Z")],
        label=_("Division"),
    )
    audience = ChoicesFilter(choices=Audience.choices, label=_("Assesses"))
    state = ChoicesFilter(choices=AssessmentScheme.State.choices, label=_("State"))
