"""``/healthz``: this process lives. ``/readyz``: so does everything it needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pingan.common.health import Answer, broker_answer, database_answer, worker_answer

RETRY_AFTER_SECONDS = 5


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer without touching anything: a supervisor restarts a process that cannot."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 while database, broker and worker answer, else 503 with ``Retry-After``; no error texts."""
    database = database_answer()
    answers = {
        "database": database,
        "broker": broker_answer(),
        "worker": worker_answer(now=timezone.now()) if database.is_ok else Answer(is_ok=False),
    }
    is_ready = all(answer.is_ok for answer in answers.values())
    body: dict[str, Any] = {"status": "ready" if is_ready else "unready"}
    body |= {name: _shown(answer) for name, answer in answers.items()}
    response = JsonResponse(body, status=200 if is_ready else 503)
    if not is_ready:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _shown(answer: Answer) -> dict[str, Any]:
    shown: dict[str, Any] = {"ok": answer.is_ok}
    if answer.milliseconds is not None:
        shown["milliseconds"] = answer.milliseconds
    if answer.age_seconds is not None:
        shown["age_seconds"] = answer.age_seconds
    return shown
