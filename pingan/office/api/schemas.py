"""Shapes of boards and of the records behind a number."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from pingan.common.errors import Invalid
from pingan.common.figures import Record, all_figures
from pingan.common.periods import Period
from pingan.office.queries.classes import LONGEST, Chosen, chosen_class
from pingan.office.queries.records import ALL, WHICH
from pingan.office.rules.boards import GROUPS
from pingan.office.rules.periods import LONGEST_DAYS, USUAL_DAYS
from pingan.web.serializers import StrictInput


class AskedSerializer(StrictInput):
    """Division, days and class; blank: the post's own division, the last thirty days, all classes."""

    region = serializers.RegexField(
        r"^36[0-9]{10}\Z", required=False, help_text="Division; blank: the post's own."
    )
    since = serializers.DateField(required=False, help_text="First day, counted.")
    until = serializers.DateField(required=False, help_text="Last day, counted; blank: today.")
    category = serializers.CharField(
        required=False,
        default="",
        max_length=LONGEST,
        allow_blank=True,
        help_text="Kind of record and code of a class, e.g. `incident:APPEAL`; with everything below it.",
    )

    def validate_category(self, value: str) -> Chosen | None:
        """Return the class.

        Raises:
            serializers.ValidationError: there never was such a class.

        """
        try:
            return chosen_class(value)
        except Invalid as refusal:
            raise serializers.ValidationError(refusal.fields["category"]) from refusal

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Put the period together.

        Raises:
            serializers.ValidationError: it ends before it begins, or is longer than five years.

        """
        until = attrs.get("until") or timezone.localdate()
        since = attrs.get("since") or until - timedelta(days=USUAL_DAYS - 1)
        if not date(2000, 1, 1) <= since <= until <= date(2100, 12, 31):
            wrong = _("The period ends before it begins, or lies outside 2000 to 2100.")
            raise serializers.ValidationError({"since": [wrong]})
        if (until - since).days > LONGEST_DAYS:
            raise serializers.ValidationError({"since": [_("Choose at most five years.")]})
        return {**attrs, "period": Period(since, until)}


class AskedBoardSerializer(AskedSerializer):
    """``view``: which subject; blank: incidents."""

    view = serializers.ChoiceField([group.key for group in GROUPS], required=False, default=GROUPS[0].key)


class AskedRecordsSerializer(AskedSerializer):
    """``part``: all records, those in the numerator, or the others."""

    figure = serializers.ChoiceField([], help_text="Code of a figure.")
    part = serializers.ChoiceField(WHICH, required=False, default=ALL)
    own = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Only what belongs to the division itself and to none of the places inside it: `own` of the board.",
    )
    cursor = serializers.CharField(required=False)
    page_size = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["figure"] = serializers.ChoiceField(sorted(all_figures()))


class TallySerializer(serializers.Serializer[Any]):
    """A count; of a share numerator and denominator. ``whole`` null: a plain count."""

    part = serializers.IntegerField()
    whole = serializers.IntegerField(allow_null=True)


class ValueSerializer(serializers.Serializer[Any]):
    """A figure now, over the period of equal length before, and over the same days of the year before."""

    figure = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    is_live = serializers.BooleanField(help_text="Counts what is so now, whatever the period.")
    now = TallySerializer()
    before = TallySerializer()
    last_year = TallySerializer()


class BoardPlaceSerializer(serializers.Serializer[Any]):
    """A place inside, or the division itself, with its counts by figure."""

    region = serializers.CharField()
    name = serializers.CharField()
    figures = serializers.DictField(child=TallySerializer())


class BoardSerializer(serializers.Serializer[Any]):
    """``fresh_at``: everything committed by then is counted; null: nothing was summed yet.

    ``own`` is what belongs to the division itself and to none of its ``places`` (null: nothing); with it they add up.
    With a class the figures are counted at this moment; ``unsplit`` names those that have no such classes and are left out.
    """

    region = serializers.CharField()
    name = serializers.CharField()
    since = serializers.DateField()
    until = serializers.DateField()
    fresh_at = serializers.DateTimeField(allow_null=True)
    category = serializers.CharField(allow_blank=True)
    unsplit = serializers.ListField(child=serializers.CharField())
    values = ValueSerializer(many=True)
    own = BoardPlaceSerializer(allow_null=True)
    places = BoardPlaceSerializer(many=True)


class CountedRecordSerializer(serializers.Serializer[Any]):
    """A record behind a number.

    A restricted one has neither id nor facts, and its number only where that tells no more than that it came in.
    """

    id = serializers.SerializerMethodField()
    number = serializers.CharField(allow_blank=True)
    is_part = serializers.SerializerMethodField(help_text="Whether it is in the numerator; null: restricted.")
    is_restricted = serializers.BooleanField()
    url = serializers.CharField(allow_blank=True)
    facts = serializers.DictField(child=serializers.JSONField(allow_null=True))

    def get_id(self, record: Record) -> int | None:
        """Return its key; None where it is restricted."""
        return None if record.is_restricted else record.pk

    def get_is_part(self, record: Record) -> bool | None:
        """Return whether it is in the numerator; None where it is restricted."""
        return None if record.is_restricted else record.is_part


class RecordsSerializer(serializers.Serializer[Any]):
    """``count`` is the number that the figure says; ``next`` the cursor of the following page, null at the end."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    results = CountedRecordSerializer(many=True)
