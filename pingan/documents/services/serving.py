"""Proof that a document reached an organ (送达回证)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common.errors import Conflict, IllegalAction, Invalid
from pingan.documents.models import OfficialDocument, ServiceReceipt
from pingan.documents.services.locking import locked_document
from pingan.files.services import claim_files
from pingan.org.models import Organ


def _service_problems(
    *, document: OfficialDocument, recipient_id: int, method: str, served_at: datetime, received_by_name: str
) -> dict[str, str]:
    problems: dict[str, str] = {}
    if method not in ServiceReceipt.Method:
        problems["method"] = _("There is no such way of service.")
    if method == ServiceReceipt.Method.IN_PERSON and not received_by_name:
        problems["received_by_name"] = _("Enter who signed for it.")
    if not document.issued_at <= served_at <= timezone.now():
        problems["served_at"] = _("Choose a moment between issue and now.")
    if not Organ.objects.filter(pk=recipient_id).exists():
        problems["recipient"] = _("There is no such unit.")
    return problems


@transaction.atomic
def serve(
    *,
    actor: Actor,
    document_id: int,
    recipient_id: int,
    method: str,
    served_at: datetime | None = None,
    received_by_name: str = "",
    proof_id: int | None = None,
    is_authorised: bool = False,
) -> ServiceReceipt:
    """Record that a document was served on an organ, whose posts see it from now on.

    ``served_at`` None: now; electronic service is always now. Handed over in person, the signature on paper
    acknowledges it; otherwise a post of the recipient does. ``proof_id``: own upload of the signed receipt.
    ``is_authorised``: the caller's own policy has allowed the act, as for ``issue``. Of a closed document, the
    recipient's posts see what the slot ``document_scopes`` opens to them.

    Raises:
        NotFound, Forbidden: as ``fetch``, verb ``serve``.
        IllegalAction: the document is void.
        Invalid: unknown unit or method, nobody signed for it, or a moment before issue or after now.
        Conflict: served on this organ already.

    """
    document = locked_document(
        actor=actor, document_id=document_id, verb="serve", is_authorised=is_authorised
    )
    if document.voided_at is not None:
        raise IllegalAction(_("This document is already void."))
    now = timezone.now()
    at = now if served_at is None or method == ServiceReceipt.Method.ELECTRONIC else served_at
    signed_by = received_by_name.strip()[:60]
    problems = _service_problems(
        document=document, recipient_id=recipient_id, method=method, served_at=at, received_by_name=signed_by
    )
    if problems:
        raise Invalid(problems)
    # The document's row is locked: nobody serves it twice between this question and the insert.
    if document.receipts.filter(recipient_id=recipient_id).exists():
        raise Conflict(_("This document was already served on this unit."))
    proof = claim_files(actor=actor, file_ids=[proof_id])[0] if proof_id is not None else None
    return ServiceReceipt.objects.create(
        document=document,
        recipient_id=recipient_id,
        method=method,
        served_at=at,
        served_by_id=actor.user_id,
        received_by_name=signed_by,
        proof=proof,
        acknowledged_at=at if method == ServiceReceipt.Method.IN_PERSON else None,
    )


@transaction.atomic
def acknowledge(*, actor: Actor, receipt_id: int) -> ServiceReceipt:
    """Confirm, for the recipient organ, that the document arrived. The first confirmation stands.

    Raises:
        NotFound, Forbidden: as ``fetch``, verb ``acknowledge``.

    """
    receipt = fetch(
        ServiceReceipt,
        actor,
        receipt_id,
        "acknowledge",
        refine=lambda rows: rows.select_for_update(of=("self",)),
    )
    if receipt.acknowledged_at is None:
        receipt.acknowledged_at = timezone.now()
        receipt.acknowledged_by_id = actor.user_id
        receipt.save(update_fields=["acknowledged_at", "acknowledged_by"])
    return receipt
