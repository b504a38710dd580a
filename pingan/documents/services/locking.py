"""The one document that an act is about, locked until the transaction ends."""

from __future__ import annotations

from django.db.models import QuerySet

from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common.errors import NotFound
from pingan.documents.models import OfficialDocument


def _locked(rows: QuerySet[OfficialDocument]) -> QuerySet[OfficialDocument]:
    return rows.select_for_update(of=("self",))


def locked_document(*, actor: Actor, document_id: int, verb: str, is_authorised: bool) -> OfficialDocument:
    """Fetch and lock a document. ``is_authorised``: the caller's own policy has allowed the act.

    Raises:
        NotFound, Forbidden: as ``fetch``; with ``is_authorised`` only NotFound, where there is none.

    """
    if not is_authorised:
        return fetch(OfficialDocument, actor, document_id, verb, refine=_locked)
    document = _locked(OfficialDocument.objects.filter(pk=document_id)).first()
    if document is None:
        raise NotFound()
    return document
