"""Problem documents outside of DRF, and who reads them: programs, and forms that a phone kept until there was signal."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse

PROBLEM_JSON = "application/problem+json"


def problem_answer(status: int, *, code: str, title: str, detail: str = "", **extra: Any) -> JsonResponse:
    """Return an RFC 9457 problem outside of DRF, from a page or a middleware."""
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail or title,
        "code": code,
        **extra,
    }
    return JsonResponse(body, status=status, content_type=PROBLEM_JSON)


def is_api(request: HttpRequest) -> bool:
    """Say whether a program is asking, so that the answer is problem+json and not a page."""
    return request.path.startswith(("/api/", "/exchange/v1/"))


def is_queued(request: HttpRequest) -> bool:
    """Say whether this is a page's form from a phone's outbox: it takes JSON (RFC 9110, Accept) and no page."""
    accepted = request.headers.get("Accept", "")
    is_document = "application/json" in accepted and "text/html" not in accepted
    return is_document and request.method == "POST" and not is_api(request)


def reads_problems(request: HttpRequest) -> bool:
    """Say whether whoever asks reads problem+json instead of pages."""
    return is_api(request) or is_queued(request)
