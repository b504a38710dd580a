"""Schemes and indicators as programs read and send them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from assessment.models import AssessmentScheme, Audience, Indicator, MethodCode, Source
from assessment.queries.previews import PERIODS
from assessment.queries.schemes import bounds_of
from assessment.rules.expressions import LONGEST
from assessment.services.scheme_data import IndicatorData, SchemeData
from pingan.common.versions import Confidence
from pingan.web.api import LARGEST_ID
from pingan.web.api_matter_schemas import Whole, moment, text
from pingan.web.serializers import StrictInput


def _points(**kwargs: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=7, decimal_places=2, min_value=0, **kwargs)


class SchemeSerializer(serializers.Serializer[Any]):
    """A scheme of assessment. ``derives_from`` null: the province's own. ``edition`` counts changes of a draft."""

    id = serializers.IntegerField()
    region = serializers.CharField(source="region.code")
    region_name = serializers.CharField(source="region.name")
    year = serializers.IntegerField()
    audience = serializers.ChoiceField(Audience.choices)
    version = serializers.IntegerField()
    derives_from = serializers.IntegerField(source="parent_id", allow_null=True)
    title = serializers.CharField()
    document = text()
    full_score = serializers.DecimalField(max_digits=7, decimal_places=2)
    own_share = serializers.DecimalField(max_digits=5, decimal_places=2)
    grades = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()), help_text="[code, name, from per cent], …"
    )
    quota = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    few = serializers.IntegerField()
    objection_days = serializers.IntegerField()
    basis = text()
    confidence = serializers.ChoiceField(Confidence.choices)
    state = serializers.ChoiceField(AssessmentScheme.State.choices)
    published_at = moment()
    replaced_at = moment()
    indicator_count = serializers.IntegerField()
    edition = serializers.IntegerField()


class IndicatorSerializer(serializers.ModelSerializer[Indicator]):
    """One indicator. ``under``: the code of the one it stands under; ``origin``: its code in the scheme above.

    ``lowest``, ``highest``: the weight that a scheme below may choose, whatever stands in between.
    """

    under = serializers.SerializerMethodField()
    origin = serializers.CharField(source="origin.code", default=None, allow_null=True)
    supplier = serializers.IntegerField(source="supplier_id", allow_null=True)
    params = serializers.DictField()
    lowest = serializers.SerializerMethodField()
    highest = serializers.SerializerMethodField()

    class Meta:
        model = Indicator
        fields = (
            "id", "code", "under", "origin", "order", "name", "name_en", "explanation", "weight", "weight_low",
            "weight_high", "lowest", "highest", "source", "method", "params", "expression", "unit", "date_rule",
            "supplier", "needs_evidence", "is_applicable", "reason", "article", "basis", "confidence",
        )  # fmt: skip
        read_only_fields = fields

    def get_under(self, row: Indicator) -> str:
        """The code of the indicator above, empty on the first level."""
        codes: dict[int, str] = self.context.get("codes", {})
        return codes.get(row.parent_id or 0, "")

    def get_lowest(self, row: Indicator) -> str:
        """The least weight below."""
        return f"{bounds_of(row)[0]:.2f}"

    def get_highest(self, row: Indicator) -> str:
        """The greatest weight below."""
        return f"{bounds_of(row)[1]:.2f}"


class SchemeWithIndicatorsSerializer(SchemeSerializer):
    indicators = IndicatorSerializer(many=True)


class NewSchemeSerializer(StrictInput):
    """Begin a draft: derived from the scheme in force above, with what the body said before."""

    year = serializers.IntegerField(min_value=2023, max_value=2100)
    audience = serializers.ChoiceField(Audience.choices)
    title = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")


