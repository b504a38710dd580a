"""Who sees which documents: the organ that issued, the organs it was served on, and what apps above open.

A closed document is seen, served, voided and acknowledged only by those to whom an app above opens it: a committee
has many members, and a restricted matter is the business of a few.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from pingan.access.policy import AllOf, OwnUnit, Permit, Scope, register, value_at
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
class Unclosed:
    """Documents that a whole organ may see. ``path`` leads to the document: blank, or ``document__``."""

    path: str = ""

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Not closed."""
        return Q(**{f"{at}{self.path}is_closed": False})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Not closed."""
        return value_at(obj, f"{self.path}is_closed") is False


def _within(scope: Scope, reaches: Iterable[Scope]) -> tuple[Scope, ...]:
    """Return the parts of a scope that lie within one of the reaches."""
    return tuple(AllOf((scope, reach)) for reach in reaches)


@dataclass(frozen=True)
class Default:
    """Templates of the product, which every office starts from."""

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """No organ."""
        return Q(**{f"{at}organ": None})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """No organ."""
        return obj.organ_id is None


#: Of the documents that concern a unit, it reaches what is not closed, and what an app above opens to it.
_OPEN_TO_UNITS = (Unclosed(), Opened())
_RECEIPTS_OPEN_TO_UNITS = (Unclosed("document__"), Opened("document_id"))
_VIEW = (*_within(OwnUnit(), [Unclosed()]), *_within(Served(), [Unclosed()]), Opened())


def _document_q(actor: Actor) -> Q:
    """Return the condition of a readable document, for the files that hold it."""
    condition = Q(pk__in=[])
    for scope in _VIEW:
        condition |= scope.as_q(actor)
    return condition


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


def _permits(duty: str, scopes: Iterable[Scope]) -> list[Permit]:
    return [Permit(duty, scope) for scope in scopes]


def register_policy() -> None:
    """Register permits, duties and slots; called once from ``AppConfig.ready()``."""
    extend_duties({role: {"documents.view", "documents.acknowledge"} for role in BUSINESS_ROLES})
    register(
        OfficialDocument,
        {
            "view": _permits("documents.view", _VIEW),
            "void": _permits("documents.issue", _within(OwnUnit(), _OPEN_TO_UNITS)),
            "serve": _permits("documents.issue", _within(OwnUnit(), _OPEN_TO_UNITS)),
        },
    )
    recipient, issuer = OwnUnit("recipient_id"), OwnUnit("document__organ_id")
    unclosed, opened = _RECEIPTS_OPEN_TO_UNITS
    view = (*_within(recipient, [unclosed]), *_within(issuer, [unclosed]), opened)
    acknowledge = _within(recipient, _RECEIPTS_OPEN_TO_UNITS)
    register(
        ServiceReceipt,
        {
            "view": _permits("documents.view", view),
            "acknowledge": _permits("documents.acknowledge", acknowledge),
        },
    )
    edit = [Permit("documents.edit_templates", OwnUnit())]
    templates = [*edit, Permit("documents.edit_templates", Default()), Permit("documents.issue", Default())]
    register(DocumentTemplate, {"view": [*templates, Permit("documents.issue", OwnUnit())], "edit": edit})
    register(NumberRegister, {"view": [Permit("documents.issue", OwnUnit())]})
    file_scopes.fill("documents", readable_files)
    file_in_use.fill("documents", files_in_use)
