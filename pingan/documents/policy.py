"""Who sees which documents: the organ that issued, the organs it was served on, and what apps above open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from pingan.access.policy import OwnUnit, Permit, register, value_at
from pingan.access.rules import BUSINESS_ROLES, Actor, extend_duties
from pingan.common.slots import document_scopes, file_in_use, file_scopes
from pingan.documents.models import DocumentTemplate, NumberRegister, OfficialDocument, ServiceReceipt


@dataclass(frozen=True)
class Served:
    """Documents that were served on the actor's unit. ``path`` leads to the document's key."""

    path: str = "pk"

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """EXISTS, so that rows never multiply; an actor without a unit reaches nothing."""
        if actor.organ_id is None:
            return Q(pk__in=[])
        served = ServiceReceipt.objects.filter(recipient_id=actor.organ_id)
        return Q(Exists(served.filter(document_id=OuterRef(f"{at}{self.path}"))))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """One query for one row."""
        if actor.organ_id is None:
            return False
        return ServiceReceipt.objects.filter(recipient_id=actor.organ_id, document_id=obj.pk).exists()


@dataclass(frozen=True)
class Opened:
    """Documents that an app above opens through the slot ``document_scopes``, e.g. with their matter.

    ``path`` leads to the document's key.
    """

    path: str = "pk"

    def _q(self, actor: Actor) -> Q:
        condition = Q(pk__in=[])
        for reach in document_scopes.entries():
            condition |= reach(actor)
        return condition

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Return the condition; from another model through a subquery."""
        if not at and self.path == "pk":
            return self._q(actor)
        return Q(**{f"{at}{self.path}__in": OfficialDocument.objects.filter(self._q(actor)).values("pk")})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Ask the same condition for one row."""
        return OfficialDocument.objects.filter(self._q(actor), pk=value_at(obj, self.path)).exists()


@dataclass(frozen=True)
class Default:
    """Templates of the product, which every office starts from."""

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """No organ."""
        return Q(**{f"{at}organ": None})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """No organ."""
        return obj.organ_id is None


def _document_q(actor: Actor) -> Q:
    """Return the condition of a readable document, for the files that hold it."""
    return OwnUnit().as_q(actor) | Served().as_q(actor) | Opened().as_q(actor)


def readable_files(actor: Actor) -> Q:
    """Return the condition on ``StoredFile``: PDF, DOCX and receipt scans of documents the actor may see."""
    if not actor.has("documents.view"):
        return Q(pk__in=[])
    documents = OfficialDocument.objects.filter(_document_q(actor))
    holding = documents.filter(Q(pdf_id=OuterRef("pk")) | Q(docx_id=OuterRef("pk")))
    scans = ServiceReceipt.objects.filter(proof_id=OuterRef("pk"), document__in=documents)
    return Q(Exists(holding)) | Q(Exists(scans))


def files_in_use() -> Q:
    """Return the condition on ``StoredFile``: some document or receipt refers to it."""
    holding = OfficialDocument.objects.filter(Q(pdf_id=OuterRef("pk")) | Q(docx_id=OuterRef("pk")))
    return Q(Exists(holding)) | Q(Exists(ServiceReceipt.objects.filter(proof_id=OuterRef("pk"))))


def register_policy() -> None:
    """Register permits, duties and slots; called once from ``AppConfig.ready()``."""
    extend_duties({role: {"documents.view", "documents.acknowledge"} for role in BUSINESS_ROLES})
    view = [Permit("documents.view", scope) for scope in (OwnUnit(), Served(), Opened())]
    issue = [Permit("documents.issue", OwnUnit())]
    register(OfficialDocument, {"view": view, "void": issue, "serve": issue})
    receipt_view = [
        Permit("documents.view", OwnUnit("recipient_id")),
        Permit("documents.view", OwnUnit("document__organ_id")),
        Permit("documents.view", Opened("document_id")),
    ]
    acknowledge = [Permit("documents.acknowledge", OwnUnit("recipient_id"))]
    register(ServiceReceipt, {"view": receipt_view, "acknowledge": acknowledge})
    edit = [Permit("documents.edit_templates", OwnUnit())]
    templates = [*edit, Permit("documents.edit_templates", Default()), Permit("documents.issue", Default())]
    register(DocumentTemplate, {"view": [*templates, Permit("documents.issue", OwnUnit())], "edit": edit})
    register(NumberRegister, {"view": issue})
    file_scopes.fill("documents", readable_files)
    file_in_use.fill("documents", files_in_use)
