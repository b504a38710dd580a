"""Who calls: a partner's client by its token, from where it said it would, for one permission of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from oauth2_provider.oauth2_backends import get_oauthlib_core
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pingan.common.errors import NotFound
from pingan.exchange.models import CatalogueEntry, Credential
from pingan.exchange.queries.scopes import entries_in_force, live_credential
from pingan.exchange.rules.networks import is_within
from pingan.exchange.services.calls import Made, note_call
from pingan.web.middleware import client_ip
from pingan.web.plain_words import plain_form
from pingan.web.throttling import UserThrottle


@dataclass(frozen=True)
class Caller:
    """A client that showed a valid token. ``scopes`` are the codes that the token names."""

    credential: Credential
    scopes: frozenset[str]
    is_authenticated: bool = True

    @property
    def pk(self) -> int:
        """Return what its calls are counted by."""
        return self.credential.pk


class PartnerAuthentication(OAuth2Authentication):  # type: ignore[misc]
    """Knows a client by its bearer token; the ending of a client or partner ends its tokens."""

    def authenticate(self, request: Request) -> tuple[Caller, Any]:
        """Return the caller.

        Raises:
            AuthenticationFailed: no token, or none that holds.

        """
        plain = request._request
        is_valid, checked = get_oauthlib_core().verify_request(plain, scopes=[])
        # The library looks for its token in the form as well, so that no parser of ours is asked for the form's words.
        plain.POST = plain_form(plain.POST)  # type: ignore[assignment]  # the stubs know its reader alone
        token = checked.access_token if is_valid else None
        credential = live_credential(token.application_id) if token is not None else None
        if token is None or credential is None:
            raise AuthenticationFailed(_("This token is unknown, expired or revoked."), code="invalid_token")
        return Caller(credential, frozenset(token.scope.split())), token


class FromItsNetwork(BasePermission):
    """Demands that a partner calls from where it said it would."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Compare the peer's address with the networks of the partner."""
        return is_within(client_ip(request._request), request.user.credential.partner.networks)


class PartnerThrottle(UserThrottle):
    """Counts per client, from one full minute to the next."""

    scope = "exchange"

    def get_cache_key(self, request: Any, view: Any) -> str:
        """Name the counter of this client."""
        return f"throttle_exchange_{request.user.pk}"


class PartnerView(APIView):
    """A door for one resource in one direction; every call through it is written down, refused ones too."""

    authentication_classes = (PartnerAuthentication,)
    permission_classes = (FromItsNetwork,)
    throttle_classes = (PartnerThrottle,)
    resource: ClassVar[str] = "incidents"
    direction: ClassVar[str] = CatalogueEntry.Direction.READ
    parameters: ClassVar[frozenset[str]] = frozenset()
    entry: CatalogueEntry | None = None
    rows_answered = 0

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Find the permission after the caller is known."""
        super().initial(request, *args, **kwargs)
        unknown = set(request.query_params) - self.parameters - {"scope"}
        if unknown:
            raise ValidationError({name: _("There is no such parameter.") for name in sorted(unknown)})
        self.entry = self._permission(request)

    @property
    def permit(self) -> CatalogueEntry:
        """Return the permission of this call; ``initial`` has made sure that there is one."""
        if self.entry is None:
            raise NotFound()
        return self.entry

    def _permission(self, request: Request) -> CatalogueEntry:
        caller: Caller = request.user  # type: ignore[assignment]
        named = request.query_params.get("scope", "")
        codes = caller.scopes & {named} if named else caller.scopes
        found = [
            entry
            for entry in entries_in_force(caller.credential.partner_id, codes)
            if entry.resource == self.resource and entry.direction == self.direction
        ]
        if not found:
            raise PermissionDenied(_("No permission of the catalogue covers this."), code="no_entry")
        if len(found) > 1:
            raise ValidationError({"scope": _("Several permissions cover this: name one.")})
        return found[0]

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Write the call down with the size of its answer before the answer leaves."""
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        caller = getattr(request, "_user", None)
        if isinstance(caller, Caller):
            if hasattr(answer, "render"):
                answer.render()
            plain = request._request
            note_call(
                credential=caller.credential,
                entry=self.entry,
                call=Made(
                    method=plain.method or "",
                    path=plain.path,
                    status=answer.status_code,
                    rows=self.rows_answered if answer.status_code < 300 else 0,
                    size_bytes=len(answer.content),
                    ip=client_ip(plain),
                    request_id=getattr(plain, "request_id", ""),
                ),
            )
        return answer
