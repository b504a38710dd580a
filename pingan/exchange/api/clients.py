"""Which client may ask for a token: one that has not ended, of a partner that is still connected."""

from __future__ import annotations

from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator

from pingan.common.text import is_storable
from pingan.exchange.queries.scopes import live_credential


class LiveClients(OAuth2Validator):  # type: ignore[misc]
    """The OAuth library's question who a client is: one that was ended is unknown, whatever secret it shows."""

    def _load_application(self, client_id: Any, request: Any) -> Any:
        """Return the client of a name; a name that no column could hold is nobody's, and no fault of the server."""
        return super()._load_application(client_id, request) if is_storable(client_id or "") else None

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Say whether name and secret are those of a live client."""
        is_known = super().authenticate_client(request, *args, **kwargs)
        return bool(is_known) and live_credential(request.client.pk) is not None
