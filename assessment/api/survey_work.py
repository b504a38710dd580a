"""Work on a survey for programs: the plan, codes, and the rows of a third party, by the services of the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessment.models import Survey
from assessment.models.survey_choices import AgeBand, Setting, Sex
from assessment.queries.survey_rows import plan_cells
from assessment.services.survey_answers import running
from assessment.services.survey_codes import MOST_AT_ONCE, draw_codes, readable
from assessment.services.survey_imports import take_file
from assessment.services.survey_plans import bring_in_plan
from assessment.services.survey_sheets import MOST_BYTES, Fault
from pingan.access.policy import fetch
from pingan.common.errors import Invalid
from pingan.web.api import ActorMixin
from pingan.web.api_matter_schemas import choice
from pingan.web.api_matters import whole
from pingan.web.parsers import FormParser
from pingan.web.public_pages import outside_address
from pingan.web.serializers import StrictInput

_FILE = "CSV (UTF-8 or GB 18030) or the first sheet of an Excel workbook; read and not kept."


class PlanCellSerializer(serializers.Serializer[Any]):
    """One cell of the plan: how many people live in it, and how many answers of it are wanted."""

    region = serializers.CharField(source="region.code")
    region_name = serializers.CharField(source="region.name")
    sex = choice(Sex.choices)
    age = choice(AgeBand.choices)
    setting = choice(Setting.choices)
    population = serializers.IntegerField()
    wanted = serializers.IntegerField()


class PlanSerializer(serializers.Serializer[Any]):
    """All cells of the plan."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = PlanCellSerializer(many=True)


class PlanFileSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(allow_empty_file=True, use_url=False, help_text=_FILE)


class AnswersFileSerializer(PlanFileSerializer):
    is_trial = serializers.BooleanField(
        required=False, default=False, help_text="Only look whether every row is sound; nothing is kept."
    )


class TakenSerializer(serializers.Serializer[Any]):
    """What became of a file. ``is_again``: these very rows had come before and count once."""

    rows = serializers.IntegerField()
    is_kept = serializers.BooleanField()
    is_again = serializers.BooleanField()


class CodesOrderSerializer(StrictInput):
    region = serializers.CharField(max_length=12)
    count = serializers.IntegerField(min_value=1, max_value=MOST_AT_ONCE)


class CodeSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    link = serializers.CharField()


class CodesSerializer(serializers.Serializer[Any]):
    """Codes are told this once; the house keeps no list of them."""

    region = serializers.CharField()
    codes = CodeSerializer(many=True)


def refuse_faults(faults: Sequence[Fault]) -> None:
    """Refuse a file with what is wrong in which line, as ``line 4, setting``; nothing of it is kept.

    Raises:
        Invalid: where there is any.

    """
    told: dict[str, list[str]] = {}
    for one in faults:
        where = f"line {one.line}" + (f", {one.column}" if one.column else "")
        told.setdefault(where, []).append(one.message)
    if told:
        raise Invalid(told)


def content_in(given: PlanFileSerializer) -> bytes:
    """Return the bytes that were sent.

    Raises:
        Invalid: field ``file``: more than a file of a survey can be.

    """
    upload = given.validated_data["file"]
    if upload.size > MOST_BYTES:
        raise Invalid({"file": _("At most %(size)d MB.") % {"size": MOST_BYTES // 1024 // 1024}})
    return bytes(upload.read())


class SurveyWork(ActorMixin):
    """What an office does besides the actions of the machine."""

    @extend_schema(methods=["get"], responses=PlanSerializer)
    @extend_schema(
        methods=["post"],
        operation_id="surveys_plan_create",
        request={"multipart/form-data": PlanFileSerializer},
        responses=PlanSerializer,
    )
    @action(
        detail=True,
        methods=["get", "post"],
        filterset_class=None,
        pagination_class=None,
        parser_classes=(FormParser,),
    )
    def plan(self, request: Request, pk: str) -> Response:
        """The plan of the sample; a file puts another one in its place while the survey is a draft."""
        survey = fetch(Survey, self.actor, int(pk), "run" if request.method == "POST" else "view")
        if request.method == "POST":
            given = PlanFileSerializer(data=request.data)
            given.is_valid(raise_exception=True)
            refuse_faults(
                bring_in_plan(actor=self.actor, survey_id=survey.pk, content=content_in(given)).faults
            )
        return whole(PlanCellSerializer(plan_cells(survey), many=True).data)

    @extend_schema(
        request=CodesOrderSerializer, responses={201: CodesSerializer}, extensions={"x-answer-not-kept": True}
    )
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None, stores_answers=False)
    def codes(self, request: Request, pk: str) -> Response:
        """Draw one-time codes for a division of the plan: told this once, kept nowhere, in no stored answer either."""
        survey = running(self.actor, int(pk))
        given = CodesOrderSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        region, count = given.validated_data["region"], given.validated_data["count"]
        drawn = draw_codes(actor=self.actor, survey_id=survey.pk, region_code=region, count=count)
        here: HttpRequest = request._request
        codes = [
            {
                "code": readable(code),
                "link": outside_address(here, reverse("assessment:survey_answer", args=[code])),
            }
            for code in drawn
        ]
        answer = Response(CodesSerializer({"region": region, "codes": codes}).data, status=201)
        answer["Cache-Control"] = "no-store"
        return answer

    @extend_schema(
        request={"multipart/form-data": AnswersFileSerializer},
        responses={200: TakenSerializer, 201: TakenSerializer},
    )
    @action(
        detail=True,
        methods=["post"],
        filterset_class=None,
        pagination_class=None,
        parser_classes=(FormParser,),
    )
    def answers(self, request: Request, pk: str) -> Response:
        """Bring in the anonymous rows of a third party: all of a file or none, the same rows once."""
        survey = running(self.actor, int(pk))
        given = AnswersFileSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        is_trial = given.validated_data["is_trial"]
        taken = take_file(actor=self.actor, survey_id=survey.pk, content=content_in(given), is_trial=is_trial)
        refuse_faults(taken.faults)
        return Response(TakenSerializer(taken).data, status=201 if taken.is_kept else 200)
