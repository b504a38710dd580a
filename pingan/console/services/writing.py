"""Documents that an office writes by hand, and their service on units: no matter stands behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.documents.models import OfficialDocument, ServiceReceipt
from pingan.documents.services import issue, serve
from pingan.notify.services import notify
from pingan.org.queries import user_ids_holding

#: What is written freely. A circular needs a second person, the others belong to a matter.
FREE_KINDS: Final = ("letter", "notice", "report")
ARRIVED = gettext_noop("%(number)s was served on your unit: %(title)s")


def _told(document: OfficialDocument, organ_ids: Iterable[int]) -> None:
    """Tell the people of the units; once per document and person."""
    notify(
        recipients=user_ids_holding(Q(organ_id__in=list(organ_ids))),
        key=f"document:{document.pk}",
        title=ARRIVED,
        params={"number": document.number, "title": document.title},
        url=reverse("console:document_detail", args=[document.pk]),
        kind="document.served",
    )


@transaction.atomic
def write_document(
    *, actor: Actor, code: str, values: Mapping[str, str], organ_ids: list[int]
) -> OfficialDocument:
    """Issue a document of the own unit and serve it on units; it concerns the division of the post.

    Raises:
        Forbidden: the post issues no documents.
        Invalid: another kind, no unit, or what ``issue`` refuses.

    """
    if code not in FREE_KINDS:
        raise Invalid({"template": _("There is no such template.")})
    if not organ_ids:
        raise Invalid({"recipients": _("Choose at least one unit.")})
    document = issue(
        actor=actor,
        organ_id=actor.organ_id or 0,
        template_code=code,
        data=values,
        region_code=actor.region_code,
    )
    for organ_id in sorted(set(organ_ids)):
        serve(actor=actor, document_id=document.pk, recipient_id=organ_id, method="electronic")
    _told(document, organ_ids)
    return document


@transaction.atomic
def serve_by_hand(
    *, actor: Actor, document_id: int, organ_id: int, method: str, received_by_name: str = ""
) -> ServiceReceipt:
    """Serve a document that was issued before on a further unit, and tell its people.

    Raises:
        NotFound, Forbidden, IllegalAction, Invalid, Conflict: as ``serve``.

    """
    receipt = serve(
        actor=actor,
        document_id=document_id,
        recipient_id=organ_id,
        method=method,
        received_by_name=received_by_name,
    )
    _told(receipt.document, [organ_id])
    return receipt
