"""Programs get and give back their token. The same lockout, the same second factor as on the page."""

from __future__ import annotations

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from pingan.access.queries import actor_for, needs_second_factor
from pingan.accounts.models import ApiToken, User
from pingan.accounts.queries import has_totp, must_change_password
from pingan.accounts.rules.totp import PERIOD
from pingan.accounts.services import SecondFactor, check_second_factor
from pingan.console.services import accounts as services
from pingan.web.authentication import ApiTokenAuthentication
from pingan.web.errors import problem
from pingan.web.middleware import client_ip
from pingan.web.permissions import HasActor
from pingan.web.sign_in_records import count_failure, record


class CredentialsSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=60)
    password = serializers.CharField(max_length=128, trim_whitespace=False, write_only=True)
    otp = serializers.CharField(max_length=20, required=False, allow_blank=True, write_only=True)


class PostSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment] # a column of that name, not DRF's own
    role = serializers.CharField()


class IssuedTokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField()
    expires_at = serializers.DateTimeField()
    post = PostSerializer(allow_null=True)


def _refused(code: str, sentence: str, *, status: int = 401, field: str = "") -> Response:
    extra: dict[str, Any] = {"errors": {field: [sentence]}} if field else {}
    response = problem(status, code=code, title=sentence, **extra)
    if status == 401:
        response["WWW-Authenticate"] = "Token"
    return response


class TokenView(APIView):
    """``POST`` name and password (and ``otp`` where a second factor is set up); ``DELETE`` ends the token."""

    throttle_classes = [ScopedRateThrottle]
    throttle_scope = "token"

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Signing in needs no credentials of a former session, not even wrong ones."""
        return [ApiTokenAuthentication()] if self.request and self.request.method == "DELETE" else []

    def get_permissions(self) -> list[BasePermission]:
        """Anyone may try; giving back needs the token."""
        return [HasActor()] if self.request.method == "DELETE" else [AllowAny()]

    @extend_schema(
        operation_id="auth_token_create",
        request=CredentialsSerializer,
        responses={
            200: IssuedTokenSerializer,
            401: OpenApiResponse(description="Wrong credentials, or a code is missing, wrong or used."),
            403: OpenApiResponse(description="A new password or a second factor is due, on the page."),
            429: OpenApiResponse(description="Too many failures or requests."),
        },
    )
    def post(self, request: Request) -> Response:
        """Issue a token that is valid for 90 days."""
        given = CredentialsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        http = request._request
        user = authenticate(http, username=data["username"], password=data["password"])
        if not isinstance(user, User):
            return _refused("invalid_credentials", _("Username or password is wrong."))
        refusal, is_shown = self._second_factor(http, user, data.get("otp", ""))
        if refusal is not None:
            return refusal
        if must_change_password(user):
            sentence = _("Your password must be changed first. Sign in on the page and choose a new one.")
            return _refused("password_change_required", sentence, status=403)
        return self._issue(http, user, is_shown=is_shown)

    def _second_factor(self, http: HttpRequest, user: User, code: str) -> tuple[Response | None, bool]:
        if not has_totp(user):
            if not needs_second_factor(user):
                return None, False
            sentence = _("This account needs a second factor. Sign in on the page and set it up.")
            return _refused("second_factor_required", sentence, status=403), False
        if not code:
            return _refused("otp_required", _("Send the code of your authenticator app."), field="otp"), False
        outcome, _authenticator = check_second_factor(user=user, code=code)
        if outcome is SecondFactor.ACCEPTED:
            return None, True
        if outcome is SecondFactor.REPLAYED:
            again = _refused(
                "otp_replayed", _("This code was used already. Wait for the next one."), field="otp"
            )
            again["Retry-After"] = str(PERIOD)
            return again, False
        count_failure(http, user, step="second_factor")
        return _refused("otp_invalid", _("Incorrect code."), field="otp"), False

    def _issue(self, http: HttpRequest, user: User, *, is_shown: bool) -> Response:
        AxesProxyHandler.reset_attempts(username=user.username, ip_address=client_ip(http))
        actor = actor_for(user, ip=client_ip(http), request_id=getattr(http, "request_id", ""))
        record(http, user, "sign_in.succeeded", data={"door": "api", "second_factor": is_shown})
        token, key = services.issue_token(actor=actor, user=user, with_second_factor=is_shown)
        post = {"id": actor.post_id, "label": actor.post_label, "role": actor.role} if actor else None
        issued = {"token": key, "expires_at": token.expires_at, "post": post}
        response = Response(IssuedTokenSerializer(issued).data)
        response["Cache-Control"] = "no-store"
        return response

    @extend_schema(operation_id="auth_token_destroy", responses={204: None})
    def delete(self, request: Request) -> Response:
        """End the token that this request was sent with."""
        token, user = request.auth, request.user
        if isinstance(token, ApiToken) and isinstance(user, User):
            services.end_token(actor=request._request.actor, user=user, token_id=token.pk)  # type: ignore[attr-defined]
        return Response(status=204)


urlpatterns = [path("auth/token/", TokenView.as_view(), name="token")]
