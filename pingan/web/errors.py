"""Domain errors become answers here and nowhere else: problem+json for programs, a page or fragment for people."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.db import IntegrityError, InterfaceError, OperationalError
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response
from rest_framework.views import set_rollback

from pingan.common.errors import (
    Busy,
    Conflict,
    DomainError,
    Forbidden,
    IllegalAction,
    Invalid,
    NotFound,
    Stale,
    Unavailable,
)
from pingan.web.bodies import BrokenOff, Interrupted, TooLarge
from pingan.web.problems import PROBLEM_JSON, is_queued, problem_answer, reads_problems
from pingan.web.queued import form_token, of_another, refused

STATUS: Mapping[type[DomainError], int] = {
    NotFound: 404,
    Forbidden: 403,
    IllegalAction: 409,
    Busy: 409,
    Conflict: 409,
    Stale: 412,
    Invalid: 422,
    Unavailable: 503,
}


def status_of(error: DomainError) -> int:
    """Return the HTTP status of a refusal; 409 for one that is not listed."""
    return STATUS.get(type(error), 409)


def as_domain_error(error: Exception) -> Exception:
    """Translate what libraries and the database raise into the domain's own words, where there are any."""
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, PermissionDenied):
        return Forbidden()
    if isinstance(error, ProtectedError | RestrictedError | IntegrityError):
        return Conflict()
    if isinstance(error, OperationalError | InterfaceError):
        return Unavailable()
    if isinstance(error, ValidationError):
        fields = getattr(error, "message_dict", None) or {"": error.messages}
        return Invalid(fields)
    return error


def problem(status: int, *, code: str, title: str, detail: str = "", **extra: Any) -> Response:
    """Return an RFC 9457 problem document."""
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail or title,
        "code": code,
        **extra,
    }
    return Response(body, status=status, content_type=PROBLEM_JSON)


def problem_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler. None lets an unforeseen error become a logged 500."""
    translated = as_domain_error(error)
    if isinstance(translated, DomainError):
        set_rollback()
        return _domain_problem(translated)
    if isinstance(translated, exceptions.APIException):
        set_rollback()
        request = context.get("request")
        answer = _api_problem(translated, is_reading=request is not None and request.method in SAFE_METHODS)
        if request is not None and answer.data.get("code") == "form_token":
            answer["X-Form-Token"] = get_token(request._request)
        return answer
    return None


def _domain_problem(error: DomainError) -> Response:
    extra: dict[str, Any] = {}
    if isinstance(error, Invalid):
        extra["errors"] = {name: [str(text) for text in texts] for name, texts in error.fields.items()}
    else:
        extra.update({key: value for key, value in error.details.items() if key != "fields"})
    response = problem(status_of(error), code=error.code, title=str(error.message), **extra)
    if isinstance(error, Busy | Unavailable):
        response["Retry-After"] = "1" if isinstance(error, Busy) else "5"
    return response


def _flat(detail: Any, at: str = "") -> dict[str, list[str]]:
    """Return the sentences per field; a field inside another is named with a dot."""
    if isinstance(detail, Mapping):
        found: dict[str, list[str]] = {}
        for name, inner in detail.items():
            own = "" if name == "non_field_errors" else str(name)
            found |= _flat(inner, ".".join(part for part in (at, own) if part))
        return found
    if isinstance(detail, list | tuple) and any(isinstance(item, Mapping) for item in detail):
        return _flat({str(place): item for place, item in enumerate(detail) if item}, at)
    items = detail if isinstance(detail, list | tuple) else [detail]
    return {at: [_said(item, at) for item in items]}


def _said(item: Any, at: str) -> str:
    """Return the sentence; the framework's own for a body of ``null`` is never translated."""
    is_nothing = not at and getattr(item, "code", "") == "null"
    return _("Send a document: nothing was sent.") if is_nothing else str(item)


