"""Which scopes a client may ask for: the codes of its partner's entries that hold today. None by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from oauth2_provider.scopes import BaseScopes

from pingan.common.text import is_storable
from pingan.exchange.models import CatalogueEntry, Credential


def entries_in_force(partner_id: int, codes: Iterable[str] | None = None) -> list[CatalogueEntry]:
    """Return the permissions of a partner that hold today, of them those named."""
    today = timezone.localdate()
    rows = CatalogueEntry.objects.filter(
        partner_id=partner_id,
        partner__ended_at=None,
        state=CatalogueEntry.State.APPROVED,
        valid_from__lte=today,
        valid_until__gte=today,
    )
    return list(rows if codes is None else rows.filter(code__in=list(codes)))


def live_credential(application_id: int | None) -> Credential | None:
    """Return the credential behind a client of the OAuth library; None where it has ended."""
    if application_id is None:
        return None
    rows = Credential.objects.filter(application_id=application_id, ended_at=None, partner__ended_at=None)
    return rows.select_related("partner").first()


def credential_named(client_id: str) -> Credential | None:
    """Return the credential of a client by its public name, ended ones as well; None where there is none."""
    if not client_id or not is_storable(client_id):
        return None
    return Credential.objects.filter(application__client_id=client_id).first()


class CatalogueScopes(BaseScopes):  # type: ignore[misc]
    """The OAuth library's question, answered from the catalogue."""

    def get_all_scopes(self) -> Mapping[str, str]:
        """Name every entry, for what the library tells in its errors."""
        return {entry.code: entry.purpose for entry in CatalogueEntry.objects.all()}

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """Return the entries of this client's partner that hold today."""
        credential = live_credential(application.pk if application is not None else None)
        return [entry.code for entry in entries_in_force(credential.partner_id)] if credential else []

    def get_default_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """Return none: a token that names no entry can nothing."""
        return []
