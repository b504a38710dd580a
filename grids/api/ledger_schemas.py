"""Shapes of the ledger and the monthly tables for programs."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from grids.rules.ledger import MOST_DAYS, WORKS, asked_span
from grids.rules.monthly import RESULTS


class SpanSerializer(serializers.Serializer[Any]):
    """Two days, both included; one alone stands for its month, none for this month."""

    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False, help_text=f"At most {MOST_DAYS} days.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse days that no table is made of."""
        try:
            span = asked_span(attrs.get("since"), attrs.get("until"), timezone.localdate())
        except ValueError as error:
            told = _("From an earlier to a later day between 2000 and 2100, at most %(most)d days.")
            raise serializers.ValidationError({"until": told % {"most": MOST_DAYS}}) from error
        return {**attrs, "span": span}


class AskedLedgerSerializer(SpanSerializer):
    grid = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="None: the first grid of the post."
    )


class AskedTablesSerializer(SpanSerializer):
    region = serializers.RegexField(
        r"^36[0-9]{10}\Z", required=False, help_text="12 digits; none: the division of the post."
    )


class LedgerEntrySerializer(serializers.Serializer[Any]):
    on = serializers.DateField()
    number = serializers.CharField(allow_blank=True)
    place = serializers.CharField()
    what = serializers.CharField()
    sort = serializers.CharField()
    result = serializers.CharField()
    closed_on = serializers.DateField(allow_null=True)
    reporter = serializers.CharField(help_text="Your own name at your own entries, else where it came from.")
    follows = serializers.CharField(allow_blank=True, help_text="Number of the record that it came from.")
    url = serializers.CharField(allow_blank=True)


class LedgerSectionSerializer(serializers.Serializer[Any]):
    work = serializers.ChoiceField(choices=list(WORKS))
    name = serializers.CharField(source="label")
    entries = LedgerEntrySerializer(many=True)


class LedgerSerializer(serializers.Serializer[Any]):
    grid = serializers.IntegerField(source="grid.pk")
    grid_code = serializers.CharField(source="grid.code")
    grid_name = serializers.CharField(source="grid.name")
    since = serializers.DateField(source="span.since")
    until = serializers.DateField(source="span.until")
    made_at = serializers.DateTimeField()
    count = serializers.IntegerField(source="entry_count")
    following = serializers.IntegerField(help_text="Entries that continue another record.")
    sections = LedgerSectionSerializer(many=True)


class CellSerializer(serializers.Serializer[Any]):
    classes = serializers.CharField(help_text="Code of the class.")
    result = serializers.ChoiceField(choices=list(RESULTS))
    count = serializers.IntegerField()


class TablePlaceSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(allow_blank=True, help_text="Blank: what lies in none of the places.")
    name = serializers.CharField(allow_blank=True)
    filters = serializers.DictField(child=serializers.CharField(), help_text="Filters of the book's list.")
    count = serializers.IntegerField()
    cells = CellSerializer(many=True, help_text="Add up to ``count``; what is nought is left out.")


class BookTableSerializer(serializers.Serializer[Any]):
    book = serializers.CharField(help_text="incident, dispute, hazard …")
    name = serializers.CharField()
    classes = serializers.DictField(child=serializers.CharField())
    total = TablePlaceSerializer()
    places = TablePlaceSerializer(many=True)


class RecordPlaceSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(allow_blank=True, help_text="Blank: what lies in none of the places.")
    name = serializers.CharField(allow_blank=True)
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="By kind of record.")


class RecordTableSerializer(serializers.Serializer[Any]):
    kinds = serializers.DictField(
        child=serializers.CharField(),
        help_text="Names: patrol, screening, register.<code>; kinds of which nothing was recorded are left out.",
    )
    total = RecordPlaceSerializer()
    places = RecordPlaceSerializer(many=True)


class MonthlyTablesSerializer(serializers.Serializer[Any]):
    region = serializers.CharField()
    region_name = serializers.CharField()
    since = serializers.DateField()
    until = serializers.DateField()
    made_at = serializers.DateTimeField()
    tables = BookTableSerializer(many=True)
    records = RecordTableSerializer(
        help_text="What the grids recorded that is no matter, as in their ledgers."
    )