def _api_problem(error: exceptions.APIException, *, is_reading: bool) -> Response:
    extra: dict[str, Any] = {}
    status = error.status_code
    if isinstance(error, exceptions.ValidationError):
        extra["errors"] = _flat(error.detail)
        title, code = _("Please check the marked fields."), "invalid"
        # A question that cannot be read is 400; a document that can, and that a rule refuses, is 422.
        status = status if is_reading else 422
    else:
        title, code = str(error.detail), str(getattr(error.detail, "code", error.default_code))
    response = problem(status, code=code, title=title, **extra)
    if getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    if getattr(error, "wait", None):
        # Whole seconds: the framework rounded up when it made the error, and says the same in its sentence.
        response["Retry-After"] = str(error.wait)  # type: ignore[attr-defined]
    return response


def error_page(request: HttpRequest, error: DomainError, *, status: int | None = None) -> HttpResponse:
    """Render a refusal for a person: a fragment for HTMX, a document for an outbox, otherwise a whole page."""
    if isinstance(error, Unavailable):
        return unavailable(request)
    if is_queued(request):
        return refused(error, status or status_of(error))
    code = status or (409 if isinstance(error, Stale) else status_of(error))
    name = f"errors/{code}.html" if code in {403, 404, 409, 422} else "errors/409.html"
    htmx = bool(getattr(request, "htmx", False))
    template = "errors/_fragment.html" if htmx else name
    context = {"error": error, "status": code, "detail": str(error.message)}
    response = render(request, template, context, status=code)
    if htmx:
        response["HX-Retarget"] = "#messages"
        response["HX-Reswap"] = "innerHTML"
        response["HX-Reselect"] = ".notice"  # whatever part of a page the sender wanted, this is all there is
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Tell a person whose form has expired what to do.

    A form that a script sent stays where it is, text and all: the answer brings the token for the next attempt.
    Only a script of this site can have set the header that asks for it.
    """
    if is_queued(request):
        return form_token(get_token(request))
    if getattr(request, "htmx", False):
        if other := of_another(request):  # and no new token: nothing is done in somebody else's name
            return render(request, "errors/_fragment.html", {"error": other}, status=409)
        error = Forbidden(
            _("The form had expired and was renewed. What you typed is still here: send it again.")
        )
        response = render(request, "errors/_fragment.html", {"error": error}, status=403)
        response["X-Form-Token"] = get_token(request)
        return response
    return render(request, "errors/csrf.html", {"reason": reason}, status=403)


def _plain_page(request: HttpRequest, status: int, error: DomainError) -> HttpResponse:
    if reads_problems(request):
        return problem_answer(status, code=error.code, title=str(error.message))
    return render(request, f"errors/{status}.html", {"error": error, "status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django itself could not read; to programs, a document that is too long is 413."""
    if isinstance(exception, RequestDataTooBig) and reads_problems(request):
        return _plain_page(request, 413, TooLarge())
    if isinstance(exception, BrokenOff):
        return _plain_page(request, 400, Interrupted())
    return _plain_page(request, 400, DomainError(_("The request could not be read.")))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer Django's own refusals."""
    return _plain_page(request, 403, Forbidden())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer addresses that lead nowhere."""
    return _plain_page(request, 404, NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours, or a database that is away, without touching the database."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    if reads_problems(request):
        return problem_answer(500, code="internal", title="Internal error")
    return HttpResponse(_SERVER_ERROR, status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer while the database cannot be reached: nothing was done, trying again is safe."""
    if reads_problems(request):
        response: HttpResponse = problem_answer(503, code=Unavailable.code, title="Unavailable")
    else:
        response = HttpResponse(_UNAVAILABLE, status=503)
    response["Retry-After"] = "5"
    if request.method == "GET":
        # What was only looked at is looked at again by the browser itself: a screen on a wall has no keyboard.
        response["Refresh"] = response["Retry-After"]
    return response


_UNAVAILABLE = """<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>平安</title>
<h1>系统正在恢复 / The system is restarting</h1>
<p>刚才的操作没有执行，请稍后重试。 Nothing was done; please try again in a moment.</p></html>"""


_SERVER_ERROR = """<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>平安</title>
<h1>系统出错了 / Something went wrong</h1>
<p>已经记录，请稍后再试。 It has been recorded; please try again later.</p>
<p><a href="/">返回首页 / Home</a></p></html>"""
