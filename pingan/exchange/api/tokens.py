"""Where a client gets its token: client credentials alone (RFC 6749 §4.4), few tries from one address, all written down."""

from __future__ import annotations

from base64 import b64decode
from typing import Any
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.views import TokenView

from pingan.exchange.queries.scopes import credential_named
from pingan.exchange.services.calls import Made, note_call
from pingan.web.middleware import client_ip
from pingan.web.problems import problem_answer
from pingan.web.throttling import is_let_through

_MOST, _SECONDS = 60, 60


@method_decorator(csrf_exempt, name="dispatch")
class Token(TokenView):  # type: ignore[misc]
    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_let_through("exchange-token", most=_MOST, seconds=_SECONDS, request=request):
            refusal = problem_answer(
                429, code="throttled", title=_("Too many requests. Please wait a moment.")
            )
            refusal["Retry-After"] = str(_SECONDS)
            return refusal
        response: HttpResponse = super().post(request, *args, **kwargs)
        credential = credential_named(client_named(request))
        if credential is not None:
            note_call(credential=credential, entry=None, call=_call(request, response))
        return response


def client_named(request: HttpRequest) -> str:
    """Return the name that a client gives itself, by HTTP Basic or in the body; whether it is that client is not asked."""
    kind, _blank, text = request.headers.get("Authorization", "").partition(" ")
    if kind != "Basic":
        return request.POST.get("client_id", "")
    try:
        return unquote_plus(b64decode(text).decode().partition(":")[0])
    except ValueError:
        return ""


def _call(request: HttpRequest, response: HttpResponse) -> Made:
    return Made(
        method=request.method or "",
        path=request.path,
        status=response.status_code,
        rows=0,
        size_bytes=len(response.content),
        ip=client_ip(request),
        request_id=getattr(request, "request_id", ""),
    )


urlpatterns = [path("token/", Token.as_view(), name="token")]
