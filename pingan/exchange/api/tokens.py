"""Where a client gets its token: client credentials alone (RFC 6749 §4.4), few tries from one address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.views import TokenView

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
        return response


urlpatterns = [path("token/", Token.as_view(), name="token")]
