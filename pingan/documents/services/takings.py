"""Whoever takes a file of an official document stands in the security log, whatever door it was taken through."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.documents.models import OfficialDocument
from pingan.files.models import StoredFile


def note_taking(*, actor: Actor, stored: StoredFile) -> None:
    """Write into the security log that the actor takes this file, if it belongs to a document.

    ``form`` is pdf, docx, or scan: the signed proof of service. Other files leave no row: photos of the day's
    work are looked at all day, and the timeline tells who could see them.
    """
    of_document = Q(pdf=stored) | Q(docx=stored) | Q(receipts__proof=stored)
    columns = ("pk", "region_code", "pdf_id", "docx_id", "number", "title")
    found = OfficialDocument.objects.filter(of_document).values(*columns).first()
    if found is None:
        return
    forms = {found["pdf_id"]: "pdf", found["docx_id"]: "docx"}
    log(
        actor=actor,
        action="document.downloaded",
        object_type="documents.officialdocument",
        object_id=found["pk"],
        reason=_reason(found["title"], found["number"]),
        data={"form": forms.get(stored.pk, "scan")},
        region_code=found["region_code"],
    )


def _reason(title: str, number: str) -> str:
    """Say what it was taken for: handing it out is the act itself. In the language of the law, as the paper is."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Took out “%(title)s” %(number)s") % {"title": title, "number": number}
