"""Whether a file is the one that was given out, for programs: they compute the digest, the file stays where it is."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pingan.web.exports import label_of
from pingan.web.serializers import StrictInput
from pingan.web.verification import Verdict, check


class FileCheckQuestion(StrictInput):
    """A digest, a code, or both."""

    sha256 = serializers.RegexField(
        r"^[0-9a-fA-F]{64}$", required=False, help_text="Of the whole file, in hexadecimal."
    )
    code = serializers.CharField(
        max_length=40, required=False, help_text="As printed at the end of the file."
    )


class FileCheckAnswer(serializers.Serializer[Any]):
    """What is known of it. ``issued`` is null where nothing is."""

    verdict = serializers.ChoiceField(choices=[one.value for one in Verdict])
    code = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_null=True, help_text="What the list or report is called.")
    format = serializers.CharField(allow_null=True)
    rows = serializers.IntegerField(allow_null=True)
    size_bytes = serializers.IntegerField(allow_null=True)
    issued_at = serializers.DateTimeField(allow_null=True)


class FileChecks(APIView):
    """Checks a file that was given out: what everybody may do on the public page, for programs with a post."""

    @extend_schema(
        request=FileCheckQuestion,
        responses=FileCheckAnswer,
        summary="Check a file that was given out",
        description=(
            "`unaltered`: a file with this digest was given out. `altered`: the code is known and the digest is "
            "another. `unknown`: neither is known, or only the code was asked for."
        ),
    )
    def post(self, request: Request) -> Response:
        """Compare digest and code with what was given out."""
        question = FileCheckQuestion(data=request.data)
        question.is_valid(raise_exception=True)
        asked = question.validated_data
        found = check(digest=asked.get("sha256", "").lower(), code=asked.get("code", ""))
        issued = found.issued
        return Response(
            {
                "verdict": found.verdict.value,
                "code": str(issued) if issued else None,
                "name": str(label_of(issued.name)) if issued else None,
                "format": issued.format if issued else None,
                "rows": issued.rows if issued else None,
                "size_bytes": issued.size_bytes if issued else None,
                "issued_at": issued.issued_at if issued else None,
            }
        )


urlpatterns = [path("file-checks/", FileChecks.as_view(), name="file-checks")]
