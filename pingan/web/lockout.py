"""What somebody hears who failed too often: a page for people, a problem for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pingan.web.problems import is_api, problem_answer


def lockout_response(
    request: HttpRequest,
    original_response: HttpResponse | None = None,
    credentials: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Answer 429. It says nothing about the account: an unknown name is locked out in the same words."""
    minutes = int(settings.AXES_COOLOFF_TIME * 60)
    said = _("Too many failed attempts. Signing in is blocked for %(minutes)d minutes.") % {
        "minutes": minutes
    }
    if is_api(request):
        response: HttpResponse = problem_answer(429, code="locked_out", title=said)
    else:
        response = render(request, "account/locked_out.html", {"said": said, "minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response