class SchemeInputSerializer(StrictInput):
    """What the whole of a draft says; what is left out stays."""

    title = serializers.CharField(max_length=120)
    document = serializers.CharField(max_length=120, allow_blank=True)
    full_score = serializers.DecimalField(max_digits=7, decimal_places=2, min_value=0)
    own_share = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, max_value=100)
    grades_from = serializers.ListField(
        child=serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, max_value=100),
        min_length=3, max_length=3, help_text="Bounds of excellent, good and passed, in per cent.",
    )  # fmt: skip
    quota = serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=Decimal("0.01"), max_value=100, allow_null=True
    )
    few = serializers.IntegerField(min_value=1, max_value=1000)
    objection_days = serializers.IntegerField(min_value=1, max_value=60)
    basis = serializers.CharField(max_length=300, allow_blank=True)
    confidence = serializers.ChoiceField(Confidence.choices)

    def words(self) -> dict[str, Any]:
        """Return what was sent, as ``SchemeData`` names it."""
        found = dict(self.validated_data)
        if "grades_from" in found:
            found["grades_from"] = tuple(found["grades_from"])
        assert set(found) <= set(SchemeData.__dataclass_fields__)  # noqa: S101 - one set of names
        return found


def _words(longest: int) -> serializers.CharField:
    return serializers.CharField(max_length=longest, required=False, allow_blank=True, default="")


class IndicatorInputSerializer(StrictInput):
    """One indicator of a draft. Numbers of the method are decimals as text, pairs of them, or true and false."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=120)
    under = _words(20)
    order = serializers.IntegerField(min_value=0, max_value=30000, required=False, default=0)
    name_en = _words(120)
    explanation = _words(2000)
    weight = _points(required=False, default=0)
    weight_low = _points(required=False, default=0)
    weight_high = _points(required=False, default=1000)
    source = serializers.ChoiceField(Source.choices, required=False, allow_blank=True, default="")  # type: ignore[assignment]  # a field of that name
    method = serializers.ChoiceField(MethodCode.choices, required=False, allow_blank=True, default="")
    params = serializers.DictField(required=False, default=dict)
    expression = _words(LONGEST)
    unit = _words(20)
    date_rule = _words(120)
    supplier = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, allow_null=True, default=None
    )
    needs_evidence = serializers.BooleanField(required=False, default=False)
    is_applicable = serializers.BooleanField(required=False, default=True)
    reason = _words(300)
    article = _words(40)
    basis = _words(300)
    confidence = serializers.ChoiceField(Confidence.choices, required=False, default="L")

    def as_input(self) -> IndicatorData:
        """Return the service's own input."""
        return IndicatorData(**self.validated_data)


class SchemePublicationSerializer(StrictInput):
    document = serializers.CharField(max_length=120, help_text="The document that puts the scheme in force.")


class SchemeProblemSerializer(serializers.Serializer[Any]):
    """One fault. ``indicator``: its code; empty: of the whole scheme."""

    indicator = serializers.CharField(source="key")
    detail = serializers.CharField(source="sentence")


class SchemeProblemsSerializer(Whole):
    results = SchemeProblemSerializer(many=True)


class ExpressionSerializer(StrictInput):
    expression = serializers.CharField(max_length=LONGEST)
    audience = serializers.ChoiceField(Audience.choices)
    period = serializers.ChoiceField(PERIODS, required=False, default="year")


class PreviewTallySerializer(serializers.Serializer[Any]):
    """A count: ``whole`` null: a plain count."""

    part = serializers.IntegerField()
    whole = serializers.IntegerField(allow_null=True)


class PreviewLineSerializer(serializers.Serializer[Any]):
    """One unit with its counts, in the order of ``figures``; ``value`` null: no data."""

    name = serializers.CharField()
    tallies = PreviewTallySerializer(many=True)
    value = serializers.DecimalField(max_digits=40, decimal_places=4, allow_null=True)


class ExpressionPreviewSerializer(serializers.Serializer[Any]):
    """``fault`` and its place (from 0) where it is no expression; else its numbers in the last full period."""

    fault = serializers.CharField(allow_null=True)
    at = serializers.IntegerField(allow_null=True)
    figures = serializers.SerializerMethodField()
    since = serializers.DateField(source="period.since", default=None, allow_null=True)
    until = serializers.DateField(source="period.until", default=None, allow_null=True)
    waiting = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()
    lines = PreviewLineSerializer(many=True)

    def get_figures(self, row: Any) -> list[str]:
        """Codes of the figures that it is built on."""
        return [one.code for one in row.figures]
