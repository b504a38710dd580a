"""Official documents as the kernel's pages show them: the two lists of a unit, one document, the templates."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from pingan.access.policy import allows, fetch, visible_to
from pingan.access.rules import Actor
from pingan.common.errors import NotFound
from pingan.documents.models import CASE_KINDS, DocumentTemplate, OfficialDocument, ServiceReceipt
from pingan.documents.rules import KINDS
from pingan.org.models import Organ, Region

#: Newest first, and total.
ORDER = ("-issued_at", "-pk")


def _listed(actor: Actor) -> QuerySet[OfficialDocument]:
    receipts = visible_to(ServiceReceipt, actor).select_related("recipient").order_by("served_at", "pk")
    # The values stay shut: a list has no use for them, and each would have to be decrypted.
    rows = visible_to(OfficialDocument, actor).select_related("organ").defer("snapshot")
    return rows.prefetch_related(Prefetch("receipts", receipts, to_attr="shown_receipts"))


def issued_by_own_unit(actor: Actor) -> QuerySet[OfficialDocument]:
    """Return what the actor's unit issued, each with ``shown_receipts``; nothing for a post without a unit."""
    return _listed(actor).filter(organ_id=actor.organ_id or 0)


def served_on_own_unit(actor: Actor) -> QuerySet[OfficialDocument]:
    """Return what was served on the actor's unit, each with ``shown_receipts``; nothing without a unit."""
    own = ServiceReceipt.objects.filter(recipient_id=actor.organ_id or 0, document_id=OuterRef("pk"))
    return _listed(actor).filter(Exists(own))


def possible_recipients(actor: Actor) -> QuerySet[Organ]:
    """Return the units that a document may be served on: those of the area, and the offices and governments above it."""
    inside = Q(pk__in=[])
    for area in actor.areas:
        inside |= Q(region__code__startswith=area)
    above = [actor.region_code[:width].ljust(12, "0") for width in (2, 4, 6)]
    heads = Q(region__code__in=above, kind__in=(Organ.Kind.COORDINATING_OFFICE, Organ.Kind.GOVERNMENT))
    rows = Organ.objects.filter(inside | heads, valid_to=None).exclude(pk=actor.organ_id or 0)
    return rows.select_related("region").order_by("region__code", "name", "pk")


def document_to_serve(actor: Actor, pk: int) -> OfficialDocument:
    """Return a document that the actor may serve.

    Raises:
        NotFound, Forbidden: outside the view, or another unit's.

    """
    return fetch(OfficialDocument, actor, pk, "serve", refine=lambda rows: rows.defer("snapshot"))


@dataclass(frozen=True)
class ReceiptLine:
    """One proof of service; ``may_acknowledge``: it waits for this actor's own unit."""

    receipt: ServiceReceipt
    may_acknowledge: bool


@dataclass(frozen=True)
class DocumentView:
    """One document. ``region_name`` is "" where the division it concerns is not in the tables any more."""

    document: OfficialDocument
    region_name: str
    receipts: tuple[ReceiptLine, ...]
    may_void: bool
    may_serve: bool


def document_view(actor: Actor, pk: int) -> DocumentView:
    """Return a document with the proofs of service that the actor may see.

    Raises:
        NotFound: outside the actor's view.

    """
    parts = ("organ", "issued_by", "voided_by", "template")
    document = fetch(
        OfficialDocument, actor, pk, refine=lambda rows: rows.select_related(*parts).defer("snapshot")
    )
    names = Region.objects.filter(code=document.region_code).order_by("-valid_from")
    rows = visible_to(ServiceReceipt, actor).filter(document=document).order_by("served_at", "pk")
    return DocumentView(
        document=document,
        region_name=names.values_list("name", flat=True).first() or "",
        receipts=tuple(
            ReceiptLine(row, row.acknowledged_at is None and allows(actor, "acknowledge", row))
            for row in rows.select_related("recipient", "acknowledged_by", "document")
        ),
        may_void=document.voided_at is None and allows(actor, "void", document),
        may_serve=document.voided_at is None and allows(actor, "serve", document),
    )


def templates_in_use(actor: Actor) -> list[DocumentTemplate]:
    """Return the wording in force per code: the own unit's version goes before the product's default."""
    rows = visible_to(DocumentTemplate, actor).filter(is_active=True).select_related("organ", "created_by")
    found: dict[str, DocumentTemplate] = {}
    for row in rows.order_by("code", "pk"):
        if row.organ_id is not None or row.code not in found:
            found[row.code] = row
    return list(found.values())


@dataclass(frozen=True)
class Placeholder:
    """What may be put between double braces. ``is_needed``: a text without it is refused."""

    name: str
    label: str
    is_needed: bool


@dataclass(frozen=True)
class TemplateView:
    """The wording of one code: what is in use, what came before (newest first), what may be put in."""

    current: DocumentTemplate
    history: tuple[DocumentTemplate, ...]
    placeholders: tuple[Placeholder, ...]

    @property
    def is_for_committees(self) -> bool:
        """Say whether the mediation committees of the office's area write with it."""
        return self.current.kind in CASE_KINDS


def template_view(actor: Actor, code: str) -> TemplateView:
    """Return the wording of one code with its history.

    Raises:
        NotFound: no such code, or none that the actor may read.

    """
    current = next((row for row in templates_in_use(actor) if row.code == code), None)
    if current is None:
        raise NotFound()
    rows = visible_to(DocumentTemplate, actor).filter(code=code).select_related("organ", "created_by")
    rule = KINDS[current.kind]
    return TemplateView(
        current=current,
        history=tuple(rows.order_by("-created_at", "-pk")),
        placeholders=tuple(
            Placeholder(name, str(field.label), name in rule.needed) for name, field in rule.fields.items()
        ),
    )
