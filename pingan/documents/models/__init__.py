"""Templates, registers of numbers, documents and the proof that they were served."""

from pingan.documents.models.documents import OfficialDocument
from pingan.documents.models.kinds import CASE_KINDS, DocumentKind, RegisterKind
from pingan.documents.models.receipts import ServiceReceipt
from pingan.documents.models.registers import NumberRegister
from pingan.documents.models.templates import DocumentTemplate

__all__ = [
    "CASE_KINDS",
    "DocumentKind",
    "DocumentTemplate",
    "NumberRegister",
    "OfficialDocument",
    "RegisterKind",
    "ServiceReceipt",
]
